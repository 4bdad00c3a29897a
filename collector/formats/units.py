"""Any reasonable spelling of a unit → the base unit of a quantity."""

import html
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from campus.errors import Refused
from campus.quantity import quantity


class Conversion(NamedTuple):
    """value in base unit = number × factor + offset."""

    factor: float
    offset: float = 0.0

    def __call__(self, value: float) -> float:
        return value * self.factor + self.offset


_LITRE, _CUBIC_FOOT, _GALLON, _IMPERIAL_GALLON = 1e-3, 0.028316846592, 0.003785411784, 0.00454609
_BTU_J, _CALORIE_J, _THERM_J = 1055.05585262, 4.1868, 105_505_585.262
_SI = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def _scaled(symbol: str, prefixes: str, unit_factor: float) -> Iterator[tuple[str, float]]:
    for prefix in ("", *prefixes):
        yield prefix + symbol, _SI[prefix] * unit_factor


_VOLUMES: dict[str, float] = {
    **dict.fromkeys(
        ("m3", "m^3", "cbm", "cum", "Nm3", "Sm3", "立方米", "立方", "方", "cubicmeters", "cubicmetres"), 1.0
    ),
    **dict.fromkeys(("t", "ton", "tonne", "吨"), 1.0),
    **dict.fromkeys(("L", "l", "dm3", "litre", "litres", "liter", "liters", "ltr", "升"), _LITRE),
    **dict.fromkeys(("mL", "ml", "cm3", "cc", "毫升"), 1e-6),
    "cL": 1e-5,
    "dL": 1e-4,
    "hL": 0.1,
    "hl": 0.1,
    "kL": 1.0,
    "kl": 1.0,
    "ML": 1e3,
    "daL": 1e-2,
    "dam3": 1e3,
    **dict.fromkeys(("ft3", "ft^3", "cf", "cuft", "cubicfeet"), _CUBIC_FOOT),
    "ccf": 100 * _CUBIC_FOOT,
    "hcf": 100 * _CUBIC_FOOT,
    "mcf": 1000 * _CUBIC_FOOT,
    **dict.fromkeys(("gal", "USgal", "gallon", "gallons", "galUS", "gal(US)"), _GALLON),
    **dict.fromkeys(("UKgal", "impgal", "galUK", "gal(UK)"), _IMPERIAL_GALLON),
}
_TIMES_H: dict[str, float] = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时", "时"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "分", "分钟"), 1 / 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "秒"), 1 / 3600),
    "ms": 1 / 3_600_000,
    "d": 24.0,
    "day": 24.0,
    "days": 24.0,
    "天": 24.0,
}
_FLOWS: dict[str, float] = {
    **{f"{volume}/{time}": factor / _TIMES_H[time] for volume, factor in _VOLUMES.items() for time in _TIMES_H},
    **{f"{volume}p{time[0]}": factor / _TIMES_H[time] for volume, factor in (("l", 1e-3), ("L", 1e-3), ("gal", _GALLON))
       for time in ("h", "min", "s")},
    "m3h": 1.0, "lh": 1e-3, "lph": 1e-3, "lpm": 0.06, "gpm": 60 * _GALLON, "gph": _GALLON, "cfm": 60 * _CUBIC_FOOT,
       "cms": 3600.0,
}  # fmt: skip
_USUAL_FLOWS = ("m3/h", "m3/min", "m3/s", "m3/d", "L/h", "L/min", "L/s", "gal/min", "ft3/h", "gpm", "cfm", "lpm")
_ENERGY: dict[str, float] = {
    **dict(_scaled("Wh", "mkMGT", 1e-3)),
    **dict.fromkeys(("kW.h", "kW*h", "kW-h", "kWhr", "kWhrs", "度", "千瓦时", "kilowatthour", "kilowatthours"), 1.0),
    "wattminutes": 1 / 60_000,
    "Wmin": 1 / 60_000,
    "W.min": 1 / 60_000,
    "Ws": 1 / 3.6e6,
    "万千瓦时": 1e4,
    "兆瓦时": 1e3,
    **dict(_scaled("J", "kMGT", 1 / 3.6e6)),
    "吉焦": 1e9 / 3.6e6,
    "兆焦": 1e6 / 3.6e6,
    **dict(_scaled("cal", "kMG", _CALORIE_J / 3.6e6)),
    "BTU": _BTU_J / 3.6e6,
    "kBTU": 1e3 * _BTU_J / 3.6e6,
    "MMBTU": _BTU_J / 3.6,
    "therm": _THERM_J / 3.6e6,
    "therms": _THERM_J / 3.6e6,
}
_POWER: dict[str, float] = {
    **dict(_scaled("W", "umkMG", 1.0)),
    **dict.fromkeys(("watt", "watts", "瓦"), 1.0),
    "kilowatt": 1e3,
    "千瓦": 1e3,
    "兆瓦": 1e6,
    "BTU/h": _BTU_J / 3600,
    "kcal/h": 1e3 * _CALORIE_J / 3600,
    "J/h": 1 / 3600,
    "kJ/h": 1 / 3.6,
    "MJ/h": 1e3 / 3.6,
    "GJ/h": 1e6 / 3.6,
    "J/s": 1.0,
    "kJ/s": 1e3,
}
_ABSOLUTE_ZERO = -273.15
_ACCEPTED: dict[str, dict[str, Conversion]] = {
    base: {name: Conversion(factor) for name, factor in table.items()}
    for base, table in {
        "kWh": _ENERGY,
        "W": _POWER,
        "VA": {**dict(_scaled("VA", "mkMG", 1.0)), "千伏安": 1e3, "伏安": 1.0},
        "var": {**dict(_scaled("var", "mkMG", 1.0)), "VAr": 1.0, "kVAr": 1e3, "MVAr": 1e6, "千乏": 1e3, "乏": 1.0},
        "kvarh": {**dict(_scaled("varh", "kMG", 1e-3)), "VArh": 1e-3, "kVArh": 1.0, "MVArh": 1e3, "千乏时": 1.0},
        "m3": _VOLUMES,
        "m3/h": _FLOWS,
        "V": {**dict(_scaled("V", "umkM", 1.0)), "volt": 1.0, "volts": 1.0, "伏": 1.0, "千伏": 1e3},
        "A": {**dict(_scaled("A", "umk", 1.0)), "amp": 1.0, "amps": 1.0, "ampere": 1.0, "安": 1.0, "毫安": 1e-3},
        "Hz": {**dict(_scaled("Hz", "mkM", 1.0)), "赫兹": 1.0, "赫": 1.0, "rpm": 1 / 60, "1/min": 1 / 60, "rps": 1.0},
        "%": {"%": 1.0, "percent": 1.0, "pct": 1.0, "%rh": 1.0, "rh": 1.0, "%vol": 1.0, "‰": 0.1, "fraction": 100.0},
        "kPa": {
            **dict(_scaled("Pa", "kM", 1e-3)),
            "hPa": 0.1,
            "mbar": 0.1,
            "bar": 100.0,
            "psi": 6.894757293168,
            "mmHg": 0.133322387415,
            "atm": 101.325,
            "mH2O": 9.80665,
            "mmH2O": 0.00980665,
            "kgf/cm2": 98.0665,
            "inHg": 3.386389,
            "千帕": 1.0,
            "兆帕": 1e3,
        },
        "uS/cm": {"uS/cm": 1.0, "mS/cm": 1e3, "S/m": 1e4, "mS/m": 10.0, "dS/m": 1e3, "uS/m": 0.01, "S/cm": 1e6},
        "h": _TIMES_H,
        "1": {**dict.fromkeys(("1", "none", "count", "counts", "pcs", "次", "pulses", "imp", "times"), 1.0), "%": 0.01},
    }.items()
}
_ACCEPTED["degC"] = {
    **dict.fromkeys(("degC", "°C", "C", "℃", "celsius", "ºC", "˚C", "摄氏度", "度"), Conversion(1.0)),
    **dict.fromkeys(("degF", "°F", "F", "℉", "fahrenheit"), Conversion(5 / 9, -160 / 9)),
    **dict.fromkeys(("K", "kelvin", "°K"), Conversion(1.0, _ABSOLUTE_ZERO)),
}
_SAME_SIGN = str.maketrans({"³": "3", "²": "2", "µ": "u", "μ": "u", "·": ".", "⋅": ".", "\u00a0": " ", "％": "%"})


