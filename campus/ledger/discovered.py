"""Discovered devices: what speaks on the broker and stands in no meter list."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from campus.ledger.quarantine import DEVICE_CHARACTERS, clean
from campus.ledger.schema import discovered

TOPIC_CHARACTERS = 512
MOST_DEVICES = 10_000
"""Beyond this the longest silent are forgotten: a client that invents topics must not fill the ledger."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """A device nobody has configured: how often it spoke, when, and one message of it."""

    topic: str
    device: str
    decoder: str
    """The decoder that would read it, or empty."""
    first_ms: int
    last_ms: int
    messages: int
    example: bytes


def note(connection: Connection, sightings: Iterable[Discovered]) -> None:
    """Count messages of discovered devices; the newest example and guess stay."""
    merged: dict[tuple[str, str], Discovered] = {}
    for one in sightings:
        key = clean(one.topic, TOPIC_CHARACTERS), clean(one.device, DEVICE_CHARACTERS)
        known = merged.get(key)
        first = min(known.first_ms, one.first_ms) if known else one.first_ms
        last = max(known.last_ms, one.last_ms) if known else one.last_ms
        number = one.messages + (known.messages if known else 0)
        merged[key] = Discovered(*key, one.decoder, first, last, number, one.example)
    if not merged:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(discovered)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=[discovered.c.topic, discovered.c.device],
        set_={
            "decoder": new.decoder,
            "last_ms": new.last_ms,
            "messages": discovered.c.messages + new.messages,
            "example": new.example,
        },
    )
    rows = [{c.name: getattr(merged[key], c.name) for c in discovered.columns} for key in sorted(merged)]
    connection.execute(statement, rows)


def prune(connection: Connection) -> int:
    """Forget the longest silent devices beyond `MOST_DEVICES`; returns how many."""
    number = int(connection.execute(select(func.count()).select_from(discovered)).scalar_one())
    if number <= MOST_DEVICES:
        return 0
    edge = connection.execute(
        select(discovered.c.last_ms).order_by(discovered.c.last_ms.desc()).offset(MOST_DEVICES).limit(1)
    ).scalar_one()
    return connection.execute(delete(discovered).where(discovered.c.last_ms <= edge)).rowcount


def forget(connection: Connection, topic: str, device: str | None = None) -> None:
    """A device has been configured: take it off the list (all devices of the topic when none is named)."""
    query = delete(discovered).where(discovered.c.topic == clean(topic, TOPIC_CHARACTERS))
    if device is not None:
        query = query.where(discovered.c.device == clean(device, DEVICE_CHARACTERS))
    connection.execute(query)


def devices(engine: Engine) -> list[Discovered]:
    """All discovered devices, the last heard first."""
    with engine.connect() as connection:
        rows = connection.execute(select(discovered).order_by(discovered.c.last_ms.desc(), discovered.c.topic)).all()
    return [Discovered(r.topic, r.device, r.decoder, r.first_ms, r.last_ms, r.messages, r.example) for r in rows]
