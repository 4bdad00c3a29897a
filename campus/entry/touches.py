"""What a fact changes: which meters are booked anew, which figures of which campuses from which day."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from campus.config.model import Group
from campus.entry.register_level import LIFE, Registers
from campus.ledger.fact_bodies import ABOUT_METERS
from campus.ledger.facts import Fact, facts_of
from campus.ledger.published import published_months
from campus.period import local_day
from campus.readings.protocol import Readings
from campus.register.replacement import SLACK_MS
from campus.tariff.entered import EVERY_CAMPUS


class Figure(StrEnum):
    """Figures a fact enters."""

    CONSUMPTION = "consumption"
    PER_HEAD = "per_head"
    LIKE_FOR_LIKE = "like_for_like"
    TARGET = "target"
    COST = "cost"
    COAL_AND_CARBON = "coal_and_carbon"
    MEASURES = "measures"
    ALERTS = "alerts"


_OF_USE = (
    Figure.CONSUMPTION,
    Figure.PER_HEAD,
    Figure.LIKE_FOR_LIKE,
    Figure.TARGET,
    Figure.COST,
    Figure.COAL_AND_CARBON,
)
_FIGURES = {
    "head_count": (Figure.PER_HEAD, Figure.LIKE_FOR_LIKE, Figure.TARGET),
    "calendar_exception": (Figure.LIKE_FOR_LIKE, Figure.TARGET, Figure.ALERTS),
    "tariff": (Figure.COST,),
    "measure": (Figure.MEASURES,),
    "maintenance_window": (Figure.ALERTS,),
}


@dataclass(frozen=True, slots=True)
class Touches:
    """Local days first..last, `last` None where the change goes on; `meters` are booked anew from `first`."""

    campuses: tuple[str, ...]
    meters: tuple[str, ...]
    first: date
    last: date | None
    figures: tuple[Figure, ...]
    published: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Where facts are entered: the configuration, the readings they are held against, and the time."""

    group: Group
    readings: Readings
    now_ms: int

    def zone_of(self, subject: str) -> ZoneInfo:
        """The local calendar of a meter, a campus or the whole group."""
        meter = self.group.meters.get(subject)
        return self.group.zone_of(meter) if meter else self.group.zone_of_campus(subject)

    def campuses_of(self, subject: str) -> tuple[str, ...]:
        meter = self.group.meters.get(subject)
        if meter:
            return (meter.campus,)
        return tuple(c.id for c in self.group.campuses) if subject == EVERY_CAMPUS else (subject,)


def touches(connection: Connection, site: Site, fact: Fact) -> Touches:
    """What entering or withdrawing a fact changes; nothing for a held reading."""
    zone = site.zone_of(fact.subject)
    first, last = _days(connection, site, fact, zone)
    campuses = site.campuses_of(fact.subject)
    meters = (fact.subject,) if fact.kind in ABOUT_METERS else ()
    figures = _OF_USE if meters else _FIGURES.get(fact.kind, ())
    published = tuple(published_months(connection, campuses, first, last)) if figures else ()
    return Touches(campuses, meters, first, last, figures, published)


def _days(connection: Connection, site: Site, fact: Fact, zone: ZoneInfo) -> tuple[date, date | None]:
    day = local_day(fact.at_ms, zone)
    if fact.kind in ABOUT_METERS and fact.subject in site.group.meters:
        registers = Registers(site.group, site.readings, connection)
        meter = site.group.meters[fact.subject]
        last = registers.last(meter, fact.at_ms, facts_of(connection, meter.id, *LIFE))
        slack = SLACK_MS if fact.kind == "swap" else 0
        return local_day(min(last.time_ms if last else fact.at_ms, fact.at_ms - slack), zone), None
    until = fact.body.get("until") or fact.body.get("finished")
    if until:
        return day, date.fromisoformat(str(until)[:10])
    if fact.kind == "calendar_exception":
        return day, day
    if fact.kind in {"head_count", "tariff"}:
        same = [f for f in facts_of(connection, fact.subject, fact.kind) if f.at_ms > fact.at_ms]
        next_ms = min((f.at_ms for f in same if f.body.get("resource") == fact.body.get("resource")), default=None)
        return day, None if next_ms is None else local_day(next_ms, zone) - timedelta(days=1)
    return day, None
