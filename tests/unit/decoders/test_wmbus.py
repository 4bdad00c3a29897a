from datetime import UTC, datetime

import pytest

from campus.config.meter import DeviceType
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.decoders.registry import build_decoder
from collector.formats.wmbus import Record, bcd, crc16_en13757, parse_frame, records
from tests.golden.expectation import LOCAL

ARRIVAL = datetime(2026, 3, 1, tzinfo=UTC)


def frame(body: str, medium: int = 0x07, maker: str = "2D2C") -> bytes:
    inner = b"\x44" + bytes.fromhex(maker) + bytes.fromhex("78563412") + bytes([0x1B, medium]) + bytes.fromhex(body)
    return bytes([len(inner)]) + inner


def with_checksums(plain: bytes) -> bytes:
    blocks = [plain[:10], *(plain[i : i + 16] for i in range(10, len(plain), 16))]
    return b"".join(block + crc16_en13757(block).to_bytes(2, "big") for block in blocks)


def read(data: bytes) -> Decoded:
    return build_decoder(DeviceType(decoder="wmbusmeters"), LOCAL).decode(Message("t", data.hex().encode(), ARRIVAL))


@pytest.mark.parametrize(
    ("body", "quantity", "value", "unit"),
    [
        ("0413 E9640C00", "volume", 812.265, "m3"),
        ("0C13 45238100", "volume", 812.345, "m3"),
        ("0C14 45238100", "volume", 8123.45, "m3"),
        ("0513 00C04A44", "volume", 0.811, "m3"),
        ("0403 A0860100", "energy", 100000.0, "Wh"),
        ("0406 A0860100", "energy", 1e8, "Wh"),
        ("040E A0860100", "energy", 1e11, "J"),
        ("04FB00 0A000000", "energy", 1e6, "Wh"),
        ("04FB09 02000000", "energy", 2e9, "J"),
        ("022B DC05", "power", 1500.0, "W"),
        ("022B 24FA", "power", -1500.0, "W"),
        ("023B 7800", "flow", 0.12, "m3/h"),
        ("0259 1A09", "supply", 23.3, "degC"),
        ("025D 1A09", "return", 23.3, "degC"),
        ("0422 10270000", "on_time", 10000.0, "h"),
        ("02FD48 FA08", "voltage", 229.8, "V"),
        ("03FD59 E02E00", "current", 12.0, "A"),
        ("0E13 563412000000", "volume", 123.456, "m3"),
        ("0713 4001000000000000", "volume", 0.32, "m3"),
    ],
)
def test_records(body: str, quantity: str, value: float, unit: str) -> None:
    (record,) = records(bytes.fromhex(body))
    assert record.quantity == quantity
    assert record.value == pytest.approx(value)
    assert record.unit == unit


@pytest.mark.parametrize(
    "body",
    [
        "4413 00000100",
        "1413 00000100",
        "2413 00000100",
        "8401 13 00000100",
        "0C13 FFFFFFFF",
        "0F 0413 01000000",
        "046D 00000000",
        "04 13 01",
        "04",
        "84",
    ],
)
def test_history_extremes_and_the_unknown_are_no_records(body: str) -> None:
    assert list(records(bytes.fromhex(body))) == []


def test_tariffs_subunits_backflow_and_fillers() -> None:
    found = list(
        records(
            bytes.fromhex(
                "2F2F 841003 01000000 842003 02000000 844003 03000000 04933C 04000000 2F 02 78 0000 0413 05000000"
            )
        )
    )
    assert found == [
        Record("energy", 1.0, "Wh", tariff=1),
        Record("energy", 2.0, "Wh", tariff=2),
        Record("energy", 3.0, "Wh", subunit=1),
        Record("volume", 0.004, "m3", backward=True),
        Record("volume", 0.005, "m3"),
    ]


def test_variable_length_and_plain_text_units_are_passed_over() -> None:
    assert [r.value for r in records(bytes.fromhex("0D78 03 414243 047C 02 5741 01000000 0413 05000000"))] == [
        pytest.approx(0.005)
    ]


def test_bcd_sign() -> None:
    assert bcd(bytes.fromhex("4523F1")) == -12345.0
    assert bcd(bytes.fromhex("4523A1")) is None


@pytest.mark.parametrize("medium", [0x07, 0x16])
def test_a_frame_with_block_checksums(medium: int) -> None:
    plain = frame("7A 2A000000 0413E9640C00 025B0C00 0F0102030405060708", medium)
    assert parse_frame(with_checksums(plain)) == parse_frame(plain)
    reading = read(with_checksums(plain)).readings[0]
    assert (reading.quantity, reading.meter) == ("water_volume", "12345678")
    assert reading.value == pytest.approx(812.265)


@pytest.mark.parametrize(
    ("medium", "quantity"),
    [(0x06, "hot_water_volume"), (0x03, "gas_volume"), (0x04, "heating_water_volume"), (0x16, "water_volume")],
)
def test_the_medium_says_what_the_volume_is(medium: int, quantity: str) -> None:
    assert [r.quantity for r in read(frame("78 0413E9640C00", medium)).readings] == [quantity]


def test_an_electricity_meter_with_tariffs_only() -> None:
    decoded = read(frame("78 841003 E8030000 842003 D0070000 04833C 64000000 022B DC05", 0x02))
    assert {(r.quantity, r.part): round(r.value, 6) for r in decoded.readings} == {
        ("electricity_import", "tariff 1"): 1.0,
        ("electricity_import", "tariff 2"): 2.0,
        ("electricity_export", ""): 0.1,
        ("active_power", ""): 1500.0,
        ("electricity_import", ""): 3.0,
    }


def test_a_long_header_names_the_meter_behind_the_radio() -> None:
    decoded = read(frame("72 44332211 2D2C 1B07 2A 04 0000 0413E9640C00", 0x37))
    assert [(r.quantity, r.meter) for r in decoded.readings] == [("water_volume", "11223344")]
    assert [event.kind for event in decoded.events] == ["low_battery"]


def test_encrypted_and_unreadable_forms_are_events_of_a_living_meter() -> None:
    for body in ("7A 2A001005 00112233445566778899AABBCCDDEEFF", "A0 01020304"):
        decoded = read(frame(body))
        assert decoded.readings == ()
        assert [(event.kind, event.meter) for event in decoded.events] == [("telegram_not_decoded", "12345678")]


@pytest.mark.parametrize("payload", [b"", b"zz", b"abc", b"1E44", b"1E44AE4C99563412680700"])
def test_what_is_no_frame_is_undecodable(payload: bytes) -> None:
    with pytest.raises(Undecodable):
        build_decoder(DeviceType(decoder="wmbusmeters"), LOCAL).decode(Message("t", payload, ARRIVAL))
