"""Wireless M-Bus telegrams without encryption: frame, header and DIF/VIF records (EN 13757-3, -4)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from collector.decoders.protocol import Undecodable


class Record(NamedTuple):
    """One instantaneous value of the present (storage 0) in base units of `quantity`'s unit."""

    quantity: str
    """energy, volume, power, flow, supply, return, external, pressure, on_time, operating_time, voltage, current."""
    value: float
    unit: str
    tariff: int = 0
    subunit: int = 0
    backward: bool = False


class Frame(NamedTuple):
    """What the header says, and the records; `encrypted` means that there is a body we cannot read."""

    meter: str
    manufacturer: str
    medium: int
    status: int
    encrypted: bool
    records: tuple[Record, ...]


_CRC_POLYNOMIAL = 0x3D65
_FIRST_BLOCK, _BLOCK = 10, 16
_SHORT_HEADER, _LONG_HEADER = frozenset((0x7A, 0x6E)), frozenset((0x72, 0x6F))
_NO_HEADER = frozenset((0x78,))
_LINK_LAYERS = {0x8C: 2, 0x8D: 8, 0x8E: 10, 0x8F: 16}
_IDLE, _MANUFACTURER_DATA = 0x2F, frozenset((0x0F, 0x1F))
_MODE_MASK = 0x1F
_LENGTHS = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 6, 7: 8, 8: 0, 9: 1, 10: 2, 11: 3, 12: 4, 14: 6}
_REAL, _VARIABLE, _LONGEST_BINARY = 5, 13, 0xBF
_PLAIN_TEXT_VIF, _FUNCTION = 0x7C, 0x30


