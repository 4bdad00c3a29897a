"""Consumption of a meter by hour, day or month, with what is known about each figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from campus.clock import from_ms
from campus.config.meter import Meter
from campus.errors import Refused
from campus.ledger.pages import read_pages
from campus.period import HOUR_MS, Month, day_start_ms, hours_of_day
from campus.quantity import quantity
from campus.register.hours import Hours, Method, Status

By = Literal["hour", "day", "month"]


@dataclass(frozen=True, slots=True)
class Consumption:
    """Use in [start, end) in `unit`; None where nothing is known, never 0 instead.

    `coverage` is the share of the period with known use; `estimated_share` the share of `value`
    that is estimated (None without a value, 0 when the value is 0).
    """

    start: datetime
    end: datetime
    value: float | None
    unit: str
    status: Status
    estimated_share: float | None
    coverage: float


def consumption(
    connection: Connection, meter: Meter, zone: ZoneInfo, first: date, last: date, by: By
) -> list[Consumption]:
    """Rows for the local days first..last (both included); months are cut to these days.

    Raises `Refused` for a meter whose resource keeps no books (a plain sensor).
    """
    if meter.booked is None:
        message = f"{meter.id} is a {meter.resource}: it has readings but no consumption"
        raise Refused(message)
    unit = quantity(meter.booked).unit
    hours = {p.day: p.hours for p in read_pages(connection, meter.id, meter.booked, first, last)}
    rows = []
    for days in _grouped(first, last, by):
        parts = [hours.get(day) or Hours.missing(hours_of_day(day, zone)) for day in days]
        start_ms = day_start_ms(days[0], zone)
        end_ms = day_start_ms(days[-1] + timedelta(days=1), zone)
        if by == "hour":
            edges = [*range(start_ms, end_ms, HOUR_MS), end_ms]
            rows += [_row(parts[0].slice(i, i + 1), edges[i], edges[i + 1], zone, unit) for i in range(len(parts[0]))]
        else:
            rows.append(_row(Hours.joined(parts), start_ms, end_ms, zone, unit))
    return rows


def _grouped(first: date, last: date, by: By) -> Iterator[list[date]]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if by != "month":
        yield from ([day] for day in days)
        return
    for month in sorted({Month.of(day) for day in days}):
        yield [day for day in days if Month.of(day) == month]


def _row(hours: Hours, start_ms: int, end_ms: int, zone: ZoneInfo, unit: str) -> Consumption:
    start, end = from_ms(start_ms).astimezone(zone), from_ms(end_ms).astimezone(zone)
    covered_ms = int(hours.covered_s.sum(dtype=np.int64)) * 1000
    if covered_ms == 0:
        return Consumption(start, end, None, unit, Status.MISSING, None, 0.0)
    value, estimated = float(hours.energy.sum()), float(hours.estimated.sum())
    weak = bool((hours.method > Method.MEASURED).any())
    share = estimated / value if value else 0.0
    status = Status.ESTIMATED if weak else Status.MEASURED
    return Consumption(start, end, value, unit, status, share, covered_ms / (end_ms - start_ms))
