"""The truths of the like-for-like comparison: unchanged behaviour per person-day is 0, a true 10 % cut is 10 %.

Whatever happens around it: Spring Festival moves, students come, meters are swapped, months are lost, campuses added.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.comparison.boundary import Version
from analysis.comparison.campus_days import CampusDays, Day
from analysis.comparison.meter_days import MeterDays, People, campus_days, days_inside
from analysis.comparison.three_lines import CampusCase, ThreeLines, three_lines
from analysis.comparison.verdict import Status
from campus.day_type import DayType
from campus.energy_year import months_between
from campus.headcount import WATER_QUOTA, HeadCount, Weights
from campus.period import Month, hour_edges_ms, local_day
from campus.readings.protocol import Series
from campus.register.accounting import account
from campus.register.life import MeterLife, Swap
from campus.register.spread import spread
from tests.person_days import days_by

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
HALF_A_TENTH = 0.0005
CHINA = ZoneInfo("Asia/Shanghai")
FESTIVALS = {2025: date(2025, 1, 29), 2026: date(2026, 2, 17)}

truths = settings(deadline=None, max_examples=40)


class Calendar(NamedTuple):
    """Winter break around the festival and summer break, in days before and after, for each year."""

    winter_before: int
    winter_after: int
    festivals: Mapping[int, date]
    saturdays_are_term: bool

    def day_type(self, day: date) -> DayType:
        festival = self.festivals[day.year]
        if festival - timedelta(days=self.winter_before) <= day <= festival + timedelta(days=self.winter_after):
            return DayType.VACATION
        if date(day.year, 7, 8) <= day <= date(day.year, 8, 31):
            return DayType.VACATION
        if (day.month, day.day) in {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}:
            return DayType.HOLIDAY
        return DayType.TERM_WE if day.weekday() >= (6 if self.saturdays_are_term else 5) else DayType.TERM_WD


def around(festival: date) -> st.SearchStrategy[date]:
    return st.integers(-12, 12).map(lambda days: festival + timedelta(days=days))


calendars = st.builds(
    Calendar,
    winter_before=st.integers(7, 14),
    winter_after=st.integers(10, 18),
    festivals=st.fixed_dictionaries({year: around(festival) for year, festival in FESTIVALS.items()}),
    saturdays_are_term=st.booleans(),
)
habits = st.fixed_dictionaries({day_type: st.floats(0.05, 5.0) for day_type in DayType})
head_counts = st.builds(
    HeadCount, *(st.integers(0, 1500).map(float) for _ in range(2)), st.integers(50, 200).map(float)
)


class Campus(NamedTuple):
    calendar: Calendar
    habit: Mapping[DayType, float]
    heads: HeadCount
    later_heads: HeadCount
    change: date


campuses = st.builds(
    Campus,
    calendar=calendars,
    habit=habits,
    heads=head_counts,
    later_heads=head_counts,
    change=st.dates(FIRST, LAST),
)


def series(
    campus: Campus,
    cut: float = 0.0,
    weights: Weights = WATER_QUOTA,
    lost: Callable[[date], bool] = lambda _: False,
) -> CampusDays:
    """Two years of a campus that uses its habit per standard person, and `cut` less of it in the second year."""

    def day(at: date) -> Day:
        heads = campus.heads if at < campus.change else campus.later_heads
        day_type = campus.calendar.day_type(at)
        use = campus.habit[day_type] * heads.weighted(weights) * (1 - cut if at.year == LAST.year else 1)
        return Day(None if lost(at) else use, day_type, heads)

    return days_by(FIRST, LAST, day, weights)


def compared(*cases: CampusCase, months: tuple[Month, ...] | None = None) -> ThreeLines:
    return three_lines(cases, months or months_between(Month(2026, 1), Month(2026, 12)))


@truths
@given(st.lists(campuses, min_size=1, max_size=3), st.integers(1, 12), st.integers(0, 2))
def test_nothing_changed_is_zero_in_any_month_or_span(group: list[Campus], month: int, length: int) -> None:
    first = Month(2026, month)
    span = months_between(first, Month(2026, min(12, month + length)))
    lines = compared(*(CampusCase(str(n), series(c)) for n, c in enumerate(group)), months=span)
    assert lines.like_for_like.reduction == pytest.approx(0.0, abs=HALF_A_TENTH)
    assert lines.like_for_like.left_out == ()


@truths
@given(st.lists(campuses, min_size=1, max_size=3), st.floats(0.0, 0.5))
def test_a_true_cut_is_shown_as_it_is(group: list[Campus], cut: float) -> None:
    lines = compared(*(CampusCase(str(n), series(c, cut)) for n, c in enumerate(group)))
    assert lines.like_for_like.reduction == pytest.approx(cut, abs=HALF_A_TENTH)


@truths
@given(st.lists(campuses, min_size=1, max_size=3))
def test_a_true_ten_per_cent_meets_the_target(group: list[Campus]) -> None:
    verdict = compared(*(CampusCase(str(n), series(c, 0.1)) for n, c in enumerate(group))).like_for_like.verdict(0.1)
    assert verdict.met is True
    assert verdict.display == "10.0 %"


@truths
@given(st.lists(campuses, min_size=2, max_size=3), st.sampled_from([2025, 2026]), st.integers(1, 12), st.floats(0, 0.3))
def test_a_lost_month_of_one_campus_changes_coverage_and_nothing_else(
    group: list[Campus], year: int, month: int, cut: float
) -> None:
    def lost(day: date) -> bool:
        return (day.year, day.month) == (year, month)

    cases = [CampusCase(str(n), series(c, cut)) for n, c in enumerate(group[1:], 1)]
    whole = compared(CampusCase("0", series(group[0], cut)), *cases)
    holed = compared(CampusCase("0", series(group[0], cut, lost=lost)), *cases)
    assert holed.like_for_like.reduction == pytest.approx(cut, abs=HALF_A_TENTH)
    assert holed.like_for_like.coverage is not None
    assert whole.like_for_like.coverage is not None
    assert holed.like_for_like.coverage < whole.like_for_like.coverage
    assert {(out.campus, out.month.number) for out in holed.like_for_like.left_out} == {("0", month)}


@truths
@given(campuses, st.sets(st.dates(FIRST, LAST), max_size=70), st.floats(0, 0.3))
def test_lost_days_are_masked_on_both_sides(campus: Campus, days: set[date], cut: float) -> None:
    lines = compared(CampusCase("0", series(campus, cut, lost=lambda day: day in days)))
    assume(lines.like_for_like.reduction is not None)
    assert lines.like_for_like.reduction == pytest.approx(cut, abs=HALF_A_TENTH)


@truths
@given(campuses, campuses, st.dates(date(2025, 1, 2), LAST), st.floats(0, 0.3))
def test_a_new_campus_changes_nothing_but_is_listed(old: Campus, new: Campus, opened: date, cut: float) -> None:
    full = series(new, cut)
    empty = np.array([day < opened for day in full.days])
    begun = CampusDays(
        full.first,
        full.through,
        np.where(empty, 0.0, full.use),
        full.valid & ~empty,
        full.estimated,
        full.day_type,
        np.where(empty, 0.0, full.persons),
        np.where(empty, 0.0, full.standard_persons),
        full.boundary,
    )
    lines = compared(CampusCase("old", series(old, cut)), CampusCase("new", begun, opened))
    assert lines.like_for_like.reduction == pytest.approx(cut, abs=HALF_A_TENTH)
    out = {o.month for o in lines.like_for_like.left_out}
    entered = {
        m for m in months_between(Month(2026, 1), Month(2026, 12)) if Month(m.year - 1, m.number).first_day >= opened
    }
    assert out == set(months_between(Month(2026, 1), Month(2026, 12))) - entered
    assert {o.campus for o in lines.like_for_like.left_out} <= {"new"}


@settings(deadline=None, max_examples=15)
@given(campuses, st.dates(date(2025, 2, 1), date(2026, 11, 30)), st.floats(0, 9e5), st.floats(0, 0.3))
def test_a_swapped_meter_changes_nothing(campus: Campus, swapped: date, initial: float, cut: float) -> None:
    """From register readings with a recorded swap, through the books, to the comparison."""
    truth = series(campus, cut)
    edges = hour_edges_ms(FIRST, LAST, CHINA)
    hourly = np.repeat(truth.use / 24, 24)
    level = 1000.0 + np.concatenate([[0.0], np.cumsum(hourly)])
    at = int(np.searchsorted([local_day(int(ms), CHINA).toordinal() for ms in edges[:-1]], swapped.toordinal())) + 9
    final = float(level[at])
    level[at + 1 :] += initial - final
    life = MeterLife(modulus=None, max_rate=1e5, swaps=(Swap(int(edges[at]), final, initial),))
    hours = spread(account(Series(edges, level), life).steps, edges, CHINA)
    inside = days_inside(
        [Version(frozenset({"m"}), frozenset(), frozenset())] * len(truth), {"m": MeterDays.of(hours, FIRST, CHINA)}
    )
    heads = [campus.heads if day < campus.change else campus.later_heads for day in truth.days]
    people = People([campus.calendar.day_type(day) for day in truth.days], heads, WATER_QUOTA)
    lines = compared(CampusCase("0", campus_days(FIRST, inside, people)))
    assert lines.like_for_like.reduction == pytest.approx(cut, abs=HALF_A_TENTH)
    assert lines.like_for_like.status is Status.FINAL
    assert lines.like_for_like.left_out == ()
