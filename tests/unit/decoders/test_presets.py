"""What presets do beyond the golden messages: state between messages, broken input, other firmware."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campus.config.meter import DeviceType, FieldMap, TimeField
from campus.errors import Misconfigured, Refused
from campus.reading import Reading
from collector.decoders.dsmr_p1 import crc16_arc
from collector.decoders.protocol import Decoded, Decoder, Message, Undecodable
from collector.decoders.recognise import device_in_topic, pattern_for, recognise
from collector.decoders.registry import build_decoder, known_decoders
from collector.formats.sparkplug_payload import Payload
from tests.golden.expectation import LOCAL

ARRIVAL = datetime(2026, 3, 1, tzinfo=UTC)
Values = dict[tuple[str, str], float]


def build(name: str, *fields: dict[str, Any], **options: Any) -> Decoder:
    return build_decoder(DeviceType.model_validate({"decoder": name, "fields": fields, "options": options}), LOCAL)


def send(decoder: Decoder, topic: str, payload: Any, after_s: float = 0) -> Decoded:
    raw = (
        payload
        if isinstance(payload, bytes)
        else payload.encode()
        if isinstance(payload, str)
        else json.dumps(payload).encode()
    )
    return decoder.decode(Message(topic, raw, ARRIVAL + timedelta(seconds=after_s)))


def values(decoded: Decoded) -> Values:
    return {(r.quantity, r.part): round(r.value, 9) for r in decoded.readings}


def kinds(decoded: Decoded) -> list[str]:
    return [event.kind for event in decoded.events]


def telegram(*lines: str) -> bytes:
    body = ("/XYZ5TEST\r\n\r\n" + "".join(f"{line}\r\n" for line in lines) + "!").encode()
    return body + f"{crc16_arc(body):04X}\r\n".encode()


def test_crc16_arc_of_the_check_string() -> None:
    assert crc16_arc(b"123456789") == 0xBB3D


def test_a_telegram_with_a_wrong_checksum_is_refused() -> None:
    good = telegram("1-0:1.8.0(000123.456*kWh)")
    assert values(send(build("dsmr_p1"), "t", good)) == {("electricity_import", ""): 123.456}
    assert values(send(build("dsmr_p1"), "t", good.replace(b"\r\n", b"\n"))) == {("electricity_import", ""): 123.456}
    with pytest.raises(Undecodable, match="checksum"):
        send(build("dsmr_p1"), "t", good.replace(b"123.456", b"123.457"))


def test_a_telegram_of_another_country() -> None:
    lines = (
        "0-0:1.0.0(260301080000S)",
        "1-0:1.8.0(001000.5*kWh)",
        "1-0:16.7.0(-00.500*kW)",
        "1-0:32.7.0(231.0*V)",
        "0-1:24.1.0(003)",
        "0-1:24.2.3(260301075500S)(00012.345*m3)",
        "0-2:24.1.0(007)",
        "0-2:24.2.1(260301070000W)(00004.5*m3)",
        "0-3:24.1.0(012)",
        "0-3:24.2.1(260301070000W)(1.5*GJ)",
    )
    found = {(r.quantity, r.meter): r for r in send(build("dsmr_p1"), "t", telegram(*lines)).readings}
    assert found["active_power", None].value == -500
    assert found["electricity_import", None].time == datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert found["gas_volume", "M-Bus 1"].time == datetime(2026, 3, 1, 5, 55, tzinfo=UTC)
    assert found["water_volume", "M-Bus 2"].value == 4.5
    assert found["heat_energy", "M-Bus 3"].value == pytest.approx(416.6666667)


def metric(alias: int | None = None, name: str = "", **value: Any) -> dict[str, Any]:
    return {k: v for k, v in {"alias": alias, "name": name, **value}.items() if v is not None and v != ""}


def sparkplug(*metrics: dict[str, Any], timestamp: int = 1735689600000) -> bytes:
    data: bytes = Payload(timestamp=timestamp, metrics=metrics).SerializeToString()
    return data


ENERGY = {"path": "kWh", "quantity": "electricity_import"}


def test_a_birth_gives_aliases_their_names_and_delivers_what_waited() -> None:
    decoder = build("sparkplug_b", ENERGY)
    with pytest.raises(Undecodable, match="alias 4 of g/e/d: no birth"):
        send(decoder, "spBv1.0/g/DDATA/e/d", sparkplug(metric(4, double_value=10.0)))
    born = send(
        decoder,
        "spBv1.0/g/DBIRTH/e/d",
        sparkplug(metric(4, "kWh", double_value=11.0, datatype=10), timestamp=1735689660000),
    )
    assert [(r.value, r.meter) for r in born.readings] == [(10.0, "e/d"), (11.0, "e/d")]
    later = send(decoder, "spBv1.0/g/DDATA/e/d", sparkplug(metric(4, double_value=12.0)))
    assert [r.value for r in later.readings] == [12.0]
    with pytest.raises(Undecodable, match="no birth"):
        send(decoder, "spBv1.0/g/DDATA/e/other", sparkplug(metric(4, double_value=10.0)))


def test_a_new_birth_may_change_what_an_alias_means() -> None:
    decoder = build("sparkplug_b", ENERGY)
    send(decoder, "spBv1.0/g/NBIRTH/e", sparkplug(metric(1, "kWh", double_value=1.0)))
    send(
        decoder,
        "spBv1.0/g/NBIRTH/e",
        sparkplug(metric(1, "other", double_value=1.0), metric(2, "kWh", double_value=2.0)),
    )
    decoded = send(decoder, "spBv1.0/g/NDATA/e", sparkplug(metric(1, double_value=77.0), metric(2, double_value=3.0)))
    assert [r.value for r in decoded.readings] == [3.0]
    assert decoded.unmapped == ("other",)


def test_a_death_takes_the_aliases_with_it() -> None:
    decoder = build("sparkplug_b", ENERGY)
    send(decoder, "spBv1.0/g/DBIRTH/e/d", sparkplug(metric(1, "kWh", double_value=1.0)))
    assert kinds(send(decoder, "spBv1.0/g/NDEATH/e", b"")) == ["device_offline"]
    with pytest.raises(Undecodable, match="no birth"):
        send(decoder, "spBv1.0/g/DDATA/e/d", sparkplug(metric(1, double_value=2.0)))


def test_signed_integers_units_and_broken_text() -> None:
    decoder = build("sparkplug_b", {"path": "T", "quantity": "temperature"})
    negative = metric(name="T", int_value=0xFFFB, datatype=2)
    unit = {"keys": ["engUnit"], "values": [{"type": 12, "string_value": "Wh"}]}
    decoded = send(
        decoder,
        "spBv1.0/g/NDATA/e",
        sparkplug(negative, metric(name="Energy total_energy", long_value=5000, datatype=8)),
    )
    assert values(decoded) == {("temperature", ""): -5.0}
    known = send(
        decoder, "spBv1.0/g/NDATA/e", sparkplug(metric(name="meter/TotalEnergy_Wh", long_value=5000, properties=unit))
    )
    assert values(known) == {("electricity_import", ""): 5.0}
    assert send(decoder, "spBv1.0/g/NDATA/e", b"\x12\x0e\x0a\x03\xff\xfe\xfd" + b"\x69" + b"\0" * 8).readings == ()


@pytest.mark.parametrize("topic", ["spBv1.0/g/DDATA/e/d", "other/topic"])
def test_what_is_no_sparkplug_is_undecodable(topic: str) -> None:
    with pytest.raises(Undecodable):
        send(build("sparkplug_b"), topic, b"\xff\xff\xff")


def test_a_camera_value_waits_for_its_error_topic_and_only_its_own() -> None:
    decoder = build("ai_on_the_edge", unit="L", quantity="gas_volume")
    assert send(decoder, "a/main/value", "1500").readings == ()
    assert send(decoder, "b/main/error", "no error").readings == ()
    assert values(send(decoder, "a/main/error", "no error")) == {("gas_volume", ""): 1.5}
    assert send(decoder, "a/main/error", "no error").readings == ()


def test_three_phases_make_a_whole_only_while_they_are_fresh() -> None:
    decoder = build("shelly")
    base = "shellies/shellyem3-1/emeter"
    send(decoder, f"{base}/0/total", "1000")
    send(decoder, f"{base}/1/total", "2000", 1)
    assert values(send(decoder, f"{base}/2/total", "3000", 2)) == {
        ("electricity_import", "L3"): 3.0,
        ("electricity_import", ""): 6.0,
    }
    assert values(send(decoder, f"{base}/2/total", "3100", 300)) == {("electricity_import", "L3"): 3.1}


@pytest.mark.parametrize(
    ("device", "payload", "expected"),
    [
        ("shellyplus2pm-1", {"switch:1": {"aenergy": {"total": 500.0}}}, {("electricity_import", "channel 1"): 0.5}),
        ("shellyplus2pm-1", {"switch:0": {"apower": 5}}, {("active_power", "channel 0"): 5.0}),
        (
            "shellypmmini-1",
            {"pm1:0": {"apower": 5, "aenergy": {"total": 10}}},
            {("active_power", ""): 5.0, ("electricity_import", ""): 0.01},
        ),
        ("shellyflood-1", {"flood:0": {"alarm": True}}, {("leak_state", ""): 1.0}),
        ("shellyplus1-1", {"sys": {"uptime": 5}, "switch:0": {"output": False, "apower": None}}, {}),
    ],
)
def test_components_of_shelly_status(device: str, payload: dict[str, Any], expected: Values) -> None:
    message = {"src": device, "method": "NotifyStatus", "params": {"ts": 1735689600, **payload}}
    assert values(send(build("shelly"), f"{device}/events/rpc", message)) == expected


def test_milesight_and_axioma_bytes_without_a_codec() -> None:
    milesight = {
        "deviceInfo": {"deviceProfileName": "Milesight EM300-SLD", "devEui": "24e124aa"},
        "fPort": 85,
        "data": base64.b64encode(bytes.fromhex("017564 0367C000 046859 050001")).decode(),
    }
    decoded = send(build("chirpstack"), "application/1/device/24e124aa/event/up", milesight)
    assert values(decoded) == {
        ("battery_level", ""): 100.0,
        ("temperature", "room"): 19.2,
        ("humidity", ""): 44.5,
        ("leak_state", ""): 1.0,
    }
    steps = 14 << (14 * 5) | 8 << (14 * 6)
    frame = (
        b"\x01"
        + (1735689600).to_bytes(4, "little")
        + b"\0"
        + (5938).to_bytes(4, "little")
        + steps.to_bytes(41, "little")
    )
    uplink = {
        "f_port": 100,
        "frm_payload": base64.b64encode(frame).decode(),
        "version_ids": {"brand_id": "axioma"},
    }
    water = send(
        build("ttn"), "v3/a@t/devices/w1/up", {"end_device_ids": {"device_id": "w1"}, "uplink_message": uplink}
    )
    assert water.readings == (Reading("water_volume", 5.96, datetime(2025, 1, 1, tzinfo=UTC)),)
    unknown = {"deviceInfo": {"deviceProfileName": "X"}, "data": "AAEC", "fPort": 1}
    assert kinds(send(build("chirpstack"), "application/1/device/2/event/up", unknown)) == ["payload_not_decoded"]


def test_other_events_of_lorawan_servers_are_no_poison() -> None:
    assert send(build("ttn"), "v3/a@t/devices/d/join", {"end_device_ids": {}, "join_accept": {}}) == Decoded()
    assert send(build("chirpstack"), "application/1/device/2/event/join", {"devAddr": "00"}) == Decoded()
    battery = send(build("chirpstack"), "application/1/device/2/event/status", {"margin": 5, "batteryLevel": 81.5})
    assert values(battery) == {("battery_level", ""): 81.5}


def test_a_meter_flag_is_an_event_when_it_is_set() -> None:
    payload = {"object": {"volume_m3": 12.5, "leakage": True, "low_battery": False, "temperature": 9}, "deviceInfo": {}}
    decoded = send(build("chirpstack"), "application/1/device/2/event/up", payload)
    assert values(decoded) == {("water_volume", ""): 12.5, ("temperature", "room"): 9.0}
    assert kinds(decoded) == ["leak"]


def test_configured_fields_win_over_what_a_preset_says() -> None:
    decoder = build(
        "zigbee2mqtt",
        {"path": "/energy", "quantity": "electricity_import", "unit": "Wh"},
        {"path": "/pulses", "quantity": "water_volume", "unit": "L"},
    )
    decoded = send(decoder, "zigbee2mqtt/x", {"energy": 2500, "pulses": 40, "other": 1})
    assert values(decoded) == {("electricity_import", ""): 2.5, ("water_volume", ""): 0.04}
    assert decoded.unmapped == ("/other",)


@pytest.mark.parametrize(
    ("name", "topic", "payload", "expected"),
    [
        (
            "homewizard",
            "homewizard/w",
            {"total_liter_m3": 12.5, "active_liter_lpm": 3, "wifi_strength": 50},
            {("water_volume", ""): 12.5, ("flow", ""): 0.18},
        ),
        (
            "homewizard",
            "homewizard/2",
            {"energy_import_kwh": 5, "power_w": -3, "timestamp": "2026-02-01T10:00:00"},
            {("electricity_import", ""): 5.0, ("active_power", ""): -3.0},
        ),
        ("victron", "N/p/battery/5/Dc/0/Power", {"value": 250}, {("storage_power", ""): -250.0}),
        ("victron", "N/p/settings/0/Settings/X", {"value": 7}, {}),
        (
            "ems_esp",
            "ems-esp/boiler_data_dhw",
            {"curtemp": 51.5, "nrg": 1200},
            {("temperature", "tank"): 51.5, ("heat_energy", "hot water"): 1200.0},
        ),
        ("ems_esp", "ems-esp/boiler_data", {"outdoortemp": -3276.8}, {}),
        (
            "tasmota",
            "tele/p/SENSOR",
            {"Time": "2026-02-01T10:00:00", "ENERGY": {"Total": None, "Power": 3}},
            {("active_power", ""): 3.0},
        ),
        (
            "tasmota",
            "tele/p/SENSOR",
            {"DS18B20": {"Id": "01", "Temperature": 44.5}, "AM2301": {"Temperature": 21.0, "Humidity": 40.0}},
            {("temperature", "DS18B20"): 44.5, ("temperature", "room"): 21.0, ("humidity", ""): 40.0},
        ),
        (
            "zigbee2mqtt",
            "zigbee2mqtt/leak",
            {"water_leak": True, "battery": 90, "voltage": 2900},
            {("leak_state", ""): 1.0, ("battery_level", ""): 90.0, ("battery_voltage", ""): 2.9},
        ),
        ("zigbee2mqtt", "zigbee2mqtt/door", {"contact": False}, {("door_state", ""): 1.0}),
        (
            "zigbee2mqtt",
            "zigbee2mqtt/m3",
            {"power_phase_a": 1, "power_phase_b": 2, "power_phase_c": 3},
            {
                ("active_power", "L1"): 1.0,
                ("active_power", "L2"): 2.0,
                ("active_power", "L3"): 3.0,
                ("active_power", ""): 6.0,
            },
        ),
        (
            "heishamon",
            "panasonic_heat_pump/json",
            {"heatpump": [{"Name": "DHW_Temp", "Value": "-78"}, 5], "s0": [{"S0 port": 1, "Watt": 10}, 7]},
            {("active_power", "S0 port 1"): 10.0},
        ),
        (
            "openenergymonitor",
            "emon/pi",
            {"power1": 5, "vrms": 230.5, "t1": 300},
            {("active_power", "power1"): 5.0, ("voltage", "vrms"): 230.5},
        ),
        (
            "wmbusmeters",
            "w/x",
            {
                "media": "room sensor",
                "meter": "lansenth",
                "id": "1",
                "current_temperature_c": 21.5,
                "current_relative_humidity_rh": 43,
            },
            {("temperature", "room"): 21.5, ("humidity", ""): 43.0},
        ),
        ("telegraf", "telegraf/h/x", "modbus,host=h energy=5 1735689600000000000", {}),
    ],
)
def test_other_meters_and_firmware(name: str, topic: str, payload: Any, expected: Values) -> None:
    assert values(send(build(name), topic, payload)) == expected


@pytest.mark.parametrize(
    ("name", "topic", "payload"),
    [
        ("tasmota", "tele/p/LWT", "Offline"),
        ("shelly", "shellyplus1-1/online", "false"),
        ("shelly", "shellies/shelly1-1/online", "false"),
        ("zigbee2mqtt", "zigbee2mqtt/x/availability", '{"state":"offline"}'),
    ],
)
def test_a_device_that_leaves_says_so(name: str, topic: str, payload: str) -> None:
    assert kinds(send(build(name), topic, payload)) == ["device_offline"]


def test_an_unknown_decoder_or_option_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refused, match=r"known: .*chirpstack.*zigbee2mqtt"):
        build("nobody")
    with pytest.raises(Misconfigured, match="unknown option 'x'"):
        build("shelly", x=1)


@pytest.mark.parametrize(
    "device",
    [
        DeviceType(decoder="shelly", records="/list"),
        DeviceType(decoder="tasmota", time=TimeField(path="/Time")),
        DeviceType(decoder="number", device="/sn", fields=(FieldMap(path="", quantity="voltage"),)),
        DeviceType(decoder="line_protocol", records="/x", fields=(FieldMap(path="v", quantity="voltage"),)),
    ],
)
def test_what_a_decoder_would_ignore_is_refused(device: DeviceType) -> None:
    with pytest.raises(Misconfigured, match="has no use for"):
        build_decoder(device, LOCAL)


def test_registered_names() -> None:
    assert set(known_decoders()) == {
        "json", "number", "line_protocol", "ai_on_the_edge", "chirpstack", "cn_acrel", "cn_cet", "dsmr_p1", "ems_esp",
        "esphome", "heishamon", "homewizard", "openenergymonitor", "shelly", "sma_sbfspot", "sparkplug_b", "tasmota",
        "telegraf", "ttn", "victron", "vzlogger", "wmbusmeters", "zigbee2mqtt",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("topic", "payload", "name"),
    [
        ("anything", b'{"_":"telegram","meter":"x","id":"1","media":"water"}', "wmbusmeters"),
        ("x/y", b'{"StatusSNS":{"Time":"2026-01-01T00:00:00"}}', "tasmota"),
        ("x/y", b"/ISK5TEST\r\n\r\n1-0:1.8.0(0001*kWh)\r\n!\r\n", "dsmr_p1"),
        ("x/y", b"cpu,host=a v=1 1735689600000000000", "telegraf"),
        ("x/y", b'{"e": 1}', None),
        ("x/y", b"12.5", None),
        ("x/y", b"hello world", None),
        ("spBv1.0/g/DDATA/e/d", b"\0", "sparkplug_b"),
    ],
)
def test_recognition(topic: str, payload: bytes, name: str | None) -> None:
    assert recognise(topic, payload) == name


def test_the_topic_of_a_recognised_message_names_the_device() -> None:
    topic = "application/7/device/24e124aa/event/up"
    assert device_in_topic("chirpstack", topic) == "24e124aa"
    assert pattern_for("chirpstack", topic) == "application/{application}/device/{device}/event/{event}"
    assert device_in_topic("chirpstack", "x") is None
