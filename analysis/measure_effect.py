"""The effect of a dated measure (节能措施): like for like before and after, with its uncertainty.

Days before the works give the use per person-day by day type and calendar month; days after are held against the
same month, else its neighbours, else the whole time before. Without heads (a pump room, street lamps) a day counts
as one person. Works days count on neither side.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from math import sqrt

import numpy as np

from analysis.comparison.baseline_means import Mean, Source, means_of
from analysis.comparison.campus_days import DAY_TYPES, CampusDays
from analysis.comparison.ordinary_variation import Baseline, Variation, difference_variance, scatter, variation
from analysis.comparison.uncertainty import T90
from analysis.comparison.verdict import reduction
from campus.day_type import DayType
from campus.energy_year import months_between
from campus.measure import Measure
from campus.period import Month

MIN_DAYS = 14


@dataclass(frozen=True, slots=True)
class Effect:
    """`reduction` with half its 90 % interval `margin`; None with the `obstacle` named.

    `unmatched` are day types after the works that did not occur before; `other_season_days` days that had to be
    held against other months. `sure` tells whether the interval excludes 0.
    """

    actual: float | None
    expected: float | None
    reduction: float | None
    margin: float | None
    days_before: int
    days_after: int
    unmatched: tuple[DayType, ...]
    other_season_days: int = 0
    obstacle: str = ""

    @property
    def saved(self) -> float | None:
        """Use saved in the days compared."""
        return None if self.actual is None or self.expected is None else self.expected - self.actual

    @property
    def sure(self) -> bool | None:
        return None if self.reduction is None or self.margin is None else abs(self.reduction) > self.margin


def measure_effect(days: CampusDays, measure: Measure) -> Effect:
    """Compare the days before `measure.started` with those after `measure.finished` that have ended."""
    day = timedelta(days=1)
    before = _as_persons(days.between(measure.started - measure.before_days * day, measure.started - day))
    until = min(days.through, measure.finished + measure.after_days * day)
    after = _as_persons(days.between(measure.finished + day, until))
    usable = (int(before.usable.sum()), int(after.usable.sum()))
    if min(usable) < MIN_DAYS:
        told = f"{usable[0]} usable days before and {usable[1]} after; {MIN_DAYS} of each are needed"
        return Effect(None, None, None, None, *usable, (), obstacle=told)
    expected = np.zeros(len(after))
    matched = np.zeros(len(after), np.bool_)
    variations: list[Variation] = []
    scattered = scatter(before, months_between(Month.of(before.first), Month.of(before.last)))
    other_season = 0
    months = np.array([d.month for d in after.days])
    for number in sorted(set(months.tolist())):
        means = _means(before, number)
        mine = after.usable & (months == number) & np.isin(after.day_type, list(means))
        for code, mean in means.items():
            of_type = mine & (after.day_type == code)
            expected[of_type] = mean.per_person_day * after.standard_persons[of_type]
            other_season += int(of_type.sum()) if mean.source is Source.SEASON else 0
        variations.append(
            variation(after.ordinals[mine], after.day_type[mine], expected[mine], Baseline(means, scattered))
        )
        matched |= mine
    unmatched = sorted(set(after.day_type[after.usable & ~matched].tolist()))
    actual_sum, expected_sum = float(after.use[matched].sum()), float(expected[matched].sum())
    value = reduction(expected_sum, actual_sum)
    return Effect(
        actual=actual_sum,
        expected=expected_sum,
        reduction=value,
        margin=None if value is None else T90 * sqrt(difference_variance(variations)) / expected_sum * (1 - value),
        days_before=usable[0],
        days_after=int(matched.sum()),
        unmatched=tuple(DAY_TYPES[code] for code in unmatched),
        other_season_days=other_season,
        obstacle="" if value is not None else "nothing was used before the measure",
    )


def _means(before: CampusDays, month: int) -> dict[int, Mean]:
    """Means by day type of a calendar month, filled up from its neighbours, then from the whole time."""
    number = np.array([d.month for d in before.days])
    around = {month, month % 12 + 1, (month - 2) % 12 + 1}
    found: dict[int, Mean] = {}
    steps = ((Source.OWN, {month}), (Source.ADJACENT, around), (Source.SEASON, set(range(1, 13))))
    for source, months in steps:
        part = replace(before, valid=before.valid & np.isin(number, list(months)))
        for code, mean in means_of([part], source, None).items():
            found.setdefault(code, mean)
    return found


def _as_persons(days: CampusDays) -> CampusDays:
    """One person a day where the series carries no heads at all."""
    if (days.persons > 0).any():
        return days
    ones = np.ones(len(days))
    return replace(days, persons=ones, standard_persons=ones)
