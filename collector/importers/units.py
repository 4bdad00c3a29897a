"""Units as files write them, to the base unit of a quantity."""

from campus.errors import Refused


def _factors(spelt: str) -> dict[str, tuple[float, float, float]]:
    """`wh=1/1000` → {"wh": (1, 1000, 0)}; spaces of a unit are written as `~`."""
    table: dict[str, tuple[float, float, float]] = {}
    for part in spelt.split():
        unit, _, factor = part.partition("=")
        multiply, _, divide = (factor or "1").partition("/")
        table[unit.replace("~", " ")] = float(multiply), float(divide or "1"), 0.0
    return table


_FAHRENHEIT = dict.fromkeys(("degf", "deg f", "°f", "℉", "f"), (1.0, 1.8, -32.0))

_TO_BASE: dict[str, dict[str, tuple[float, float, float]]] = {
    "kWh": _factors(
        "kwh 度 千瓦时 wh=1/1000 mwh=1000 gwh=1000000 万千瓦时=10000 mj=1/3.6 gj=1000/3.6 kj=1/3600 "
        "therm=29.3071 therms=29.3071"
    ),
    "m3": _factors(
        "m3 m³ m^3 cbm 立方米 立方 方 吨 t nm3 nm³ 千立方米=1000 "
        "l=1/1000 litre=1/1000 litres=1/1000 liter=1/1000 升=1/1000"
    ),
    "kvarh": _factors("kvarh varh=1/1000 mvarh=1000"),
    "W": _factors("w 瓦 kw=1000 千瓦=1000 mw=1000000"),
    "VA": _factors("va kva=1000"),
    "var": _factors("var kvar=1000"),
    "V": _factors("v kv=1000 mv=1/1000"),
    "A": _factors("a ma=1/1000"),
    "Hz": _factors("hz"),
    "%": _factors("% percent"),
    "degC": _factors("degc deg~c °c ℃ c") | _FAHRENHEIT,
    "m3/h": _factors("m3/h m³/h l/h=1/1000 l/min=60/1000 l/s=3600/1000"),
    "kPa": _factors("kpa pa=1/1000 mpa=1000 bar=100"),
    "h": _factors("h min=1/60 s=1/3600"),
    "uS/cm": _factors("us/cm µs/cm ms/cm=1000"),
    "1": _factors("1"),
}
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
