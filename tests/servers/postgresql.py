"""A real PostgreSQL, initialised in a temporary folder."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg

from tests.servers.ports import free_port
from tests.servers.process import Server, program

USER = "campus"


class PgServer(Server):
    """Reached at `url`; `database()` makes an empty database of its own for a test."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._numbers = count()
        account = _unprivileged() if os.geteuid() == 0 else None
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        subprocess.run(
            [
                _program("initdb"),
                *("-D", str(data), "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd="/",
        )
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": folder,
            "fsync": "off",
            "max_connections": 60,
        }
        super().__init__(
            [_program("postgres"), "-D", str(data), *(f"--{key}={value}" for key, value in options.items())],
            folder / "postgresql.log",
            self._answers,
            account,
        )

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """URL of a new, empty database."""
        name = f"test_{next(self._numbers)}"
        with self._connect(autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url_of(name)

    def stop(self, timeout_s: float = 20.0) -> None:
        """End all sessions and stop: what PostgreSQL calls a fast shutdown."""
        if self.running:
            os.kill(self.pid, signal.SIGINT)
        super().stop(timeout_s)

    def _connect(self, *, autocommit: bool = False) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, dbname="postgres", connect_timeout=5, autocommit=autocommit
        )

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), self._connect():
            return True
        return False


@contextmanager
def postgresql() -> Iterator[PgServer]:
    """A running server."""
    folder = Path(tempfile.mkdtemp(prefix="campus-postgresql-"))
    try:
        server = PgServer(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return program(name, "postgresql", *map(str, versions))


def _unprivileged() -> pwd.struct_passwd:
    """Somebody else than root: PostgreSQL refuses to run as root."""
    with suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")
