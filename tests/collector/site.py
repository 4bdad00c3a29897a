"""A small configured site, a collector process on it, and `mosquitto_pub` as the foreign client."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select

from analysis.bookkeeping import book_dirty
from campus.clock import system_clock
from campus.config.load import load_group
from campus.ledger.engine import open_ledger
from campus.ledger.pages import read_pages
from campus.ledger.process_state import read_states
from campus.ledger.schema import dirty
from campus.readings.protocol import Readings
from campus.readings.sqlite import SqliteReadings
from cli.collect import collect
from tests.servers.process import program

CONFIG = """\
group: test
broker: {{{broker}}}
readings: {readings}
ledger: sqlite:///data/ledger.db
devices:
  acme:
    decoder: json
    topic: "acme/{{device}}/up"
    time: {{path: /ts, format: unix_ms}}
    fields:
      - {{path: /power, quantity: active_power, unit: W}}
      - {{path: /energy, quantity: electricity_import, unit: kWh}}
  plain:
    decoder: number
    topic: "plain/{{device}}/energy"
    fields:
      - {{path: "", quantity: electricity_import, unit: kWh}}
campuses:
  - id: senior
    meters:
{meters}
"""
METERS = (
    "{id: timed, resource: electricity, decoder: acme, device: d1}",
    "{id: untimed, resource: electricity, decoder: plain, device: p1}",
)


@dataclass(frozen=True, slots=True)
class Site:
    """A folder with campus.yaml, and what the collector made of it."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "campus.yaml"

    def write(self, broker: str, meters: Iterable[str] = METERS, readings: str = "sqlite:///data/readings.db") -> None:
        lines = "\n".join(f"      - {meter}" for meter in meters)
        self.config.write_text(CONFIG.format(broker=broker, meters=lines, readings=readings), encoding="utf-8")

    @contextmanager
    def readings(self) -> Iterator[SqliteReadings]:
        store = SqliteReadings(self.folder / "data/readings.db")
        yield store
        store.close()

    @contextmanager
    def ledger(self) -> Iterator[Engine]:
        engine = open_ledger(f"sqlite:///{self.folder / 'data/ledger.db'}")
        yield engine
        engine.dispose()

    def count(self, meter: str | None = None) -> int:
        with self.readings() as store:
            return store.count(meter)

    def registers(self, meter: str) -> list[float]:
        """Every stored value of the meter's register, by time."""
        with self.readings() as store:
            return [float(v) for v in store.series(meter, "electricity_import", 0, 1 << 60).values]

    def booked(self, meter: str, store: Readings | None = None) -> float:
        """Total of the meter's books after the worker's round; `store` where it is not the site's SQLite."""
        group = load_group(self.config)
        with self.readings() as own, self.ledger() as engine:
            book_dirty(group, store or own, engine, system_clock)
            with engine.connect() as connection:
                return sum(p.total for p in read_pages(connection, meter, "electricity_import", date.min, date.max))

    def dirty(self) -> set[tuple[str, int]]:
        with self.ledger() as engine, engine.connect() as connection:
            return {(row.meter, row.slot) for row in connection.execute(select(dirty))}

    def state(self) -> dict[str, float | int | str | bool | None]:
        with self.ledger() as engine:
            return read_states(engine).get("collector", (0, {}))[1]


class Process:
    """A collector in a forked process: up in a moment, so that it can be killed fifty times."""

    def __init__(self, site: Site, log: Path | None = None) -> None:
        self._log = log or site.folder / "collector.log"
        self._log.touch()
        self._process = multiprocessing.get_context("fork").Process(
            target=_child, args=(site.config, self._log), daemon=True
        )
        self._process.start()

    def kill(self) -> None:
        """SIGKILL: no chance to finish anything."""
        self._process.kill()
        self._process.join()
        self._process.close()

    def stop(self, timeout_s: float = 20) -> int | None:
        """SIGTERM; returns the exit code."""
        os.kill(self._process.pid or 0, signal.SIGTERM)
        return self.wait(timeout_s)

    def hang_up(self) -> None:
        os.kill(self._process.pid or 0, signal.SIGHUP)

    def wait(self, timeout_s: float = 20) -> int | None:
        self._process.join(timeout_s)
        return self._process.exitcode

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")


def _child(config: Path, log: Path) -> None:
    """As the command line does it: errors become one line and an exit code."""
    with log.open("ab", buffering=0) as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.stderr = os.fdopen(2, "w", buffering=1)
    from campus.errors import CampusError, Refused  # noqa: PLC0415 (after the fork, like everything below)
    from cli.logs import log_to_stderr  # noqa: PLC0415

    log_to_stderr()
    try:
        collect(config)
    except CampusError as error:
        os.write(2, f"campus: {error}\n".encode())
        os._exit(2 if isinstance(error, Refused) else 1)
    os._exit(0)


@contextmanager
def running(site: Site, log: Path | None = None) -> Iterator[Process]:
    """A collector that is stopped at the end, whatever happened."""
    process = Process(site, log)
    try:
        yield process
    finally:
        with suppress(ValueError, ProcessLookupError):
            process.stop()


def publish(port: int, topic: str, lines: Iterable[str], *options: str) -> bool:
    """Publish lines as messages, QoS 1; True when the broker acknowledged every one."""
    command = [
        program("mosquitto_pub", "mosquitto-clients"),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-q",
        "1",
        "-t",
        topic,
        "-l",
        *options,
    ]
    done = subprocess.run(
        command, input="\n".join(lines) + "\n", text=True, capture_output=True, timeout=60, check=False
    )
    return done.returncode == 0


def publish_file(port: int, topic: str, payload: bytes, *options: str) -> None:
    """Publish one payload as it is."""
    command = [program("mosquitto_pub", "mosquitto-clients"), "-h", "127.0.0.1", "-p", str(port)]
    command += ["-q", "1", "-t", topic]
    command += ["-s" if payload else "-n", *options]
    subprocess.run(command, input=payload, capture_output=True, timeout=60, check=True)


def timed(number: int, start_ms: int) -> str:
    """Message `number` of the meter `timed`: its own time and a register that tells the messages apart."""
    return f'{{"ts": {start_ms + number}, "power": {number % 500}.5, "energy": {1000 + number / 100:.2f}}}'


def eventually(happened: Callable[[], bool], timeout_s: float = 30) -> bool:
    """Whether it happens in time."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.05)
    return happened()
