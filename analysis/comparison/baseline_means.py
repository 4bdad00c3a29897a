"""Use per person-day by day type in the baseline year, borrowed where the month itself has none.

Domain handbook §10.1 and rule 3: m_0(s,t) = sum of use / sum of person-days over the valid days of
type t; an absent type is taken from the adjacent months of the baseline year, then from the season.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.campus_days import CampusDays
from campus.period import Month


class Source(StrEnum):
    """Where the baseline of a day type comes from."""

    OWN = "own"
    ADJACENT = "adjacent"
    SEASON = "season"


@dataclass(frozen=True, slots=True, eq=False)
class Mean:
    """Use per person-day of one day type, and the `days` of the baseline it was taken from.

    `residuals` are the days' relative deviations from the mean (day / mean - 1), `dates` their ordinals.
    """

    per_person_day: float
    source: Source
    days: int
    estimated: float
    residuals: NDArray[np.float64]
    dates: NDArray[np.int64]


def previous(month: Month) -> Month:
    return Month(month.year - (month.number == 1), (month.number - 2) % 12 + 1)


def year_before(month: Month) -> Month:
    return Month(month.year - 1, month.number)


def season(month: Month) -> tuple[Month, ...]:
    """The three months of the season around a month; December begins a winter."""
    start = month
    while start.number % 3:
        start = previous(start)
    return (start, start.next, start.next.next)


def baseline_means(
    days: CampusDays, month: Month, wanted: Collection[int], until: date, boundary: str | None = None
) -> dict[int, Mean]:
    """Means of baseline month `month` for the `wanted` day type codes, borrowed where the month lacks them.

    Every day lies before `until` and in `boundary`, if given.
    """
    ways = (
        (Source.OWN, (month,)),
        (Source.ADJACENT, (previous(month), month.next)),
        (Source.SEASON, season(month)),
    )
    found: dict[int, Mean] = {}
    for source, months in ways:
        if found.keys() >= set(wanted):
            break
        for code, mean in means_of([days.month(m) for m in months if m.last_day < until], source, boundary).items():
            found.setdefault(code, mean)
    return found


def means_of(months: list[CampusDays], source: Source, boundary: str | None) -> dict[int, Mean]:
    if not months:
        return {}
    usable = np.concatenate([m.usable & ((m.boundary == boundary) if boundary is not None else True) for m in months])
    types = np.concatenate([m.day_type for m in months])
    use = np.concatenate([m.use for m in months])
    persons = np.concatenate([m.standard_persons for m in months])
    estimated = np.concatenate([m.estimated for m in months])
    dates = np.concatenate([m.ordinals for m in months])
    means = {}
    for code in np.unique(types[usable]):
        of_type = usable & (types == code)
        mean = float(use[of_type].sum() / persons[of_type].sum())
        residuals = use[of_type] / (persons[of_type] * mean) - 1.0 if mean > 0 else np.zeros(int(of_type.sum()))
        total = float(use[of_type].sum())
        share = float(estimated[of_type].sum()) / total if total else 0.0
        means[int(code)] = Mean(mean, source, int(of_type.sum()), share, residuals, dates[of_type])
    return means
