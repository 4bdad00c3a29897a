"""Values of DL/T 645 and CJ/T 188, each worked out by hand from the layout in the standard."""

import pytest

from collector.decoders.protocol import Undecodable
from collector.formats import cjt188, dlt645
from collector.formats.bcd import read_bcd, write_bcd
from collector.formats.vocabulary import meaning

ENERGY = 0x00010000


@pytest.mark.parametrize(
    ("kwh", "bcd", "wire"), [(999950.25, "25 50 99 99", "58 83 CC CC"), (120.75, "75 20 01 00", "A8 53 34 33")]
)
def test_dlt645_energy(kwh: float, bcd: str, wire: str) -> None:
    plain = bytes.fromhex(bcd)
    assert dlt645.energy_bytes(kwh) == plain
    assert dlt645.mask(plain) == bytes.fromhex(wire)
    assert dlt645.unmask(bytes.fromhex(wire)) == plain
    assert dlt645.energy_kwh(plain) == pytest.approx(kwh, rel=1e-9)


@pytest.mark.parametrize(
    ("identifier", "data", "value"),
    [
        (0x02010100, "05 23", 230.5),
        (0x02020100, "34 12 00", 1.234),
        (0x02020100, "34 12 80", -1.234),
        (0x02030000, "00 25 01", 1250.0),
        (0x02030000, "00 25 81", -1250.0),
        (0x02060000, "85 09", 0.985),
        (0x02800002, "02 50", 50.02),
        (ENERGY, "FF FF FF FF", None),
        (0x02010100, "05", None),
        (0x04000401, "00", None),
    ],
)
def test_dlt645_values(identifier: int, data: str, value: float | None) -> None:
    read = dlt645.value(identifier, bytes.fromhex(data))
    assert read == (None if value is None else pytest.approx(value))


def frame(data: bytes, control: int = 0x91) -> bytes:
    body = b"\x68" + bytes.fromhex("123456789012")[::-1] + b"\x68" + bytes([control, len(data)]) + dlt645.mask(data)
    return b"\xfe\xfe\xfe\xfe" + body + bytes([sum(body) & 0xFF, 0x16])


def test_dlt645_answer() -> None:
    answer = dlt645.parse_answer(frame(ENERGY.to_bytes(4, "little") + bytes.fromhex("75200100")))
    assert answer == dlt645.Answer("123456789012", ENERGY, bytes.fromhex("75200100"))
    assert dlt645.value(answer.identifier, answer.data) == pytest.approx(120.75)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (frame(b"\0\0\1\0abcd")[:-3], "cut off"),
        (frame(b"\0\0\1\0abcd")[:-2] + b"\0\x16", "checksum"),
        (frame(b"\2", 0xD1), "error"),
        (b"hello", "no DL/T 645 frame"),
    ],
)
def test_dlt645_broken_frames(broken: bytes, said: str) -> None:
    with pytest.raises(Undecodable, match=said):
        dlt645.parse_answer(broken)


@pytest.mark.parametrize(
    ("data", "value", "unit"),
    [
        ("78 56 34 12 2C", 123456.78, "m3"),
        ("00 00 01 00 29", 0.1, "m3"),
        ("00 10 00 00 05", 10.0, "kWh"),
        ("00 01 00 00 11", 277.7777777777778, "kWh"),
        ("50 00 00 00 35", 0.5, "m3/h"),
        ("00 05 00 00 17", 5000.0, "W"),
    ],
)
def test_cjt188_totals(data: str, value: float, unit: str) -> None:
    total = cjt188.total(bytes.fromhex(data))
    assert total is not None
    assert total.value == pytest.approx(value, abs=1e-6)
    assert total.unit == unit


def test_cjt188_decimals_media_and_no_value() -> None:
    three = cjt188.total(bytes.fromhex("78 56 34 12 2C"), decimals=3)
    assert three is not None
    assert three.value == pytest.approx(12345.678)
    assert cjt188.total(bytes.fromhex("FF FF FF FF 2C")) is None
    assert cjt188.total(bytes.fromhex("78 56 34 12 77")) is None
    assert cjt188.total(b"\1\2") is None
    assert [cjt188.medium_quantity(code) for code in (0x10, 0x11, 0x20, 0x30, 0x99)] == [
        "water_volume", "hot_water_volume", "heat_energy", "gas_volume", None,
    ]  # fmt: skip


def test_bcd_is_its_own_inverse() -> None:
    assert all(read_bcd(write_bcd(number, 4)) == number for number in (0, 7, 99, 12345678, 99999999))
    with pytest.raises(ValueError, match="does not fit"):
        write_bcd(100_000_000, 4)


@pytest.mark.parametrize(
    ("name", "quantity", "part"),
    [
        ("A相电流", "current", "L1"),
        ("C相有功功率", "active_power", "L3"),
        ("正向有功总电能", "electricity_import", ""),
        ("反向有功电能", "electricity_export", ""),
        ("总有功功率", "active_power", ""),
        ("正向无功电能", "reactive_energy_import", ""),
        ("累计流量", "water_volume", ""),
        ("瞬时流量", "flow", ""),
        ("燃气累计用量", "gas_volume", ""),
        ("功率因数", "power_factor", ""),
        ("温度", "temperature", "room"),
    ],
)
def test_chinese_point_names(name: str, quantity: str, part: str) -> None:
    found = meaning(name)
    assert found is not None
    assert (found.quantity, found.part) == (quantity, part)


@pytest.mark.parametrize("name", ["电压越限", "1#变压器A相电流", "剩余金额", "需量", "今日用电量"])
def test_names_that_say_nothing_for_certain(name: str) -> None:
    assert meaning(name) is None
