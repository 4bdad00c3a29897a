"""Opening the ledger: one engine per process, brought up to date by its migrations."""

import sqlite3
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from campus.errors import Misconfigured, Retry
from campus.ledger.outage import name_outages
from campus.sqlite_shared import share

PATIENCE_S = 30.0
"""How long to wait for another process that holds an SQLite ledger."""

MIGRATIONS = Path(__file__).parent / "migrations"


def open_ledger(url: str) -> Engine:
    """Engine on an up-to-date ledger; creates an SQLite file and its folder when missing.

    Raises `Misconfigured` for a URL that is not one of sqlite:///… and postgresql+psycopg://…, or a
    ledger of a newer program; the engine raises `Retry` whenever the database is down, full or locked.
    """
    parsed = _understood(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        _make_folder(Path(parsed.database).parent)
    # The ping replaces connections that did not survive a restart of the server.
    engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() == "postgresql")
    name_outages(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable_and_shared)
    try:
        _upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _understood(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        message = "ledger: not a database URL; write sqlite:///data/ledger.db or postgresql+psycopg://host/name"
        raise Misconfigured(message) from None
    if parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        message = f"ledger: {parsed.drivername} is not supported; sqlite:/// and postgresql+psycopg:// are"
        raise Misconfigured(message)
    return parsed


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"ledger: cannot create the folder {folder}: {error.strerror}"
        raise Retry(message) from None


def _durable_and_shared(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # A mark lost to a power cut would leave acknowledged readings out of the books for ever.
    share(connection, PATIENCE_S)


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        message = (
            f"ledger: written by a newer version of this program (revision {current}, known here up to "
            f"{scripts.get_current_head()}); update the program"
        )
        raise Misconfigured(message)
    # Several processes start together: one migrates, the others wait and find it done.
    with _exclusively(engine), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(4721)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _exclusively(engine: Engine) -> AbstractContextManager[object]:
    if engine.dialect.name == "sqlite" and engine.url.database:
        return FileLock(f"{engine.url.database}.migrating")
    return nullcontext()
