"""Calendar and heads of one campus over the days a report reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from analysis.monthly.amount import Heads, Words
from analysis.monthly.span import Days
from campus.calendar import SchoolCalendar
from campus.config.calendar_file import calendar_of
from campus.config.model import Campus, Group
from campus.day_type import DayType
from campus.headcount import HeadCount, HeadCounts
from campus.ledger.facts import Fact, facts_of
from campus.period import day_start_ms

KINDS = ("head_count", "calendar_exception")


@dataclass(frozen=True)
class CampusPeople:
    """What people entered about a campus, as it stood at the end of the report's span.

    Facts dated after the span are left out: a later enrolment changes no month before it.
    """

    campus: Campus
    zone: ZoneInfo
    facts: tuple[Fact, ...]
    calendar: SchoolCalendar
    reach: Days

    @cached_property
    def heads(self) -> HeadCounts:
        return HeadCounts.from_facts(self.facts, self.zone)

    @cached_property
    def day_types(self) -> list[DayType | None]:
        return [self.calendar.day_type(day) for day in _dates(self.reach)]

    @cached_property
    def counts(self) -> list[HeadCount | None]:
        return [self.heads.on(day) for day in _dates(self.reach)]

    def mean_heads(self, days: Days) -> Heads:
        """Day average over a span, with the reason when a day of it is unknown."""
        mean = self.heads.mean(days.first, days.last) if days.count else None
        if mean is not None:
            return Heads(mean.boarders, mean.day_students, mean.staff, mean.weighted(), None)
        known = self.heads.days[0] if self.heads.days else None
        zh = f"在校人数自 {known} 起才有录入" if known else "在校人数未录入"
        en = f"head counts were entered from {known} on only" if known else "no head count was entered"
        return Heads(None, None, None, None, Words(zh, en))

    def uncovered(self, days: Days) -> list[date]:
        """Days of a span whose type the calendar does not tell."""
        return [day for day in _dates(days) if self.calendar.day_type(day) is None]


def people_of(
    connection: Connection,
    group: Group,
    campus: Campus,
    reach: Days,
    last: date,
    calendars: dict[Path | None, SchoolCalendar] | None = None,
) -> CampusPeople:
    """Read a campus's facts up to the end of day `last` and its calendar file; `calendars` keeps files already read."""
    known = calendars if calendars is not None else {}
    if campus.calendar not in known:
        known[campus.calendar] = calendar_of(campus)
    zone = group.zone_of_campus(campus.id)
    until_ms = day_start_ms(last + timedelta(days=1), zone)
    facts = tuple(f for f in facts_of(connection, campus.id, *KINDS) if f.at_ms < until_ms)
    exceptional = any(f.kind == "calendar_exception" for f in facts)
    calendar = known[campus.calendar]
    if exceptional:
        calendar = calendar.with_exceptions(facts, zone)
    return CampusPeople(campus, zone, facts, calendar, reach)


def building_heads(connection: Connection, people: CampusPeople, building: str, days: Days) -> float | None:
    """Mean heads of a building, where head counts were entered for `campus/building`."""
    facts = facts_of(connection, f"{people.campus.id}/{building}", "head_count")
    mean = HeadCounts.from_facts(facts, people.zone).mean(days.first, days.last) if facts and days.count else None
    return mean.weighted() if mean else None


def spans_of(days: Sequence[date]) -> str:
    """`2026-02-01..2026-02-03, 2026-02-09` for single days in order."""
    runs: list[list[date]] = []
    for day in days:
        if runs and runs[-1][1] + timedelta(days=1) == day:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return ", ".join(str(a) if a == b else f"{a}..{b}" for a, b in runs)


def _dates(days: Days) -> list[date]:
    return [days.first + timedelta(days=n) for n in range(days.count)]
