"""Dated facts: what people know and meters do not say, with who entered it and when.

A fact is never edited; `withdraw` adds a fact that takes an earlier one back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.sql import Select

from campus.errors import Refused
from campus.ledger.fact_bodies import Value, checked_body
from campus.ledger.schema import fact

__all__ = ["Fact", "Value", "fact_by_id", "facts_of", "history_of", "one_at_a_time", "record", "withdraw"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact about `subject` (a meter or campus id), valid from or happened at `at_ms`."""

    kind: str
    subject: str
    at_ms: int
    body: Mapping[str, Value]
    author: str
    recorded_ms: int
    id: int = 0


def record(connection: Connection, new: Fact) -> int:
    """Keep a fact; returns its id. Unknown kinds and wrong bodies are refused (`campus.ledger.fact_bodies`)."""
    return _insert(connection, replace(new, body=checked_body(new.kind, new.body)), withdraws=None)


def withdraw(connection: Connection, fact_id: int, author: str, recorded_ms: int, note: str = "") -> int:
    """Take a fact back by a new one; the old one stays readable in the history."""
    old = fact_by_id(connection, fact_id)
    if old.kind == "withdrawal":
        message = f"fact {fact_id} is a withdrawal; record what holds as a new fact instead"
        raise Refused(message)
    if connection.execute(select(fact.c.id).where(fact.c.withdraws == fact_id)).first():
        message = f"fact {fact_id} is already withdrawn"
        raise Refused(message)
    back = Fact("withdrawal", old.subject, old.at_ms, {"note": note} if note else {}, author, recorded_ms)
    return _insert(connection, back, withdraws=fact_id)


def one_at_a_time(connection: Connection) -> None:
    """Wait for whoever is entering facts, and keep others waiting until this transaction ends.

    What is checked against the facts in force (a tariff that overlaps, a fact already withdrawn) stays true then.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(4722)"))
    else:
        # Any statement that may write takes SQLite's write lock, whether or not a row matches.
        connection.execute(text("UPDATE fact SET id = id WHERE id = -1"))


def fact_by_id(connection: Connection, fact_id: int) -> Fact:
    """One fact, withdrawn or not; an unknown id is refused."""
    found = _read(connection, select(fact).where(fact.c.id == fact_id))
    if not found:
        message = f"there is no fact {fact_id}"
        raise Refused(message)
    return found[0]


def facts_of(connection: Connection, subject: str, *kinds: str) -> list[Fact]:
    """Facts in force about a subject, in order of `at_ms`, then of recording."""
    withdrawn = select(fact.c.withdraws).where(fact.c.withdraws.is_not(None))
    query = select(fact).where(fact.c.subject == subject, fact.c.id.not_in(withdrawn), fact.c.withdraws.is_(None))
    return _read(connection, query.where(fact.c.kind.in_(kinds)) if kinds else query)


def history_of(connection: Connection, subject: str) -> list[Fact]:
    """Everything ever recorded about a subject, withdrawals included."""
    return _read(connection, select(fact).where(fact.c.subject == subject))


def _read(connection: Connection, query: Select[tuple[object, ...]]) -> list[Fact]:
    rows = connection.execute(query.order_by(fact.c.at_ms, fact.c.id))
    return [Fact(r.kind, r.subject, r.at_ms, json.loads(r.body), r.author, r.recorded_ms, r.id) for r in rows]


def _insert(connection: Connection, new: Fact, withdraws: int | None) -> int:
    row = {
        "kind": new.kind,
        "subject": new.subject,
        "at_ms": new.at_ms,
        "body": json.dumps(dict(new.body), sort_keys=True, ensure_ascii=False),
        "author": new.author,
        "recorded_ms": new.recorded_ms,
        "withdraws": withdraws,
    }
    return int(connection.execute(insert(fact).values(row).returning(fact.c.id)).scalar_one())
