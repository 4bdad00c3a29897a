"""What the baseline year would have used on each day of a month, with this year's calendar and heads."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.baseline_means import Source, baseline_means, previous, year_before
from analysis.comparison.campus_days import NO_TYPE, CampusDays
from analysis.comparison.ordinary_variation import Baseline, scatter
from campus.period import Month


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """Expected use of each day, 0 where not `known`; `borrowed` days lean on other months of the baseline.

    `baseline` and its estimated share are what the expectation was made from; a model brings none.
    """

    use: NDArray[np.float64]
    known: NDArray[np.bool_]
    borrowed: NDArray[np.bool_]
    baseline: Baseline
    baseline_estimated: float


class BaselineModel(Protocol):
    """A model of the baseline year that answers for single days, such as one with degree days."""

    def expected_use(self, days: CampusDays) -> NDArray[np.float64]:
        """Use of each day as the baseline year would have had it; NaN where the model cannot say."""
        ...


def expected_by_day_type(days: CampusDays, month: Month) -> Expectation:
    """Like for like (L2): baseline use per person-day by day type times this year's heads, day by day.

    Days without a day type, heads or a baseline stay unknown. Future days count too.
    """
    these = days.month(month)
    boundaries = set(these.boundary[these.counted].tolist())
    boundary = boundaries.pop() if len(boundaries) == 1 else None
    last = year_before(month)
    wanted = set(these.day_type.tolist()) - {NO_TYPE}
    means = baseline_means(days, last, wanted, month.first_day, boundary)
    around = (previous(previous(last)), previous(last), last, last.next, last.next.next)
    baseline = Baseline(means, scatter(days, around, boundary))
    use = np.zeros(len(these))
    known = np.zeros(len(these), np.bool_)
    borrowed = np.zeros(len(these), np.bool_)
    estimated = 0.0
    for code, mean in means.items():
        of_type = (these.day_type == code) & these.counted
        use[of_type] = mean.per_person_day * these.standard_persons[of_type]
        known |= of_type
        borrowed |= of_type & (mean.source is not Source.OWN)
        estimated += mean.estimated * float(use[of_type].sum())
    total = float(use.sum())
    return Expectation(use, known, borrowed, baseline, estimated / total if total else 0.0)


def expected_by_model(days: CampusDays, month: Month, model: BaselineModel) -> Expectation:
    """Weather-adjusted (L3): what the model says of each day that has a day type and heads."""
    these = days.month(month)
    said = np.asarray(model.expected_use(these), dtype=np.float64)
    known = np.isfinite(said) & these.counted
    return Expectation(np.where(known, said, 0.0), known, np.zeros(len(these), np.bool_), Baseline({}, ()), 0.0)
