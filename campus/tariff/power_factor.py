"""Power-factor adjustment of electricity bills (功率因数调整电费), 水电财字〔1983〕215号, supplies from 100 kVA.

Confirmed are the standards and, for 0.90, the values of the domain handbook §7; the steps between them and the
table of 0.85 are believed right and have to be checked against the text.
"""

from decimal import ROUND_HALF_UP, Decimal
from math import hypot
from typing import Annotated

from pydantic import AfterValidator

from campus.errors import Refused

STANDARDS = (0.9, 0.85)

HUNDREDTH = Decimal("0.01")


def _known(standard: float) -> float:
    if standard not in STANDARDS:
        message = f"{standard:g} is not a standard power factor, write 0.90 or 0.85"
        raise ValueError(message)
    return standard


Standard = Annotated[float, AfterValidator(_known)]
"""The power factor a supply is held to."""


def power_factor(active_kwh: float, reactive_kvarh: float) -> float | None:
    """Mean power factor of a period; None without any energy. Negative or non-finite energies are refused."""
    apparent = hypot(active_kwh, reactive_kvarh)
    if not (active_kwh >= 0 and reactive_kvarh >= 0 and apparent < float("inf")):
        message = f"active {active_kwh:g} kWh and reactive {reactive_kvarh:g} kvarh make no power factor"
        raise Refused(message)
    return active_kwh / apparent if apparent else None


def rounded(factor: float) -> Decimal:
    """To two decimals, half up, before any table look-up or comparison: 0.8999994 is 0.90."""
    if not 0 <= factor <= 1:
        message = f"power factor {factor:g} is not between 0 and 1"
        raise Refused(message)
    return Decimal(repr(factor)).quantize(HUNDREDTH, ROUND_HALF_UP)


def below_standard(factor: float, standard: Standard) -> bool:
    return rounded(factor) < Decimal(str(standard))


_Run = tuple[str, str, str]
"""(from, to, per cent added for each hundredth); runs lead away from the standard."""

_REWARD: dict[Decimal, tuple[_Run, ...]] = {
    Decimal("0.9"): (("0.91", "0.95", "-0.15"),),
    Decimal("0.85"): (("0.86", "0.90", "-0.10"), ("0.91", "0.94", "-0.15")),
}
_SURCHARGE: dict[Decimal, tuple[_Run, ...]] = {
    Decimal("0.9"): (("0.89", "0.70", "0.5"), ("0.69", "0.65", "1"), ("0.64", "0.00", "2")),
    Decimal("0.85"): (("0.84", "0.65", "0.5"), ("0.64", "0.60", "1"), ("0.59", "0.00", "2")),
}


def adjustment_percent(factor: float, standard: Standard = 0.9) -> float:
    """Per cent added to the bill; negative is a discount."""
    value, named = rounded(factor), Decimal(str(standard))
    if standard not in STANDARDS:
        message = f"standard {standard:g} has no table; known: 0.9 and 0.85"
        raise Refused(message)
    above = value > named
    percent = Decimal(0)
    for start, end, step in (_REWARD if above else _SURCHARGE)[named]:
        near, far = Decimal(start), Decimal(end)
        reached = min(value, far) - near if above else near - max(value, far)
        percent += max(reached + HUNDREDTH, Decimal(0)) / HUNDREDTH * Decimal(step)
    return float(percent)
