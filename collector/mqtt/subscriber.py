"""The connection to the broker: kept up, read, acknowledged; one thread, no callbacks into other parts."""

import select
import ssl
import time
from collections.abc import Sequence
from random import Random
from urllib.parse import urlsplit

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from campus.config.model import Broker
from campus.errors import CampusError, Misconfigured
from collector.mqtt.backoff import Backoff
from collector.mqtt.client import BulkClient
from collector.mqtt.session import TAKEN_OVER, Drops, Verdict, ousted, refused
from collector.mqtt.wire import Arrival

V5, V311 = MQTTProtocolVersion.MQTTv5, MQTTProtocolVersion.MQTTv311
PORTS = {"mqtt": 1883, "mqtts": 8883}
SESSION_S = 14 * 86_400
"""How long the broker keeps our session and its queue while we are away (MQTT 5)."""
KEEP_ALIVE_S = 60
CONNECT_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 5.0
ONLY_IF_NEW = 1
"""Retained messages are sent when a subscription is made, not with every reconnect."""


class Subscriber:
    """Call `poll` in a loop; it connects, reconnects and reads. Wrong settings and a second client raise."""

    def __init__(self, settings: Broker, random: Random) -> None:
        self.settings = settings
        self.generation = 0
        """Grows with every accepted connection; acknowledgements are good for one generation only."""
        self.session_present = False
        self.connected = False
        self.listening = False
        """Connected, and the broker has confirmed our subscriptions: from now on nothing passes us by."""
        self._unconfirmed = 0
        self.trouble = "not connected yet"
        self.protocol = V5
        self._host, self._port, self._tls = _address(settings.url)
        self._backoff = Backoff(random)
        self._drops = Drops()
        self._client: BulkClient | None = None
        self._next_try_s = 0.0
        self._since_s = 0.0
        self._fatal: CampusError | None = None
        self._ending = False

    @property
    def waiting(self) -> int:
        """Messages that arrived and were not taken yet."""
        return len(self._client.arrived) if self._client else 0

    def poll(self, timeout_s: float) -> bool:
        """Read what there is, waiting at most `timeout_s`; True when messages arrived."""
        now_s = time.monotonic()
        if self._client is None:
            if now_s < self._next_try_s:
                time.sleep(min(timeout_s, self._next_try_s - now_s))
                return False
            self._connect()
        client = self._client
        arrived = self._exchange(client, timeout_s) if client else False
        if self._client and not self.connected and time.monotonic() - self._since_s > ANSWER_TIMEOUT_S:
            self._unanswered("no answer to our connection request")
        if self._fatal:
            raise self._fatal
        return arrived

    def take(self, most: int) -> list[Arrival]:
        """The oldest messages that wait, up to `most`."""
        return self._client.take(most) if self._client else []

    def acknowledge(self, mids: Sequence[int]) -> None:
        """Tell the broker that these messages are durable."""
        if self._client and self.connected:
            self._client.acknowledge(mids)

    def close(self) -> None:
        """Hang up politely; the session, with whatever arrives meanwhile, stays at the broker."""
        client, self._ending = self._client, True
        if client:
            client.disconnect()
            client.loop_write()
            self._client = None
        self.connected = False

    def _exchange(self, client: BulkClient, timeout_s: float) -> bool:
        connection = client.socket()
        if connection is None:
            self._lost("connection lost")
            return False
        before = len(client.arrived)
        room = before < self.settings.in_flight
        buffered = room and isinstance(connection, ssl.SSLSocket) and connection.pending() > 0
        writes = [connection] if client.want_write() else []
        readable, writable, _ = select.select([connection] if room else [], writes, [], 0 if buffered else timeout_s)
        if readable or buffered:
            client.loop_read()
        if writable:
            client.loop_write()
        client.loop_misc()
        if self._client is client and client.socket() is None:
            self._lost("connection lost")
        return len(client.arrived) > before

    def _connect(self) -> None:
        settings = self.settings
        version5 = self.protocol == V5
        client = BulkClient(settings.client_id, self.protocol)
        client.connect_timeout = CONNECT_TIMEOUT_S
        if settings.username:
            client.username_pw_set(settings.username, _password(settings))
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        properties: Properties | None = None
        if version5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it untyped
            properties.SessionExpiryInterval = SESSION_S
            properties.ReceiveMaximum = settings.in_flight
        self.connected = False
        self._since_s = time.monotonic()
        try:
            if self._tls:
                client.tls_set_context(_trust(settings))
            client.connect(
                self._host, self._port, KEEP_ALIVE_S, clean_start=False if version5 else 3, properties=properties
            )
        except ssl.SSLCertVerificationError as error:
            message = f"broker.ca_file: the broker's certificate is not trusted: {error.verify_message}"
            raise Misconfigured(message) from None
        except OSError as error:
            self._drops.unreachable()
            self._lost(f"cannot reach {self._host}:{self._port}: {error.strerror or error}")
        else:
            self._client = client

    def _on_connect(
        self, client: Client, _data: object, flags: ConnectFlags, reason: ReasonCode, _properties: Properties | None
    ) -> None:
        if reason.is_failure:
            verdict = refused(reason.value)
            if verdict is Verdict.CREDENTIALS:
                message = f"broker.username, broker.password_file: {verdict.value} ({reason})"
                self._fatal = Misconfigured(message)
            elif verdict is Verdict.CLIENT_ID:
                message = f"broker.client_id: {verdict.value} {self.settings.client_id!r}"
                self._fatal = Misconfigured(message)
            elif verdict is Verdict.OLDER_PROTOCOL and self.protocol == V5:
                self._older_protocol("the broker does not speak MQTT 5")
            else:
                self._lost(f"the broker refused the connection: {reason}")
            return
        self.generation += 1
        self.connected, self.session_present, self.trouble = True, flags.session_present, ""
        self._since_s = time.monotonic()
        structlog.get_logger().info(
            "connected",
            broker=f"{self._host}:{self._port}",
            protocol=self.protocol.name,
            session_present=flags.session_present,
        )
        self._send_subscriptions(client)

    def _send_subscriptions(self, client: Client) -> None:
        self._unconfirmed = len(self.settings.topics)
        for topic in self.settings.topics:
            name = self._subscription(topic)
            if self.protocol == V5:
                client.subscribe(name, options=SubscribeOptions(qos=1, retainHandling=ONLY_IF_NEW))
            else:
                client.subscribe(name, 1)

    def _subscription(self, topic: str) -> str:
        return f"$share/{self.settings.share}/{topic}" if self.settings.share else topic

    def _on_subscribe(
        self, _client: Client, _data: object, _mid: int, reasons: list[ReasonCode], _properties: Properties | None
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            words = ", ".join(str(reason) for reason in reasons)
            message = (
                f"broker.topics: the broker refuses a subscription ({words}); topics: {', '.join(self.settings.topics)}"
            )
            self._fatal = Misconfigured(message)
        self._unconfirmed -= 1
        self.listening = self._unconfirmed == 0

    def _on_disconnect(
        self, client: Client, _data: object, flags: DisconnectFlags, reason: ReasonCode, _properties: Properties | None
    ) -> None:
        if self._ending or client is not self._client:
            return
        if flags.is_disconnect_packet_from_server and reason.value == TAKEN_OVER:
            self._fatal = ousted(self.settings.client_id)
        if self.connected:
            self._backoff.succeeded()
            # Also in MQTT 5: mosquitto 2.0.11 closes a session that was taken over without naming the reason.
            if self._drops.dropped(time.monotonic() - self._since_s):
                self._fatal = ousted(self.settings.client_id)
            self._lost(f"connection lost ({reason})")
        else:
            self._unanswered("the broker hung up without an answer")

    def _unanswered(self, why: str) -> None:
        """Some brokers hang up on MQTT 5, others never answer it: after a while the other protocol is tried."""
        if not self._drops.silent():
            self._lost(why)
        elif self.protocol == V5:
            self._older_protocol(why)
        else:
            self.protocol = V5
            self._lost(why)

    def _older_protocol(self, why: str) -> None:
        self.protocol = V311
        self._lost(f"{why}; trying MQTT 3.1.1")
        self._next_try_s = 0.0

    def _lost(self, why: str) -> None:
        """Note it and try again after a while; said once per trouble, not once per attempt."""
        self.listening = False
        wait_s = self._backoff.failed()
        if self.trouble != why:
            structlog.get_logger().warning("waiting for the broker", reason=why)
        self._client, self.connected, self.trouble = None, False, why
        self._next_try_s = time.monotonic() + wait_s


def _address(url: str) -> tuple[str, int, bool]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        message = f"broker.url: {url!r}; write mqtt://host:1883 or mqtts://host:8883"
        raise Misconfigured(message)
    return parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme == "mqtts"


def _password(settings: Broker) -> str | None:
    if settings.password_file is None:
        return settings.password.get_secret_value() if settings.password else None
    try:
        return settings.password_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"broker.password_file: cannot read {settings.password_file}: {error.strerror}"
        raise Misconfigured(message) from None


def _trust(settings: Broker) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        message = f"broker.ca_file: cannot read {settings.ca_file}: {error.strerror or error}"
        raise Misconfigured(message) from None
