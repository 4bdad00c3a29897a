"""How far actual and expected use differ by nothing but ordinary days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.baseline_means import Mean, Source, means_of
from analysis.comparison.campus_days import CampusDays
from analysis.comparison.neighbouring_days import Deviations, fitted_process
from campus.period import Month


class Baseline(NamedTuple):
    """Means by day type code, and how the days around them scatter."""

    means: Mapping[int, Mean]
    scatter: tuple["ScatterOf", ...]


class ScatterOf(NamedTuple):
    """Where to look how days scatter: a month of a series, in one boundary."""

    days: CampusDays
    month: Month
    boundary: str | None = None


def scatter(days: CampusDays, months: Iterable[Month], boundary: str | None = None) -> tuple[ScatterOf, ...]:
    """Where to look in several months."""
    return tuple(ScatterOf(days, month, boundary) for month in months)


def _deviations(where: ScatterOf) -> Deviations:
    """How the days of a month deviate from that month's own means."""
    means = means_of([where.days.month(where.month)], Source.OWN, where.boundary)
    several = {code: mean for code, mean in means.items() if mean.days > 1}
    dates = np.concatenate([np.zeros(0, np.int64), *(m.dates for m in several.values())])
    types = np.concatenate([np.zeros(0, np.int8), *(np.full(m.days, code, np.int8) for code, m in several.items())])
    values = np.concatenate([np.zeros(0), *(m.residuals for m in several.values())])
    order = np.argsort(dates)
    return Deviations(dates[order], types[order], values[order])


@dataclass(frozen=True, slots=True, eq=False)
class Variation:
    """What one month tells about the scatter of days, ready to be pooled with other months.

    `moved_dates` and `moves` say how much actual - expected moves (in the unit of use) when a day deviates by all
    of itself: this year's days directly, the baseline's through their means. `scatter` is how days of the baseline
    and of the months beside it deviate: one month alone tells too little.
    """

    scatter: tuple[ScatterOf, ...]
    moved_dates: NDArray[np.int64]
    moves: NDArray[np.float64]


def variation(
    dates: NDArray[np.int64], day_type: NDArray[np.int8], expected: NDArray[np.float64], baseline: Baseline
) -> Variation:
    """Of matched days (dates, types and expected use) and the baseline they were expected by."""
    through_means = [
        np.full(mean.days, -float(expected[day_type == code].sum()) / mean.days)
        for code, mean in baseline.means.items()
    ]
    return Variation(
        scatter=baseline.scatter,
        moved_dates=np.concatenate([dates, *(mean.dates for mean in baseline.means.values())]),
        moves=np.concatenate([expected, *through_means]),
    )


def difference_variance(months: Sequence[Variation]) -> float:
    """Variance of Σ actual - Σ expected over months of one campus, in the unit of use squared.

    It is that of a change of nothing; after a saving R both years' shares in it are smaller by 1 - R.
    """
    places = {(where.month, where.boundary): where for m in months for where in m.scatter}
    process = fitted_process([_deviations(where) for where in places.values()])
    if not process.variance:
        return 0.0
    unique, place = np.unique(np.concatenate([m.moved_dates for m in months]), return_inverse=True)
    moves = np.bincount(place, weights=np.concatenate([m.moves for m in months]))
    carried, total, before = 0.0, 0.0, 0.0
    for gap, move in zip(np.diff(unique, prepend=unique[0]).tolist(), moves.tolist(), strict=True):
        carried = (carried + before) * process.correlation**gap
        total += move * (move + 2 * carried)
        before = move
    return process.variance * max(total, 0.0)
