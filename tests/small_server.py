"""The small group on a real server: `python -m tests.small_server PORT FOLDER`, until its input closes.

Its clock starts at the small group's moment and runs on. Each line on stdin is `METER CHANNEL VALUE`,
a new reading of now, or `store away` and `store back`.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from subprocess import PIPE, Popen
from time import monotonic, sleep
from typing import Any, Literal

import uvicorn

from api.app import build_app
from campus.clock import Clock, to_ms
from campus.errors import Retry
from campus.ledger.engine import open_ledger
from campus.reading import Sample
from campus.readings.open import open_readings
from campus.readings.protocol import Readings
from tests.servers.ports import accepts, free_port
from tests.small_group import GROUP, NOW, fill

ROOT = Path(__file__).parents[1]
START_S = 60


def running_clock() -> Clock:
    """The small group's moment, from which time runs as outside."""
    begun = monotonic()

    def now() -> datetime:
        return datetime.fromtimestamp(NOW.timestamp() + monotonic() - begun, NOW.tzinfo)

    return now


class Interrupted:
    """A store of readings that can be away for a while; everything else goes to the real one."""

    def __init__(self, real: Readings) -> None:
        self.real, self.away = real, False

    def __getattr__(self, name: str) -> Any:
        if self.away:
            message = "the store of readings does not answer"
            raise Retry(message)
        return getattr(self.real, name)


def serve(port: int, folder: Path) -> None:
    group = GROUP.model_copy(update={"readings": f"sqlite:///{folder}/readings.db"})
    readings, engine = open_readings(group, folder), open_ledger(f"sqlite:///{folder}/ledger.db")
    if not readings.meters():
        fill(engine, readings)
    clock, store = running_clock(), Interrupted(readings)
    server = uvicorn.Server(
        uvicorn.Config(
            build_app(group, store, engine, clock), port=port, log_level="warning", timeout_graceful_shutdown=1
        )
    )
    threading.Thread(target=take_readings, args=(store, clock, server), daemon=True).start()
    server.run()


def take_readings(store: Interrupted, clock: Clock, server: uvicorn.Server) -> None:
    for line in sys.stdin:
        if line.startswith("store "):
            store.away = line.split()[1] == "away"
            continue
        meter, channel, value = line.split()
        now_ms = to_ms(clock())
        store.append([Sample(meter, now_ms, now_ms, {channel: float(value)})])
    server.should_exit = True


class SmallServer:
    """A running server: its address, and a way to append readings."""

    def __init__(self, process: "Popen[str]", url: str) -> None:
        self.process, self.url = process, url

    def append(self, meter: str, channel: str, value: float) -> None:
        self._say(f"{meter} {channel} {value}")

    def store(self, state: Literal["away", "back"]) -> None:
        """Let the store of readings vanish, or return."""
        self._say(f"store {state}")

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


@contextmanager
def small_server(folder: Path) -> Iterator[SmallServer]:
    """Start the server in a process of its own (NiceGUI keeps its state in the process), and end it."""
    port = free_port()
    command = [sys.executable, "-m", "tests.small_server", str(port), str(folder)]
    process = Popen(command, cwd=ROOT, stdin=PIPE, text=True, env={**os.environ, "PYTEST_CURRENT_TEST": ""})
    try:
        until = monotonic() + START_S
        while not accepts(port):
            assert process.poll() is None, "the server ended while starting"
            assert monotonic() < until, f"the server does not listen after {START_S} s"
            sleep(0.1)
        yield SmallServer(process, f"http://127.0.0.1:{port}")
    finally:
        process.communicate(timeout=20)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
