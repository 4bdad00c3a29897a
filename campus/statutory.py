"""Statutory holidays and make-up workdays of China (法定节假日, 调休), as far as they are announced.

The State Council announces a year in the November before it; until the package `chinesecalendar`
carries that year, its days are unknown, which is an answer here and not an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import chinese_calendar


class StatutoryKind(StrEnum):
    ORDINARY = "ordinary"
    HOLIDAY = "holiday"
    WORKDAY = "workday"
    """A Saturday or Sunday worked in exchange for a holiday."""


class StatutoryDay(NamedTuple):
    kind: StatutoryKind
    name: str = ""
    source: str = "chinesecalendar"


class Span(NamedTuple):
    """Days first..last, both included."""

    first: date
    last: date
    name: str = ""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __str__(self) -> str:
        days = self.first.isoformat() if self.first == self.last else f"{self.first}..{self.last}"
        return f"{self.name} ({days})" if self.name else days


@dataclass(frozen=True, slots=True)
class StatutoryYear:
    """A year typed in by the school, where the package does not know it or the province differs."""

    holidays: Sequence[Span]
    workdays: Sequence[date]


@dataclass(frozen=True, slots=True)
class StatutoryCalendar:
    entered: Mapping[int, StatutoryYear] = field(default_factory=dict)

    def on(self, day: date) -> StatutoryDay | None:
        """What the state says of a day, or None while nobody knows."""
        own = self.entered.get(day.year)
        if own is None:
            return _announced(day)
        if holiday := next((span for span in own.holidays if day in span), None):
            return StatutoryDay(StatutoryKind.HOLIDAY, holiday.name, "calendar file")
        kind = StatutoryKind.WORKDAY if day in own.workdays else StatutoryKind.ORDINARY
        return StatutoryDay(kind, "", "calendar file")


@lru_cache(maxsize=8192)
def _announced(day: date) -> StatutoryDay | None:
    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    if not name:
        return StatutoryDay(StatutoryKind.ORDINARY)
    return StatutoryDay(StatutoryKind.HOLIDAY if is_off else StatutoryKind.WORKDAY, str(name))
