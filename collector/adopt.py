"""Adoption: when a device has been configured, what it said before becomes readings after all.

Its quarantined messages go through the same intake, in order of arrival, and leave quarantine.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from campus.ledger import discovered, quarantine
from campus.ledger.quarantine import RETAINED, Quarantined
from collector.keeping.keep import Keeper
from collector.mqtt.wire import Arrival
from collector.sorting.batch import Batch
from collector.sorting.intake import Intake

ADOPTABLE = frozenset({"unknown_device", "undecodable"})
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adopting did."""

    messages: int
    samples: int


def adopt(
    ledger: Engine, keeper: Keeper, intake_of: Callable[[str], Intake | None], now_ms: int, tick: Callable[[], None]
) -> Adopted:
    """Replay what can be read now; `intake_of` names the intake of a topic, None for topics still unknown.

    `tick` is called now and then, to keep a connection alive. Raises `Retry`; calling it again is safe,
    because a sample that is stored already is not stored twice.
    """
    with ledger.begin() as connection:
        readable = {t for t in quarantine.topics(connection, ADOPTABLE) if intake_of(t) is not None}
    messages = samples = 0
    last = 0 if readable else None
    while last is not None:
        with ledger.begin() as connection:
            rows = quarantine.messages(connection, ADOPTABLE, last, AT_ONCE)
        batch, done = Batch(), list[Quarantined]()
        for row in rows:
            intake = intake_of(row.topic) if row.topic in readable else None
            if intake is not None and _replayed(row, intake, batch):
                done.append(row)
        if done:
            keeper.keep(batch, now_ms)
            with ledger.begin() as connection:
                quarantine.remove(connection, [row.id for row in done])
                for topic, device in sorted({(row.topic, row.device) for row in done}):
                    discovered.forget(connection, topic, device)
        messages, samples = messages + len(done), samples + len(batch.samples)
        last = rows[-1].id if rows else None
        tick()
    return Adopted(messages, samples)


def _replayed(row: Quarantined, intake: Intake, into: Batch) -> bool:
    """Whether the message has become readings, or at least another kind of case than it was."""
    arrival = Arrival(row.topic, row.payload, row.received_ms, retained=row.reason.endswith(RETAINED))
    batch, _ = intake.sort([arrival])
    if any(q.kind == row.kind and q.device == row.device for q in batch.quarantined):
        return False
    into.samples += batch.samples
    into.quarantined += [q for q in batch.quarantined if q.kind not in ADOPTABLE]
    return True
