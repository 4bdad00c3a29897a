"""The gates of a school-month, day by day arithmetic done by hand."""

from datetime import date, timedelta

import pytest

from analysis.comparison.baseline_means import Source, season, year_before
from analysis.comparison.campus_days import CampusDays, Day
from analysis.comparison.campus_month import CampusMonth, compare_month
from analysis.comparison.combined import combine
from analysis.comparison.obstacle import Obstacle
from campus.day_type import DayType
from campus.errors import Refused
from campus.headcount import HeadCount, Weights
from campus.period import Month
from tests.person_days import FEBRUARY, ONE_DAY, days_by, like, persons, two_februaries

BASE_DAYS = {"TERM_WD": 15, "TERM_WE": 4, "VACATION": 9}
BASE_USE = {"TERM_WD": 2.0, "TERM_WE": 1.2, "VACATION": 0.3}
LATER_DAYS = {"TERM_WD": 5, "TERM_WE": 1, "VACATION": 22}
LATER_USE = {"TERM_WD": 1.9, "TERM_WE": 1.1, "VACATION": 0.3}


def spring() -> tuple[list[Day], list[Day]]:
    return like(BASE_DAYS, BASE_USE, persons(1000)), like(LATER_DAYS, LATER_USE, persons(1100))


def february(last: list[Day], this: list[Day]) -> CampusMonth:
    return compare_month("a", two_februaries(last, this), FEBRUARY)


def obstacles(month: CampusMonth) -> list[Obstacle]:
    return [reason.obstacle for reason in month.reasons]


def test_shifted_spring_festival() -> None:
    month = february(*spring())
    assert month.matched.actual == pytest.approx(18920.0)
    assert month.matched.expected == pytest.approx(19580.0)
    assert combine([month]).reduction == pytest.approx(0.033707865168539325)
    lines = month.matched.lines
    assert [(line.day_type, line.days) for line in lines] == [
        (DayType.TERM_WD, 5),
        (DayType.TERM_WE, 1),
        (DayType.VACATION, 22),
    ]
    assert [line.baseline for line in lines] == pytest.approx([2.0, 1.2, 0.3])


def test_a_missing_day_is_masked_in_actual_and_expected() -> None:
    last, this = spring()
    this[0] = this[0]._replace(use=None)
    month = february(last, this)
    assert month.matched.actual == pytest.approx(16830.0)
    assert month.matched.expected == pytest.approx(17380.0)
    assert (month.matched.masked_days, month.comparable) == (1, True)


def test_boarders_weighted_as_they_use() -> None:
    last, this = HeadCount(200, 800, 100), HeadCount(500, 500, 100)
    days = ([Day(47.0, DayType.TERM_WD, last)] * 28, [Day(68.0, DayType.TERM_WD, this)] * 28)
    for boarders, reduction in ((1.0, -0.44680851063829785), (2.0, -0.17553191489361702), (10 / 3, 0.0)):
        weights = Weights(boarders=boarders, day_students=1, staff=1)
        month = compare_month("a", two_februaries(*days, weights), FEBRUARY)
        assert combine([month]).reduction == pytest.approx(reduction, abs=1e-12)


@pytest.mark.parametrize(("lost", "comparable"), [(2, True), (3, False)])
def test_ninety_per_cent_of_the_days_are_needed_in_each_year(lost: int, comparable: bool) -> None:
    for year in (0, 1):
        sides = spring()
        sides[year][:lost] = [day._replace(use=None) for day in sides[year][:lost]]
        month = february(*sides)
        gate = Obstacle.GAPS_THIS_YEAR if year else Obstacle.GAPS_LAST_YEAR
        assert obstacles(month) == ([] if comparable else [gate])
    assert comparable or month.reasons[0].detail == "25/28"


def test_zero_use_is_not_missing() -> None:
    days = like({"TERM_WD": 20, "VACATION": 8}, {"TERM_WD": 0.2, "VACATION": 0.0}, persons(100))
    month = february(days, days)
    assert month.this.valid_days == 28
    assert combine([month]).reduction == pytest.approx(0.0)


