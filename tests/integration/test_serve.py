"""`campus serve` as a process: where it listens, what it says, how it ends."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen, run
from time import monotonic, sleep

import httpx
import pytest

from tests.servers.ports import accepts, free_port
from tests.small_server import ROOT

CONFIG = """\
group: 德外教育集团
readings: sqlite:///readings.db
ledger: sqlite:///ledger.db
campuses:
  - id: senior
    name: 高中部
    meters:
      - {id: E1, name: 总电表, resource: electricity, role: main, topic: acme/E1/up}
"""
START_S, STOP_S = 60, 15
# NiceGUI behaves differently under pytest, and looks for it in the environment.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "campus.yaml"
    path.write_text(CONFIG, "utf-8")
    return path


def campus(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli", *arguments]


@contextmanager
def served(config: Path, port: int) -> Iterator["Popen[str]"]:
    process = Popen(
        campus("serve", "-c", str(config), "--port", str(port)), cwd=ROOT, stderr=PIPE, text=True, env=ENVIRONMENT
    )
    until = monotonic() + START_S
    while not accepts(port):
        assert process.poll() is None, process.communicate()[1]
        assert monotonic() < until
        sleep(0.1)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_on_loopback_only_and_ends_cleanly(config: Path, stop: signal.Signals) -> None:
    port = free_port()
    with served(config, port) as process:
        health = httpx.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=30)
        assert health.json()["meters"]["never"] == 1
        page = httpx.get(f"http://127.0.0.1:{port}/", headers={"Accept-Language": "en"}, timeout=30)
        assert page.status_code == 200
        assert "Electricity this month: no data yet. No comparison: there is no data for this month." in page.text
        assert "set-cookie" not in page.headers
        with socket.socket() as other, pytest.raises(OSError, match="refused"):
            other.connect(("127.0.0.2", port))
        process.send_signal(stop)
        said = process.communicate(timeout=STOP_S)[1]
        assert process.returncode == 0, said
        assert f"http://127.0.0.1:{port}/" in said
        assert "Traceback" not in said


def test_a_taken_port_is_said_with_the_option_that_helps(config: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        command = campus("serve", "-c", str(config), "--port", str(port))
        done = run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    expected = f"campus: cannot listen on 127.0.0.1:{port} (Address already in use); choose another with --port\n"
    assert done.stderr == expected


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "no.such.host.invalid"], "not an address of this machine"),
        (["--port", "70000"], "65535"),
        (["-c", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_wrong_input_is_exit_2(config: Path, options: list[str], said: str) -> None:
    command = campus("serve", "-c", str(config), "--port", str(free_port()), *options)
    done = run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
