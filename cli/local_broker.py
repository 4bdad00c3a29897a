"""A broker for the demo: mosquitto where the machine has it, else amqtt in a process of its own.

amqtt is good enough to try things out and no more: it loses what it acknowledged when it restarts.
"""

import shutil
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from campus.errors import CampusError
from cli.processes import Processes

READY_S = 15.0
PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")


@dataclass(frozen=True, slots=True)
class LocalBroker:
    name: str
    url: str


def start_broker(processes: Processes, folder: Path, port: int) -> LocalBroker:
    """Start a broker on loopback with its data in `folder`; returns when it accepts connections."""
    folder.mkdir(parents=True, exist_ok=True)
    mosquitto = shutil.which("mosquitto") or next(
        (f"{p}/mosquitto" for p in PLACES if Path(p, "mosquitto").exists()), None
    )
    if mosquitto:
        settings = folder / "mosquitto.conf"
        settings.write_text(_MOSQUITTO.format(port=port, folder=folder), encoding="utf-8")
        processes.start_program("broker", [mosquitto, "-c", str(settings)])
    else:
        processes.start_program("broker", [sys.executable, "-m", "cli.amqtt_broker", str(port)])
    _await_listening(processes, port)
    return LocalBroker("mosquitto" if mosquitto else "amqtt", f"mqtt://127.0.0.1:{port}")


def _await_listening(processes: Processes, port: int) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        processes.watch(0.1)
    message = f"the broker did not answer on port {port} within {READY_S:g} s"
    raise CampusError(message)


_MOSQUITTO = """\
user root
listener {port} 127.0.0.1
allow_anonymous true
persistence true
persistence_location {folder}/
autosave_on_changes true
autosave_interval 1000
max_queued_messages 0
max_inflight_messages 0
log_type error
log_type warning
"""
