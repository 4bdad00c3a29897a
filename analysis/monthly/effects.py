"""Effects of dated measures (节能措施) up to the end of a span."""

from datetime import timedelta

from sqlalchemy import Connection

from analysis.comparison.boundary import Version
from analysis.comparison.campus_days import CampusDays
from analysis.comparison.meter_days import People, campus_days, days_inside
from analysis.measure_effect import measure_effect
from analysis.monthly.day_books import load_days
from analysis.monthly.gather import Gathered
from analysis.monthly.heat_pump_part import MeasurePart
from analysis.monthly.people import people_of
from analysis.monthly.span import Days
from campus.errors import Refused
from campus.headcount import HEADS
from campus.measure import Measure


def measure_parts(connection: Connection, gathered: Gathered) -> tuple[MeasurePart, ...]:
    """Measures whose meters stand in the report's campuses and whose works have begun."""
    listed = {m.id for m in gathered.meters}
    mine = [m for m in gathered.figures.measures if set(m.meters) <= listed and m.started <= gathered.span.through]
    return tuple(_part(connection, gathered, measure) for measure in mine)


def _part(connection: Connection, gathered: Gathered, measure: Measure) -> MeasurePart:
    try:
        effect = measure_effect(_days(connection, gathered, measure), measure)
    except Refused as error:
        return _told(measure, str(error))
    return MeasurePart(
        measure=measure.id,
        name=measure.name,
        meters=measure.meters,
        started=measure.started.isoformat(),
        finished=measure.finished.isoformat(),
        reduction=effect.reduction,
        margin=effect.margin,
        saved=effect.saved,
        sure=effect.sure,
        days_before=effect.days_before,
        days_after=effect.days_after,
        obstacle=effect.obstacle,
    )


def _told(measure: Measure, obstacle: str) -> MeasurePart:
    started, finished = measure.started.isoformat(), measure.finished.isoformat()
    return MeasurePart(
        measure.id, measure.name, measure.meters, started, finished, None, None, None, None, 0, 0, obstacle
    )


def _days(connection: Connection, gathered: Gathered, measure: Measure) -> CampusDays:
    """The meters together, with the calendar and heads of the first one's campus."""
    meters = [gathered.group.meters[name] for name in measure.meters]
    if len({m.booked for m in meters}) > 1:
        message = "the meters of a measure keep books of different quantities"
        raise Refused(message)
    first = measure.started - timedelta(days=measure.before_days)
    last = min(gathered.span.through, measure.finished + timedelta(days=measure.after_days))
    days = Days(first, max(last, first))
    found = load_days(connection, [(m.id, m.booked or "") for m in meters], days)
    version = Version(frozenset(m.id for m in meters), frozenset(), frozenset())
    inside = days_inside([version] * days.count, {name: own for (name, _), own in found.items()})
    people = people_of(
        connection, gathered.group, gathered.file(meters[0].campus).campus, days, gathered.span.last.last_day
    )
    weights = gathered.group.head_weights.get(meters[0].resource, HEADS)
    return campus_days(first, inside, People(people.day_types, people.counts, weights), days.last)
