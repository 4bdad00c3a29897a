"""Several `campus` processes in one process group: they start together and none outlives the others."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Self

import structlog

from campus.errors import CampusError

GRACE_S = 10.0
log = structlog.get_logger("campus")


class PartEnded(CampusError):
    """A part of the service ended by itself; the rest was stopped so that nothing runs half."""


class Processes:
    """Child processes by name. Leaving the context stops them: SIGTERM, and after a while SIGKILL."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop_soon)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, name: str, arguments: Sequence[str]) -> None:
        """Start `campus ARGUMENTS` under a name."""
        self.start_program(name, [sys.executable, "-m", "cli", *arguments])

    def start_program(self, name: str, command: Sequence[str]) -> None:
        """Start any program under a name; it is stopped with the others."""
        self._running[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 (our own command line)

    def watch(self, seconds: float | None = None) -> None:
        """Wait until asked to stop, until `seconds` have passed, or raise `PartEnded` when a part ends."""
        until = None if seconds is None else time.monotonic() + seconds
        while not self.stopping and (until is None or time.monotonic() < until):
            for name, process in self._running.items():
                code = process.poll()
                if code is not None:
                    message = f"{name} ended by itself (exit code {code}); its last lines say why"
                    raise PartEnded(message)
            time.sleep(0.2)

    def stop(self) -> None:
        """End all children one after the other, newest first: those who feed before those who are fed."""
        for name, process in reversed(self._running.items()):
            process.terminate()
            try:
                process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                log.warning("does not stop, killed", part=name)
                process.kill()
                process.wait()
        self._running.clear()

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.stopping = True
