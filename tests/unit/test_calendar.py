"""School calendar: statutory holidays of 2026, month leave, exceptions, and what is not known yet."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campus.calendar import DayType, SchoolCalendar
from campus.clock import to_ms
from campus.ledger.facts import Fact
from campus.period import day_start_ms
from campus.statutory import Span, StatutoryCalendar, StatutoryKind, StatutoryYear

CHINA = ZoneInfo("Asia/Shanghai")
HOLIDAYS_2026 = [
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]
WORKDAYS_2026 = {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def span(first: str, last: str = "", name: str = "") -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last or first), name)


def school(**more: object) -> SchoolCalendar:
    base: dict[str, object] = {
        "terms": (span("2025-09-01", "2026-01-23", "第一学期"), span("2026-03-01", "2026-07-10", "第二学期")),
        "vacations": (span("2026-01-24", "2026-02-28", "寒假"), span("2026-07-11", "2026-08-31", "暑假")),
    }
    return SchoolCalendar(**{**base, **more})  # type: ignore[arg-type]  # keywords are the fields' own


def test_statutory_days_of_2026() -> None:
    state = StatutoryCalendar()
    of_kind = {
        kind: {d for d in days(date(2026, 1, 1), date(2026, 12, 31)) if (s := state.on(d)) and s.kind is kind}
        for kind in StatutoryKind
    }
    listed = {d for first, last in HOLIDAYS_2026 for d in days(date.fromisoformat(first), date.fromisoformat(last))}
    assert len(listed) == 33
    assert of_kind[StatutoryKind.HOLIDAY] == listed
    assert {d.isoformat() for d in of_kind[StatutoryKind.WORKDAY]} == WORKDAYS_2026


@pytest.mark.parametrize("year", [1999, 2030, 9999])
def test_years_nobody_announced_are_unknown_not_an_error(year: int) -> None:
    assert StatutoryCalendar().on(date(year, 5, 1)) is None


@pytest.mark.parametrize(
    ("day", "expected", "reason"),
    [
        ("2025-09-01", DayType.TERM_WD, "weekday in term 第一学期"),
        ("2025-09-06", DayType.TERM_WE, "weekend in term 第一学期"),
        ("2026-01-01", DayType.HOLIDAY, "statutory holiday New Year's Day"),
        ("2026-01-04", DayType.TERM_WD, "make-up workday New Year's Day"),
        ("2026-01-23", DayType.TERM_WD, "weekday in term"),
        ("2026-01-24", DayType.VACATION, "vacation 寒假"),
        ("2026-02-17", DayType.VACATION, "vacation 寒假"),
        ("2026-02-28", DayType.VACATION, "vacation 寒假"),
        ("2026-05-09", DayType.TERM_WD, "make-up workday Labour Day"),
        ("2026-08-31", DayType.VACATION, "vacation 暑假"),
        ("2026-09-01", None, "calendar missing: no term or vacation covers the day"),
        ("2025-08-31", None, "calendar missing: no term or vacation covers the day"),
    ],
)
def test_day_types_with_their_reason(day: str, expected: DayType | None, reason: str) -> None:
    told = school().explain(date.fromisoformat(day))
    assert told.day_type is expected
    assert told.reason.startswith(reason)


def test_special_days_stand_above_the_week() -> None:
    calendar = school(
        month_leave=(span("2025-10-24", "2025-10-26", "月假"),),
        school_days=(span("2025-11-01", name="补课"),),
        events=(span("2026-06-07", "2026-06-09", "高考"), span("2026-07-12", name="夏令营")),
    )
    assert calendar.day_type(date(2025, 10, 24)) is DayType.HOLIDAY
    assert calendar.day_type(date(2025, 11, 1)) is DayType.TERM_WD
    assert calendar.day_type(date(2026, 6, 7)) is DayType.EVENT
    assert calendar.day_type(date(2026, 7, 12)) is DayType.EVENT
    assert calendar.explain(date(2025, 10, 25)).reason == "month leave 月假 (2025-10-24..2025-10-26)"


def test_weekly_boarders() -> None:
    calendar = school(boarders_leave_at_weekends=True, boarding_weekends=(span("2025-09-13", "2025-09-14"),))
    assert calendar.day_type(date(2025, 9, 6)) is DayType.HOLIDAY
    assert calendar.day_type(date(2025, 9, 13)) is DayType.TERM_WE


def test_term_of_an_unannounced_year_is_unknown_its_vacation_is_not() -> None:
    calendar = SchoolCalendar(terms=(span("2030-03-01", "2030-07-10"),), vacations=(span("2030-07-11", "2030-08-31"),))
    told = calendar.explain(date(2030, 3, 4))
    assert (told.day_type, told.reason) == (None, "calendar missing: holidays of 2030 are not known yet")
    assert calendar.day_type(date(2030, 7, 20)) is DayType.VACATION
    assert calendar.unknown_years == [2030]


def test_year_typed_in_by_the_school() -> None:
    entered = StatutoryCalendar(
        {2030: StatutoryYear([span("2030-05-01", "2030-05-05", "劳动节")], [date(2030, 4, 28)])}
    )
    calendar = SchoolCalendar(terms=(span("2030-03-01", "2030-07-10"),), statutory=entered)
    assert calendar.day_type(date(2030, 5, 2)) is DayType.HOLIDAY
    assert calendar.day_type(date(2030, 4, 28)) is DayType.TERM_WD
    assert calendar.day_type(date(2030, 4, 27)) is DayType.TERM_WE
    assert calendar.explain(date(2030, 5, 2)).source == "calendar file"
    assert calendar.unknown_years == []


def exception(day: str, day_type: str, recorded_ms: int = 0, until: str | None = None, number: int = 1) -> Fact:
    at = day_start_ms(date.fromisoformat(day), CHINA)
    return Fact("calendar_exception", "a", at, {"day_type": day_type, "until": until}, "head", recorded_ms, number)


def test_exceptions_stand_above_everything_and_the_later_word_decides() -> None:
    facts = [
        exception("2026-03-10", "VACATION", 5, "2026-03-12", number=2),
        exception("2026-03-11", "EVENT", 9, number=3),
        exception("2026-03-11", "HOLIDAY", 7, number=1),
    ]
    calendar = school().with_exceptions(facts, CHINA)
    found = [calendar.day_type(day) for day in days(date(2026, 3, 9), date(2026, 3, 13))]
    assert found == [DayType.TERM_WD, DayType.VACATION, DayType.EVENT, DayType.VACATION, DayType.TERM_WD]
    assert calendar.explain(date(2026, 3, 11)).source == "fact 3 by head"
    assert school().day_type(date(2026, 3, 10)) is DayType.TERM_WD


def test_exception_belongs_to_the_local_day() -> None:
    at = to_ms(datetime(2026, 3, 9, 23, 0, tzinfo=UTC))
    fact = Fact("calendar_exception", "a", at, {"day_type": "EVENT"}, "head", 0, 1)
    calendar = school().with_exceptions([fact], CHINA)
    assert calendar.day_type(date(2026, 3, 10)) is DayType.EVENT
    assert calendar.day_type(date(2026, 3, 9)) is DayType.TERM_WD
