"""No bytes whatever make a decoder raise anything but Undecodable, or deliver what is no reading."""

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus.config.meter import DeviceType, FieldMap, TimeField
from campus.quantity import QUANTITIES
from collector.decoders.protocol import Decoder, Message, Undecodable
from collector.decoders.recognise import recognise
from collector.decoders.registry import build_decoder, known_decoders
from tests.golden.expectation import LOCAL
from tests.golden.test_golden_messages import CASES, messages_in

ARRIVAL = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
_FIELDS = (
    FieldMap(path="/a", quantity="electricity_import", unit="Wh"),
    FieldMap(path="/b/0", quantity="leak_state"),
    FieldMap(path="/c/[k=v]/x", quantity="temperature", unit="/c/[k=v]/u"),
    FieldMap(path="/a/b", quantity="voltage"),
)
GENERIC: dict[str, DeviceType] = {
    "json": DeviceType(decoder="json", fields=_FIELDS, time=TimeField(path="/t", format="unix_ms"), device="/d"),
    "json records": DeviceType(
        decoder="json", fields=_FIELDS, records="/r", time=TimeField(path="/t", format="%Y-%m-%d")
    ),
    "number": DeviceType(decoder="number", fields=(FieldMap(path="", quantity="water_volume", unit="L"),)),
    "line_protocol": DeviceType(
        decoder="line_protocol",
        fields=(FieldMap(path="v", quantity="active_power"),),
        time=TimeField(path="", format="unix"),
    ),
}
PRESETS = [name for name in known_decoders() if name not in {"json", "number", "line_protocol"}]
TOPICS = sorted(
    {message.topic for folder in CASES for message in messages_in(folder)} | {"x", "", "a/b/c/d", "N/p/grid/1/Ac/Power"}
)
SAMPLES = {name: [m for folder in CASES if folder.parent.name == name for m in messages_in(folder)] for name in PRESETS}

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
scalars |= st.sampled_from(["nan", "1e999", "12,345", "30.11 °C", "", "-", 1e308, -1e308, 2**63, 10**400])
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*"abcdkrtuvx"]) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=20,
)


def check(decoder: Decoder, topic: str, payload: bytes) -> None:
    try:
        decoded = decoder.decode(Message(topic, payload, ARRIVAL))
    except Undecodable:
        return
    for reading in decoded.readings:
        assert reading.quantity in QUANTITIES
        assert math.isfinite(reading.value)
        assert reading.time is None or reading.time.tzinfo is not None


def mutated(document: Any, replacement: Any, where: int) -> Any:
    """The document with its `where`-th value (counted depth first) replaced."""
    count = -1

    def walk(node: Any) -> Any:
        nonlocal count
        count += 1
        if count == where:
            return replacement
        if isinstance(node, dict):
            return {key: walk(value) for key, value in node.items()}
        return [walk(item) for item in node] if isinstance(node, list) else node

    return walk(document)


@pytest.mark.parametrize("name", PRESETS)
@settings(max_examples=60, deadline=None)
@given(topic=st.sampled_from(TOPICS), payload=st.binary(max_size=200) | st.text(max_size=60).map(str.encode))
def test_presets_survive_any_bytes(name: str, topic: str, payload: bytes) -> None:
    check(build_decoder(DeviceType(decoder=name), LOCAL), topic, payload)


@pytest.mark.parametrize("name", PRESETS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_presets_survive_samples_with_one_value_changed(name: str, data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(SAMPLES[name]))
    try:
        document = json.loads(message.payload)
    except ValueError:
        cut, junk = data.draw(st.integers(0, len(message.payload))), data.draw(st.binary(max_size=8))
        payload = message.payload[:cut] + junk + message.payload[cut + data.draw(st.integers(0, 8)) :]
    else:
        payload = json.dumps(mutated(document, data.draw(documents), data.draw(st.integers(0, 60)))).encode()
    check(build_decoder(DeviceType(decoder=name), LOCAL), message.topic, payload)


@pytest.mark.parametrize("name", GENERIC)
@settings(max_examples=150, deadline=None)
@given(
    payload=st.binary(max_size=100)
    | documents.map(lambda d: json.dumps(d).encode())
    | st.text(max_size=60).map(str.encode)
)
def test_generic_decoders_survive_any_payload(name: str, payload: bytes) -> None:
    check(build_decoder(GENERIC[name], LOCAL), "a/b/c", payload)


@settings(max_examples=150, deadline=None)
@given(
    topic=st.sampled_from(TOPICS) | st.text(max_size=30),
    payload=st.binary(max_size=150) | documents.map(lambda d: json.dumps(d).encode()),
)
def test_recognition_survives_any_message(topic: str, payload: bytes) -> None:
    assert recognise(topic, payload) in {None, *PRESETS}


def test_the_samples_are_there() -> None:
    assert all(SAMPLES[name] for name in PRESETS)
