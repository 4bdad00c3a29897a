"""The overview's figures: each resource this month and in the last twelve, against the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Connection

from analysis.year_on_year import Comparison, Days, Total, compare, total
from api.context import Context
from api.figures.daybook import cut_day, full_hours, load_days
from api.figures.scope import counted, resources_of
from campus.config.meter import Meter
from campus.period import Month
from campus.quantity import Resource, quantity

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthPair:
    """A month and the same month of the year before; the running month to its last full hour in both."""

    month: Month
    running: bool
    this: Total
    last: Total
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class ResourceFigure:
    """One resource: `months` oldest first, the running month last."""

    resource: Resource
    unit: str
    meters: tuple[str, ...]
    months: tuple[MonthPair, ...]

    @property
    def running(self) -> MonthPair:
        return self.months[-1]


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures of the group or of one campus as of a moment (ms)."""

    as_of_ms: int
    resources: tuple[ResourceFigure, ...]

    def of(self, resource: Resource) -> ResourceFigure | None:
        return next((f for f in self.resources if f.resource is resource), None)


def overview(context: Context, campus: str = "") -> Overview:
    """Compute all figures from the books; two years of days are read once per resource."""
    now_ms = context.now_ms
    with context.engine.connect() as connection:
        figures = [
            _figure(connection, context, resource, counted(context.group, resource, campus), now_ms)
            for resource in resources_of(context.group, campus)
        ]
    return Overview(now_ms, tuple(figures))


def _figure(
    connection: Connection, context: Context, resource: Resource, meters: Sequence[Meter], now_ms: int
) -> ResourceFigure:
    # One total over campuses in different zones follows the calendar of the first.
    zone = context.group.zone_of(meters[0])
    today, hours = full_hours(now_ms, zone)
    months = _last_months(Month.of(today))
    this_first, last_first = months[0].first_day, Month(months[0].year - 1, months[0].number).first_day
    days = load_days(connection, meters, last_first, today, zone)
    cut_day(connection, meters, days, (today - last_first).days, today, hours)
    this_year = {meter: d.slice((this_first - last_first).days, len(d.energy)) for meter, d in days.items()}
    last_year = _year_before(connection, meters, days, last_first, this_first, today, hours)
    pairs = []
    for month in months:
        start = (month.first_day - this_first).days
        stop = (min(month.last_day, today) - this_first).days + 1
        both = {m.id: (this_year[m.id].slice(start, stop), last_year[m.id].slice(start, stop)) for m in meters}
        this, last = total([b[0] for b in both.values()]), total([b[1] for b in both.values()])
        pairs.append(MonthPair(month, month == months[-1], this, last, compare(both)))
    unit = quantity(meters[0].booked or "").unit
    return ResourceFigure(resource, unit, tuple(m.id for m in meters), tuple(pairs))


def _last_months(running: Month) -> list[Month]:
    index = running.year * 12 + running.number - 1
    return [Month(n // 12, n % 12 + 1) for n in range(index - MONTHS + 1, index + 1)]


def _year_before(  # noqa: PLR0913, PLR0917 - one step of `_figure`, split off to be readable
    connection: Connection,
    meters: Sequence[Meter],
    days: dict[str, Days],
    origin: date,
    first: date,
    today: date,
    hours: int,
) -> dict[str, Days]:
    """Days of the same dates one year earlier; 29 February has none, the running day is cut alike."""
    dates = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    before = [_same_date(day) for day in dates]
    index = np.array([(b - origin).days if b else -1 for b in before])
    aligned = {}
    for meter, own in days.items():
        picked = Days(own.energy[index], own.estimated[index], own.covered_s[index], own.span_s[index])
        for values in (picked.energy, picked.estimated, picked.covered_s, picked.span_s):
            values[index < 0] = 0
        aligned[meter] = picked
    if before[-1] is not None:
        cut_day(connection, meters, aligned, len(dates) - 1, before[-1], hours)
    return aligned


def _same_date(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None