def test_last_years_zero_cannot_be_compared() -> None:
    last, this = (
        like({"TERM_WD": 28}, {"TERM_WD": 0.0}, persons(100)),
        like({"TERM_WD": 28}, {"TERM_WD": 1.0}, persons(100)),
    )
    month = february(last, this)
    assert obstacles(month) == [Obstacle.LAST_YEAR_ZERO]
    assert combine([month]).reduction is None


@pytest.mark.parametrize("heads", [None, HeadCount(0, 0, 0)])
def test_a_missing_head_count_is_not_comparable_and_no_division_error(heads: HeadCount | None) -> None:
    for year in (0, 1):
        sides = spring()
        sides[year][3] = sides[year][3]._replace(heads=heads)
        month = february(*sides)
        assert obstacles(month) == [Obstacle.NO_HEADS]
        assert month.reasons[0].detail == ("2026-02-04" if year else "2025-02-04")
        assert "缺用能人数" in month.reasons[0].chinese


def test_a_calendar_that_does_not_cover_the_month_is_named_with_its_days() -> None:
    last, this = spring()
    this[20:] = [day._replace(day_type=None) for day in this[20:]]
    month = february(last, this)
    assert obstacles(month) == [Obstacle.NO_CALENDAR]
    assert month.reasons[0].english == "school calendar missing (2026-02-21..2026-02-28)"


def test_another_boundary_is_not_comparable() -> None:
    last, this = spring()
    month = february([d._replace(boundary="+m [a]") for d in last], [d._replace(boundary="+m [a, b]") for d in this])
    assert obstacles(month) == [Obstacle.BOUNDARY]
    assert month.reasons[0].detail == "+m [a, b] / +m [a]"


@pytest.mark.parametrize(("opened", "comparable"), [(date(2025, 2, 1), True), (date(2025, 2, 2), False)])
def test_a_new_campus_enters_after_twelve_full_months(opened: date, comparable: bool) -> None:
    month = compare_month("a", two_februaries(*spring()), FEBRUARY, opened)
    assert month.comparable is comparable


def test_all_reasons_are_told_at_once() -> None:
    nothing = [Day(None, None, None)] * 28
    assert obstacles(february(nothing, spring()[1])) == [
        Obstacle.NO_HEADS,
        Obstacle.NO_CALENDAR,
        Obstacle.GAPS_LAST_YEAR,
    ]


def three_years(month_types: dict[Month, DayType], use: dict[Month, float]) -> CampusDays:
    """Days from December 2024 on; each month is of one type (weekdays in term otherwise) with one use per head."""

    def day(at: date) -> Day:
        month = Month.of(at)
        return Day(100 * use.get(month, 1.0), month_types.get(month, DayType.TERM_WD), persons(100))

    return days_by(date(2024, 12, 1), date(2026, 2, 28), day)


def test_an_absent_day_type_is_borrowed_from_the_adjacent_months() -> None:
    types = {Month(2025, 1): DayType.VACATION, Month(2026, 2): DayType.VACATION}
    month = compare_month("a", three_years(types, {Month(2025, 1): 0.5, Month(2026, 2): 0.4}), FEBRUARY)
    assert combine([month]).reduction == pytest.approx(0.2)
    assert combine([month]).borrowed_share == 1.0
    assert month.matched.lines[0].source is Source.ADJACENT


def test_then_from_the_season() -> None:
    types = {Month(2024, 12): DayType.VACATION, Month(2026, 2): DayType.VACATION}
    month = compare_month("a", three_years(types, {Month(2024, 12): 0.5, Month(2026, 2): 0.4}), FEBRUARY)
    assert month.matched.lines[0].source is Source.SEASON
    assert combine([month]).reduction == pytest.approx(0.2)


def test_else_the_days_are_unmatched_and_their_share_is_told() -> None:
    last, this = spring()
    this[:7] = [day._replace(day_type=DayType.EVENT) for day in this[:7]]
    result = combine([february(last, this)])
    assert result.unmatched_share == pytest.approx(7 / 28)
    assert result.reduction == pytest.approx(0.0)  # the 21 vacation days left use 0.3 in both years
    assert result.coverage is not None
    assert result.coverage < 0.8


