"""Local days, hours and months: a day has 23, 24 or 25 hours, a month its own days.

Every period is half-open, [start, end).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from campus.clock import from_ms, to_ms
from campus.errors import Refused

HOUR_MS = 3_600_000


@lru_cache(maxsize=8192)
def day_start_ms(day: date, zone: ZoneInfo) -> int:
    """Start of a local day in ms since the epoch."""
    return to_ms(datetime.combine(day, time(), zone))


def hours_of_day(day: date, zone: ZoneInfo) -> int:
    """23, 24 or 25; zones that shift by half an hour round up, so their last slot is short."""
    span = day_start_ms(day + timedelta(days=1), zone) - day_start_ms(day, zone)
    return -(-span // HOUR_MS)


def hour_edges_ms(first: date, last: date, zone: ZoneInfo) -> NDArray[np.int64]:
    """Edges of all hours of the local days first..last (both included), n + 1 values in ms."""
    edges: list[NDArray[np.int64]] = []
    day = first
    while day <= last:
        start = day_start_ms(day, zone)
        edges.append(start + np.arange(hours_of_day(day, zone), dtype=np.int64) * HOUR_MS)
        day += timedelta(days=1)
    edges.append(np.array([day_start_ms(day, zone)], np.int64))
    return np.concatenate(edges)


def local_day(ms: int, zone: ZoneInfo) -> date:
    """The local day a moment falls in."""
    return from_ms(ms).astimezone(zone).date()


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, the unit of statistics."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        found = re.fullmatch(r"(\d{4})-(0?[1-9]|1[0-2])", text)
        if not found:
            message = f"{text!r} is not a month; write it as 2026-02"
            raise Refused(message)
        year, number = found.groups()
        return cls(int(year), int(number))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
