"""Every message under tests/golden/<vendor>/<case> decodes to its expected.json."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from campus.config.meter import DeviceType
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.decoders.registry import build_decoder, known_decoders
from tests.golden.expectation import LOCAL, problems

GOLDEN = Path(__file__).parent
CASES = sorted(file.parent for file in GOLDEN.glob("*/*/expected.json"))
ARRIVAL = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
GENERIC = {"json", "number", "line_protocol"}


def read_case(folder: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
    return case


def messages_in(folder: Path) -> list[Message]:
    recorded = folder / "messages.ndjson"
    if not recorded.exists():
        (payload,) = folder.glob("payload.*")
        return [Message((folder / "topic").read_text("utf-8").strip(), payload.read_bytes(), ARRIVAL)]
    return [
        Message(
            item["topic"],
            base64.b64decode(item["payload_base64"]) if "payload_base64" in item else item["payload"].encode(),
            ARRIVAL + timedelta(seconds=number),
        )
        for number, item in enumerate(map(json.loads, recorded.read_text("utf-8").splitlines()))
    ]


@dataclass
class Outcome:
    decoded: list[tuple[Decoded, datetime]]
    undecodable: list[str]


def decode(folder: Path) -> Outcome:
    """Decode a case after those it stands on, all with one decoder."""
    before = [GOLDEN / name for name in read_case(folder).get("after", ())]
    config = next((f / "device.json" for f in (*before, folder) if (f / "device.json").exists()), None)
    device = (
        DeviceType(decoder=folder.parent.name)
        if config is None
        else DeviceType.model_validate_json(config.read_bytes())
    )
    decoder = build_decoder(device, LOCAL)
    for earlier in before:
        for message in messages_in(earlier):
            decoder.decode(message)
    outcome = Outcome([], [])
    for message in messages_in(folder):
        try:
            outcome.decoded.append((decoder.decode(message), message.received))
        except Undecodable as error:
            outcome.undecodable.append(str(error))
    return outcome


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_golden_message(folder: Path) -> None:
    case, outcome = read_case(folder), decode(folder)
    assert problems(case, [(reading, at) for one, at in outcome.decoded for reading in one.readings]) == []
    assert bool(outcome.undecodable) == (case.get("undecodable", False) or folder.name == "opto22_epic_alias_sequence")
    own = "own work" in (folder / "SOURCE").read_text("utf-8")
    kinds = {event.kind for one, _ in outcome.decoded for event in one.events}
    if own:
        assert set(case.get("events", ())) <= kinds
        assert not set(case.get("no_events", ())) & kinds
    described = [d for one, _ in outcome.decoded for d in one.described]
    assert len(described) == ("describes" in case)
    for key, wanted in case.get("describes", {}).items():
        given = getattr(described[0], key)
        assert (str(given or "none") if key == "kind" else given) == wanted


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_golden_message_names_its_source_and_licence(folder: Path) -> None:
    lines = (folder / "SOURCE").read_text("utf-8").splitlines()
    assert lines[0]
    assert lines[1].removeprefix("licence: ") in {"MIT", "BSD-2-Clause", "Apache-2.0", "own work (encoder EPL-2.0)"}


def test_every_preset_has_golden_messages() -> None:
    assert {folder.parent.name for folder in CASES} == set(known_decoders()) - GENERIC
