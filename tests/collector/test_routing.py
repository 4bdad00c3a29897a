"""A message finds its meters: by topic, by device in topic or payload, by part, by resource."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from campus.config.meter import DeviceType, FieldMap, Meter, TimeField
from campus.config.model import Campus, Group
from campus.quantity import Resource
from campus.reading import Reading
from collector.mqtt.wire import Arrival
from collector.sorting.batch import Batch
from collector.sorting.intake import Intake
from collector.sorting.routing import Router
from collector.sorting.tally import Tally

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RECEIVED_MS = int(AT.timestamp() * 1000)


def meter(identity: str, resource: str = "electricity", **options: Any) -> Meter:
    return Meter(id=identity, campus="c", resource=Resource(resource), **options)


def group(*meters: Meter, **devices: DeviceType) -> Group:
    return Group(devices=devices, campuses=(Campus(id="c", meters=meters),))


def json_device(*fields: tuple[str, str, str], **options: Any) -> DeviceType:
    return DeviceType(
        decoder="json", fields=tuple(FieldMap(path=p, quantity=q, part=part) for p, q, part in fields), **options
    )


def sort(configured: Group, *messages: tuple[str, bytes]) -> tuple[Batch, Tally]:
    tally = Tally()
    intake = Intake(Router(configured), tally, lambda _topic, _payload: "")
    batch, _ = intake.sort([Arrival(topic, payload, RECEIVED_MS) for topic, payload in messages])
    return batch, tally


def stored(batch: Batch) -> dict[str, dict[str, float]]:
    return {sample.meter: dict(sample.values) for sample in batch.samples}


ENERGY = ("/e", "electricity_import", "")


def test_the_device_stands_in_the_topic() -> None:
    configured = group(
        meter("m1", decoder="acme", device="d1"),
        meter("m2", decoder="acme", device="d2"),
        acme=json_device(ENERGY, topic="acme/{device}/up"),
    )
    batch, _ = sort(configured, ("acme/d2/up", b'{"e": 5}'), ("acme/d1/up", b'{"e": 6}'))
    assert stored(batch) == {"m1": {"electricity_import": 6.0}, "m2": {"electricity_import": 5.0}}


def test_the_device_stands_in_the_message_several_in_one() -> None:
    configured = group(
        meter("m1", decoder="gateway", device="7", topic="gw/1"),
        meter("m2", decoder="gateway", device="8", topic="gw/1"),
        gateway=json_device(ENERGY, records="/meters", device="/id"),
    )
    payload = b'{"meters": [{"id": 7, "e": 1}, {"id": "8", "e": 2}, {"id": "9", "e": 3}]}'
    batch, _ = sort(configured, ("gw/1", payload))
    assert stored(batch) == {"m1": {"electricity_import": 1.0}, "m2": {"electricity_import": 2.0}}
    assert [(q.kind, q.device, q.payload) for q in batch.quarantined] == [("unknown_device", "9", payload)]
    assert [(s.topic, s.device) for s in batch.sightings] == [("gw/1", "9")]


def test_parts_of_one_device_are_meters_of_their_own() -> None:
    fields = (("/a", "electricity_import", "1"), ("/b", "electricity_import", "2"), ("/c", "electricity_import", "3"))
    configured = group(
        meter("a", decoder="box", topic="box", part="1"),
        meter("b", decoder="box", topic="box", part="2"),
        box=json_device(*fields),
    )
    batch, tally = sort(configured, ("box", b'{"a": 1, "b": 2, "c": 3}'), ("box", b'{"a": 4, "b": 5, "c": 6}'))
    assert stored(batch) == {"a": {"electricity_import": 4.0}, "b": {"electricity_import": 5.0}}
    assert [(q.kind, q.reason) for q in batch.quarantined] == [("unmapped", "not mapped: electricity_import[3]")]
    assert tally.counts["unmapped_fields"] == 2


def test_a_meter_takes_what_belongs_to_its_resource() -> None:
    fields = (ENERGY, ("/w", "water_volume", ""), ("/t", "temperature", ""))
    configured = group(
        meter("el", decoder="mixed", topic="x"),
        meter("wa", "water", decoder="mixed", topic="x"),
        meter("hp", "heat_pump", decoder="mixed", topic="x"),
        meter("se", "sensor", decoder="mixed", topic="x"),
        mixed=json_device(*fields),
    )
    batch, _ = sort(configured, ("x", b'{"e": 1, "w": 2, "t": 3}'))
    everything = {"electricity_import": 1.0, "water_volume": 2.0, "temperature": 3.0}
    assert stored(batch) == {
        "el": {"electricity_import": 1.0, "temperature": 3.0},
        "wa": {"water_volume": 2.0, "temperature": 3.0},
        "hp": everything,
        "se": everything,
    }


def test_points_of_a_heat_pump_get_their_places() -> None:
    configured = group(
        meter("hp", "heat_pump", decoder="hp", topic="hp", points={"T1": "tank", "T2": "ambient"}),
        hp=json_device(("/1", "temperature", "T1"), ("/2", "temperature", "T2"), ("/3", "temperature", "T3")),
    )
    batch, _ = sort(configured, ("hp", b'{"1": 55, "2": 7, "3": 1}'))
    assert stored(batch) == {
        "hp": {"temperature[tank]": 55.0, "temperature[ambient]": 7.0, "temperature[T3]": 1.0},
    }


def test_where_patterns_overlap_the_named_device_decides() -> None:
    configured = group(
        meter("m1", decoder="old", device="d1"),
        meter("m2", decoder="new", device="d2"),
        old=json_device(ENERGY, topic="acme/{device}/up"),
        new=json_device(("/energy", "electricity_import", ""), topic="acme/{device}/up"),
    )
    batch, _ = sort(
        configured, ("acme/d1/up", b'{"e": 1}'), ("acme/d2/up", b'{"energy": 2}'), ("acme/d3/up", b'{"e": 3}')
    )
    assert stored(batch) == {"m1": {"electricity_import": 1.0}, "m2": {"electricity_import": 2.0}}
    assert [(q.kind, q.device) for q in batch.quarantined] == [("unknown_device", "d3")]


def test_two_meters_may_share_a_message() -> None:
    configured = group(
        meter("main", decoder="d", topic="t"), meter("check", decoder="d", topic="t"), d=json_device(ENERGY)
    )
    batch, _ = sort(configured, ("t", b'{"e": 1}'))
    assert set(stored(batch)) == {"main", "check"}


def test_one_moment_two_values_are_two_facts() -> None:
    device = json_device(ENERGY, records="/r", time=TimeField(path="/t", format="unix"))
    configured = group(meter("m", decoder="d", topic="t"), d=device)
    at = RECEIVED_MS // 1000
    batch, _ = sort(configured, ("t", b'{"r": [{"t": %d, "e": 1}, {"t": %d, "e": 2}]}' % (at, at)))
    assert sorted(s.values["electricity_import"] for s in batch.samples) == [1.0, 2.0]


def test_a_bad_value_costs_itself_not_the_message() -> None:
    configured = group(meter("m", decoder="d", topic="t"), d=json_device(ENERGY, ("/v", "voltage", "")))
    batch, tally = sort(configured, ("t", b'{"e": -3, "v": 230}'))
    assert stored(batch) == {"m": {"voltage": 230.0}}
    assert [(q.kind, q.reason) for q in batch.quarantined] == [
        ("refused_by_check", "electricity_import = -3 is outside 0 … 1e+12")
    ]
    assert tally.counts["quarantined_refused_by_check"] == 1


def test_a_retained_message_without_a_time_is_no_reading_of_now() -> None:
    tally = Tally()
    configured = group(meter("m", decoder="d", topic="t"), d=json_device(ENERGY))
    intake = Intake(Router(configured), tally, lambda _topic, _payload: "")
    batch, _ = intake.sort([Arrival("t", b'{"e": 1}', RECEIVED_MS, retained=True)])
    assert batch.samples == []
    assert tally.counts["retained_untimed"] == 1


def test_duplicates_are_counted_and_kept_out_by_the_store() -> None:
    configured = group(
        meter("m", decoder="d", topic="t"), d=json_device(ENERGY, time=TimeField(path="/t", format="unix"))
    )
    message = ("t", b'{"e": 1, "t": %d}' % (RECEIVED_MS // 1000))
    _, tally = sort(configured, message, message, message)
    assert tally.counts["duplicates"] == 2


class Broken:
    """A decoder that breaks its promise."""

    def __init__(self, error: Exception | None, *readings: Reading) -> None:
        self.error, self.readings = error, readings

    def decode(self, _message: object) -> Any:
        if self.error:
            raise self.error
        return type("Decoded", (), {"readings": self.readings, "events": (), "unmapped": (), "described": ()})()


@pytest.mark.parametrize(
    "broken",
    [
        Broken(ZeroDivisionError("x")),
        Broken(RecursionError()),
        Broken(None, Reading("electricity_import", 1.0, datetime(2026, 1, 1))),  # noqa: DTZ001 (the point of the case)
        Broken(None, Reading("no_such_quantity", 1.0)),
        Broken(None, Reading("electricity_import", "5")),  # type: ignore[arg-type]  # the point of the case
    ],
    ids=["raises", "recurses", "time_without_zone", "unknown_quantity", "text_for_a_number"],
)
def test_a_decoder_that_misbehaves_costs_one_message(broken: Broken) -> None:
    configured = group(meter("m", decoder="d", topic="t"), d=json_device(ENERGY))
    router = Router(configured)
    (route,) = router.routes("t")
    object.__setattr__(route.reader, "decoder", broken)
    intake = Intake(router, Tally(), lambda _topic, _payload: "")
    batch, _ = intake.sort([Arrival("t", b"{}", RECEIVED_MS)])
    assert batch.samples == []
    assert [q.kind for q in batch.quarantined] == ["undecodable"]
    assert "decoder d failed" in batch.quarantined[0].reason


def test_a_known_topic_is_routed_in_two_microseconds() -> None:
    configured = group(
        *(meter(f"m{n}", decoder="acme", device=f"d{n}") for n in range(500)),
        acme=json_device(ENERGY, topic="acme/{device}/up"),
    )
    router = Router(configured)
    (route,) = router.routes("acme/d77/up")
    reading = Reading("electricity_import", 1.0, AT, "d77")
    assert [t.meter for t in route.targets(reading)] == ["m77"]

    def once() -> float:
        started = time.perf_counter()
        for _ in range(10_000):
            router.routes("acme/d77/up")[0].targets(reading)
        return (time.perf_counter() - started) / 10_000

    assert min(once() for _ in range(20)) < 2e-6


def test_decoders_outlive_a_change_of_the_meter_list() -> None:
    first = Router(group(meter("m", decoder="d", topic="t"), d=json_device(ENERGY)))
    more = group(meter("m", decoder="d", topic="t"), meter("n", decoder="d", topic="u"), d=json_device(ENERGY))
    second = Router(more, first)
    other = Router(group(meter("m", decoder="d", topic="t"), d=json_device(("/x", "electricity_import", ""))), first)
    kept = first.routes("t")[0].reader.decoder
    assert second.routes("u")[0].reader.decoder is kept
    assert other.routes("t")[0].reader.decoder is not kept
