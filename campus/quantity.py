"""What can be measured: every quantity, its base unit, its kind and the resource it belongs to.

Base units only: kWh, W, m3, m3/h, degC, %, V, A, Hz, VA, var, kvarh, h; `1` means no unit.
Decoders convert at the door, so nothing behind them ever asks for a unit again.
"""

from enum import StrEnum
from typing import NamedTuple

from campus.errors import Refused


class Kind(StrEnum):
    """How a number relates to time."""

    REGISTER = "register"
    """Cumulative; consumption is a difference of two (抄表数)."""
    GAUGE = "gauge"
    """Instantaneous; never summed."""
    INTERVAL = "interval"
    """Consumption of one interval ending at the reading's time, as half-hourly files carry it."""


class Resource(StrEnum):
    """What a meter measures; the unit in which its books are kept follows from it."""

    ELECTRICITY = "electricity"
    WATER = "water"
    GAS = "gas"
    HEAT = "heat"
    HEAT_PUMP = "heat_pump"
    SENSOR = "sensor"


class Quantity(NamedTuple):
    name: str
    unit: str
    kind: Kind
    resource: Resource | None
    """None: may come with any device (temperature, battery level, …)."""


def _table(*rows: tuple[str, str, Kind, Resource | None]) -> dict[str, Quantity]:
    return {row[0]: Quantity(*row) for row in rows}


_R, _G = Kind.REGISTER, Kind.GAUGE
_E, _W, _GAS, _H = Resource.ELECTRICITY, Resource.WATER, Resource.GAS, Resource.HEAT

QUANTITIES: dict[str, Quantity] = _table(
    ("electricity_import", "kWh", _R, _E),
    ("electricity_export", "kWh", _R, _E),
    ("electricity_production", "kWh", _R, _E),
    ("electricity_charged", "kWh", _R, _E),
    ("electricity_discharged", "kWh", _R, _E),
    ("reactive_energy_import", "kvarh", _R, _E),
    ("reactive_energy_export", "kvarh", _R, _E),
    ("water_volume", "m3", _R, _W),
    ("hot_water_volume", "m3", _R, _W),
    ("water_backflow_volume", "m3", _R, _W),
    ("heating_water_volume", "m3", _R, _H),
    ("gas_volume", "m3", _R, _GAS),
    ("heat_energy", "kWh", _R, _H),
    ("cooling_energy", "kWh", _R, _H),
    ("operating_time", "h", _R, None),
    ("starts", "1", _R, None),
    ("active_power", "W", _G, _E),
    ("apparent_power", "VA", _G, _E),
    ("reactive_power", "var", _G, _E),
    ("power_setpoint", "W", _G, _E),
    ("power_factor", "1", _G, _E),
    ("pv_power", "W", _G, _E),
    ("storage_power", "W", _G, _E),
    ("state_of_charge", "%", _G, _E),
    ("self_sufficiency", "%", _G, _E),
    ("voltage", "V", _G, _E),
    ("current", "A", _G, _E),
    ("frequency", "Hz", _G, _E),
    ("compressor_power", "W", _G, _E),
    ("compressor_frequency", "Hz", _G, None),
    ("heat_power", "W", _G, _H),
    ("flow", "m3/h", _G, None),
    ("temperature", "degC", _G, None),
    ("humidity", "%", _G, None),
    ("pressure", "kPa", _G, None),
    ("tank_level", "%", _G, None),
    ("soil_moisture", "%", _G, None),
    ("conductivity", "uS/cm", _G, None),
    ("battery_level", "%", _G, None),
    ("battery_voltage", "V", _G, None),
    ("leak_state", "1", _G, None),
    ("door_state", "1", _G, None),
    ("digital_input", "1", _G, None),
    ("generic", "1", _G, None),
)
"""Temperatures of one device are told apart by part: `temperature[tank]`, `temperature[ambient]`, …"""

BOOKED: dict[Resource, str] = {
    Resource.ELECTRICITY: "electricity_import",
    Resource.WATER: "water_volume",
    Resource.GAS: "gas_volume",
    Resource.HEAT: "heat_energy",
    Resource.HEAT_PUMP: "electricity_import",
}
"""The quantity a resource's consumption is read from; sensors have none."""


_ELECTRIC = (
    "electricity_import",
    "electricity_export",
    "electricity_production",
    "electricity_charged",
    "electricity_discharged",
    "reactive_energy_import",
    "reactive_energy_export",
)
BOOKS: dict[Resource, tuple[str, ...]] = {
    Resource.ELECTRICITY: _ELECTRIC,
    Resource.WATER: ("water_volume", "hot_water_volume"),
    Resource.GAS: ("gas_volume",),
    Resource.HEAT: ("heat_energy", "cooling_energy", "heating_water_volume"),
    Resource.HEAT_PUMP: ("electricity_import", "heat_energy", "hot_water_volume", "water_volume"),
}
"""Every quantity of which a meter of the resource keeps books when it sends it, the main one first."""


def quantity(name: str) -> Quantity:
    """Look a quantity up; an unknown name is refused with the known ones."""
    try:
        return QUANTITIES[name]
    except KeyError:
        message = f"unknown quantity {name!r}; known: {', '.join(sorted(QUANTITIES))}"
        raise Refused(message) from None
