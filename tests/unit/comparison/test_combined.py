"""Groups and spans: sums, coverage, provisional figures, verdicts."""

from datetime import date

import numpy as np
import pytest

from analysis.comparison.campus_days import CampusDays, Day
from analysis.comparison.campus_month import CampusMonth, compare_month
from analysis.comparison.combined import combine, statutory
from analysis.comparison.obstacle import Obstacle
from analysis.comparison.three_lines import CampusCase, three_lines
from analysis.comparison.verdict import Status, judge, shown, shown_english
from campus.day_type import DayType
from campus.period import Month
from tests.person_days import FEBRUARY, days_by, persons, two_februaries


def flat(campus: str, last: float, this: float, heads: tuple[float, float] = (100, 100)) -> CampusMonth:
    """A month of `last` and `this` per person, all days alike."""
    before, after = (
        [Day(use / 28 * count, DayType.TERM_WD, persons(count))] * 28
        for use, count in zip((last, this), heads, strict=True)
    )
    return compare_month(campus, two_februaries(before, after), FEBRUARY)


def without_data(campus: str, heads: float) -> CampusMonth:
    nothing = [Day(None, DayType.TERM_WD, persons(heads))] * 28
    return compare_month(campus, two_februaries(nothing, nothing), FEBRUARY)


def test_a_group_is_the_sum_of_actual_over_the_sum_of_expected() -> None:
    months = [flat("x", 500, 475, (1000, 500)), flat("y", 1000, 950, (500, 1000))]
    result = combine(months)
    assert (result.actual, result.expected) == pytest.approx((1_187_500, 1_250_000))
    assert result.reduction == pytest.approx(0.05)
    assert result.ratio_of_totals == pytest.approx(-0.1875)
    filed = statutory(months)
    assert (filed.per_head_last, filed.per_head_this) == pytest.approx((2000 / 3, 2375 / 3))


def test_coverage_under_eighty_per_cent_gives_no_verdict() -> None:
    gap = compare_month(
        "z",
        two_februaries(
            [Day(None, DayType.TERM_WD, persons(100))] * 28, [Day(100.0, DayType.TERM_WD, persons(100))] * 28
        ),
        FEBRUARY,
    )
    for others, covered in ((11200, 0.8), (11000, 11000 / 13800)):
        result = combine([flat("a", others / 100, others / 100), gap])
        assert result.coverage == pytest.approx(covered)
        assert (result.status is Status.NO_VERDICT) is (covered < 0.8)
        assert [(out.campus, out.reasons[0].obstacle) for out in result.left_out] == [("z", Obstacle.GAPS_LAST_YEAR)]
    assert result.verdict(0.1).met is None


def test_a_campus_without_any_data_cannot_hide_from_the_coverage() -> None:
    result = combine([flat("a", 10, 10, (300, 300)), without_data("b", 100)])
    assert result.coverage == pytest.approx(0.75)
    assert result.status is Status.NO_VERDICT


def test_a_campus_of_which_nothing_is_known_at_all_forbids_a_verdict() -> None:
    nothing = [Day(None, None, None)] * 28
    blind = compare_month("b", two_februaries(nothing, nothing), FEBRUARY)
    result = combine([flat("a", 10, 9), blind])
    assert (result.coverage, result.status) == (None, Status.NO_VERDICT)
    assert result.reduction == pytest.approx(0.1)


@pytest.mark.parametrize(("share", "status"), [(0.1, Status.FINAL), (0.11, Status.PROVISIONAL)])
@pytest.mark.parametrize("year", [0, 1])
def test_more_than_ten_per_cent_estimated_in_either_year_is_provisional(
    share: float, status: Status, year: int
) -> None:
    last, this = ([Day(100.0, DayType.TERM_WD, persons(100), share if n == year else 0.0)] * 28 for n in (0, 1))
    assert combine([compare_month("a", two_februaries(last, this), FEBRUARY)]).status is status


