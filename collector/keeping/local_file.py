"""The collector's own SQLite file: where batches wait while the store is down, and arrivals are remembered.

Everything written here is on the disk when the call returns (WAL, synchronous=FULL).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campus.errors import Misconfigured, Retry

SCHEMA = """
CREATE TABLE IF NOT EXISTS waiting (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    size INTEGER NOT NULL,
    oldest_ms INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS arrival (
    mid INTEGER PRIMARY KEY,
    digest INTEGER NOT NULL,
    received_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tail (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL UNIQUE,
    payload BLOB NOT NULL,
    received_ms INTEGER NOT NULL,
    retained INTEGER NOT NULL
);
"""
VACUUM_PAGES = 2_000
"""An empty spool of more pages (8 MB) is given back to the disk."""


class LocalFile:
    """One connection, used by one thread."""

    def __init__(self, path: Path, most_pages: int = 0) -> None:
        """Open or create; `most_pages` limits the file for tests of a full disk."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            with self.transaction() as connection:
                for statement in SCHEMA.split(";"):
                    connection.execute(statement)
        except (OSError, Retry, sqlite3.Error) as error:
            message = f"spool: {path} cannot be opened: {error}"
            raise Misconfigured(message) from error
        if most_pages:
            self._connection.execute(f"PRAGMA max_page_count = {most_pages}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Durable on leaving; raises `Retry` when the disk does not take it."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """For looking only: needs no room on the disk."""
        try:
            yield self._connection
        except sqlite3.DatabaseError as error:
            self._undo()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
                message = f"spool: {self._path} is not an SQLite file"
                raise Misconfigured(message) from error
            full = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
            message = f"spool: {'disk full' if full else error} ({self._path})"
            raise Retry(message) from error
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def shrink(self) -> None:
        """Give the space of drained batches back; harmless when the disk has no room for it."""
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        if pages > VACUUM_PAGES:
            try:
                self._connection.execute("VACUUM")
            except sqlite3.OperationalError:
                return

    def close(self) -> None:
        self._connection.close()
