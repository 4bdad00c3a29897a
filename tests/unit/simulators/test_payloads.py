"""Messages have the shape of the devices they imitate, and decode to the samples of the history."""

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from campus.clock import from_ms, to_ms
from campus.config.load import load_group
from campus.config.meter import DeviceType
from campus.errors import Refused
from collector.decoders.protocol import Message
from collector.decoders.registry import build_decoder, known_decoders
from simulators.configuration import write_group
from simulators.group import demo_group
from simulators.payloads.registry import known_shapes, shape, shape_named
from simulators.stream import Arrival, message_of, samples_of
from tests.unit.simulators.places import local, simulation

PAYLOADS = Path(__file__).resolve().parents[3].parent / "shared" / "payloads"
BEGIN, END = local("2026-03-09T06:00"), local("2026-03-09T12:00")


@cache
def arrivals() -> list[Arrival]:
    return [a for portion in simulation().in_order(to_ms(BEGIN), to_ms(END), 900) for a in portion]


def message(shape_name: str, topic_end: str = "") -> Any:
    found = (a for a in arrivals() if a.sheet.source.shape == shape_name and a.sheet.source.topic.endswith(topic_end))
    return json.loads(message_of(next(found)).payload)


SAMPLES = {
    ("shelly", "em1data:0"): "shelly/gen2_em1data.json",
    ("shelly", "em1:0"): "shelly/gen2_em1_status_export.json",
    ("tasmota", ""): "tasmota/sensor_athom_before_reset.json",
    ("zigbee2mqtt", ""): "zigbee2mqtt/plug_ts011f.json",
    ("wmbusmeters", "SH-W-DORM"): "wmbusmeters/water_iperl_readme_realtime.json",
    ("wmbusmeters", "SH-G-CANTEEN"): "wmbusmeters/gas_elster.json",
    ("chirpstack", "24e124136b100002/event/up"): "chirpstack/v4_up_milesight_em300_di.json",
}


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the payload samples of real devices are not beside this repository")
@pytest.mark.parametrize(("shape_name", "topic_end"), SAMPLES)
def test_every_field_we_send_stands_in_a_real_message_with_the_same_type(shape_name: str, topic_end: str) -> None:
    real = json.loads((PAYLOADS / SAMPLES[shape_name, topic_end]).read_text(encoding="utf-8"))
    assert _unlike(message(shape_name, topic_end), real) == []


def _unlike(ours: Any, real: Any, path: str = "") -> list[str]:
    if isinstance(ours, dict) and isinstance(real, dict):
        missing = [f"{path}/{key}" for key in ours if key not in real]
        return missing + [u for key in ours if key in real for u in _unlike(ours[key], real[key], f"{path}/{key}")]
    number = isinstance(ours, (int, float)) and isinstance(real, (int, float))
    return [] if number or type(ours) is type(real) else [f"{path}: {type(ours)} for {type(real)}"]


def test_a_gateway_batches_its_meters_in_one_message() -> None:
    body = message("gateway_batch", "SH-GW1/data")
    assert sorted(body) == ["data", "gw", "ts"]
    assert [record["id"] for record in body["data"]] == ["000000010001", "000000010002", "000000010003"]
    assert all(sorted(record) == ["id", "kw", "kwh", "u"] for record in body["data"])


def test_the_lorawan_water_meter_tells_its_own_time() -> None:
    decoded = message("ttn")["uplink_message"]["decoded_payload"]
    assert decoded["timestamp_unix"] % 900 == 0
    assert from_ms(decoded["timestamp_unix"] * 1000).strftime("%Y-%m-%dT%H:%M:%SZ") == decoded["timestamp_utc"]


def test_at_least_four_vendors_speak() -> None:
    used = {i.shape for site in demo_group().sites for i in site.instruments}
    assert used == set(known_shapes())
    assert {"shelly", "tasmota", "wmbusmeters", "zigbee2mqtt", "ttn", "chirpstack"} <= used


def test_an_unknown_shape_lists_the_known_ones() -> None:
    with pytest.raises(Refused, match="unknown payload shape 'fax'; known: chirpstack, gateway_batch"):
        shape_named("fax")


def test_a_second_shape_of_a_name_is_refused() -> None:
    with pytest.raises(RuntimeError, match="two payload shapes are called 'shelly'"):
        shape("shelly")(type(known_shapes()["shelly"]))


@pytest.mark.parametrize("meter", [i.id for site in demo_group().sites for i in site.instruments])
def test_messages_decode_to_the_samples_of_the_history(meter: str, tmp_path: Path) -> None:
    config = write_group(tmp_path, demo_group(), first=BEGIN.date(), last=END.date())
    group = load_group(config)
    listed = group.meters[meter]
    device = group.devices.get(listed.decoder) or DeviceType(decoder=listed.decoder, topic=listed.topic)
    if device.decoder not in known_decoders():
        pytest.skip(f"there is no decoder {device.decoder} yet")
    decoder = build_decoder(device, group.zone_of(listed))
    compared = 0
    for arrival in (a for a in arrivals() if meter in a.sheet.source.meters):
        at_ms, topic, payload = message_of(arrival)
        decoded = decoder.decode(Message(topic, payload.encode(), from_ms(at_ms)))
        mine = [r for r in decoded.readings if not listed.device or r.meter == listed.device]
        mine = [r._replace(part="") if r.part == listed.part else r for r in mine]
        told = {r.channel.key: (to_ms(r.time) if r.time else at_ms, r.value) for r in mine}
        (wanted,) = (s for s in samples_of(arrival) if s.meter == meter)
        assert told == {key: (wanted.time_ms, value) for key, value in wanted.values.items()}
        assert decoded.events == ()
        assert decoded.unmapped == ()
        compared += 1
    assert compared >= timedelta(hours=6) / timedelta(minutes=15) * 0.8
