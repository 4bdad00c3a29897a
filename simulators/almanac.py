"""School days of a simulated campus (校历): terms, vacations, holidays, month-leave weekends.

Dates follow domain custom: term 1 from 1 September to mid or late January, term 2 from the Monday after
the Lantern Festival (元宵) to early or mid July.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cache

import chinese_calendar

SPRING_FESTIVAL = {
    year: date(year, month, day)
    for year, month, day in (
        (2020, 1, 25), (2021, 2, 12), (2022, 2, 1), (2023, 1, 22), (2024, 2, 10), (2025, 1, 29), (2026, 2, 17),
        (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 3), (2031, 1, 23), (2032, 2, 11), (2033, 1, 31),
        (2034, 2, 19), (2035, 2, 8),
    )
}  # fmt: skip
"""First day of the first lunar month (春节)."""

_SATURDAY = 5
_FIXED_HOLIDAYS = {(1, 1), *((5, d) for d in range(1, 6)), *((10, d) for d in range(1, 8))}


class DayKind(IntEnum):
    """What a day is to the people who use energy."""

    TERM_WD = 0
    TERM_WE = 1
    """Weekend of the term; boarders stay in."""
    HOME = 2
    """Month-leave weekend (月假): boarders are at home."""
    HOLIDAY = 3
    VACATION = 4

    @property
    def closed(self) -> bool:
        return self >= DayKind.HOME


@dataclass(frozen=True, slots=True)
class Term:
    """A term (学期); both days are school days."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Almanac:
    """School days of one campus; `summer` is the first day of the summer vacation (month, day)."""

    summer: tuple[int, int]
    month_leave: bool = False
    """Boarders go home every fourth weekend."""

    def terms(self, school_year: int) -> tuple[Term, Term]:
        """Both terms of the school year that begins in September of `school_year`."""
        festival = SPRING_FESTIVAL[school_year + 1]
        new_year = date(school_year + 1, 1, 1)
        ends = min(max(festival - timedelta(days=12), new_year.replace(day=12)), new_year.replace(day=31))
        starts = festival + timedelta(days=15)
        starts += timedelta(days=-starts.weekday() % 7)
        summer = date(school_year + 1, *self.summer)
        return (
            Term(f"{school_year}-{school_year + 1} 第一学期", date(school_year, 9, 1), ends),
            Term(f"{school_year}-{school_year + 1} 第二学期", starts, summer - timedelta(days=1)),
        )

    def leave_weekends(self, term: Term) -> list[date]:
        """Saturdays of the month-leave weekends of a term; a weekend with a make-up workday is none."""
        if not self.month_leave:
            return []
        first = term.first + timedelta(days=(_SATURDAY - term.first.weekday()) % 7)
        saturdays = [first + timedelta(weeks=w) for w in range(3, 30, 4)]
        return [s for s in saturdays if s + timedelta(days=1) <= term.last and not _given_up(s)]

    def kind(self, day: date) -> DayKind:
        """What a day is; a make-up workday (调休) is a school day whatever its weekday."""
        term = self._term_of(day)
        if term is None:
            return DayKind.VACATION
        free, named = _holiday(day)
        if not free:
            return DayKind.TERM_WD
        if named:
            return DayKind.HOLIDAY
        saturday = day - timedelta(days=day.weekday() - _SATURDAY)
        return DayKind.HOME if saturday in self.leave_weekends(term) else DayKind.TERM_WE

    def _term_of(self, day: date) -> Term | None:
        years = [y for y in (day.year - 1, day.year) if y + 1 in SPRING_FESTIVAL]
        return next((t for y in years for t in self.terms(y) if t.first <= day <= t.last), None)


def fixed_holidays(year: int) -> list[date]:
    """Holidays on the same date every year; they stand in for years not yet announced."""
    return sorted(date(year, month, day) for month, day in _FIXED_HOLIDAYS)


@cache
def is_announced(year: int) -> bool:
    """Whether the State Council's holidays of a year are known."""
    try:
        chinese_calendar.get_holiday_detail(date(year, 10, 1))
    except NotImplementedError:
        return False
    return True


def _given_up(saturday: date) -> bool:
    return not all(_holiday(day)[0] for day in (saturday, saturday + timedelta(days=1)))


@cache
def _holiday(day: date) -> tuple[bool, bool]:
    """(no work, statutory holiday)."""
    if not is_announced(day.year):
        fixed = (day.month, day.day) in _FIXED_HOLIDAYS
        return fixed or day.weekday() >= _SATURDAY, fixed
    free, name = chinese_calendar.get_holiday_detail(day)
    return free, free and name is not None
