"""This year against last (同比), of plain quantity: only what is known in both years is compared.

Days are compared in pairs of the same calendar date. A day counts when both years know it almost
whole; masking it in both keeps an outage from looking like a saving. Head counts, day types and
weather do not enter here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

VALID_DAY = 0.95
"""Share of a day that must be known for the day to be compared."""
VALID_METER = 0.9
"""Share of comparable days a meter needs to enter the comparison."""
VERDICT = 0.8
"""Share of this year's use that must be compared before a change is stated."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Use of one meter on consecutive days, one value a day in each array.

    `energy` and `estimated` in the base unit (kWh, m3), `covered_s` seconds with known use,
    `span_s` seconds of the day that lie in the period (0: the day does not exist or has not begun).
    """

    energy: NDArray[np.float64]
    estimated: NDArray[np.float64]
    covered_s: NDArray[np.int64]
    span_s: NDArray[np.int64]

    @classmethod
    def unknown(cls, span_s: NDArray[np.int64]) -> Self:
        """Days of which nothing is known yet."""
        count = len(span_s)
        return cls(np.zeros(count), np.zeros(count), np.zeros(count, np.int64), span_s)

    def slice(self, start: int, stop: int) -> "Days":
        return Days(
            self.energy[start:stop], self.estimated[start:stop], self.covered_s[start:stop], self.span_s[start:stop]
        )

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Days known well enough to be compared."""
        return (self.span_s > 0) & (self.covered_s >= VALID_DAY * self.span_s)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum with what is known about it; `value` is None, never 0, when nothing is known."""

    value: float | None
    estimated: float
    coverage: float

    @property
    def estimated_share(self) -> float | None:
        if self.value is None:
            return None
        return self.estimated / self.value if self.value else 0.0


class Obstacle(StrEnum):
    """Why no change can be stated."""

    JUST_BEGUN = "just_begun"
    NO_DATA = "no_data"
    NO_LAST_YEAR = "no_last_year"
    GAPS = "gaps"
    LAST_YEAR_ZERO = "last_year_zero"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Matched use of both years; `change` is this / last - 1 (negative: less than last year).

    `coverage` is the compared share of all meter-days of the period, `estimated_share` the
    estimated part of both years' matched use together, `left_out` the meters with too few days in common.
    With an `obstacle` there is no change and no pair of figures.
    """

    this: float | None
    last: float | None
    change: float | None
    coverage: float
    estimated_share: float | None
    obstacle: Obstacle | None
    left_out: tuple[str, ...] = ()


def total(meters: Sequence[Days]) -> Total:
    """Sum of everything known of several meters."""
    span = sum(int(d.span_s.sum()) for d in meters)
    covered = sum(int(d.covered_s.sum()) for d in meters)
    if covered == 0:
        return Total(None, 0.0, 0.0)
    energy = sum(float(d.energy.sum()) for d in meters)
    return Total(energy, sum(float(d.estimated.sum()) for d in meters), covered / span if span else 0.0)


def compare(pairs: Mapping[str, tuple[Days, Days]]) -> Comparison:
    """Compare meter → (this year, last year), both with one entry per calendar date of the period."""
    span = sum(int(this.span_s.sum()) for this, _ in pairs.values())
    if span == 0:
        return _not_compared(Obstacle.JUST_BEGUN if pairs else Obstacle.NO_DATA, 0.0, ())
    matched = {meter: this.valid & last.valid for meter, (this, last) in pairs.items()}
    inside = {
        meter
        for meter, (this, _) in pairs.items()
        if this.span_s[matched[meter]].sum() >= VALID_METER * this.span_s.sum() > 0
    }
    coverage = sum(int(pairs[m][0].span_s[matched[m]].sum()) for m in inside) / span
    known = sum(float(this.energy.sum()) for this, _ in pairs.values())
    compared = sum(float(pairs[m][0].energy.sum()) for m in inside)
    left_out = tuple(sorted(set(pairs) - inside))
    if not inside or compared < VERDICT * known:
        return _not_compared(_why(pairs), coverage, left_out)
    this_use = sum(float(pairs[m][0].energy[matched[m]].sum()) for m in inside)
    last_use = sum(float(pairs[m][1].energy[matched[m]].sum()) for m in inside)
    if last_use <= 0:
        return _not_compared(Obstacle.LAST_YEAR_ZERO, coverage, left_out)
    estimated = sum(float(days.estimated[matched[m]].sum()) for m in inside for days in pairs[m])
    share = estimated / (this_use + last_use)
    return Comparison(this_use, last_use, this_use / last_use - 1.0, coverage, share, None, left_out)


def _why(pairs: Mapping[str, tuple[Days, Days]]) -> Obstacle:
    if not any(this.covered_s.any() for this, _ in pairs.values()):
        return Obstacle.NO_DATA
    if not any(last.covered_s.any() for _, last in pairs.values()):
        return Obstacle.NO_LAST_YEAR
    return Obstacle.GAPS


def _not_compared(obstacle: Obstacle, coverage: float, left_out: tuple[str, ...]) -> Comparison:
    return Comparison(None, None, None, coverage, None, obstacle, left_out)
