"""What the days still to come would use at last year's habits, with this year's calendar and heads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.baseline_means import year_before
from analysis.comparison.expectation import expected_by_day_type
from analysis.comparison.three_lines import CampusCase
from campus.period import Month


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """The days of one campus-month that have not ended.

    `decided` is the expected use of days whose type, heads and baseline are known; the others, `undecided` in number,
    are like a day of `alike`: last year's month per person, at this year's heads. Empty `alike` with undecided days:
    nothing to go by.
    """

    campus: str
    month: Month
    days: int
    heads: float
    decided: float
    undecided: int
    alike: NDArray[np.float64]

    @property
    def foreseeable(self) -> bool:
        return not self.undecided or len(self.alike) > 0

    @property
    def expected(self) -> float:
        """Expected use of all the days, 0 when not foreseeable."""
        if not self.foreseeable:
            return 0.0
        return self.decided + (self.undecided * float(self.alike.mean()) if self.undecided else 0.0)


def foresee(case: CampusCase, month: Month) -> Outlook:
    """Look ahead in one month; a campus too new to be compared in it is not foreseeable."""
    these = case.days.month(month)
    last = case.days.month(year_before(month))
    ahead = np.array([day > case.days.through for day in these.days], np.bool_)
    if case.opened is not None and case.opened > last.first:
        return Outlook(case.campus, month, int(ahead.sum()), 0.0, 0.0, int(ahead.sum()), np.zeros(0))
    expectation = expected_by_day_type(case.days, month)
    known = ahead & expectation.known
    heads, standard = _heads(case, these.persons[ahead], these.standard_persons[ahead])
    usable = last.valid & last.counted
    return Outlook(
        campus=case.campus,
        month=month,
        days=int(ahead.sum()),
        heads=heads,
        decided=float(expectation.use[known].sum()),
        undecided=int(ahead.sum() - known.sum()),
        alike=last.use[usable] / last.standard_persons[usable] * standard,
    )


def _heads(case: CampusCase, persons: NDArray[np.float64], standard: NDArray[np.float64]) -> tuple[float, float]:
    """Mean heads, plain and weighted, of the days ahead; without any the last ones entered."""
    counted = persons > 0
    if not counted.any():
        persons, standard = case.days.persons, case.days.standard_persons
        at = np.flatnonzero(persons > 0)
        return (float(persons[at[-1]]), float(standard[at[-1]])) if len(at) else (0.0, 0.0)
    return float(persons[counted].mean()), float(standard[counted].mean())
