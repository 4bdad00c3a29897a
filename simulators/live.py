"""The simulated group on a real broker: publishes each message when it is due, QoS 1, reconnecting."""

import heapq
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from paho.mqtt.client import Client, ConnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from campus.clock import Clock, to_ms
from campus.errors import Refused, Retry
from simulators.stream import Arrival, Published, Simulation, message_of

_ON_THE_WAY_MS = 30 * 60_000
"""Longer than any late message is on its way, outages apart."""

_TICK_S = 0.2
_CONNECT_S = 10.0
_DRAIN_S = 10.0
_QUEUE = 20_000
_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(slots=True)
class Due:
    """Messages between being measured and reaching the broker, for a simulated clock that only moves on."""

    simulation: Simulation
    interval_s: int
    arriving_from_ms: int
    measured_until_ms: int
    _waiting: list[Arrival]

    @classmethod
    def since(cls, simulation: Simulation, start: datetime, interval: timedelta) -> "Due":
        """Everything that reaches the broker from `start` on, also what was measured shortly before."""
        simulation.check(to_ms(start), to_ms(start), interval.total_seconds())
        return cls(simulation, int(interval.total_seconds()), to_ms(start), to_ms(start) - _ON_THE_WAY_MS, [])

    def until(self, now: datetime) -> list[Published]:
        """Messages that reach the broker up to now, in order."""
        now_ms = to_ms(now)
        if now_ms > self.measured_until_ms:
            for arrival in self.simulation.arrivals(self.measured_until_ms, now_ms, self.interval_s):
                if arrival.at_ms >= self.arriving_from_ms:
                    heapq.heappush(self._waiting, arrival)
            self.measured_until_ms = now_ms
        due = []
        while self._waiting and self._waiting[0].at_ms <= now_ms:
            due.append(message_of(heapq.heappop(self._waiting)))
        return due


class Publisher:
    """An MQTT connection that keeps what it could not send yet and reconnects by itself."""

    def __init__(self, url: str, username: str = "", password: str = "", ca_file: Path | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            message = f"broker {url!r} is not an address; write mqtt://host:1883 or mqtts://host:8883"
            raise Refused(message)
        self._address = (parts.hostname, parts.port or _PORTS[parts.scheme])
        self._answered = threading.Event()
        self._refusal = ""
        self._handed = 0
        self._acknowledged = 0
        self._all_acknowledged = threading.Condition()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv311)
        self._client.max_queued_messages_set(_QUEUE)
        self._client.reconnect_delay_set(1, 30)
        if username:
            self._client.username_pw_set(username, password or None)
        if parts.scheme == "mqtts":
            self._client.tls_set(str(ca_file) if ca_file else None)
        self._client.on_connect = self._on_connect
        self._client.on_publish = self._on_publish

    def open(self) -> None:
        """Connect; raises `Retry` when nobody answers, `Refused` when the broker says no."""
        host, port = self._address
        try:
            self._client.connect(host, port, keepalive=30)
        except OSError as error:
            message = f"no broker answers at {host}:{port}: {error}"
            raise Retry(message) from error
        self._client.loop_start()
        answered = self._answered.wait(_CONNECT_S)
        if self._refusal or not answered:
            self._client.disconnect()
            self._client.loop_stop()
            message = f"the broker at {host}:{port} does not let us in: {self._refusal or 'no answer'}"
            raise (Refused if self._refusal else Retry)(message)

    def publish(self, message: Published) -> None:
        """Hand a message over; while the connection is down it waits in a bounded queue."""
        self._client.publish(message.topic, message.payload, qos=1)
        self._handed += 1

    def close(self) -> int:
        """Wait for acknowledgements and disconnect; returns how many messages were not acknowledged."""
        with self._all_acknowledged:
            self._all_acknowledged.wait_for(lambda: self._acknowledged >= self._handed, _DRAIN_S)
        self._client.disconnect()
        self._client.loop_stop()
        return self._handed - self._acknowledged

    def _on_connect(
        self, _client: Client, _data: object, _flags: ConnectFlags, code: ReasonCode, _more: Properties | None
    ) -> None:
        # Once in, a refusal is a broker that is starting up; paho tries again.
        if code.is_failure and not self._answered.is_set():
            self._refusal = str(code)
        self._answered.set()

    def _on_publish(
        self, _client: Client, _data: object, _mid: int, _code: ReasonCode, _more: Properties | None
    ) -> None:
        with self._all_acknowledged:
            self._acknowledged += 1
            self._all_acknowledged.notify_all()


def run(  # noqa: PLR0913  the shell's knobs
    simulation: Simulation,
    publish: Callable[[Published], None],
    start: datetime,
    interval: timedelta,
    *,
    clock: Clock | None = None,
    speed: float = 1.0,
    duration: timedelta | None = None,
    stop: threading.Event | None = None,
) -> int:
    """Publish what is due until `stop` or until `duration` of simulated time is over; returns the messages sent.

    Simulated time is what `clock` says; without one it begins at `start` and runs `speed` times as fast
    as the wall clock. What became due between `start` and the first look at the clock is sent at once.
    """
    stop = stop or threading.Event()
    due = Due.since(simulation, start, interval)
    moment = clock or _running_from(start, speed)
    end = None if duration is None else start + duration
    sent, over = 0, False
    while not over and not stop.is_set():
        now = moment()
        over = end is not None and now >= end
        for message in due.until(end if end is not None and over else now):
            publish(message)
            sent += 1
        stop.wait(0.0 if over else _TICK_S)
    return sent


def _running_from(start: datetime, speed: float) -> Clock:
    began = time.monotonic()
    return lambda: start + timedelta(seconds=(time.monotonic() - began) * speed)
