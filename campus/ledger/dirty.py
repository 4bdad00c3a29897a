"""Dirty windows: which days of which meters the worker still has to book.

The collector marks a slot (UTC day of the reading) after the reading is durable and before it
acknowledges the message; the worker clears a mark only if nobody marked it again meanwhile.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Engine, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from campus.ledger.schema import dirty

SLOT_MS = 86_400_000


class Mark(NamedTuple):
    meter: str
    slot: int
    marks: int
    since_ms: int

    @property
    def start_ms(self) -> int:
        return self.slot * SLOT_MS

    @property
    def end_ms(self) -> int:
        return (self.slot + 1) * SLOT_MS


def mark_dirty(engine: Engine, touched: Iterable[tuple[str, int]], now_ms: int) -> None:
    """Mark the slots of (meter, time_ms) pairs; durable on return."""
    slots = sorted({(meter, time_ms // SLOT_MS) for meter, time_ms in touched})
    if not slots:
        return
    with engine.begin() as connection:
        mark_slots(connection, slots, now_ms)


def mark_slots(connection: Connection, slots: list[tuple[str, int]], now_ms: int) -> None:
    """Mark whole slots inside a transaction of the caller."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(dirty)
    statement = statement.on_conflict_do_update(
        index_elements=[dirty.c.meter, dirty.c.slot], set_={"marks": dirty.c.marks + 1}
    )
    connection.execute(statement, [{"meter": m, "slot": s, "marks": 1, "since_ms": now_ms} for m, s in slots])


def dirty_marks(connection: Connection) -> list[Mark]:
    """All marks, by meter and slot."""
    rows = connection.execute(select(dirty).order_by(dirty.c.meter, dirty.c.slot))
    return [Mark(row.meter, row.slot, row.marks, row.since_ms) for row in rows]


def clear_marks(connection: Connection, marks: Iterable[Mark]) -> None:
    """Clear marks that nobody renewed since they were read, nor cleared and made anew."""
    statement = delete(dirty).where(
        dirty.c.meter == bindparam("of"),
        dirty.c.slot == bindparam("at"),
        dirty.c.marks == bindparam("seen"),
        dirty.c.since_ms == bindparam("since"),
    )
    rows = [{"of": m.meter, "at": m.slot, "seen": m.marks, "since": m.since_ms} for m in marks]
    if rows:
        connection.execute(statement, rows)


def oldest_mark_ms(engine: Engine) -> int | None:
    """Arrival of the oldest reading that is not yet in the books."""
    with engine.connect() as connection:
        return connection.execute(select(func.min(dirty.c.since_ms))).scalar()
