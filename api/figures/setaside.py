"""Pages of what was set aside: quarantined messages and discovered devices, read from the ledger."""

import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Engine, func, select, tuple_

from api.problems import Problem
from campus.ledger.schema import discovered, quarantine

SHOWN_BYTES = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list, the size of the whole, and where the next page begins."""

    items: list[T]
    total: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    id: int
    topic: str
    device: str
    received_ms: int
    kind: str
    reason: str
    size: int
    payload: str


@dataclass(frozen=True, slots=True)
class Discovered:
    topic: str
    device: str
    decoder: str
    first_ms: int
    last_ms: int
    messages: int
    example: str


def quarantined(engine: Engine, limit: int, cursor: str = "", topic: str = "") -> Listed[Quarantined]:
    """Newest first; the cursor is the id of the last message seen."""
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):  # noqa: PLR2004 - fits 63 bits
        raise _wrong_cursor(cursor)
    chosen = [quarantine.c.topic == topic] if topic else []
    query = select(quarantine).where(*chosen).order_by(quarantine.c.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(quarantine.c.id < int(cursor))
    with engine.connect() as connection:
        total = connection.execute(select(func.count(quarantine.c.id)).where(*chosen)).scalar_one()
        rows = connection.execute(query).all()
    items = [
        Quarantined(
            r.id, r.topic, r.device, r.received_ms, r.kind, r.reason, len(r.payload), as_text(r.payload[:SHOWN_BYTES])
        )
        for r in rows[:limit]
    ]
    return Listed(items, total, str(items[-1].id) if len(rows) > limit else None)


def discovered_devices(engine: Engine, limit: int, cursor: str = "") -> Listed[Discovered]:
    """By topic and device; the cursor names the last of both."""
    query = select(discovered).order_by(discovered.c.topic, discovered.c.device).limit(limit + 1)
    if cursor:
        query = query.where(tuple_(discovered.c.topic, discovered.c.device) > _place(cursor))
    with engine.connect() as connection:
        total = connection.execute(select(func.count(discovered.c.topic))).scalar_one()
        rows = connection.execute(query).all()
    items = [
        Discovered(r.topic, r.device, r.decoder, r.first_ms, r.last_ms, r.messages, as_text(r.example[:SHOWN_BYTES]))
        for r in rows[:limit]
    ]
    last = json.dumps([items[-1].topic, items[-1].device]) if len(rows) > limit else None
    return Listed(items, total, last)


def as_text(payload: bytes) -> str:
    """A payload people can read: UTF-8 where it is, hexadecimal where it is not, no control characters."""
    text = payload.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def _place(cursor: str) -> tuple[str, str]:
    try:
        topic, device = json.loads(cursor)
    except (ValueError, TypeError):
        raise _wrong_cursor(cursor) from None
    if not isinstance(topic, str) or not isinstance(device, str):
        raise _wrong_cursor(cursor)
    return topic, device


def _wrong_cursor(cursor: str) -> Problem:
    return Problem(422, "wrong-parameter", f"cursor: {cursor!r} is not the next_cursor of an earlier answer.")
