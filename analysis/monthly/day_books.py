"""Pages of many meters as arrays: days of two years in one query, hours of the span where they are needed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, func, select

from analysis.comparison.meter_days import MeterDays
from analysis.monthly.span import Days
from campus.ledger.schema import page
from campus.period import hours_of_day
from campus.register.hours import Hours

CHUNK = 500
"""Meters a query asks for at once; SQLite binds a limited number of values."""

Key = tuple[str, str]
"""(meter id, quantity)."""


def load_days(connection: Connection, keys: Iterable[Key], days: Days) -> dict[Key, MeterDays]:
    """Days of each meter and quantity; days without a page are uncovered."""
    wanted = set(keys)
    tables = {key: np.zeros((3, days.count)) for key in wanted}
    place = _places(days)
    for meters, quantities in _chunks(wanted):
        query = select(
            page.c.meter, page.c.quantity, page.c.day, page.c.total, page.c.estimated, page.c.covered_s, page.c.span_s
        ).where(page.c.meter.in_(meters), page.c.quantity.in_(quantities), page.c.day.between(*_bounds(days)))
        rows: dict[Key, list[tuple[int, float, float, float]]] = {}
        for meter, quantity, day, total, estimated, covered_s, span_s in connection.execute(query).all():
            rows.setdefault((meter, quantity), []).append((place[day], total, estimated, covered_s / span_s))
        for key in wanted & rows.keys():
            columns = np.array(rows[key]).T
            tables[key][:, columns[0].astype(np.intp)] = columns[1:]
    return {key: MeterDays(table[0], table[1], table[2]) for key, table in tables.items()}


def load_hours(connection: Connection, zones: Mapping[Key, ZoneInfo], days: Days) -> dict[Key, Hours]:
    """Hours of each meter and quantity over whole days; hours without a page are missing."""
    packed: dict[Key, dict[str, bytes]] = {key: {} for key in zones}
    for meters, quantities in _chunks(set(zones)):
        query = select(page.c.meter, page.c.quantity, page.c.day, page.c.hours).where(
            page.c.meter.in_(meters), page.c.quantity.in_(quantities), page.c.day.between(*_bounds(days))
        )
        for meter, quantity, day, hours in connection.execute(query).all():
            if (meter, quantity) in packed:
                packed[meter, quantity][day] = hours
    dates = [days.first + timedelta(days=n) for n in range(days.count)]
    return {key: _joined(found, dates, zones[key]) for key, found in packed.items()}


def _joined(found: Mapping[str, bytes], dates: Sequence[date], zone: ZoneInfo) -> Hours:
    parts = []
    for day in dates:
        known = found.get(day.isoformat())
        parts.append(Hours.unpack(known) if known else Hours.missing(hours_of_day(day, zone)))
    return Hours.joined(parts)


def first_days(connection: Connection, quantities: Iterable[str]) -> dict[Key, date]:
    """First day with a page of every meter that keeps books of these quantities."""
    query = select(page.c.meter, page.c.quantity, func.min(page.c.day)).where(page.c.quantity.in_(sorted(quantities)))
    rows = connection.execute(query.group_by(page.c.meter, page.c.quantity))
    return {(meter, quantity): date.fromisoformat(day) for meter, quantity, day in rows}


def _chunks(keys: set[Key]) -> Iterable[tuple[list[str], list[str]]]:
    quantities = sorted({quantity for _, quantity in keys})
    meters = sorted({meter for meter, _ in keys})
    for begin in range(0, len(meters), CHUNK):
        yield meters[begin : begin + CHUNK], quantities


def _places(days: Days) -> dict[str, int]:
    return {(days.first + timedelta(days=n)).isoformat(): n for n in range(days.count)}


def _bounds(days: Days) -> tuple[str, str]:
    return days.first.isoformat(), days.last.isoformat()
