"""The worker's job: turn dirty windows into pages, meter by meter, each in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Engine

from analysis.meter_books import Booked, MeterBooks, life_digest
from campus.clock import Clock, to_ms
from campus.config.meter import Meter
from campus.config.model import Group
from campus.ledger.dirty import SLOT_MS, Mark, clear_marks, dirty_marks, mark_slots
from campus.ledger.findings import replace_findings
from campus.ledger.pages import delete_pages_outside, page_extent, read_pages, write_pages
from campus.quantity import BOOKS
from campus.readings.protocol import Readings


@dataclass(frozen=True, slots=True)
class BookingResult:
    """What one round did: meters booked, pages whose content changed, marks left for unknown meters."""

    meters: int = 0
    pages_changed: int = 0
    unknown: int = 0


def book_dirty(group: Group, readings: Readings, engine: Engine, clock: Clock) -> BookingResult:
    """Book every dirty window. Marks of meters that are not (yet) in the list wait for them."""
    with engine.connect() as connection:
        marks = dirty_marks(connection)
    result = BookingResult()
    for meter_id, of_meter in groupby(marks, key=lambda mark: mark.meter):
        meter = group.meters.get(meter_id)
        if meter is None:
            result = BookingResult(result.meters, result.pages_changed, result.unknown + 1)
            continue
        with engine.begin() as connection:
            changed = _book_meter(group, meter, readings, connection, list(of_meter), to_ms(clock()))
        result = BookingResult(result.meters + 1, result.pages_changed + changed, result.unknown)
    return result


def _book_meter(
    group: Group, meter: Meter, readings: Readings, connection: Connection, marks: Sequence[Mark], now_ms: int
) -> int:
    changed_ms = min(mark.start_ms for mark in marks)
    changed = 0
    for name in booked_quantities(meter, readings):
        books = MeterBooks(meter, name, group.zone_of(meter), readings, connection)
        changed += _write(books, books.book(changed_ms), now_ms)
    clear_marks(connection, marks)
    return changed


def _write(books: MeterBooks, booked: Booked, now_ms: int) -> int:
    connection, meter, name = books.connection, books.meter.id, books.quantity
    replace_findings(connection, meter, name, booked.findings_after_ms, booked.findings)
    delete_pages_outside(connection, meter, name, booked.pages_from, booked.pages_until)
    return write_pages(connection, booked.pages, now_ms)


def booked_quantities(meter: Meter, readings: Readings) -> list[str]:
    """The quantities of a meter that keep books: those it can book and has readings of."""
    seen = {key.partition("/")[0] for key in readings.channels(meter.id)}
    return [name for name in BOOKS.get(meter.resource, ()) if name in seen or name == meter.booked]


def mark_changed_meters(group: Group, readings: Readings, engine: Engine, clock: Clock) -> list[str]:
    """Mark meters whose multiplier, modulus or limits were edited in the meter list since they were booked.

    Returns their ids. Run when the configuration is (re)loaded.
    """
    changed = []
    with engine.begin() as connection:
        for meter in group.meters.values():
            if meter.booked is None or (extent := page_extent(connection, meter.id, meter.booked)) is None:
                continue
            last = read_pages(connection, meter.id, meter.booked, extent[1], extent[1])[0]
            if last.provenance.get("life") != life_digest(meter, meter.booked):
                first = readings.extent(meter.id)
                mark_slots(connection, [(meter.id, (first[0] if first else 0) // SLOT_MS)], to_ms(clock()))
                changed.append(meter.id)
    return changed
