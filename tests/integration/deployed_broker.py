"""A real mosquitto on the configuration of docker-compose.yml, with the container's paths put elsewhere."""

import os
import queue
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

ROOT = Path(__file__).resolve().parents[2]
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
PATIENCE_S = 10.0


def require(program: str) -> str:
    """Full path of a program of the tests; skips without it, unless the run must be complete."""
    found = shutil.which(program, path=PATH)
    if found is None:
        if os.environ.get("CAMPUS_TESTS_NEED_SERVERS"):
            pytest.fail(f"{program} is not installed, and this run must be complete")
        pytest.skip(f"{program} is not installed")
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def deploy(script: str, *arguments: str, site: Path) -> str:
    """Run a script of deploy/ and return what it says."""
    done = subprocess.run(
        ["sh", str(ROOT / "deploy" / script), *arguments],
        env={**os.environ, "SITE": str(site)},
        stdin=subprocess.DEVNULL,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def gateway(name: str, *topics: str, site: Path) -> str:
    """Add a gateway; returns its password, as the person who adds it reads it."""
    said = dict(line.split(":", 1) for line in deploy("gateway.sh", name, *topics, site=site).splitlines())
    assert said["user"].strip() == name
    return said["password"].strip()


@dataclass
class Broker:
    config: Path
    port: int
    tls_port: int
    program: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen([self.program, "-c", str(self.config)], stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            assert self.process.poll() is None, f"mosquitto refused {self.config}"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        pytest.fail("mosquitto did not listen in time")

    def reload(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    def end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_S)
            self.process = None


@contextmanager
def broker(site: Path, data: Path, *, tls: bool = False) -> Iterator[Broker]:
    """mosquitto.conf of the compose file on free loopback ports, data under `data`."""
    program = require("mosquitto")
    data.mkdir()
    port, tls_port = free_port(), free_port()
    text = (ROOT / "deploy/mosquitto/mosquitto.conf").read_text(encoding="utf-8")
    if tls:
        for option in ("listener 8883", "certfile", "keyfile", "tls_version"):
            assert f"\n#{option}" in text
            text = text.replace(f"\n#{option}", f"\n{option}")
    text = text.replace("/mosquitto/site/", f"{site}/mosquitto/").replace("/mosquitto/data/", f"{data}/")
    text = text.replace("listener 1883", f"listener {port} 127.0.0.1")
    text = text.replace("listener 8883", f"listener {tls_port} 127.0.0.1")
    config = data / "mosquitto.conf"
    # Started by root, mosquitto would step down to a user who may not read a temporary folder.
    config.write_text(f"user {_me()}\n{text}", encoding="utf-8")
    found = Broker(config, port, tls_port, program)
    found.start()
    try:
        yield found
    finally:
        found.end(signal.SIGTERM)


def _me() -> str:
    return subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()


class Person:
    """An MQTT 5 client that waits for answers instead of hoping for them."""

    def __init__(
        self, name: str, password: str | None, port: int, *, keep: bool = False, ca: Path | None = None
    ) -> None:
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self._answers: queue.Queue[ReasonCode] = queue.Queue()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"test-{name}", protocol=mqtt.MQTTv5)
        if password is not None:
            self.client.username_pw_set(name, password)
        if ca is not None:
            self.client.tls_set(str(ca))
        self.client.on_connect = lambda _c, _u, _f, reason, _p: self._answers.put(reason)
        self.client.on_publish = lambda _c, _u, _m, reason, _p: self._answers.put(reason)
        self.client.on_subscribe = lambda _c, _u, _m, reasons, _p: self._answers.put(reasons[0])
        self.client.on_message = lambda _c, _u, message: self.heard.put((message.topic, bytes(message.payload)))
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho's own gap
        if keep:
            properties.SessionExpiryInterval = 3600
        self.client.connect("localhost", port, clean_start=not keep, properties=properties)
        self.client.loop_start()
        self.connected = self._answers.get(timeout=PATIENCE_S)

    def publish(self, topic: str, payload: str) -> ReasonCode:
        self.client.publish(topic, payload, qos=1)
        return self._answers.get(timeout=PATIENCE_S)

    def subscribe(self, topic: str) -> ReasonCode:
        self.client.subscribe(topic, qos=1)
        return self._answers.get(timeout=PATIENCE_S)

    def hears(self) -> tuple[str, bytes]:
        return self.heard.get(timeout=PATIENCE_S)

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@contextmanager
def person(
    name: str, password: str | None, port: int, *, keep: bool = False, ca: Path | None = None
) -> Iterator[Person]:
    found = Person(name, password, port, keep=keep, ca=ca)
    try:
        yield found
    finally:
        found.leave()
