"""A ledger that is unavailable says so as `Retry`, wherever it is used; bugs stay what they are."""

import sqlite3

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import ExceptionContext

from campus.errors import CampusError, Misconfigured, Retry
from campus.sqlite_shared import OUTAGES, primary_code


def name_outages(engine: Engine) -> None:
    """Let every use of an engine raise `Retry` where the database is down, full or locked."""
    url = engine.url
    place = url.database or "" if engine.dialect.name == "sqlite" else f"{url.host}:{url.port or 5432}/{url.database}"

    def named(context: ExceptionContext) -> CampusError | None:
        # A failed ping only means that the pool gets itself a new connection.
        return None if context.is_pre_ping else outage(context.original_exception, place)

    event.listen(engine, "handle_error", named)


def outage(error: BaseException, place: str) -> CampusError | None:
    """What a driver's error means to the person who runs this; None when it is not an outage."""
    if isinstance(error, sqlite3.Error):
        code = primary_code(error)
        if code == sqlite3.SQLITE_NOTADB:
            return Misconfigured(f"ledger: {place} is not an SQLite file")
        return Retry(f"ledger: {place}: {OUTAGES[code]}") if code in OUTAGES else None
    if isinstance(error, psycopg.OperationalError):
        reason = " ".join(str(error).split()) or type(error).__name__
        return Retry(f"ledger: PostgreSQL at {place}: {reason}")
    return None
