"""What each process last said of itself: counters and gauges for /metrics, health and doctor."""

import json
from collections.abc import Mapping

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from campus.ledger.schema import process_state

State = Mapping[str, float | int | str | bool | None]


def publish_state(engine: Engine, process: str, at_ms: int, body: State) -> None:
    """Replace a process's last word; `body` is flat: name → number or text."""
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    row = {"at_ms": at_ms, "body": json.dumps(dict(body), sort_keys=True, ensure_ascii=False)}
    statement = insert(process_state).values(process=process, **row)
    statement = statement.on_conflict_do_update(index_elements=[process_state.c.process], set_=row)
    with engine.begin() as connection:
        connection.execute(statement)


def read_states(engine: Engine) -> dict[str, tuple[int, dict[str, float | int | str | bool | None]]]:
    """Process → (at_ms, body)."""
    with engine.connect() as connection:
        rows = connection.execute(select(process_state)).all()
    return {row.process: (row.at_ms, json.loads(row.body)) for row in rows}