def test_a_borrowed_day_never_comes_from_the_month_itself_or_another_boundary() -> None:
    types = {Month(2026, 1): DayType.VACATION, Month(2026, 2): DayType.VACATION}
    assert obstacles(compare_month("a", three_years(types, {}), FEBRUARY)) == [Obstacle.NO_MATCHED_DAY]


def test_a_leap_day_is_one_more_day_of_its_type() -> None:
    def day(at: date) -> Day:
        return Day(90.0 if at.year == 2028 else 100.0, DayType.TERM_WD, persons(100))

    month = compare_month("a", days_by(date(2027, 1, 1), date(2028, 3, 31), day), Month(2028, 2))
    assert (month.this.days, month.last.days) == (29, 28)
    assert (month.matched.expected, month.matched.actual) == pytest.approx((2900, 2610))
    back = compare_month("a", days_by(date(2028, 1, 1), date(2029, 3, 31), day), Month(2029, 2))
    assert (back.this.days, back.last.days) == (28, 29)
    assert combine([back]).reduction == pytest.approx(1 - 100 / 90)


def test_a_month_in_progress_is_compared_up_to_its_last_ended_day() -> None:
    def day(at: date) -> Day:
        ended = at <= date(2026, 2, 10)
        return Day((90.0 if at.year == 2026 else 100.0) if ended else None, DayType.TERM_WD, persons(100))

    days = days_by(date(2025, 1, 1), date(2026, 12, 31), day, through=date(2026, 2, 10))
    month = compare_month("a", days, FEBRUARY)
    assert month.comparable
    assert (month.this.days, month.last.days) == (10, 10)
    assert month.matched.expected == pytest.approx(1000)
    assert obstacles(compare_month("a", days, Month(2026, 3))) == [Obstacle.NOT_BEGUN]


def test_head_counts_that_change_within_the_month_count_by_days() -> None:
    first = date(2025, 2, 1)
    last = [Day(100.0, DayType.TERM_WD, persons(100))] * 28
    this = [Day(100.0 if n < 10 else 200.0, DayType.TERM_WD, persons(100 if n < 10 else 200)) for n in range(28)]
    month = compare_month("a", two_februaries(last, this), FEBRUARY)
    assert combine([month]).reduction == pytest.approx(0.0)
    assert month.this.person_days == 10 * 100 + 18 * 200
    assert first + 28 * ONE_DAY == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (Day(float("nan"), DayType.TERM_WD, persons(1)), "2025-02-03: use is not a finite number"),
        (Day(float("inf"), DayType.TERM_WD, persons(1)), "use is not a finite number"),
        (Day(1.0, DayType.TERM_WD, persons(float("nan"))), "head count is not a finite number"),
        (Day(1.0, DayType.TERM_WD, persons(-5)), "head count is negative"),
        (Day(1.0, DayType.TERM_WD, persons(5), 1.5), "estimated share is not between 0 and 1"),
    ],
)
def test_bad_numbers_are_refused_with_their_day(day: Day, told: str) -> None:
    with pytest.raises(Refused, match=told):
        CampusDays.of(date(2025, 2, 1), [Day(1.0, DayType.TERM_WD, persons(1))] * 2 + [day])


def test_seasons_and_years() -> None:
    winter = (Month(2024, 12), Month(2025, 1), Month(2025, 2))
    assert {season(month) for month in winter} == {winter}
    assert season(Month(2025, 7)) == (Month(2025, 6), Month(2025, 7), Month(2025, 8))
    assert year_before(Month(2026, 1)) == Month(2025, 1)


def test_days_outside_the_series_are_unknown_not_zero() -> None:
    days = CampusDays.of(date(2025, 2, 1), [Day(1.0, DayType.TERM_WD, persons(1))] * 3)
    around = days.between(date(2025, 1, 30), date(2025, 2, 5))
    assert around.valid.tolist() == [False, False, True, True, True, False, False]
    assert around.days[-1] - around.days[0] == timedelta(days=6)
