import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campus.config.meter import DeviceType
from campus.errors import Misconfigured
from campus.quantity import Kind
from campus.reading import Reading
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.decoders.registry import build_decoder
from tests.golden.expectation import LOCAL

ARRIVAL = datetime(2026, 3, 1, tzinfo=UTC)


def read(device: dict[str, Any], payload: Any, topic: str = "acme/m7/up") -> Decoded:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=False).encode()
    return build_decoder(DeviceType.model_validate({"decoder": "json", **device}), LOCAL).decode(
        Message(topic, raw, ARRIVAL)
    )


def field(path: str, quantity: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "quantity": quantity, **more}


def test_nested_values_with_units_scale_and_part() -> None:
    device = {
        "topic": "acme/{device}/up",
        "fields": [
            field("/d/e", "electricity_import", unit="Wh"),
            field("/d/w/0", "water_volume", unit="L", scale=10),
            field("/d/u", "voltage", part="L1"),
        ],
        "time": {"path": "/ts", "format": "unix"},
    }
    decoded = read(device, {"ts": 1735689600, "d": {"e": 1500, "w": [25], "u": "230.5 V", "rssi": -70}, "fw": "1.2"})
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    assert decoded.readings == (
        Reading("electricity_import", 1.5, moment, "m7"),
        Reading("water_volume", 0.25, moment, "m7"),
        Reading("voltage", 230.5, moment, "m7", "L1"),
    )
    assert decoded.unmapped == ("/d/rssi",)


def test_a_batch_of_readings_with_their_own_times() -> None:
    device = {
        "records": "/data",
        "device": "/sn",
        "fields": [field("/e", "electricity_import")],
        "time": {"path": "/t", "format": "%Y-%m-%d %H:%M:%S"},
    }
    decoded = read(
        device,
        {
            "sn": 99,
            "data": [{"t": "2025-01-01 08:00:00", "e": 1}, {"t": "2025-01-01 09:00:00", "e": "2,5"}, {"t": "", "e": 3}],
        },
    )
    assert decoded.readings == (
        Reading("electricity_import", 1.0, datetime(2025, 1, 1, 8, tzinfo=LOCAL), "99"),
        Reading("electricity_import", 2.5, datetime(2025, 1, 1, 9, tzinfo=LOCAL), "99"),
        Reading("electricity_import", 3.0, None, "99"),
    )


def test_rows_of_numbers_and_objects_by_device() -> None:
    rows = {"records": "/rows", "fields": [field("/1", "electricity_import")], "time": {"path": "/0", "format": "unix"}}
    assert [r.value for r in read(rows, {"rows": [[1735689600, 5], [1735693200, 6]]}).readings] == [5.0, 6.0]
    named = {"records": "/meters", "device": "@key", "fields": [field("/e", "electricity_import")]}
    assert [(r.meter, r.value) for r in read(named, {"meters": {"a": {"e": 1}, "b": {"e": 2}}}).readings] == [
        ("a", 1.0),
        ("b", 2.0),
    ]


def test_an_array_at_the_top_is_a_batch() -> None:
    decoded = read({"fields": [field("/e", "water_volume")]}, [{"e": 1}, {"e": 2}, {"e": 2}])
    assert [r.value for r in decoded.readings] == [1.0, 2.0]


def test_points_found_by_name_with_their_unit_beside() -> None:
    device = {"fields": [field("/points/[name=Ep]/value", "electricity_import", unit="/points/[name=Ep]/unit")]}
    decoded = read(device, {"points": [{"name": "Ua", "value": 230.0}, {"name": "Ep", "value": "12.5", "unit": "MWh"}]})
    assert decoded.readings == (Reading("electricity_import", 12500.0),)
    assert decoded.unmapped == ("/points/0/value",)


@pytest.mark.parametrize("nothing", [None, "", "nan", "--", "unavailable"])
def test_nothing_is_no_reading_and_no_event(nothing: object) -> None:
    decoded = read({"fields": [field("/e", "water_volume")]}, {"e": nothing})
    assert decoded == Decoded()


@pytest.mark.parametrize(
    ("value", "said"),
    [("12,345", "thousands"), ("ok", "not a number"), (True, "bool"), ([1], "single"), ("3 kWh", "does not fit")],
)
def test_what_cannot_be_read_is_an_event_and_costs_only_itself(value: object, said: str) -> None:
    decoded = read({"fields": [field("/e", "water_volume"), field("/f", "voltage")]}, {"e": value, "f": 230})
    assert decoded.readings == (Reading("voltage", 230.0),)
    assert [event.kind for event in decoded.events] == ["unreadable_value"]
    assert said in str(decoded.events[0].details["reason"])


def test_booleans_are_states_only_for_states() -> None:
    device = {"fields": [field("/leak", "leak_state"), field("/door", "door_state")]}
    assert [r.value for r in read(device, {"leak": True, "door": "closed"}).readings] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("1111-11-11T11:11:11Z", "implausible_time"),
        ("2099-01-01T00:00:00Z", "implausible_time"),
        ("soon", "unreadable_time"),
    ],
)
def test_an_impossible_time_is_refused_and_said(given: str, kind: str) -> None:
    decoded = read({"fields": [field("/e", "water_volume")], "time": {"path": "/t"}}, {"t": given, "e": 1})
    assert decoded.readings == (Reading("water_volume", 1.0),)
    assert [event.kind for event in decoded.events] == [kind]


def test_interval_data_names_the_end_of_its_interval() -> None:
    device = {
        "fields": [field("/use", "electricity_import", kind="interval")],
        "time": {"path": "/from"},
        "options": {"interval_s": 1800, "time_is": "start"},
    }
    decoded = read(device, {"from": "2025-01-01T00:00:00Z", "use": 0.5})
    end = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=30)
    assert decoded.readings == (Reading("electricity_import", 0.5, end, kind=Kind.INTERVAL, interval_s=1800),)


def test_text_in_gbk_nan_and_trailing_zeros_are_read() -> None:
    device = {"fields": [field("/电量", "electricity_import")]}
    assert read(device, '{"电量": 5, "x": NaN}'.encode("gb18030") + b"\0\0").readings == (
        Reading("electricity_import", 5.0),
    )


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xfe\xfa", b'{"a": 1', b"[" * 100_000])
def test_broken_payloads_are_undecodable(payload: bytes) -> None:
    with pytest.raises(Undecodable):
        read({"fields": [field("/e", "water_volume")]}, payload)


def test_a_missing_array_is_undecodable() -> None:
    with pytest.raises(Undecodable, match="no array at /data"):
        read({"records": "/data", "fields": [field("/e", "water_volume")]}, {"e": 1})


@pytest.mark.parametrize(
    ("device", "said"),
    [
        ({}, "needs fields"),
        ({"fields": [field("/e", "water_volume", unit="kWh")]}, "accepted: m3"),
        ({"fields": [field("/e", "water_volume", kind="interval")]}, "interval_s"),
        (
            {"fields": [field("/e", "water_volume")], "options": {"intervall": 1}},
            "unknown option 'intervall'; accepted: interval_s",
        ),
        ({"fields": [field("/e/[x]", "water_volume")]}, r"\[key=value\]"),
        ({"fields": [field("/e", "water_volume")], "options": {"time_is": "middle"}}, "start or end"),
    ],
)
def test_a_device_type_that_cannot_work_is_refused(device: dict[str, Any], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        read(device, {})