def test_nothing_comparable() -> None:
    result = combine([without_data("a", 100)])
    assert (result.status, result.reduction, result.verdict(0.1).display) == (Status.NOT_COMPARABLE, None, "无法比较")
    assert combine([]).status is Status.NOT_COMPARABLE


def test_a_span_cumulates_and_never_averages_percentages() -> None:
    def day(at: date) -> Day:
        use = {(2025, 2): 100.0, (2026, 2): 50.0, (2025, 3): 1000.0, (2026, 3): 1000.0}
        return Day(use.get((at.year, at.month), 1.0), DayType.TERM_WD, persons(100))

    days = days_by(date(2025, 1, 1), date(2026, 4, 30), day)
    lines = three_lines([CampusCase("a", days)], [FEBRUARY, Month(2026, 3)])
    assert lines.like_for_like.reduction == pytest.approx(1 - (28 * 50 + 31000) / (28 * 100 + 31000))
    assert lines.statutory.per_head_last == pytest.approx((2800 + 31000) / 100)


def test_the_statutory_line_leaves_months_with_gaps_out_and_says_so() -> None:
    filed = statutory([flat("a", 10, 9), without_data("b", 100)])
    assert filed.reduction == pytest.approx(0.1)
    assert filed.left_out == (("b", "2026-02"),)


@pytest.mark.parametrize(
    ("last", "this", "met", "display", "english"),
    [
        (100, 90, True, "10.0 %", "10.0 %"),
        (100, 90.04, False, "10.0 %", "10.0 %"),
        (100, 103, False, "上升 3.0 %", "up 3.0 %"),
        (100, 100.01, False, "0.0 %", "0.0 %"),
        (0, 5, None, "无法比较", "not comparable"),
        (None, 5, None, "无法比较", "not comparable"),
    ],
)
def test_verdict(last: float | None, this: float, met: bool | None, display: str, english: str) -> None:
    verdict = judge(last, this, 0.1)
    assert (verdict.met, verdict.display, verdict.display_english) == (met, display, english)


def test_what_is_missing_stands_beside_a_ten_per_cent_that_misses() -> None:
    verdict = judge(100, 90.04, 0.1)
    assert (verdict.missing, verdict.missing_points) == pytest.approx((0.04, 0.04))
    assert judge(100, 90, 0.1).missing == 0.0


def test_shown_never_says_minus_zero() -> None:
    assert (shown(-0.0001), shown_english(-0.0001), shown(0.0)) == ("0.0 %", "0.0 %", "0.0 %")


def noisy_campus(random: np.random.Generator, rho: float, sigma: float, saving: float) -> CampusDays:
    """Two years of days that resemble their neighbours by `rho` and scatter by `sigma`."""
    noise = [0.0]
    for shock in random.normal(0, sigma * np.sqrt(1 - rho**2), 730):
        noise.append(rho * noise[-1] + shock)

    def day(at: date) -> Day:
        kind = DayType.TERM_WE if at.weekday() >= 5 else DayType.TERM_WD
        habit = 1.0 if kind is DayType.TERM_WD else 0.4
        change = 1 - saving if at.year == 2026 else 1.0
        return Day(1000 * habit * change * (1 + noise[(at - date(2025, 1, 1)).days]), kind, persons(1000))

    return days_by(date(2025, 1, 1), date(2026, 12, 31), day)


@pytest.mark.parametrize(("rho", "sigma", "first", "last"), [(0.6, 0.06, 3, 3), (0.0, 0.1, 2, 5), (0.6, 0.06, 1, 12)])
def test_the_stated_interval_holds_the_truth_as_often_as_it_says(
    rho: float, sigma: float, first: int, last: int
) -> None:
    months = [Month(2026, number) for number in range(first, last + 1)]
    held = 0
    for seed in range(200):
        case = CampusCase("a", noisy_campus(np.random.default_rng(seed), rho, sigma, 0.1))
        result = three_lines([case], months).like_for_like
        assert result.reduction is not None
        assert result.margin is not None
        held += abs(result.reduction - 0.1) <= result.margin
    assert 0.85 <= held / 200 <= 0.95
