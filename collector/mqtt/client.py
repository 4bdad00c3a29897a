"""The MQTT client: paho with its packet reader replaced by one that reads in bulk.

Everything else (handshake, TLS, keep-alive, writing, subscriptions) is paho's. Should paho change
its inner names, its own reader comes back into force and delivers through `on_message`: slower, not wrong.
"""

import struct
import time
from collections.abc import Sequence
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from collector.mqtt.wire import Arrival, BrokenStream, split

READ_BYTES = 262_144
PUBACK = 0x40


class BulkClient(Client):
    """Collects arrivals in `arrived` until somebody takes them; acknowledges only when told to."""

    def __init__(self, client_id: str, protocol: MQTTProtocolVersion) -> None:
        version5 = protocol == MQTTProtocolVersion.MQTTv5
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id,
            clean_session=None if version5 else False,
            protocol=protocol,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        self.arrived: list[Arrival] = []
        self._version5 = version5
        self._rest = b""
        self.on_message = self._one_by_one

    def take(self, most: int) -> list[Arrival]:
        """The oldest messages that arrived and were not taken, up to `most`."""
        taken, self.arrived = self.arrived[:most], self.arrived[most:]
        return taken

    def acknowledge(self, mids: Sequence[int]) -> None:
        """Send the acknowledgements of many messages in one write."""
        packets = b"".join([struct.pack("!BBH", PUBACK, 2, mid) for mid in mids if mid])
        if packets:
            self._packet_queue(PUBACK, packets, 0, 1)

    def reconnect(self) -> MQTTErrorCode:
        self._rest = b""
        self.arrived = []
        return super().reconnect()

    def _one_by_one(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        topic = bytes(message._topic).decode("utf-8", "replace")  # noqa: SLF001 (`topic` raises on broken UTF-8)
        payload = bytes(message.payload)
        self.arrived.append(Arrival(topic, payload, _now_ms(), message.mid, message.dup, message.retain))

    def _packet_read(self) -> MQTTErrorCode:
        data = self._receive()
        if not data:
            return MQTTErrorCode.MQTT_ERR_CONN_LOST if data is not None else MQTTErrorCode.MQTT_ERR_AGAIN
        self._last_bytes_received = time.monotonic()
        buffer = self._rest + data
        try:
            arrivals, packets, used = split(buffer, _now_ms(), version5=self._version5)
        except BrokenStream:
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        self._rest = buffer[used:]
        self.arrived += arrivals
        for command, body in packets:
            self._in_packet: Any = _in_packet(command, body)
            handled = self._packet_handle()
            if handled > 0:
                return handled
        self._in_packet = _in_packet(0, b"")
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    def _receive(self) -> bytes | None:
        """What the socket holds, up to `READ_BYTES`; None when there is nothing yet, empty at its end."""
        pieces: list[bytes] = []
        size = 0
        while size < READ_BYTES:
            try:
                piece = self._sock_recv(READ_BYTES)
            except BlockingIOError:
                return b"".join(pieces) if pieces else None
            except OSError:
                # What came before the connection broke may say why.
                break
            pieces.append(piece)
            size += len(piece)
            if not piece:
                break
        return b"".join(pieces)


def _in_packet(command: int, body: bytes) -> dict[str, object]:
    """A received packet in the form paho's handlers expect."""
    return {
        "command": command,
        "have_remaining": 0,
        "remaining_count": [],
        "remaining_mult": 1,
        "remaining_length": len(body),
        "packet": bytearray(body),
        "to_process": 0,
        "pos": 0,
    }


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
