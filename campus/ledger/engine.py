"""Opening the ledger: one engine per process, brought up to date by its migrations."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from campus.errors import Misconfigured

MIGRATIONS = Path(__file__).parent / "migrations"


def open_ledger(url: str) -> Engine:
    """Engine on an up-to-date ledger; creates an SQLite file and its folder when missing.

    Raises `Misconfigured` for a URL that is not one of sqlite:///… and postgresql+psycopg://….
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        message = "ledger: not a database URL; write sqlite:///data/ledger.db or postgresql+psycopg://host/name"
        raise Misconfigured(message) from None
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        message = f"ledger: {parsed.get_backend_name()} is not supported; SQLite and PostgreSQL are"
        raise Misconfigured(message)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable_and_shared)
    _upgrade(engine)
    return engine


def _durable_and_shared(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A mark lost to a power cut would leave acknowledged readings out of the books for ever.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.close()


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
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
