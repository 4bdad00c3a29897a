"""Facts as people look them up: newest first, each with whether it holds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from campus.ledger.facts import Fact
from campus.ledger.schema import fact


class FactState(StrEnum):
    """Whether a fact holds; a withdrawal is the record that another does not."""

    IN_FORCE = "in_force"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Listed:
    """A fact with its state and the ids that tie it to others."""

    fact: Fact
    state: FactState
    withdraws: int | None
    withdrawn_by: int | None


def list_facts(  # noqa: PLR0913 - one parameter per filter
    connection: Connection,
    *,
    subject: str = "",
    kind: str = "",
    states: Sequence[FactState] = (),
    before_id: int | None = None,
    limit: int | None = None,
    fact_id: int | None = None,
) -> list[Listed]:
    """Facts by the order in which they were recorded, newest first; empty filters let everything through."""
    back = fact.alias("back")
    query = select(fact, back.c.id.label("withdrawn_by")).outerjoin(back, back.c.withdraws == fact.c.id)
    if subject:
        query = query.where(fact.c.subject == subject)
    if kind:
        query = query.where(fact.c.kind == kind)
    if before_id is not None:
        query = query.where(fact.c.id < before_id)
    if fact_id is not None:
        query = query.where(fact.c.id == fact_id)
    found: list[Listed] = []
    for row in connection.execute(query.order_by(fact.c.id.desc())):
        kept = Fact(row.kind, row.subject, row.at_ms, json.loads(row.body), row.author, row.recorded_ms, row.id)
        state = _state(row.kind, row.withdraws, row.withdrawn_by)
        if states and state not in states:
            continue
        found.append(Listed(kept, state, row.withdraws, row.withdrawn_by))
        if limit is not None and len(found) == limit:
            break
    return found


def _state(kind: str, withdraws: int | None, withdrawn_by: int | None) -> FactState:
    if withdraws is not None:
        return FactState.WITHDRAWAL
    if withdrawn_by is not None:
        return FactState.WITHDRAWN
    return FactState.HELD if kind == "held_reading" else FactState.IN_FORCE
