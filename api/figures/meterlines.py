"""The meter list as a table: what each meter said last, and what it used yesterday."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from analysis.year_on_year import Total, total
from api.context import Context
from api.figures.daybook import full_hours, load_days
from api.figures.freshness import Freshness, Latest, Newest, freshness, shown
from api.figures.scope import meters_in
from campus.config.meter import Meter
from campus.quantity import Resource, quantity


@dataclass(frozen=True, slots=True)
class MeterLine:
    meter: Meter
    state: Freshness
    shown: tuple[Newest, ...]
    yesterday: Total | None
    """None for sensors, which have no consumption."""
    unit: str

    @property
    def last_ms(self) -> int | None:
        return min((n.time_ms for n in self.shown), default=None)


def meter_lines(context: Context, campus: str = "") -> list[MeterLine]:
    """One line per meter in the order of the meter lists."""
    meters = meters_in(context.group, campus)
    latest = context.readings.latest([m.id for m in meters])
    now_ms = context.now_ms
    with context.engine.connect() as connection:
        used = _yesterday(connection, context, [m for m in meters if m.resource is not Resource.SENSOR], now_ms)
    return [_line(m, latest.get(m.id, {}), used.get(m.id), now_ms) for m in meters]


def _yesterday(connection: Connection, context: Context, meters: list[Meter], now_ms: int) -> dict[str, Total]:
    used: dict[str, Total] = {}
    for zone in {context.group.zone_of(m) for m in meters}:
        own = [m for m in meters if context.group.zone_of(m) == zone]
        day = full_hours(now_ms, zone)[0] - timedelta(days=1)
        used |= {meter: total([days]) for meter, days in load_days(connection, own, day, day, zone).items()}
    return used


def _line(meter: Meter, latest: Latest, yesterday: Total | None, now_ms: int) -> MeterLine:
    unit = quantity(meter.booked).unit if meter.booked else ""
    return MeterLine(meter, freshness(meter, latest, now_ms), shown(meter, latest), yesterday, unit)
