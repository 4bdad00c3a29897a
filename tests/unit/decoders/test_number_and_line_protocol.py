from datetime import UTC, datetime
from typing import Any

import pytest

from campus.config.meter import DeviceType
from campus.errors import Misconfigured
from campus.reading import Reading
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.decoders.registry import build_decoder
from collector.formats.lineprotocol import Point, parse_line, split_lines
from tests.golden.expectation import LOCAL

ARRIVAL = datetime(2026, 3, 1, tzinfo=UTC)
WATER = {"decoder": "number", "fields": [{"path": "", "quantity": "water_volume", "unit": "L"}]}
BY_WORD = {
    "decoder": "number",
    "topic": "acme/{device}/{part}/{field}",
    "fields": [{"path": "energy", "quantity": "electricity_import"}, {"path": "open", "quantity": "door_state"}],
}


def read(device: dict[str, Any], payload: str, topic: str = "t") -> Decoded:
    return build_decoder(DeviceType.model_validate(device), LOCAL).decode(Message(topic, payload.encode(), ARRIVAL))


@pytest.mark.parametrize(("payload", "value"), [("1500", 1.5), ("1,5 m3", 1.5), ("2.5 m³\r\n", 2.5), ("0", 0.0)])
def test_one_number_a_topic(payload: str, value: float) -> None:
    assert read(WATER, payload).readings == (Reading("water_volume", value),)


def test_nothing_is_no_reading_and_words_are_undecodable() -> None:
    assert read(WATER, "nan") == Decoded()
    with pytest.raises(Undecodable, match="not a number"):
        read(WATER, "offline")


def test_one_topic_a_value() -> None:
    assert read(BY_WORD, "12.5", "acme/m7/L2/energy").readings == (
        Reading("electricity_import", 12.5, None, "m7", "L2"),
    )
    assert read(BY_WORD, "OPEN", "acme/m7/gate/open").readings == (Reading("door_state", 1.0, None, "m7", "gate"),)
    assert read(BY_WORD, "-71", "acme/m7/L2/rssi") == Decoded(unmapped=("rssi",))
    assert read(BY_WORD, "v1.2.3", "acme/m7/L2/firmware") == Decoded()


@pytest.mark.parametrize("fields", [[], [{"path": "/e", "quantity": "water_volume"}]])
def test_number_needs_a_field_that_can_be_meant(fields: list[dict[str, str]]) -> None:
    with pytest.raises(Misconfigured, match="empty path"):
        read({"decoder": "number", "fields": fields}, "1")


def test_line_protocol_by_field_series_and_device_tag() -> None:
    device = {
        "decoder": "line_protocol",
        "device": "meter",
        "fields": [
            {"path": "energy", "quantity": "electricity_import", "unit": "Wh"},
            {"path": "modbus,phase=L1/u", "quantity": "voltage", "part": "L1"},
            {"path": "points/value", "quantity": "active_power", "unit": "/unit"},
        ],
        "time": {"path": "", "format": "unix"},
    }
    lines = (
        "modbus,meter=m1,phase=L1 energy=1500i,u=230.5,ok=true 1735689600\n"
        "modbus,meter=m2,phase=L2 energy=2500i,u=229.5 1735689600\n# a remark\n"
        "points,meter=m3,unit=kW value=1.5 1735689600\nbroken line here and there\n"
    )
    decoded = read(device, lines)
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    assert decoded.readings == (
        Reading("electricity_import", 1.5, moment, "m1"),
        Reading("voltage", 230.5, moment, "m1", "L1"),
        Reading("electricity_import", 2.5, moment, "m2"),
        Reading("active_power", 1500.0, moment, "m3"),
    )
    assert decoded.unmapped == ("modbus/u",)
    assert [event.kind for event in decoded.events] == ["unreadable_line"]


def test_a_payload_without_any_line_is_undecodable() -> None:
    device = {"decoder": "line_protocol", "fields": [{"path": "v", "quantity": "voltage"}]}
    with pytest.raises(Undecodable, match="not line protocol"):
        read(device, "hello world and others")


def test_escapes_quotes_and_types() -> None:
    line = r'my\ meas\,x,tag\=a=b\ c,t=1 f\ 1=2i,s="a, \"b\" = c",u=3u,x=-1.5e3,y=F 1700000000000000000'
    assert parse_line(line) == Point(
        "my meas,x",
        {"tag=a": "b c", "t": "1"},
        {"f 1": 2.0, "s": 'a, "b" = c', "u": 3.0, "x": -1500.0, "y": False},
        1700000000000000000,
    )
    assert list(split_lines('a s="one\ntwo"\n\nb v=1')) == ['a s="one\ntwo"', "b v=1"]


@pytest.mark.parametrize(
    "line", ["a", "a,b c=1", "a v=", "a v=1 soon", "a v=abc", 'a s="open', "a,=1 v=1", "a =1", "a v=nan"]
)
def test_lines_that_are_none_say_why(line: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_line(line)
