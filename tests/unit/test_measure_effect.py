"""The effect of a measure, like for like with its uncertainty."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from analysis.comparison.campus_days import CampusDays, Day
from analysis.measure_effect import measure_effect
from campus.day_type import DayType
from campus.headcount import HeadCount
from campus.measure import Measure
from tests.person_days import days_by, persons

LED = Measure(id="led", meters=("lamps",), started=date(2026, 3, 10), finished=date(2026, 3, 20))


def always(use: float) -> Callable[[date], Day]:
    return lambda _: Day(use, DayType.TERM_WD, persons(1))


def lamps(cut: float, heads: HeadCount | None = None, noise: float = 0.0, seed: int = 1) -> CampusDays:
    """60 on weekdays in winter, 40 in summer, half on weekends; the works leave their days in disorder."""
    random = np.random.default_rng(seed)

    def day(at: date) -> Day:
        weekend = at.weekday() >= 5
        habit = (60.0 if at.month in {1, 2, 3, 11, 12} else 40.0) * (0.5 if weekend else 1.0)
        use = habit * (1 - cut if at > LED.finished else 1.0) * (1 + float(random.normal(0, noise)))
        if LED.started <= at <= LED.finished:
            use = 500.0
        return Day(use, DayType.TERM_WE if weekend else DayType.TERM_WD, heads)

    return days_by(date(2025, 3, 1), date(2026, 6, 30), day)


@pytest.mark.parametrize("heads", [None, persons(300)])
def test_a_cut_is_found_as_it_is_season_by_season(heads: HeadCount | None) -> None:
    found = measure_effect(lamps(0.3, heads), LED)
    assert found.reduction == pytest.approx(0.3)
    assert (found.days_before, found.days_after, found.other_season_days, found.unmatched) == (365, 102, 0, ())


def test_more_heads_are_not_more_use() -> None:
    def day(at: date) -> Day:
        count = 100 if at < LED.started else 200
        return Day(count * (0.8 if at > LED.finished else 1.0), DayType.TERM_WD, persons(count))

    found = measure_effect(days_by(date(2025, 3, 1), date(2026, 6, 30), day), LED)
    assert found.reduction == pytest.approx(0.2)
    assert found.saved == pytest.approx(200 * 0.2 * 102)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        found = measure_effect(lamps(0.1, noise=0.1, seed=seed), LED)
        assert found.reduction is not None
        assert found.margin is not None
        held += abs(found.reduction - 0.1) <= found.margin
    assert 0.85 <= held / 200 <= 0.95


def test_whether_an_effect_is_sure() -> None:
    assert measure_effect(lamps(0.3, noise=0.1), LED).sure is True
    assert measure_effect(lamps(0.0, noise=0.2), LED).sure is False


def test_too_few_days_are_no_effect() -> None:
    early = days_by(date(2025, 3, 1), date(2026, 3, 28), always(1.0))
    found = measure_effect(early, LED)
    assert (found.reduction, found.saved, found.sure) == (None, None, None)
    assert found.obstacle == "365 usable days before and 8 after; 14 of each are needed"


def test_days_of_a_type_that_never_was_are_told() -> None:
    def day(at: date) -> Day:
        kind = DayType.EVENT if at.month == 6 and at.year == 2026 else DayType.TERM_WD
        return Day(1.0, kind, persons(1))

    found = measure_effect(days_by(date(2025, 3, 1), date(2026, 6, 30), day), LED)
    assert found.unmatched == (DayType.EVENT,)
    assert found.days_after == 102 - 30


def test_without_a_year_before_other_months_are_used_and_counted() -> None:
    short = LED.model_copy(update={"before_days": 60})
    found = measure_effect(lamps(0.3), short)
    assert found.other_season_days == 91 - 30  # May and June; April has March beside it
    nothing = days_by(date(2025, 3, 1), date(2026, 6, 30), always(0.0))
    assert measure_effect(nothing, LED).obstacle == "nothing was used before the measure"


def test_measures_in_order_of_time() -> None:
    with pytest.raises(ValidationError, match="before it started"):
        Measure(id="m", meters=("a",), started=date(2026, 2, 1), finished=date(2026, 1, 1))
