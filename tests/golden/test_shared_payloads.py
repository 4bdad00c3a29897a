"""Every sample of the payload collection beside the repository decodes to what its index says."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from campus.config.meter import DeviceType
from collector.decoders.protocol import Decoded, Decoder, Message, Undecodable
from collector.decoders.registry import build_decoder
from tests.golden.configuration import DEVICES, EVENTS
from tests.golden.expectation import LOCAL, problems

PAYLOADS = Path(__file__).resolve().parents[2].parent / "shared" / "payloads"
INDEX = PAYLOADS / "index.json"
CASES: list[dict[str, Any]] = json.loads(INDEX.read_text("utf-8")) if INDEX.exists() else []
BY_FILE = {case["file"]: case for case in CASES}
ARRIVAL = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not CASES, reason=f"no payload collection at {PAYLOADS}")


def messages_of(case: dict[str, Any]) -> list[Message]:
    if "messages" in case:
        return [
            Message(
                item["topic"],
                base64.b64decode(item["payload_base64"]) if "payload_base64" in item else item["payload"].encode(),
                datetime.strptime(item["at"], "%Y-%m-%dT%H:%M:%S.%f%z")
                if "at" in item
                else ARRIVAL + timedelta(seconds=n),
            )
            for n, item in enumerate(case["messages"])
        ]
    return [Message(case["topic"], (PAYLOADS / case["file"]).read_bytes(), ARRIVAL)]


def decoder_for(case: dict[str, Any]) -> Decoder:
    first = BY_FILE[case["after"]] if "after" in case else case
    device = DEVICES.get(first["file"], DeviceType(decoder=case["vendor"]))
    return build_decoder(device, LOCAL)


def decode_all(decoder: Decoder, messages: list[Message]) -> tuple[list[tuple[Decoded, Message]], list[str]]:
    decoded, refused = [], []
    for message in messages:
        try:
            decoded.append((decoder.decode(message), message))
        except Undecodable as error:
            refused.append(str(error))
    return decoded, refused


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_sample_decodes_to_its_expectation(case: dict[str, Any]) -> None:
    decoder = decoder_for(case)
    if "after" in case:
        decode_all(decoder, messages_of(BY_FILE[case["after"]]))
    decoded, refused = decode_all(decoder, messages_of(case))
    arrived = [(r, m.received) for d, m in decoded for r in d.readings]
    recorded = {**case, "expect": [_as_arrival(e, case) for e in case["expect"]]}
    assert problems(recorded, arrived) == []
    kinds = {event.kind for d, _ in decoded for event in d.events}
    assert EVENTS.get(case["file"], (set(), set()))[0] <= kinds
    assert not EVENTS.get(case["file"], (set(), set()))[1] & kinds
    if "message could not be parsed" in case.get("events", ()):
        assert refused
    elif ("no_events" in case and "poison message" in case["no_events"]) or case["vendor"] != "sparkplug_b":
        assert not refused


def _as_arrival(expected: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Recorded messages carry their receiving time: a reading without own time has that one."""
    recorded = any("at" in item for item in case.get("messages", ()))
    return {key: value for key, value in expected.items() if key != "time" or not recorded}


def test_every_event_of_the_index_is_checked() -> None:
    named = {case["file"] for case in CASES if case.get("events") or case.get("no_events")}
    parsed = {case["file"] for case in CASES if "message could not be parsed" in case.get("events", ())}
    only_poison = {
        case["file"] for case in CASES if case.get("no_events") == ["poison message"] and not case.get("events")
    }
    assert named - parsed - only_poison == set(EVENTS)


@pytest.mark.parametrize("case", [c for c in CASES if "describes" in c], ids=lambda case: case["file"])
def test_discovery_and_parameters_describe_a_meter(case: dict[str, Any]) -> None:
    decoded, _ = decode_all(decoder_for(case), messages_of(case))
    described = [d for one, _ in decoded for d in one.described]
    assert len(described) == 1
    wanted = case["describes"]
    given = {
        "topic": described[0].topic, "path": described[0].path, "quantity": described[0].quantity,
        "unit": described[0].unit, "kind": str(described[0].kind or "none"), "meter": described[0].meter,
        "expected_interval_s": described[0].expected_interval_s, "from": described[0].path,
    }  # fmt: skip
    assert {key: given[key] for key in wanted} == wanted


def test_configuration_is_supplied_where_the_index_asks_for_it() -> None:
    assert set(DEVICES) <= set(BY_FILE)
    assert {case["file"] for case in CASES if "config" in case} - set(DEVICES) <= {
        "ai_on_the_edge/ok_values.txt", "cn_cet/zhongdian_upload_doc.txt", "openenergymonitor/emon_node_key.txt",
    }  # fmt: skip
