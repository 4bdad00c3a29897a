"""MQTT packets are found however the stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from collector.mqtt.wire import Arrival, BrokenStream, Packet, split

RECEIVED_MS = 1_772_000_000_000


def length(value: int) -> bytes:
    """Variable byte integer as the standard (section 1.5.5) writes it."""
    encoded = b""
    while True:
        value, digit = divmod(value, 128)
        encoded += bytes((digit | (0x80 if value else 0),))
        if not value:
            return encoded


def publish(arrival: Arrival, qos: int, properties: bytes = b"") -> bytes:
    topic = arrival.topic.encode()
    flags = 0x30 | qos << 1 | (8 if arrival.repeated else 0) | (1 if arrival.retained else 0)
    body = len(topic).to_bytes(2, "big") + topic + (arrival.mid.to_bytes(2, "big") if qos else b"") + properties
    body += arrival.payload
    return bytes((flags,)) + length(len(body)) + body


messages = st.builds(
    Arrival,
    topic=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
    payload=st.binary(max_size=300),
    received_ms=st.just(RECEIVED_MS),
    mid=st.integers(1, 65_535),
    repeated=st.booleans(),
    retained=st.booleans(),
)


@given(st.lists(messages, max_size=6), st.integers(1, 50), st.booleans())
def test_any_cut_of_the_stream_yields_the_same_messages(sent: list[Arrival], step: int, version5: bool) -> None:
    stream = b"".join(publish(a, 1, b"\0" if version5 else b"") for a in sent)
    found: list[Arrival] = []
    rest = b""
    for start in range(0, len(stream), step):
        rest += stream[start : start + step]
        arrivals, packets, used = split(rest, RECEIVED_MS, version5=version5)
        rest = rest[used:]
        found += arrivals
        assert packets == []
    assert found == sent
    assert rest == b""


def test_properties_of_mqtt_5_are_stepped_over() -> None:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    properties.UserProperty = [("a" * 90, "b" * 90)]
    properties.MessageExpiryInterval = 60
    packed = bytes(properties.pack())  # type: ignore[no-untyped-call]  # paho leaves it untyped
    assert len(packed) > 128
    sent = Arrival("a/b", b"payload", RECEIVED_MS, 7)
    assert split(publish(sent, 1, packed), RECEIVED_MS, version5=True)[0] == [sent]


def test_messages_of_qos_0_have_no_packet_id() -> None:
    sent = Arrival("a/b", b"1", RECEIVED_MS)
    assert split(publish(sent, 0), RECEIVED_MS, version5=False)[0] == [sent]


def test_other_packets_are_handed_on_whole() -> None:
    stream = b"\xd0\x00" + b"\x90\x04\x00\x01\x00\x01"
    assert split(stream, RECEIVED_MS, version5=True) == ([], [Packet(0xD0, b""), Packet(0x90, b"\0\1\0\1")], 8)


@pytest.mark.parametrize(
    "stream",
    [b"\x32\xff\xff\xff\xff\x01", b"\x32\x01\x00", b"\x32\x04\x00\x09ab", b"\x32\x07\x00\x01a\x00\x01\x7f\x00"],
    ids=["length_of_five_bytes", "no_topic", "topic_longer_than_packet", "properties_longer_than_packet"],
)
def test_contradicting_lengths_end_the_connection(stream: bytes) -> None:
    with pytest.raises(BrokenStream):
        split(stream, RECEIVED_MS, version5=True)


@given(st.binary(max_size=200), st.booleans())
def test_random_bytes_never_do_more_than_end_the_connection(stream: bytes, version5: bool) -> None:
    try:
        _, _, used = split(stream, RECEIVED_MS, version5=version5)
    except BrokenStream:
        return
    assert 0 <= used <= len(stream)
