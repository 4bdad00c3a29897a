"""The file behind `SqliteReadings`: connections, schema, and what its errors mean."""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from campus.errors import CampusError, Misconfigured, Retry
from campus.sqlite_shared import OUTAGES, primary_code, share

APPLICATION_ID = 0x43414D50
"""`CAMP`: tells a readings file from any other SQLite file."""

SCHEMA_VERSION = 1

SCHEMA = (
    """CREATE TABLE stream (
        no INTEGER PRIMARY KEY,
        meter TEXT NOT NULL,
        keys TEXT NOT NULL,
        UNIQUE (meter, keys)
    )""",
    """CREATE TABLE sample (
        stream INTEGER NOT NULL,
        time_ms INTEGER NOT NULL,
        vals BLOB NOT NULL,
        received_ms INTEGER NOT NULL,
        PRIMARY KEY (stream, time_ms, vals)
    ) WITHOUT ROWID""",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

CHECKPOINT_PAGES = 8_000
"""Pages of log (4 KiB each) after which they move into the file: a page that many meters
write to again and again then moves once, not once a batch."""

CACHE_KIB = 16_000
"""Pages a connection keeps in memory: room for the newest page of some thousand meters."""

IDLE_CONNECTIONS = 8
"""Connections kept open for the next call; more are opened when more threads come at once."""


class SqliteFile:
    """Connections to one readings file, each used by one thread at a time and then by the next."""

    def __init__(self, path: Path, busy_timeout_s: float) -> None:
        self._path = path
        self._busy_timeout_s = busy_timeout_s
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"readings: cannot create the folder {path.parent}: {error.strerror}"
            raise Retry(message) from None
        with self.connection() as connection:
            self._prepare(connection)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection outside any transaction; whatever goes wrong inside is undone, and named."""
        if self._closed:
            message = f"readings: {self._path} is closed"
            raise Retry(message)
        connection: sqlite3.Connection | None = None
        try:
            connection = self._borrow()
            yield connection
        except BaseException as error:
            if connection is not None:
                # Closing undoes an open transaction, also where the error came from the disk.
                with suppress(sqlite3.Error):
                    connection.close()
            named = self._named(error)
            if named is None:
                raise
            raise named from error
        self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if len(self._idle) < IDLE_CONNECTIONS and not self._closed:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _borrow(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            share(connection, self._busy_timeout_s)
            connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if _identity(connection) == (APPLICATION_ID, SCHEMA_VERSION):
            return
        connection.execute("BEGIN IMMEDIATE")
        kind, version = _identity(connection)
        if (kind, version) != (APPLICATION_ID, SCHEMA_VERSION):
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if kind == APPLICATION_ID:
                message = (
                    f"readings: {self._path} was written by a newer version of this program "
                    f"(schema {version}, known here up to {SCHEMA_VERSION}); update the program"
                )
                raise Misconfigured(message)
            if tables:
                message = (
                    f"readings: {self._path} is another program's SQLite file; name a file of its own for readings"
                )
                raise Misconfigured(message)
            for statement in SCHEMA:
                connection.execute(statement)
        connection.execute("COMMIT")

    def _named(self, error: BaseException) -> CampusError | None:
        """What an error means to the person who runs this; None when it is a bug."""
        if not isinstance(error, sqlite3.Error):
            return None
        code = primary_code(error)
        if code == sqlite3.SQLITE_NOTADB:
            return Misconfigured(f"readings: {self._path} is not an SQLite file")
        return Retry(f"readings: {self._path}: {OUTAGES[code]}") if code in OUTAGES else None


def _identity(connection: sqlite3.Connection) -> tuple[int, int]:
    """Whose file this is, and its schema version; (0, 0) for a new one."""
    (kind,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return kind, version