def _tidy(unit: str) -> str:
    text = html.unescape(unit).translate(_SAME_SIGN)
    return "".join(text.split()).removesuffix(".")


def _folded(table: dict[str, Conversion]) -> dict[str, Conversion | None]:
    """Spellings without regard to case; None where two units differ by case alone (mWh, MWh)."""
    folded: dict[str, Conversion | None] = {}
    for name, found in table.items():
        key = name.casefold()
        folded[key] = found if folded.get(key, found) == found else None
    return folded


_FOLDED = {base: _folded(table) for base, table in _ACCEPTED.items()}


@lru_cache(maxsize=4096)
def conversion(unit: str, quantity_name: str) -> Conversion:
    """How a number in `unit` becomes the base unit of a quantity; an empty unit is the base unit.

    A unit that is unknown, of another dimension, or ambiguous in this case (`mwh`) is refused
    with the accepted ones.
    """
    base = quantity(quantity_name).unit
    spelled = _tidy(unit)
    if not spelled or spelled == base:
        return Conversion(1.0)
    if spelled == "1" and base == "%":
        return Conversion(100.0)
    found = _ACCEPTED[base].get(spelled) or _FOLDED[base].get(spelled.casefold())
    if found is None:
        accepted = ", ".join(name for name in dict(accepted_units())[base] if name.isascii())
        message = f"unit {unit!r} does not fit {quantity_name} ({base}); accepted: {accepted}"
        raise Refused(message)
    return found


def fits(unit: str, quantity_name: str) -> bool:
    """Whether a unit can be converted to the base unit of a quantity."""
    try:
        conversion(unit, quantity_name)
    except Refused:
        return False
    return True


def accepted_units() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Base unit and the spellings it is converted from; flows are named by their volume and time."""
    for base, table in _ACCEPTED.items():
        yield base, tuple(name for name in table if base != "m3/h" or name in _USUAL_FLOWS)
