"""From a figure of the report to its pages, and from a page to the readings, facts and findings behind it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from sqlalchemy import Connection, select

from analysis.comparison.boundary import InForce
from analysis.monthly.gather import CampusFile, Gathered, gather
from analysis.monthly.solar_days import EXPORT, PRODUCTION
from analysis.monthly.span import Days, Span
from analysis.monthly.told import told
from campus.clock import from_ms
from campus.config.meter import Meter
from campus.config.model import Group
from campus.errors import Refused
from campus.ledger.facts import fact_by_id
from campus.ledger.findings import findings_of
from campus.ledger.pages import read_pages
from campus.ledger.schema import page
from campus.period import HOUR_MS, day_start_ms
from campus.quantity import BOOKED, Resource, quantity
from campus.readings.protocol import Readings
from campus.register.hours import Method


@dataclass(frozen=True, slots=True)
class TracedPage:
    """One page of the books: a meter's local day."""

    day: Annotated[date, told("Local day", "2026-02-10")]
    total: Annotated[float, told("Use of the day, multiplier applied", 2140.5)]
    estimated: Annotated[float, told("Estimated part of it", 0.0)]
    covered_s: Annotated[int, told("Seconds with known use", 86400)]
    span_s: Annotated[int, told("Seconds of the day", 86400)]
    revision: Annotated[int, told("How often its content was written", 1)]
    computed_at: Annotated[str, told("When it was last computed", "2026-02-11T00:05:00+00:00")]
    readings: Annotated[int, told("Readings it was computed from", 96)]
    facts: Annotated[tuple[int, ...], told("Ids of the facts it was computed from", [12])]


@dataclass(frozen=True, slots=True)
class TracedMeter:
    """A meter's share of a figure: `sign` times the sum of its pages on the days it counts."""

    meter: Annotated[str, told("Meter id", "senior-e-main")]
    quantity: Annotated[str, told("Quantity of the books", "electricity_import")]
    sign: Annotated[int, told("1: added, -1: taken off", 1)]
    total: Annotated[float, told("Sum of its pages", 60000.0)]
    pages: Annotated[tuple[TracedPage, ...], told("The pages, by day")]


