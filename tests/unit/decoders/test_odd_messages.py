"""Messages that are odd but real: cut off, without a unit in the name, with times as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from campus.config.meter import DeviceType, TimeField
from campus.errors import Misconfigured
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.decoders.registry import build_decoder
from collector.formats.moments import from_iso, parser
from collector.formats.sparkplug_payload import Payload
from collector.formats.vocabulary import meaning

SHANGHAI = ZoneInfo("Asia/Shanghai")
ARRIVAL = datetime(2026, 3, 1, tzinfo=UTC)


def decoded(name: str, topic: str, payload: bytes) -> Decoded:
    return build_decoder(DeviceType(decoder=name), SHANGHAI).decode(Message(topic, payload, ARRIVAL))


def values(found: Decoded) -> dict[tuple[str, str], float]:
    return {(reading.quantity, reading.part): reading.value for reading in found.readings}


def test_a_telegram_cut_between_its_tariffs_is_no_smaller_total() -> None:
    whole = b"/ISK5\\2M550\r\n\r\n1-0:1.8.1(000158.014*kWh)\r\n1-0:1.8.2(000156.910*kWh)\r\n"
    with pytest.raises(Undecodable, match="cut off"):
        decoded("dsmr_p1", "p1/telegram", whole[:-20])
    assert values(decoded("dsmr_p1", "p1/telegram", whole + b"!\r\n"))["electricity_import", ""] == pytest.approx(
        314.924
    )


def test_lines_without_the_frame_of_a_telegram_are_read() -> None:
    found = decoded("dsmr_p1", "p1/telegram", b"1-0:1.8.0(000158.014*kWh)\r\n")
    assert values(found) == {("electricity_import", ""): 158.014}


def test_a_gas_meter_never_read_has_no_zero() -> None:
    telegram = (
        b"/KFM5KAIFA-METER\r\n\r\n1-0:1.8.0(000100.000*kWh)\r\n"
        b"0-1:24.1.0(003)\r\n0-1:24.2.1(632525252525S)(00000.000)\r\n!\r\n"
    )
    found = decoded("dsmr_p1", "p1/telegram", telegram)
    assert values(found) == {("electricity_import", ""): 100.0}
    assert [event.kind for event in found.events] == ["no_reading"]


def test_a_heat_meter_calls_its_water_by_the_name_of_the_heat() -> None:
    telegram = b"""{"media": "heat", "meter": "hydrocalm3", "id": "1", "total_heating_kwh": 5, "total_cooling_kwh": 1,
        "total_heating_m3": 3, "total_cooling_m3": 2, "volume_flow_lph": 100}"""
    found = decoded("wmbusmeters", "wmbusmeters/heat", telegram)
    assert values(found) == {
        ("heat_energy", ""): 5.0,
        ("cooling_energy", ""): 1.0,
        ("heating_water_volume", ""): 3.0,
        ("flow", "heating circuit"): pytest.approx(0.1),
    }
    assert found.events == ()


def test_the_time_of_a_zigbee_device_is_no_measurement() -> None:
    found = decoded("zigbee2mqtt", "zigbee2mqtt/plug", b'{"power": 5, "linkquality": 9, "last_seen": 1772323200123}')
    assert found.unmapped == ()
    assert found.readings[0].time == datetime(2026, 3, 1, 0, 0, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "unit", "quantity"),
    [
        ("Power", "W", "active_power"),
        ("energy", "MWh", "electricity_import"),
        ("flow", "L/h", "flow"),
        ("heat energy", "GJ", "heat_energy"),
        ("energy today", "kWh", None),
        ("Power", "kWh", None),
        ("total", "kWh", None),
        ("setpoint", "W", None),
    ],
)
def test_a_name_and_a_unit_that_stand_apart_say_what_they_say_together(
    name: str, unit: str, quantity: str | None
) -> None:
    found = meaning(name, unit)
    assert (found.quantity if found else None) == quantity


def test_sparkplug_metrics_with_an_engineering_unit_need_no_field_map() -> None:
    payload = Payload()
    payload.timestamp = 1_772_323_200_000
    for name, datatype, unit in (("Energy/Import", 10, "kWh"), ("Power", 3, "W"), ("Setpoint", 3, "W")):
        metric = payload.metrics.add()
        metric.name, metric.datatype = name, datatype
        if datatype == 10:
            metric.double_value = 1234.5
        else:
            metric.int_value = 2**32 - 500
        metric.properties.keys.append("engUnit")
        metric.properties.values.add().string_value = unit
    found = decoded("sparkplug_b", "spBv1.0/g/DBIRTH/edge/m1", payload.SerializeToString())
    assert values(found) == {("electricity_import", ""): 1234.5, ("active_power", ""): -500.0}
    assert found.unmapped == ("Setpoint",)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026/3/1 8:00", "2026-03-01T00:00:00+00:00"),
        ("2026-3-1 8:05:09", "2026-03-01T00:05:09+00:00"),
        ("2026年3月1日 8时5分", "2026-03-01T00:05:00+00:00"),
        ("2026年3月1日 08:05:09", "2026-03-01T00:05:09+00:00"),
        ("2026年3月1日8时5分9秒", "2026-03-01T00:05:09+00:00"),
        ("2026.3.1 08:00", "2026-03-01T00:00:00+00:00"),
        ("2026-02-28 24:00:00", "2026-02-28T16:00:00+00:00"),
        ("2025-12-31T24:00Z", "2026-01-01T00:00:00+00:00"),
        ("2026-3-1 8:00:00.5 +08:00", "2026-03-01T00:00:00.500000+00:00"),
        ("2026-02-28 24:01", None),
        ("2026-2-30 8:00", None),
        ("2026-3-1 25:00", None),
    ],
)
def test_times_as_people_set_them_in_gateways(text: str, utc: str | None) -> None:
    if utc is None:
        with pytest.raises(ValueError, match=r".+"):
            from_iso(text, SHANGHAI)
    else:
        assert from_iso(text, SHANGHAI).astimezone(UTC).isoformat() == utc


@pytest.mark.parametrize("zone", ["America", "../etc", "Beijing", "a\0b"])
def test_a_zone_that_is_none_is_refused_also_where_it_is_a_folder(zone: str) -> None:
    with pytest.raises(Misconfigured, match="time zone"):
        parser(TimeField(path="/t", zone=zone), SHANGHAI)
