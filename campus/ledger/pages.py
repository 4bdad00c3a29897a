"""Pages of the books: one per meter, quantity and local day, with revision and provenance."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from campus.ledger.schema import page
from campus.register.hours import Hours

Provenance = Mapping[str, float | int | str]


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """Hours of one meter, quantity and local day.

    `anchor` is the JSON state from which accounting can start again at the day's beginning;
    `provenance` says how many readings and which facts the page was computed from.
    """

    meter: str
    quantity: str
    day: date
    hours: Hours
    span_s: int
    anchor: str
    provenance: Provenance
    revision: int = 0
    computed_ms: int = 0

    @property
    def total(self) -> float:
        return float(self.hours.energy.sum())


def write_pages(connection: Connection, pages: Sequence[Page], now_ms: int) -> int:
    """Insert or replace pages; those whose hours did not change keep their revision.

    Returns how many changed in content.
    """
    if not pages:
        return 0
    known = _known(connection, pages)
    changed, rows = 0, []
    for new in pages:
        packed = new.hours.pack()
        revision, before, anchor, provenance = known.get(
            (new.meter, new.quantity, new.day.isoformat()), (0, b"", "", "")
        )
        now_provenance = json.dumps(dict(new.provenance), sort_keys=True)
        if before == packed and anchor == new.anchor and provenance == now_provenance:
            continue
        changed += before != packed
        rows.append(
            {
                "meter": new.meter,
                "quantity": new.quantity,
                "day": new.day.isoformat(),
                "revision": revision + (before != packed),
                "total": new.total,
                "estimated": float(new.hours.estimated.sum()),
                "covered_s": int(new.hours.covered_s.sum()),
                "span_s": new.span_s,
                "hours": packed,
                "anchor": new.anchor,
                "provenance": now_provenance,
                "computed_ms": now_ms,
            }
        )
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        statement = insert(page)
        update = {c.name: statement.excluded[c.name] for c in page.columns if not c.primary_key}
        connection.execute(
            statement.on_conflict_do_update(index_elements=[page.c.meter, page.c.quantity, page.c.day], set_=update),
            rows,
        )
    return changed


def _known(connection: Connection, pages: Sequence[Page]) -> dict[tuple[str, str, str], tuple[int, bytes, str, str]]:
    known: dict[tuple[str, str, str], tuple[int, bytes, str, str]] = {}
    for meter, quantity in {(p.meter, p.quantity) for p in pages}:
        days = [p.day.isoformat() for p in pages if p.meter == meter and p.quantity == quantity]
        query = select(page).where(
            page.c.meter == meter, page.c.quantity == quantity, page.c.day.between(min(days), max(days))
        )
        for row in connection.execute(query):
            known[row.meter, row.quantity, row.day] = (row.revision, row.hours, row.anchor, row.provenance)
    return known


def read_pages(connection: Connection, meter: str, quantity: str, first: date, last: date) -> list[Page]:
    """Pages of the local days first..last (both included), by day; days without a page are absent."""
    query = (
        select(page)
        .where(
            page.c.meter == meter,
            page.c.quantity == quantity,
            page.c.day.between(first.isoformat(), last.isoformat()),
        )
        .order_by(page.c.day)
    )
    return [
        Page(
            row.meter,
            row.quantity,
            date.fromisoformat(row.day),
            Hours.unpack(row.hours),
            row.span_s,
            row.anchor,
            json.loads(row.provenance),
            row.revision,
            row.computed_ms,
        )
        for row in connection.execute(query)
    ]


def page_extent(connection: Connection, meter: str, quantity: str) -> tuple[date, date] | None:
    """First and last local day with a page."""
    row = connection.execute(
        select(func.min(page.c.day), func.max(page.c.day)).where(page.c.meter == meter, page.c.quantity == quantity)
    ).one()
    return (date.fromisoformat(row[0]), date.fromisoformat(row[1])) if row[0] else None


def delete_pages_outside(connection: Connection, meter: str, quantity: str, first: date, last: date) -> None:
    """Remove pages before or behind the days that have consumption (a correction took the rest away)."""
    outside = (page.c.day < first.isoformat()) | (page.c.day > last.isoformat())
    connection.execute(delete(page).where(page.c.meter == meter, page.c.quantity == quantity, outside))
