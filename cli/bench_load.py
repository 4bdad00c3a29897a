"""A publisher that is no bottleneck: MQTT 3.1.1 written straight to a socket, QoS 1, own process.

It stays at most `AHEAD` messages in front of the subscriber, so the broker's queue neither runs
empty nor grows without end; how far it was ahead is reported with the result.
"""

import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

AHEAD = 20_000
CHUNK = 200
METERS = 200
CONNACK_BYTES = 4
PUBACK_BYTES = 4


@dataclass(frozen=True, slots=True)
class Published:
    """What a publisher did: messages acknowledged by the broker, and the smallest lead it ever had."""

    messages: int
    least_ahead: int


def payload(number: int, base_ms: int) -> bytes:
    """Message `number`: one of `METERS` meters, five quantities, its own millisecond."""
    turn = number // METERS
    return b'{"ts":%d,"power":%d.5,"voltage":231.%d,"current":5.%d,"energy":%d.%02d,"frequency":49.9%d}' % (
        base_ms + turn,
        1000 + number % 977,
        number % 9,
        number % 97,
        100_000 + turn // 100,
        turn % 100,
        number % 10,
    )


def publish(port: int, seconds: float, base_ms: int, taken: Callable[[], int]) -> Published:
    """Publish for a time, then wait until the broker has acknowledged everything."""
    connection = _connect(port)
    number, acknowledged, least = 0, 0, AHEAD
    started = time.monotonic()
    end = started + seconds
    while time.monotonic() < end:
        lead = number - taken()
        if number > AHEAD:
            least = min(least, lead)
        if lead > AHEAD:
            acknowledged += _acknowledged(connection, 0.002)
            continue
        connection.sendall(b"".join([_packet(n, base_ms) for n in range(number, number + CHUNK)]))
        number += CHUNK
        acknowledged += _acknowledged(connection, 0)
    while acknowledged < number:
        acknowledged += _acknowledged(connection, 1)
    connection.close()
    return Published(number, least)


def _packet(number: int, base_ms: int) -> bytes:
    topic = b"bench/m%03d/up" % (number % METERS)
    body = len(topic).to_bytes(2, "big") + topic + (number % 65_535 + 1).to_bytes(2, "big") + payload(number, base_ms)
    size = len(body)
    head = bytes((0x32, size)) if size < 128 else bytes((0x32, size & 0x7F | 0x80, size >> 7))  # noqa: PLR2004 (MQTT)
    return head + body


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), 10)
    client = b"bench-publisher"
    body = b"\x00\x04MQTT\x04\x02\x00\x00" + len(client).to_bytes(2, "big") + client
    connection.sendall(bytes((0x10, len(body))) + body)
    if connection.recv(CONNACK_BYTES)[3:4] != b"\0":
        reason = "the broker refused the publisher"
        raise ConnectionError(reason)
    return connection


def _acknowledged(connection: socket.socket, wait_s: float) -> int:
    """PUBACKs waiting on the socket; pieces of one are put together by reading on."""
    if not select.select([connection], [], [], wait_s)[0]:
        return 0
    data = connection.recv(1 << 16)
    while len(data) % PUBACK_BYTES:
        data += connection.recv(PUBACK_BYTES - len(data) % PUBACK_BYTES)
    if not data:
        reason = "the broker closed the publisher's connection"
        raise ConnectionError(reason)
    return len(data) // PUBACK_BYTES
