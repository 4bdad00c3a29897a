"""Telling an unavailable ledger (try again) from a wrong statement (a defect)."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from campus.errors import Retry


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction on the ledger, durable on leaving; raises `Retry` while the ledger is unavailable."""
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise Retry(_words(error)) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Retry(_words(error)) from error
        raise


def _words(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    text = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    return f"ledger: disk full ({text})" if "full" in text or "No space" in text else f"ledger: {text}"
