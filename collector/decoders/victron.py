"""Victron Venus OS: N/<portal>/<service>/<instance>/<path> with {"value": …}, and bridged grid meters."""

import re
from typing import NamedTuple

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import guess_unix
from collector.formats.payload import Json, read_json
from collector.formats.preset import JsonPreset


class _Value(NamedTuple):
    quantity: str
    unit: str = ""
    part: str = ""
    scale: float = 1.0


_AC = re.compile(
    r"Ac/(?:Out/|ActiveIn/)?(?:(L[123])/)?(Power|Voltage|Current|Frequency|Energy/Forward|Energy/Reverse|S|P|V|I|F)"
)
_AC_VALUES = {
    "Power": ("active_power", "W"), "P": ("active_power", "W"), "Voltage": ("voltage", "V"), "V": ("voltage", "V"),
    "Current": ("current", "A"), "I": ("current", "A"), "Frequency": ("frequency", "Hz"), "F": ("frequency", "Hz"),
    "S": ("apparent_power", "VA"), "Energy/Forward": ("electricity_import", "kWh"),
    "Energy/Reverse": ("electricity_export", "kWh"),
}  # fmt: skip
_PRODUCERS = frozenset(("pvinverter",))
_AC_SERVICES = frozenset(("grid", "acload", "genset", "heatpump", "evcharger", "pvinverter", "vebus", "inverter"))
_OTHERS: dict[tuple[str, str], _Value] = {
    ("battery", "Soc"): _Value("state_of_charge", "%"),
    ("battery", "Dc/0/Power"): _Value("storage_power", "W", scale=-1.0),
    ("battery", "Dc/0/Voltage"): _Value("voltage", "V"),
    ("battery", "Dc/0/Current"): _Value("current", "A"),
    ("battery", "Dc/0/Temperature"): _Value("temperature", "degC", "battery"),
    ("battery", "History/ChargedEnergy"): _Value("electricity_charged", "kWh"),
    ("battery", "History/DischargedEnergy"): _Value("electricity_discharged", "kWh"),
    ("solarcharger", "Yield/Power"): _Value("pv_power", "W"),
    ("solarcharger", "Yield/System"): _Value("electricity_production", "kWh"),
    ("tank", "Level"): _Value("tank_level", "%"),
    ("temperature", "Temperature"): _Value("temperature", "degC", "room"),
    ("temperature", "Humidity"): _Value("humidity", "%"),
    ("temperature", "Pressure"): _Value("pressure", "hPa"),
}
_GRID_METER = {
    "Forward": _Value("electricity_import", "kWh"),
    "Reverse": _Value("electricity_export", "kWh"),
    "Power": _Value("active_power", "W"),
    **{f"L{n}Power": _Value("active_power", "W", f"L{n}") for n in (1, 2, 3)},
    **{f"L{n}Voltage": _Value("voltage", "V", f"L{n}") for n in (1, 2, 3)},
    **{f"L{n}Current": _Value("current", "A", f"L{n}") for n in (1, 2, 3)},
}


@decoder("victron")
class Victron(JsonPreset):
    """The topic says everything but the number. null: not there; an empty payload: the device left the bus.

    Battery power is positive for charging on the wire and for discharging here.
    """

    def read(self, gather: Gather, message: Message) -> None:
        levels = message.topic.split("/")
        on_bus = len(levels) > 4 and levels[0] in {"N", "R"}  # noqa: PLR2004  N/portal/service/instance/path
        if on_bus:
            gather.meter = f"{levels[2]}/{levels[3]}"
        if not message.payload.strip():
            gather.event("device_offline")
            return
        document = read_json(message.payload)
        if not isinstance(document, dict):
            reason = "a Venus OS message is a JSON object"
            raise Undecodable(reason)
        if on_bus and levels[0] == "N":
            self._value(gather, levels[2], "/".join(levels[4:]), document.get("value"))
        elif not on_bus:
            self.read_document(gather, document, message)
            self.take_pointers(gather, document)

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        """Read the flat object of a bridged grid meter; its totals count, not its registers per phase."""
        del message
        gather.time = gather.moment(document.get("timestamp"), guess_unix, "/timestamp")
        for name, found in _GRID_METER.items():
            gather.add(found.quantity, document.get(name), found.unit, found.part)

    def _value(self, gather: Gather, service: str, path: str, value: Json) -> None:
        if isinstance(value, (dict, list, bool, str)) or value is None:
            return
        if self.take_configured(gather, path, value):
            return
        if found := _OTHERS.get((service, path)):
            gather.add(found.quantity, value, found.unit, found.part, scale=found.scale)
        elif service in _AC_SERVICES and (matched := _AC.fullmatch(path)):
            quantity, unit = _AC_VALUES[matched[2]]
            if service in _PRODUCERS:
                quantity = {"active_power": "pv_power", "electricity_import": "electricity_production"}.get(
                    quantity, quantity
                )
            part = matched[1] or ("" if service != "vebus" or "Out" not in path else "output")
            gather.add(quantity, value, unit, part)
