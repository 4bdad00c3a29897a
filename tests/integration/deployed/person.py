"""Somebody at the broker: an MQTT 5 client that waits for answers instead of hoping for them."""

import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

PATIENCE_S = 10.0


class Person:
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


@contextmanager
def admitted(name: str, password: str, port: int) -> Iterator[Person]:
    """The same, once the broker has taken a new login in."""
    give_up = time.monotonic() + PATIENCE_S
    while True:
        with person(name, password, port) as found:
            if not found.connected.is_failure:
                yield found
                return
        assert time.monotonic() < give_up, f"the broker does not know {name}"
