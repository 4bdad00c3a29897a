"""Units as files write them, to the base unit of a quantity."""

from campus.errors import Refused

_TO_BASE: dict[str, dict[str, tuple[float, float, float]]] = {
    "kWh": {
        "kwh": (1, 1, 0), "度": (1, 1, 0), "千瓦时": (1, 1, 0), "wh": (1, 1000, 0), "mwh": (1000, 1, 0), "gwh": (1e6, 1, 0),
        "万千瓦时": (10_000, 1, 0), "mj": (1, 3.6, 0), "gj": (1000, 3.6, 0), "kj": (1, 3600, 0), "therm": (29.3071, 1, 0),
        "therms": (29.3071, 1, 0),
    },
    "m3": {
        "m3": (1, 1, 0), "m³": (1, 1, 0), "m^3": (1, 1, 0), "cbm": (1, 1, 0), "立方米": (1, 1, 0), "立方": (1, 1, 0), "方": (1, 1, 0),
        "吨": (1, 1, 0), "t": (1, 1, 0), "l": (1, 1000, 0), "litre": (1, 1000, 0), "litres": (1, 1000, 0), "liter": (1, 1000, 0),
        "升": (1, 1000, 0), "nm3": (1, 1, 0), "nm³": (1, 1, 0), "千立方米": (1000, 1, 0),
    },
    "kvarh": {"kvarh": (1, 1, 0), "varh": (1, 1000, 0), "mvarh": (1000, 1, 0)},
    "W": {"w": (1, 1, 0), "kw": (1000, 1, 0), "mw": (1e6, 1, 0), "千瓦": (1000, 1, 0), "瓦": (1, 1, 0)},
    "VA": {"va": (1, 1, 0), "kva": (1000, 1, 0)},
    "var": {"var": (1, 1, 0), "kvar": (1000, 1, 0)},
    "V": {"v": (1, 1, 0), "kv": (1000, 1, 0), "mv": (1, 1000, 0)},
    "A": {"a": (1, 1, 0), "ma": (1, 1000, 0)},
    "Hz": {"hz": (1, 1, 0)},
    "%": {"%": (1, 1, 0), "percent": (1, 1, 0)},
    "degC": {
        "degc": (1, 1, 0), "deg c": (1, 1, 0), "°c": (1, 1, 0), "℃": (1, 1, 0), "c": (1, 1, 0),
        "degf": (1, 1.8, -32), "deg f": (1, 1.8, -32), "°f": (1, 1.8, -32), "℉": (1, 1.8, -32), "f": (1, 1.8, -32),
    },
    "m3/h": {"m3/h": (1, 1, 0), "m³/h": (1, 1, 0), "l/h": (1, 1000, 0), "l/min": (60, 1000, 0), "l/s": (3600, 1000, 0)},
    "kPa": {"kpa": (1, 1, 0), "pa": (1, 1000, 0), "mpa": (1000, 1, 0), "bar": (100, 1, 0)},
    "h": {"h": (1, 1, 0), "min": (1, 60, 0), "s": (1, 3600, 0)},
    "uS/cm": {"us/cm": (1, 1, 0), "µs/cm": (1, 1, 0), "ms/cm": (1000, 1, 0)},
    "1": {"1": (1, 1, 0), "": (1, 1, 0)},
}  # fmt: skip
"""Base unit → unit, lower case → (multiply, divide, add first)."""

_GAS_ENERGY = "kWh"


def is_unit(text: str) -> bool:
    """Whether text is a unit this table knows; single letters need their usual case."""
    stripped = text.strip()
    if len(stripped) == 1 and stripped not in "WVALCFh%方升度吨瓦℃℉t":
        return False
    return bool(stripped) and stripped != "1" and any(stripped.lower() in units for units in _TO_BASE.values())


class Conversion:
    """From a unit to a base unit: (value + before) * multiply / divide, exact where the factor is."""

    def __init__(self, multiply: float = 1.0, divide: float = 1.0, before: float = 0.0) -> None:
        self.multiply, self.divide, self.before = multiply, divide, before

    @property
    def changes_nothing(self) -> bool:
        return (self.multiply, self.divide, self.before) == (1, 1, 0)


def conversion(unit: str, base: str, kwh_per_m3: float | None = None) -> Conversion:
    """How values in a unit become the base unit; "" is the base unit. Raises `Refused`."""
    word = unit.strip().lower()
    if not word or word in _TO_BASE.get(base, {}):
        return Conversion(*_TO_BASE[base][word]) if word else Conversion()
    if base == "m3" and word in _TO_BASE[_GAS_ENERGY]:
        if kwh_per_m3 is None:
            message = (
                f"gas in {unit} cannot become m3 without its calorific value: pass --kwh-per-m3 "
                "(about 10.8 for 38.9 MJ/m3; the bill says it)"
            )
            raise Refused(message)
        multiply, divide, _ = _TO_BASE[_GAS_ENERGY][word]
        return Conversion(multiply, divide * kwh_per_m3)
    accepted = ", ".join(sorted(_TO_BASE.get(base, {base: ()})))
    message = f"unit {unit!r} does not measure in {base}; accepted: {accepted}"
    raise Refused(message)
