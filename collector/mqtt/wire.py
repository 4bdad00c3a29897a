"""MQTT packets out of a byte stream: many PUBLISH packets at once, the rest handed on whole.

A socket read of 256 KiB holds a thousand messages; splitting them here costs 1 µs each, where a
client library that asks the kernel for every length byte needs twenty times that.
"""

from typing import NamedTuple

PUBLISH = 0x30
CONTINUES = 0x80
LENGTH_BYTES = 4


class BrokenStream(Exception):
    """The bytes are not MQTT; the connection is of no use any more."""


class Arrival(NamedTuple):
    """One message as the broker delivered it; `mid` is 0 for QoS 0 and needs no acknowledgement."""

    topic: str
    payload: bytes
    received_ms: int
    mid: int = 0
    repeated: bool = False
    """The broker has sent it before (DUP): a previous run may have stored it."""
    retained: bool = False
    """It was published before we subscribed, nobody knows when."""


class Packet(NamedTuple):
    """Any packet that is no PUBLISH: first byte and body."""

    command: int
    body: bytes


def split(buffer: bytes, received_ms: int, *, version5: bool) -> tuple[list[Arrival], list[Packet], int]:
    """Complete packets of `buffer`: messages, other packets, and how many bytes they took.

    Raises `BrokenStream` when lengths contradict each other.
    """
    arrivals: list[Arrival] = []
    packets: list[Packet] = []
    at, end = 0, len(buffer)
    while at + 2 <= end:
        first, size, body = buffer[at], buffer[at + 1], at + 2
        if size & CONTINUES:
            found = _length(buffer, at + 1)
            if found is None:
                break
            size, body = found
        stop = body + size
        if stop > end:
            break
        if first & 0xF0 == PUBLISH:
            arrivals.append(_arrival(buffer, first, body, stop, received_ms, version5))
        else:
            packets.append(Packet(first, buffer[body:stop]))
        at = stop
    return arrivals, packets, at


def _arrival(buffer: bytes, first: int, body: int, stop: int, received_ms: int, version5: bool) -> Arrival:
    mid = 0
    at = body + 2
    if at > stop:
        reason = "a message without a topic"
        raise BrokenStream(reason)
    topic_end = at + (buffer[body] << 8 | buffer[body + 1])
    topic = buffer[at:topic_end].decode("utf-8", "replace")
    at = topic_end
    if first & 0x06:
        mid = int.from_bytes(buffer[at : at + 2], "big")
        at += 2
    if version5 and at < stop:
        size = buffer[at]
        at += 1
        if size:
            found = _length(buffer, at - 1)
            at = found[0] + found[1] if found else stop + 1
    if at > stop:
        message = f"a message whose parts are longer than itself (topic {topic[:64]!r})"
        raise BrokenStream(message)
    return Arrival(topic, buffer[at:stop], received_ms, mid, bool(first & 0x08), bool(first & 0x01))


def _length(buffer: bytes, at: int) -> tuple[int, int] | None:
    """A variable byte integer and the position behind it; None while bytes are missing."""
    value = 0
    for place, byte in enumerate(buffer[at : at + LENGTH_BYTES]):
        value |= (byte & 0x7F) << (7 * place)
        if not byte & CONTINUES:
            return value, at + place + 1
    if len(buffer) - at >= LENGTH_BYTES:
        reason = "a length of more than four bytes"
        raise BrokenStream(reason)
    return None
