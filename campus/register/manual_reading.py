"""A register read by a person (抄表): is it plausible, and if not, what may have gone wrong.

Use since the last reading must lie within [0.3, 3] x what is expected from the same month of last year (domain
handbook, section 6). People note whole digits, so one digit of slack is allowed on both sides. What is doubtful
is held until somebody confirms it; the explanations only help that person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, floor
from typing import NamedTuple

LEAST, MOST = 0.3, 3.0
"""Use within these multiples of the expected one is believed."""

STEADY_DAYS = 7.0
"""A span shorter than a week may be all weekend or all lessons: only its upper bound is judged, as that of a week."""

WHOLE_DIGIT = 1.0
ROLLOVER_FROM, ROLLOVER_TO = 0.9, 0.1
SHIFTS = (10, 100, 1000)


class Doubt(StrEnum):
    """Why a reading is held, and (from `DECIMAL_SHIFT` on) what would explain it."""

    TOO_MANY_DIGITS = "too_many_digits"
    LOWER_THAN_LAST = "lower_than_last"
    HIGHER_THAN_NEXT = "higher_than_next"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    CONTRADICTS = "contradicts"
    DECIMAL_SHIFT = "decimal_shift"
    TRANSPOSED = "transposed"
    OTHER_METER = "other_meter"


class Doubted(NamedTuple):
    """One doubt in words, with the value that would have been plausible where there is one."""

    doubt: Doubt
    reason: str
    instead: float | None = None


class Band(NamedTuple):
    """Register values that are plausible, both ends included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low - 1e-9 <= value <= self.high + 1e-9


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a register when a reading is entered; values and use are in register units.

    `per_day` is the expected use a day since the last reading, `most` the largest the meter could have counted.
    """

    last: float | None = None
    days: float = 0.0
    per_day: float | None = None
    most: float | None = None
    following: float | None = None
    same_moment: float | None = None
    modulus: float | None = None
    resolution: float = 0.01
    others: Mapping[str, Band] = field(default_factory=dict)
    """Band of each neighbouring meter that may have been taken for this one."""

    @property
    def expected(self) -> float | None:
        """The register value expected."""
        return None if self.last is None or self.per_day is None else self.last + self.per_day * self.days

    @property
    def band(self) -> Band | None:
        """Values that are plausible; above the modulus they stand for a register that began again at 0."""
        if self.last is None:
            return None
        low, high = float(floor(self.last)), float("inf") if self.most is None else self.last + self.most
        if self.per_day is not None:
            expected, week = self.per_day * self.days, self.per_day * max(self.days, STEADY_DAYS)
            high = min(high, self.last + MOST * week + WHOLE_DIGIT)
            if self.days >= STEADY_DAYS:
                low = max(low, self.last + LEAST * expected - WHOLE_DIGIT)
        return Band(low, high)


def doubts(value: float, known: Known) -> tuple[Doubted, ...]:
    """Everything that speaks against a reading; empty: it goes into force."""
    found = list(_doubts(value, known))
    if found:
        found += _explanations(value, known)
    return tuple(found)


def _doubts(value: float, known: Known) -> Iterator[Doubted]:
    if known.modulus is not None and value >= known.modulus:
        digits = len(str(ceil(known.modulus) - 1))
        yield Doubted(Doubt.TOO_MANY_DIGITS, f"{_n(value)} does not fit a register of {digits} digits")
    if known.same_moment is not None and known.same_moment != value:
        yield Doubted(Doubt.CONTRADICTS, f"another reading of the same moment says {_n(known.same_moment)}")
    if known.following is not None and value > ceil(known.following):
        yield Doubted(Doubt.HIGHER_THAN_NEXT, f"above {_n(known.following)}, which was read later")
    band = known.band
    if band is None or known.last is None:
        return
    counted = _counted(value, known)
    noted = floor(known.last) if value.is_integer() else known.last - known.resolution
    if counted < noted:
        yield Doubted(Doubt.LOWER_THAN_LAST, f"below the last reading {_n(known.last)}")
    elif not band.holds(counted):
        low = counted < band.low
        side = "too little" if low else "too much"
        told = f"a use of {_n(counted - known.last)} since the last reading {_n(known.last)} is {side}"
        yield Doubted(Doubt.TOO_LOW if low else Doubt.TOO_HIGH, told)


def _counted(value: float, known: Known) -> float:
    """The reading on a register without end: one turn further after a rollover."""
    if known.modulus is None or known.last is None:
        return value
    turned = known.last >= ROLLOVER_FROM * known.modulus and value <= ROLLOVER_TO * known.modulus
    return value + known.modulus if turned else value


def _explanations(value: float, known: Known) -> Iterator[Doubted]:
    band = known.band
    if band is not None and known.per_day is not None:
        if known.following is not None:
            band = Band(band.low, min(band.high, ceil(known.following)))
        for factor in SHIFTS:
            if band.holds(value / factor):
                told = f"{factor} times too high: {_n(value / factor)} would be plausible"
                yield Doubted(Doubt.DECIMAL_SHIFT, told, value / factor)
            if value > 0 and band.holds(value * factor):
                told = f"{factor} times too low: {_n(value * factor)} would be plausible"
                yield Doubted(Doubt.DECIMAL_SHIFT, told, value * factor)
        for other in transpositions(value, known.modulus):
            if band.holds(other):
                yield Doubted(Doubt.TRANSPOSED, f"two digits swapped: {_n(other)} would be plausible", other)
    for meter, theirs in known.others.items():
        if theirs.holds(value):
            yield Doubted(Doubt.OTHER_METER, f"it would be plausible for {meter}: were two meters mixed up?")


def transpositions(value: float, modulus: float | None = None) -> list[float]:
    """Values that differ by two neighbouring digits in the other order, leading zeros of the register included."""
    width = len(str(ceil(modulus) - 1)) if modulus else 0
    whole, point, decimals = _n(value).partition(".")
    digits = whole.zfill(width) + decimals
    places = len(decimals)
    found = []
    for i in range(len(digits) - 1):
        turned = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
        text = turned[: len(turned) - places] + point + turned[len(turned) - places :]
        if turned != digits:
            found.append(float(text))
    return found


def _n(value: float) -> str:
    """A number as people write it, without exponent or trailing zeros."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text if text not in {"", "-0"} else "0"
