"""CJ/T 188: water, gas and heat meters (户用计量仪表数据传输技术条件)."""

from typing import NamedTuple

from collector.formats.bcd import read_bcd
from collector.formats.units import conversion

_UNITS: dict[int, tuple[str, float, str]] = {
    0x02: ("kWh", 1.0, "Wh"), 0x05: ("kWh", 1.0, "kWh"), 0x08: ("kWh", 1.0, "MWh"), 0x0E: ("kWh", 1.0, "MJ"),
    0x11: ("kWh", 1.0, "GJ"), 0x14: ("W", 1.0, "W"), 0x17: ("W", 1.0, "kW"), 0x29: ("m3", 1.0, "L"),
    0x2A: ("m3", 10.0, "L"), 0x2C: ("m3", 1.0, "m3"), 0x2D: ("m3", 10.0, "m3"), 0x32: ("m3/h", 1.0, "L/h"),
    0x35: ("m3/h", 1.0, "m3/h"),
}  # fmt: skip
"""Unit code → base unit, factor, unit."""
_QUANTITY_OF_BASE = {"kWh": "heat_energy", "W": "heat_power", "m3": "water_volume", "m3/h": "flow"}
_MEDIA = {0x10: "water_volume", 0x11: "hot_water_volume", 0x12: "water_volume", 0x13: "water_volume",
          0x20: "heat_energy", 0x21: "cooling_energy", 0x22: "heat_energy", 0x30: "gas_volume"}  # fmt: skip
_DIGITS_BYTES = 4


class Total(NamedTuple):
    """A value in its base unit."""

    value: float
    unit: str


def medium_quantity(type_byte: int) -> str | None:
    """The register a meter of this type byte carries; None for an unknown type."""
    return _MEDIA.get(type_byte)


def total(data: bytes, decimals: int = 2) -> Total | None:
    """Four BCD bytes and a unit code: XXXXXX.XX (many vendors use three decimals).

    None where the digits say "no value" or the unit code is unknown.
    """
    if len(data) <= _DIGITS_BYTES:
        return None
    number = read_bcd(data[:_DIGITS_BYTES])
    unit = _UNITS.get(data[_DIGITS_BYTES])
    if number is None or unit is None:
        return None
    base, factor, written = unit
    exact = round(number * 10.0**-decimals, decimals)
    return Total(conversion(written, _QUANTITY_OF_BASE[base])(exact * factor), base)
