"""Sub-items of electricity (分项): what a meter's use is for, read from its statistics code or its kind."""

import re
from enum import StrEnum

from campus.config.meter import Meter
from campus.quantity import Resource


class SubItem(StrEnum):
    """The four sub-items of JGJ 310-2013, hot water as a fifth (it hides in power or special), and the rest."""

    LIGHTING_SOCKETS = "lighting_sockets"
    HVAC = "hvac"
    POWER = "power"
    SPECIAL = "special"
    HOT_WATER = "hot_water"
    UNASSIGNED = "unassigned"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    SubItem.LIGHTING_SOCKETS: "照明插座",
    SubItem.HVAC: "空调",
    SubItem.POWER: "动力",
    SubItem.SPECIAL: "特殊",
    SubItem.HOT_WATER: "热水",
    SubItem.UNASSIGNED: "未分项",
}
_LETTER = {"A": SubItem.LIGHTING_SOCKETS, "B": SubItem.HVAC, "C": SubItem.POWER, "D": SubItem.SPECIAL}


def sub_item(meter: Meter) -> SubItem | None:
    """From a code such as 01B1A or a bare letter; a heat pump is hot water unless coded as HVAC. None: not coded."""
    found = re.fullmatch(r"(?:01)?([A-D])\d?[A-Z]?", meter.stat_code.strip().upper())
    coded = _LETTER[found[1]] if found else None
    if meter.resource is Resource.HEAT_PUMP:
        return SubItem.HVAC if coded is SubItem.HVAC else SubItem.HOT_WATER
    return coded