@dataclass(frozen=True, slots=True)
class TracedFact:
    """A dated fact with who entered it and when."""

    id: Annotated[int, told("Id of the fact", 12)]
    kind: Annotated[str, told("Kind of fact", "head_count")]
    subject: Annotated[str, told("Meter or campus", "senior")]
    at: Annotated[str, told("When it holds from, or happened", "2025-09-01T00:00:00+08:00")]
    body: Annotated[dict[str, Any], told("What it says", {"boarders": 1180, "day_students": 620, "staff": 160})]
    author: Annotated[str, told("Who entered it", "王老师")]
    recorded_at: Annotated[str, told("When it was entered", "2025-09-02T09:10:00+08:00")]


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure of the report followed to its pages and to what people entered."""

    campus: Annotated[str, told("Campus id", "senior")]
    resource: Annotated[str, told("The resource", "electricity")]
    unit: Annotated[str, told("kWh or m3", "kWh")]
    first: Annotated[date, told("First local day", "2026-02-01")]
    last: Annotated[date, told("Last local day, included", "2026-02-28")]
    value: Annotated[float | None, told("The figure: sum of sign times pages; null without any page", 60000.0)]
    meters: Annotated[tuple[TracedMeter, ...], told("The meters behind it")]
    facts: Annotated[tuple[TracedFact, ...], told("Head counts and calendar exceptions in force")]


def trace(connection: Connection, group: Group, span: Span, campus: str, resource: Resource, *, this: bool) -> Trace:
    """Follow the use of a campus and resource, of the span or of the span a year before."""
    gathered = gather(connection, group, span, campus)
    file = _file(gathered, campus)
    if resource not in file.series:
        known = ", ".join(file.series) or "none"
        message = f"{campus} has no counting meter of {resource}; it has {known}"
        raise Refused(message)
    days = span.this if this else span.before
    meters = tuple(_meters(connection, gathered, file, resource, days))
    pages = sum(len(m.pages) for m in meters)
    return Trace(
        campus=campus,
        resource=str(resource),
        unit=quantity(BOOKED[resource]).unit,
        first=days.first,
        last=days.last,
        value=sum(m.sign * m.total for m in meters) if pages else None,
        meters=meters,
        facts=tuple(_fact(connection, f.id, file) for f in file.people.facts),
    )


def _file(gathered: Gathered, campus: str) -> CampusFile:
    found = next((f for f in gathered.campuses if f.campus.id == campus), None)
    if found is None:
        known = ", ".join(c.id for c in gathered.group.campuses)
        message = f"there is no campus {campus!r}; known: {known}"
        raise Refused(message)
    return found


def _meters(
    connection: Connection, gathered: Gathered, file: CampusFile, resource: Resource, days: Days
) -> Iterable[TracedMeter]:
    counted = file.series[resource].counted
    always = InForce("")
    parts: list[tuple[str, str, int, InForce]] = []
    for sign, meters, entries in (
        (1, counted.mains, counted.boundary.mains),
        (-1, counted.excluded, counted.boundary.excluded),
    ):
        parts += [(m.id, m.booked or "", sign, entry) for m, entry in zip(meters, entries, strict=True)]
    if resource is Resource.ELECTRICITY and file.self_use is not None:
        solar = sorted(k for k in gathered.hours if k[1] in {PRODUCTION, EXPORT})
        parts += [
            (meter, name, 1 if name == PRODUCTION else -1, always)
            for meter, name in solar
            if gathered.group.meters[meter].campus == file.campus.id
        ]
    for meter, name, sign, entry in parts:
        pages = tuple(p for p in _pages(connection, meter, name, days) if entry.on(p.day))
        yield TracedMeter(meter, name, sign, sum(p.total for p in pages), pages)


def _pages(connection: Connection, meter: str, name: str, days: Days) -> Iterable[TracedPage]:
    query = select(page).where(
        page.c.meter == meter,
        page.c.quantity == name,
        page.c.day.between(days.first.isoformat(), days.last.isoformat()),
    )
    for row in connection.execute(query.order_by(page.c.day)):
        provenance = json.loads(row.provenance)
        yield TracedPage(
            day=date.fromisoformat(row.day),
            total=row.total,
            estimated=row.estimated,
            covered_s=row.covered_s,
            span_s=row.span_s,
            revision=row.revision,
            computed_at=from_ms(row.computed_ms).isoformat(),
            readings=int(provenance.get("readings", 0)),
            facts=_fact_ids(provenance),
        )


def _fact_ids(provenance: dict[str, Any]) -> tuple[int, ...]:
    return tuple(int(word) for word in str(provenance.get("facts", "")).split() if word.isdigit())


def _fact(connection: Connection, number: int, file: CampusFile) -> TracedFact:
    found = fact_by_id(connection, number)
    zone = file.people.zone
    return TracedFact(
        found.id,
        found.kind,
        found.subject,
        from_ms(found.at_ms).astimezone(zone).isoformat(),
        dict(found.body),
        found.author,
        from_ms(found.recorded_ms).astimezone(zone).isoformat(),
    )


@dataclass(frozen=True, slots=True)
class TracedHour:
    """One hour of a page."""

    start: Annotated[str, told("Beginning, local time with zone", "2026-02-10T08:00:00+08:00")]
    value: Annotated[float | None, told("Use; null: nothing known", 89.2)]
    estimated: Annotated[float, told("Estimated part", 0.0)]
    covered_s: Annotated[int, told("Seconds with known use", 3600)]
    method: Annotated[str, told("How it came about", "measured")]


@dataclass(frozen=True, slots=True)
class TracedReading:
    """One raw reading, as it arrived, before the multiplier."""

    time: Annotated[str, told("When it was measured", "2026-02-10T08:15:00+08:00")]
    channel: Annotated[str, told("Channel of the meter", "electricity_import")]
    value: Annotated[float, told("Register value in the base unit", 182345.6)]


@dataclass(frozen=True, slots=True)
class TracedFinding:
    """Something noticed on that day."""

    kind: Annotated[str, told("Kind of finding", "spike")]
    start: Annotated[str, told("Since when", "2026-02-10T08:15:00+08:00")]
    end: Annotated[str, told("Until when", "2026-02-10T08:30:00+08:00")]
    details: Annotated[dict[str, Any], told("The numbers that show it", {"value": 1823456.0})]


@dataclass(frozen=True, slots=True)
class PageTrace:
    """A page followed to its hours, the readings around and inside the day, its facts and findings."""

    meter: Annotated[str, told("Meter id", "senior-e-main")]
    quantity: Annotated[str, told("Quantity of the books", "electricity_import")]
    unit: Annotated[str, told("kWh or m3", "kWh")]
    multiplier: Annotated[float, told("Multiplier of the meter list; dated facts come before it", 40.0)]
    page: Annotated[TracedPage, told("The page", {"day": "2026-02-10"})]
    hours: Annotated[tuple[TracedHour, ...], told("Its hours")]
    readings: Annotated[tuple[TracedReading, ...], told("Readings of the day, one before and one after it")]
    facts: Annotated[tuple[TracedFact, ...], told("Facts it was computed from")]
    findings: Annotated[tuple[TracedFinding, ...], told("What was noticed on that day")]


def trace_page(
    connection: Connection, group: Group, readings: Readings, meter: Meter, day: date, name: str = ""
) -> PageTrace:
    """Follow one page to the readings; a day without a page is refused."""
    of = name or meter.booked or ""
    found = read_pages(connection, meter.id, of, day, day)
    if not found:
        message = f"the books of {meter.id} have no {of or 'consumption'} on {day}"
        raise Refused(message)
    zone = group.zone_of(meter)
    start_ms, end_ms = day_start_ms(day, zone), day_start_ms(day + timedelta(days=1), zone)
    told_page = next(iter(_pages(connection, meter.id, of, Days(day, day))))
    own = found[0].hours
    file_facts = [fact_by_id(connection, number) for number in told_page.facts]

    def local(ms: int) -> str:
        return from_ms(ms).astimezone(zone).isoformat()

    return PageTrace(
        meter=meter.id,
        quantity=of,
        unit=quantity(of).unit,
        multiplier=meter.multiplier,
        page=told_page,
        hours=tuple(
            TracedHour(
                local(start_ms + n * HOUR_MS),
                float(own.energy[n]) if own.covered_s[n] else None,
                float(own.estimated[n]),
                int(own.covered_s[n]),
                Method(own.method[n]).name.lower(),
            )
            for n in range(len(own))
        ),
        readings=tuple(_readings(readings, meter.id, of, (start_ms, end_ms), local)),
        facts=tuple(
            TracedFact(f.id, f.kind, f.subject, local(f.at_ms), dict(f.body), f.author, local(f.recorded_ms))
            for f in file_facts
        ),
        findings=tuple(
            TracedFinding(f.kind, local(f.start_ms), local(f.end_ms), dict(f.details))
            for f in findings_of(connection, meter.id, of)
            if f.start_ms < end_ms and f.end_ms >= start_ms
        ),
    )


def _readings(
    readings: Readings, meter: str, name: str, day: tuple[int, int], local: Callable[[int], str]
) -> Iterable[TracedReading]:
    for channel in readings.channels(meter):
        if channel.partition("/")[0] != name:
            continue
        for series in (
            readings.before(meter, channel, day[0]),
            readings.series(meter, channel, *day),
            readings.after(meter, channel, day[1]),
        ):
            for at, value in zip(series.times_ms.tolist(), series.values.tolist(), strict=True):
                yield TracedReading(local(at), channel, value)
