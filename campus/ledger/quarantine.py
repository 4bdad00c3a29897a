"""Quarantine: messages that could not become readings, as they came, each with its reason.

Bounded by age and size; what is dropped is the oldest, and is counted by the caller.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, CursorResult, delete, func, insert, select

from campus.ledger.schema import quarantine

KINDS = frozenset({"undecodable", "unknown_device", "unmapped", "refused_by_check", "refused_by_store"})
RETAINED = "(retained by the broker)"
"""Ends the reason of a message that was published some time before it reached us."""
REASON_CHARACTERS = 500
DEVICE_CHARACTERS = 128
ROW_BYTES = 200
"""What a row takes beside its payload, estimated for the size limit."""
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One message (or, for `refused_by_store`, one sample as JSON) that waits for a person or a meter."""

    topic: str
    payload: bytes
    received_ms: int
    kind: str
    reason: str
    device: str = ""
    id: int = 0


class Extent(NamedTuple):
    messages: int
    size_bytes: int
    oldest_ms: int | None


def add(connection: Connection, messages: Sequence[Quarantined]) -> None:
    """Keep messages; one that is there already (delivered again by the broker) is not doubled.

    Text is cut to its column and freed of NUL, which PostgreSQL does not take.
    """
    if not messages:
        return
    arrivals = sorted({m.received_ms for m in messages})
    known: set[tuple[str, bytes, int, str]] = set()
    columns = quarantine.c.topic, quarantine.c.payload, quarantine.c.received_ms, quarantine.c.kind
    for start in range(0, len(arrivals), ROWS_AT_ONCE):
        some = arrivals[start : start + ROWS_AT_ONCE]
        found = connection.execute(select(*columns).where(quarantine.c.received_ms.in_(some)))
        known.update((topic, bytes(payload), received_ms, kind) for topic, payload, received_ms, kind in found)
    rows = [
        {
            "topic": clean(m.topic),
            "device": clean(m.device, DEVICE_CHARACTERS),
            "payload": m.payload,
            "received_ms": m.received_ms,
            "kind": m.kind,
            "reason": clean(m.reason, REASON_CHARACTERS),
        }
        for m in messages
        if (clean(m.topic), m.payload, m.received_ms, m.kind) not in known
    ]
    if rows:
        connection.execute(insert(quarantine), rows)


def clean(text: str, characters: int | None = None) -> str:
    """Text every database takes: no NUL, no half of a surrogate pair, not too long."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()[:characters]


def topics(connection: Connection, kinds: Collection[str]) -> list[str]:
    """Distinct topics with messages of these kinds."""
    return list(connection.execute(select(quarantine.c.topic).where(quarantine.c.kind.in_(kinds)).distinct()).scalars())


def messages(connection: Connection, kinds: Collection[str], after_id: int, count: int) -> list[Quarantined]:
    """Up to `count` messages with ids above `after_id`, in order of arrival."""
    query = select(quarantine).where(quarantine.c.kind.in_(kinds), quarantine.c.id > after_id)
    return list(_read(connection.execute(query.order_by(quarantine.c.id).limit(count))))


def newest(connection: Connection, count: int = 100, kind: str | None = None) -> list[Quarantined]:
    """The last messages, newest first, for people to look at."""
    query = select(quarantine).order_by(quarantine.c.id.desc()).limit(count)
    return list(_read(connection.execute(query.where(quarantine.c.kind == kind) if kind else query)))


def counts(connection: Connection) -> dict[str, int]:
    """Kind → messages in quarantine."""
    rows = connection.execute(select(quarantine.c.kind, func.count()).group_by(quarantine.c.kind))
    return {kind: number for kind, number in rows}  # noqa: C416 (rows are no pairs to the type checker)


def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Take messages out that have become readings."""
    for start in range(0, len(ids), ROWS_AT_ONCE):
        connection.execute(delete(quarantine).where(quarantine.c.id.in_(ids[start : start + ROWS_AT_ONCE])))


def extent(connection: Connection) -> Extent:
    """How much is kept."""
    size = func.coalesce(func.sum(func.length(quarantine.c.payload) + func.length(quarantine.c.topic) + ROW_BYTES), 0)
    row = connection.execute(select(func.count(), size, func.min(quarantine.c.received_ms))).one()
    return Extent(int(row[0]), int(row[1]), row[2])


def prune(connection: Connection, before_ms: int, most_bytes: int) -> int:
    """Drop what is older than `before_ms`, then the oldest until `most_bytes` are left; returns how many."""
    dropped = connection.execute(delete(quarantine).where(quarantine.c.received_ms < before_ms)).rowcount
    excess = extent(connection).size_bytes - most_bytes
    while excess > 0:
        size = func.length(quarantine.c.payload) + func.length(quarantine.c.topic) + ROW_BYTES
        oldest = connection.execute(select(quarantine.c.id, size).order_by(quarantine.c.id).limit(ROWS_AT_ONCE)).all()
        doomed: list[int] = []
        for identity, row_bytes in oldest:
            if excess <= 0:
                break
            doomed.append(identity)
            excess -= row_bytes
        remove(connection, doomed)
        dropped += len(doomed)
    return dropped


def _read(rows: CursorResult[tuple[object, ...]]) -> Iterator[Quarantined]:
    for row in rows:
        yield Quarantined(row.topic, row.payload, row.received_ms, row.kind, row.reason, row.device, row.id)
