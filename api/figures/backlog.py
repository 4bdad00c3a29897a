"""What waits: readings not yet in the books, messages in quarantine, devices nobody has adopted."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Engine, func, select

from campus.ledger.dirty import oldest_mark_ms
from campus.ledger.process_state import State, read_states
from campus.ledger.schema import discovered, quarantine


@dataclass(frozen=True)
class Backlog:
    """`books_lag_s`: age of the oldest reading not yet booked (None: nothing waits)."""

    books_lag_s: float | None
    spool_messages: int | None
    quarantined: int
    discovered: int
    processes: dict[str, tuple[int, State]]


SPOOL_KEY = "spool_depth"
"""What the collector calls the number of messages waiting in its local spool."""


def backlog(engine: Engine, now_ms: int) -> Backlog:
    """Read all of it; raises what SQLAlchemy raises when the ledger is unavailable."""
    oldest = oldest_mark_ms(engine)
    states = read_states(engine)
    with engine.connect() as connection:
        return Backlog(
            None if oldest is None else max(0.0, (now_ms - oldest) / 1000),
            _spool(states),
            _count(connection, quarantine.c.id),
            _count(connection, discovered.c.topic),
            dict(states),
        )


def _spool(states: dict[str, tuple[int, dict[str, float | int | str | bool | None]]]) -> int | None:
    depths = [body[SPOOL_KEY] for _, body in states.values() if isinstance(body.get(SPOOL_KEY), int | float)]
    return int(sum(float(d or 0) for d in depths)) if depths else None


def _count(connection: Connection, column: Column[Any]) -> int:
    return int(connection.execute(select(func.count(column))).scalar_one())
