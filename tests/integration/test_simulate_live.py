"""The simulated group on a real broker, seen by a foreign client."""

import json
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from simulators.group import demo_group
from simulators.live import Due, Publisher, run
from simulators.stream import Published, Simulation
from tests.servers.mosquitto import Broker, mosquitto
from tests.unit.simulators.places import local

ROOT = Path(__file__).resolve().parents[2]
BEGIN = local("2026-03-09T10:00")


class Listener:
    """A foreign client with a session at the broker: whatever is published from now on waits for it."""

    def __init__(self, broker: Broker, name: str) -> None:
        program = shutil.which("mosquitto_sub")
        if program is None:
            pytest.skip("mosquitto_sub is not installed")
        address = ["-h", broker.host, "-p", str(broker.port)]
        self._command = [program, *address, "-i", name, "-c", "-q", "1", "-t", "#"]
        subprocess.run([*self._command, "-E"], check=True, timeout=20)

    def hears(self, count: int) -> list[tuple[str, str]]:
        """The next `count` messages: topic and payload."""
        return self._read("-C", str(count), "-W", "40")

    def has_heard(self) -> list[tuple[str, str]]:
        """Whatever waits for it and comes within seconds."""
        return self._read("-W", "4")

    def _read(self, *until: str) -> list[tuple[str, str]]:
        done = subprocess.run([*self._command, "-v", *until], capture_output=True, text=True, timeout=60, check=False)
        lines = (line.partition(" ") for line in done.stdout.splitlines())
        return [(topic, payload) for topic, _, payload in lines]


def expected(minutes: int) -> list[Published]:
    due = Due.since(Simulation(demo_group()), BEGIN, timedelta(seconds=60))
    return due.until(BEGIN + timedelta(minutes=minutes))


def told(messages: list[Published]) -> list[tuple[str, str]]:
    return sorted((m.topic, m.payload) for m in messages)


def test_a_foreign_client_hears_every_message_once(broker: Broker) -> None:
    wanted, listener = expected(10), Listener(broker, "every-message")
    publisher = Publisher(broker.url)
    publisher.open()
    simulation, interval = Simulation(demo_group()), timedelta(seconds=60)
    sent = run(simulation, publisher.publish, BEGIN, interval, speed=600, duration=timedelta(minutes=10))
    assert publisher.close() == 0
    assert sent == len(wanted)
    assert sorted(listener.hears(sent)) == told(wanted)


def test_messages_published_while_the_broker_is_away_arrive_afterwards() -> None:
    wanted = expected(4)
    half = len(wanted) // 2
    with mosquitto() as own:
        listener = Listener(own, "patient")
        publisher = Publisher(own.url)
        publisher.open()
        for message in wanted[:half]:
            publisher.publish(message)
        own.stop()
        for message in wanted[half:]:
            publisher.publish(message)
        own.start()
        assert publisher.close() == 0
        heard = listener.has_heard()
    # QoS 1 is at least once: what was in flight when the broker went may come twice.
    assert set(heard) == set(told(wanted))


def test_the_command_publishes_until_it_is_told_to_stop(broker: Broker, tmp_path: Path) -> None:
    listener = Listener(broker, "command")
    command = [sys.executable, "-m", "cli", "simulate", "--broker", broker.url, "--to", str(tmp_path)]
    with subprocess.Popen([*command, "--interval", "1s"], stderr=subprocess.PIPE, text=True, cwd=ROOT) as live:
        try:
            heard = listener.hears(40)
        finally:
            live.send_signal(signal.SIGINT)
            _, said = live.communicate(timeout=30)
    assert live.returncode == 0, said
    assert "messages published" in said
    assert any(topic.startswith("gw/") and "data" in json.loads(payload) for topic, payload in heard)
    assert (tmp_path / "campus.yaml").is_file()


def test_a_broker_that_wants_a_password_is_told_apart_from_one_that_is_away() -> None:
    with mosquitto(["allow_anonymous false"]) as closed:
        command = [sys.executable, "-m", "cli", "simulate", "--broker", closed.url, "--duration", "1"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 2
    assert "does not let us in" in done.stderr
