"""Days of several meters from the books, as arrays; the running day is cut at the last full hour."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, select

from analysis.year_on_year import Days
from campus.clock import from_ms
from campus.config.meter import Meter
from campus.ledger.pages import read_pages
from campus.ledger.schema import page
from campus.period import HOUR_MS, day_start_ms

CHUNK = 500
"""Meters a query asks for at once; SQLite binds a limited number of values."""


def load_days(
    connection: Connection, meters: Sequence[Meter], first: date, last: date, zone: ZoneInfo
) -> dict[str, Days]:
    """Meter → its days first..last (both included); days without a page are spans without cover."""
    starts = [day_start_ms(first + timedelta(days=n), zone) for n in range((last - first).days + 2)]
    span_s = np.array([(b - a) // 1000 for a, b in pairwise(starts)], np.int64)
    found = {m.id: Days.unknown(span_s.copy()) for m in meters}
    booked = {m.id: m.booked for m in meters}
    for begin in range(0, len(meters), CHUNK):
        ids = [m.id for m in meters[begin : begin + CHUNK]]
        query = select(
            page.c.meter, page.c.quantity, page.c.day, page.c.total, page.c.estimated, page.c.covered_s
        ).where(page.c.meter.in_(ids), page.c.day.between(first.isoformat(), last.isoformat()))
        for meter, quantity, day, energy, estimated, covered_s in connection.execute(query):
            if quantity == booked[meter]:
                days, at = found[meter], (date.fromisoformat(day) - first).days
                days.energy[at], days.estimated[at], days.covered_s[at] = energy, estimated, covered_s
    return found


def full_hours(now_ms: int, zone: ZoneInfo) -> tuple[date, int]:
    """Today, and how many of its hours are over."""
    today = from_ms(now_ms).astimezone(zone).date()
    return today, (now_ms - day_start_ms(today, zone)) // HOUR_MS


def cut_day(
    connection: Connection, meters: Sequence[Meter], days: dict[str, Days], at: int, day: date, hours: int
) -> None:
    """Keep only the first `hours` hours of `day`, which stands at index `at` of the arrays."""
    for meter in meters:
        own = days[meter.id]
        pages = read_pages(connection, meter.id, meter.booked or "", day, day) if own.covered_s[at] else []
        kept = pages[0].hours.slice(0, hours) if pages else None
        own.energy[at] = float(kept.energy.sum()) if kept else 0.0
        own.estimated[at] = float(kept.estimated.sum()) if kept else 0.0
        own.covered_s[at] = int(kept.covered_s.sum(dtype=np.int64)) if kept else 0
        own.span_s[at] = hours * HOUR_MS // 1000