def crc16_en13757(data: bytes) -> int:
    """CRC of the link layer's blocks, inverted at the end."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ _CRC_POLYNOMIAL) & 0xFFFF if crc & 0x8000 else (crc << 1) & 0xFFFF
    return crc ^ 0xFFFF


def parse_frame(data: bytes) -> Frame:
    """Read a frame with or without its block checksums. Raises Undecodable."""
    data = _without_checksums(data)
    if len(data) < 12 or data[0] + 1 != len(data):  # noqa: PLR2004  L, C, M, A, CI
        message = (
            f"{len(data)} bytes do not make the wM-Bus frame of {data[0] + 1 if data else 0} that the length byte says"
        )
        raise Undecodable(message)
    identity = data[2:10]
    control, offset = data[10], 11
    if control in _LINK_LAYERS:
        offset += _LINK_LAYERS[control]
        control, offset = (data[offset], offset + 1) if offset < len(data) else (0, offset)
    status = configuration = 0
    if control in _LONG_HEADER and len(data) >= offset + 12:
        identity = data[offset + 4 : offset + 6] + data[offset : offset + 4] + data[offset + 6 : offset + 8]
        status, configuration = data[offset + 9], int.from_bytes(data[offset + 10 : offset + 12], "little")
        offset += 12
    elif control in _SHORT_HEADER and len(data) >= offset + 4:
        status, configuration = data[offset + 1], int.from_bytes(data[offset + 2 : offset + 4], "little")
        offset += 4
    readable = control in _NO_HEADER | _SHORT_HEADER | _LONG_HEADER
    body = data[offset:]
    mode = (configuration >> 8) & _MODE_MASK
    encrypted = not readable or (mode != 0 and body[:2] != b"\x2f\x2f")
    return Frame(
        meter=identity[2:6][::-1].hex(),
        manufacturer=_manufacturer(identity[:2]),
        medium=identity[7],
        status=status,
        encrypted=encrypted,
        records=() if encrypted else tuple(records(body)),
    )


def _without_checksums(data: bytes) -> bytes:
    if not data or data[0] + 1 == len(data):
        return data
    body, offset, size = bytearray(), 0, _FIRST_BLOCK
    wanted = data[0] + 1
    while len(body) < wanted:
        block = data[offset : offset + min(size, wanted - len(body))]
        check = data[offset + len(block) : offset + len(block) + 2]
        if len(check) != 2 or crc16_en13757(block) != int.from_bytes(check, "big"):  # noqa: PLR2004  two bytes of checksum
            return data
        body += block
        offset += len(block) + 2
        size = _BLOCK
    return bytes(body)


def _manufacturer(code: bytes) -> str:
    number = int.from_bytes(code, "little")
    return "".join(chr(((number >> shift) & 0x1F) + 64) for shift in (10, 5, 0))


class _Dib(NamedTuple):
    """Data information block: what kind of number follows, and of when."""

    code: int
    now: bool
    tariff: int
    subunit: int


def records(body: bytes) -> Iterator[Record]:
    """Instantaneous values of the present; history, maxima, minima and unknown codes are passed over."""
    offset = 0
    while offset < len(body):
        dif = body[offset]
        offset += 1
        if dif == _IDLE:
            continue
        if dif in _MANUFACTURER_DATA:
            return
        dib, offset = _information(body, offset, dif)
        if offset >= len(body):
            return
        vif = body[offset]
        offset += 1
        if vif & 0x7F == _PLAIN_TEXT_VIF:
            offset += 1 + body[offset] if offset < len(body) else 0
        codes, offset = _chain(body, offset, vif)
        size, offset = _size(body, offset, dib.code)
        raw = body[offset : offset + size]
        offset += size
        if len(raw) < size:
            return
        number = _number(dib.code, raw)
        meaning = _vif(vif & 0x7F, [extension & 0x7F for extension in codes])
        if number is not None and meaning is not None and dib.now:
            quantity, factor, unit, backward = meaning
            yield Record(quantity, number * factor, unit, dib.tariff, dib.subunit, backward)


def _information(body: bytes, offset: int, dif: int) -> tuple[_Dib, int]:
    extensions, offset = _chain(body, offset, dif)
    storage, tariff, subunit = (dif >> 6) & 1, 0, 0
    for index, extension in enumerate(extensions):
        storage |= (extension & 0x0F) << (1 + 4 * index)
        tariff |= ((extension >> 4) & 3) << (2 * index)
        subunit |= ((extension >> 6) & 1) << index
    return _Dib(dif & 0x0F, not storage and not dif & _FUNCTION, tariff, subunit), offset


def _size(body: bytes, offset: int, code: int) -> tuple[int, int]:
    if code != _VARIABLE:
        return _LENGTHS.get(code, 0), offset
    if offset >= len(body):
        return 1, offset
    size = body[offset]
    return size if size <= _LONGEST_BINARY else size & 0x0F, offset + 1


def _chain(body: bytes, offset: int, first: int) -> tuple[list[int], int]:
    found: list[int] = []
    current = first
    while current & 0x80 and offset < len(body) and len(found) < 10:  # noqa: PLR2004  the standard's limit
        current = body[offset]
        found.append(current)
        offset += 1
    return found, offset


def _number(code: int, raw: bytes) -> float | None:
    if code in {1, 2, 3, 4, 6, 7}:
        return float(int.from_bytes(raw, "little", signed=True))
    if code == _REAL:
        value: float = struct.unpack("<f", raw)[0]
        return value if value == value and abs(value) < 3.4e38 else None  # noqa: PLR0124, PLR2004  NaN and the type's end
    if code in {9, 10, 11, 12, 14}:
        return bcd(raw)
    return None


def bcd(raw: bytes) -> float | None:
    """Packed decimal digits, least significant byte first; a leading F is the minus sign."""
    digits = raw[::-1].hex()
    sign = -1.0 if digits[:1] == "f" else 1.0
    digits = digits[1:] if sign < 0 else digits
    return sign * int(digits) if digits.isdecimal() else None


_Meaning = tuple[str, float, str, bool]
_HOURS = {0: 1 / 3600, 1: 1 / 60, 2: 1.0, 3: 24.0}
_PRIMARY: tuple[tuple[int, int, str, int, str], ...] = (
    (0x00, 7, "energy", -3, "Wh"), (0x08, 7, "energy", 0, "J"), (0x10, 7, "volume", -6, "m3"),
    (0x28, 7, "power", -3, "W"), (0x30, 7, "power", 0, "J/h"), (0x38, 7, "flow", -6, "m3/h"),
    (0x40, 7, "flow", -7, "m3/min"), (0x48, 7, "flow", -9, "m3/s"), (0x58, 3, "supply", -3, "degC"),
    (0x5C, 3, "return", -3, "degC"), (0x64, 3, "external", -3, "degC"), (0x68, 3, "pressure", -3, "bar"),
)  # fmt: skip
"""First code, mask of the exponent, quantity, exponent of the first code, unit."""
_BACKWARD = 0x3C


def _vif(vif: int, extensions: list[int]) -> _Meaning | None:
    if vif == 0x7B and extensions:  # noqa: PLR2004  first extension table
        return _extended(extensions[0], {0x00: ("energy", 5, "Wh"), 0x08: ("energy", 8, "J"), 0x10: ("volume", 2, "m3"),
                                         0x28: ("power", 5, "W"), 0x30: ("power", 8, "J/h")}, 1)  # fmt: skip
    if vif == 0x7D and extensions:  # noqa: PLR2004  second extension table
        return _extended(extensions[0], {0x40: ("voltage", -9, "V"), 0x50: ("current", -12, "A")}, 15)
    if any(extension != _BACKWARD for extension in extensions):
        return None
    backward = _BACKWARD in extensions
    for first, mask, quantity, exponent, unit in _PRIMARY:
        if vif & ~mask == first:
            return quantity, 10.0 ** (exponent + (vif & mask)), unit, backward
    if vif & ~3 in {0x20, 0x24}:
        return ("on_time" if vif < 0x24 else "operating_time"), _HOURS[vif & 3], "h", backward  # noqa: PLR2004  the next group
    return None


def _extended(code: int, table: dict[int, tuple[str, int, str]], mask: int) -> _Meaning | None:
    found = table.get(code & ~mask)
    return (found[0], 10.0 ** (found[1] + (code & mask)), found[2], False) if found else None
