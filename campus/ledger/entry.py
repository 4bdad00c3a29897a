"""Entering and taking back facts so that the books follow: fact and dirty mark in one transaction."""

from sqlalchemy import Connection, Engine

from campus.ledger.dirty import SLOT_MS, mark_slots
from campus.ledger.fact_bodies import ABOUT_METERS
from campus.ledger.facts import Fact, fact_by_id, one_at_a_time, record, withdraw


def enter(engine: Engine, fact: Fact, now_ms: int) -> int:
    """Record a fact and mark the slot it touches; returns its id. Raises `Refused` for a wrong body."""
    with engine.begin() as connection:
        return enter_in(connection, fact, now_ms)


def take_back(engine: Engine, fact_id: int, author: str, now_ms: int) -> int:
    """Withdraw a fact and mark the slot it touched; returns the id of the withdrawal."""
    with engine.begin() as connection:
        one_at_a_time(connection)
        return take_back_in(connection, fact_id, author, now_ms)


def enter_in(connection: Connection, fact: Fact, now_ms: int) -> int:
    """`enter` inside a transaction of the caller."""
    number = record(connection, fact)
    _mark(connection, fact, now_ms)
    return number


def take_back_in(connection: Connection, fact_id: int, author: str, now_ms: int, note: str = "") -> int:
    """`take_back` inside a transaction of the caller."""
    number = withdraw(connection, fact_id, author, now_ms, note)
    _mark(connection, fact_by_id(connection, fact_id), now_ms)
    return number


def _mark(connection: Connection, fact: Fact, now_ms: int) -> None:
    if fact.kind in ABOUT_METERS:
        mark_slots(connection, [(fact.subject, fact.at_ms // SLOT_MS)], now_ms)
