"""What every SQLite file of this program needs: sharing it between processes, and its errors in words."""

import sqlite3
import time

OUTAGES = {
    sqlite3.SQLITE_FULL: "disk full; nothing of this transaction was kept",
    sqlite3.SQLITE_BUSY: "locked by another process for too long",
    sqlite3.SQLITE_LOCKED: "locked by another process for too long",
    sqlite3.SQLITE_PROTOCOL: "locked by another process for too long",
    sqlite3.SQLITE_IOERR: "the disk reports an input/output error",
    sqlite3.SQLITE_READONLY: "the file or its folder cannot be written",
    sqlite3.SQLITE_PERM: "the file or its folder cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened or created; check the folder and its permissions",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore a backup",
}
"""Errors after which the same call may succeed later, and what they mean to the person who runs this."""


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; 0 for errors of the Python module itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def share(connection: sqlite3.Connection, patience_s: float) -> None:
    """Switch to WAL (readers beside one writer), each commit waiting for the disk.

    Where several processes meet on a new file, one in some hundred switches is told at once that the
    file is locked, whatever the busy timeout; so it is tried again.
    """
    connection.execute(f"PRAGMA busy_timeout = {round(patience_s * 1000)}")
    give_up = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
    # In WAL mode FULL alone makes a commit wait for the disk: what is acknowledged survives a power cut.
    connection.execute("PRAGMA synchronous = FULL")
