"""One campus, one resource, one month against the month a year before: the unit every sum is made of.

Domain handbook §10.2, rules 1 to 5. A month in progress is compared up to its last ended day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.baseline_means import Source, year_before
from analysis.comparison.campus_days import DAY_TYPES, CampusDays
from analysis.comparison.expectation import Expectation, expected_by_day_type
from analysis.comparison.gates import VALID_SHARE, gates, matching_gates
from analysis.comparison.obstacle import Reason
from analysis.comparison.ordinary_variation import Variation, variation
from campus.day_type import DayType
from campus.period import Month

Expect = Callable[[CampusDays, Month], Expectation]


@dataclass(frozen=True, slots=True)
class Side:
    """What one year knows of the month; sums over valid days, person-days over all counted days."""

    days: int
    valid_days: int
    use: float
    estimated: float
    person_days: float
    counted_days: int

    @property
    def complete(self) -> bool:
        return self.valid_days >= VALID_SHARE * self.days > 0


@dataclass(frozen=True, slots=True)
class DayTypeLine:
    """The matched days of one type: `baseline` use per person-day came from `source`."""

    day_type: DayType
    days: int
    person_days: float
    baseline: float
    source: Source
    actual: float
    expected: float


@dataclass(frozen=True, slots=True)
class Matched:
    """Actual and expected use over the same days, and how these days came to be matched.

    `variation` is what ordinary days can make of actual - expected; a model's uncertainty is told by itself.
    """

    actual: float
    expected: float
    days: int
    borrowed_days: int
    unmatched_days: int
    masked_days: int
    estimated: float
    baseline_estimated_share: float
    variation: Variation
    lines: tuple[DayTypeLine, ...]


@dataclass(frozen=True, slots=True)
class CampusMonth:
    """Outcome of one school-month; without `reasons` it belongs to the comparable set.

    `this` and `last` are the statutory sides (same number of days). `weight` estimates the whole
    use of the month's ended days, missing ones included; None when nothing is known to go by.
    """

    campus: str
    month: Month
    this: Side
    last: Side
    matched: Matched
    weight: float | None
    reasons: tuple[Reason, ...]

    @property
    def comparable(self) -> bool:
        return not self.reasons


def compare_month(
    campus: str, days: CampusDays, month: Month, opened: date | None = None, expect: Expect = expected_by_day_type
) -> CampusMonth:
    """Compare a month; `opened` is the day campus came into use, `expect` makes the expectation."""
    this = days.month(month).elapsed
    whole_last = days.month(year_before(month))
    complete = len(this) == (month.last_day - month.first_day).days + 1
    last = whole_last if complete else whole_last.between(whole_last.first, _same_length(this, whole_last))
    expectation = _cut(expect(days, month), len(this))
    matched = _match(this, expectation)
    reasons = tuple(gates(this, whole_last, opened)) or matching_gates(matched.days, matched.expected)
    return CampusMonth(campus, month, _side(this), _side(last), matched, _weight(this, last), reasons)


def _same_length(this: CampusDays, last: CampusDays) -> date:
    return min(last.first + timedelta(days=len(this) - 1), last.last)


def _cut(expectation: Expectation, count: int) -> Expectation:
    return Expectation(
        expectation.use[:count],
        expectation.known[:count],
        expectation.borrowed[:count],
        expectation.baseline,
        expectation.baseline_estimated,
    )


def _match(this: CampusDays, expectation: Expectation) -> Matched:
    both = this.valid & expectation.known
    return Matched(
        actual=float(this.use[both].sum()),
        expected=float(expectation.use[both].sum()),
        days=int(both.sum()),
        borrowed_days=int((both & expectation.borrowed).sum()),
        unmatched_days=int((this.valid & ~expectation.known).sum()),
        masked_days=int((~this.valid).sum()),
        estimated=float(this.estimated[both].sum()),
        baseline_estimated_share=expectation.baseline_estimated,
        variation=variation(this.ordinals[both], this.day_type[both], expectation.use[both], expectation.baseline),
        lines=tuple(_lines(this, expectation, both)),
    )


def _lines(this: CampusDays, expectation: Expectation, both: NDArray[np.bool_]) -> Iterator[DayTypeLine]:
    for code, mean in sorted(expectation.baseline.means.items()):
        at = both & (this.day_type == code)
        if at.any():
            yield DayTypeLine(
                day_type=DAY_TYPES[code],
                days=int(at.sum()),
                person_days=float(this.standard_persons[at].sum()),
                baseline=mean.per_person_day,
                source=mean.source,
                actual=float(this.use[at].sum()),
                expected=float(expectation.use[at].sum()),
            )


def _side(days: CampusDays) -> Side:
    return Side(
        days=len(days),
        valid_days=int(days.valid.sum()),
        use=float(days.use[days.valid].sum()),
        estimated=float(days.estimated[days.valid].sum()),
        person_days=float(days.persons.sum()),
        counted_days=int((days.persons > 0).sum()),
    )


def _weight(this: CampusDays, last: CampusDays) -> float | None:
    """Whole use of the ended days: known days scaled up, else the same days of the year before."""
    for side in (this, last):
        if side.valid.any():
            return float(side.use[side.valid].mean()) * len(this)
    return None
