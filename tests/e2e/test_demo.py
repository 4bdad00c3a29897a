"""The demo as a newcomer meets it: it answers, it lives, and it leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.servers.ports import free_port

READY_S = 180.0
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def demo(port: int, folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`campus demo` in a process group of its own, so that whatever it leaves behind can be seen."""
    command = [sys.executable, "-m", "cli", "demo", "--port", str(port), "--dir", str(folder), *options]
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def answers(port: int, process: subprocess.Popen[bytes]) -> dict[str, object]:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            found = httpx.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=5)
            if found.is_success:
                health: dict[str, object] = found.json()
                return health
        time.sleep(0.2)
    pytest.fail(f"the demo did not answer within {READY_S:g} s; exit code {process.poll()}")


def nobody_left(group: int) -> bool:
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return False
    return True


def test_the_demo_starts_lives_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    with demo(port, tmp_path, "--exit-after", "12") as process:
        answers(port, process)
        meters = httpx.get(f"http://127.0.0.1:{port}/api/v1/meters", timeout=30).json()
        this_month = datetime.now(UTC).strftime("%Y-%m")
        span = {"by": "month", "from": f"{int(this_month[:4]) - 2}{this_month[4:]}", "to": this_month}
        address = f"http://127.0.0.1:{port}/api/v1/meters/SH-E-MAIN/consumption"
        months = httpx.get(address, params=span, timeout=30).json()
        assert process.wait(60) == 0
    assert nobody_left(process.pid)
    assert len(meters["items"]) == 26
    assert len(months["rows"]) == 24
    # The demo's main meters lose hours, but two years of months are there to compare.
    assert all(row["coverage"] > 0.98 and row["value"] > 0 for row in months["rows"])


def test_ctrl_c_stops_everything(tmp_path: Path) -> None:
    port = free_port()
    with demo(port, tmp_path) as process:
        answers(port, process)
        # A terminal sends Ctrl-C to the whole foreground group.
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 0
    assert nobody_left(process.pid)


def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "cli", "demo", "--port", str(port), "--dir", str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "--port" in done.stderr
