"""DL/T 645-2007: electricity meters (多功能电能表通信协议)."""

from typing import NamedTuple

from collector.decoders.protocol import Undecodable
from collector.formats.bcd import read_bcd, write_bcd

_MASK = 0x33
_SIGN = 0x80
_START, _END, _WAKE = 0x68, 0x16, 0xFE
_ERROR_BIT = 0x40
_ENERGY_BYTES, _ENERGY_STEP_KWH = 4, 0.01


class _Layout(NamedTuple):
    quantity: str
    part: str
    size: int
    step: float
    """One least significant digit in base units."""
    signed: bool


LAYOUTS: dict[int, _Layout] = {
    0x00000000: _Layout("electricity_import", "combined", 4, 0.01, signed=True),
    0x00010000: _Layout("electricity_import", "", 4, 0.01, signed=False),
    0x00020000: _Layout("electricity_export", "", 4, 0.01, signed=False),
    **{0x02010000 | n << 8: _Layout("voltage", f"L{n}", 2, 0.1, signed=False) for n in (1, 2, 3)},
    **{0x02020000 | n << 8: _Layout("current", f"L{n}", 3, 0.001, signed=True) for n in (1, 2, 3)},
    0x02030000: _Layout("active_power", "", 3, 0.1, signed=True),
    **{0x02030000 | n << 8: _Layout("active_power", f"L{n}", 3, 0.1, signed=True) for n in (1, 2, 3)},
    0x02040000: _Layout("reactive_power", "", 3, 0.1, signed=True),
    0x02060000: _Layout("power_factor", "", 2, 0.001, signed=True),
    0x02800002: _Layout("frequency", "", 2, 0.01, signed=False),
}
"""Data identifier → value. Power is XX.XXXX kW, so one digit is 0.1 W; some vendors use 1 W.

Which way 00010000 counts is verified at commissioning: some vendors label it export.
"""


class Answer(NamedTuple):
    """A frame that a meter sent: its address as printed on it, the identifier and the plain value bytes."""

    address: str
    identifier: int
    data: bytes


def unmask(wire: bytes) -> bytes:
    """Take off the 0x33 that the wire adds to every data byte."""
    return bytes((byte - _MASK) & 0xFF for byte in wire)


def mask(plain: bytes) -> bytes:
    """Put 0x33 on every data byte for the wire."""
    return bytes((byte + _MASK) & 0xFF for byte in plain)


def energy_kwh(plain: bytes) -> float | None:
    """An energy total XXXXXX.XX kWh from its four BCD bytes; the register's modulus is 1 000 000 kWh."""
    number = read_bcd(plain[:_ENERGY_BYTES]) if len(plain) >= _ENERGY_BYTES else None
    return None if number is None else round(number * _ENERGY_STEP_KWH, 2)


def energy_bytes(kwh: float) -> bytes:
    """Write the four BCD bytes of an energy total."""
    return write_bcd(round(kwh / _ENERGY_STEP_KWH), _ENERGY_BYTES)


def value(identifier: int, plain: bytes) -> float | None:
    """A value in the base unit of `LAYOUTS[identifier].quantity`; None for one that is not known or not there."""
    layout = LAYOUTS.get(identifier)
    if layout is None or len(plain) < layout.size:
        return None
    raw = bytearray(plain[: layout.size])
    negative = layout.signed and bool(raw[-1] & _SIGN)
    if negative:
        raw[-1] &= ~_SIGN & 0xFF
    number = read_bcd(bytes(raw))
    return None if number is None else (-number if negative else number) * layout.step


def parse_answer(frame: bytes) -> Answer:
    """Check and open a frame: 68, address, 68, control, length, data, checksum, 16. Raises Undecodable."""
    body = frame.lstrip(bytes([_WAKE]))
    if len(body) < 12 or body[0] != _START or body[7] != _START:  # noqa: PLR2004  the shortest frame
        message = "no DL/T 645 frame"
        raise Undecodable(message)
    end = 10 + body[9]
    if len(body) < end + 2 or body[end + 1] != _END:
        message = f"the DL/T 645 frame is cut off: {len(body)} of {end + 2} bytes"
        raise Undecodable(message)
    if sum(body[:end]) & 0xFF != body[end]:
        message = f"checksum {body[end]:02X} does not fit the frame ({sum(body[:end]) & 0xFF:02X})"
        raise Undecodable(message)
    plain = unmask(body[10:end])
    if body[8] & _ERROR_BIT or len(plain) < 4:  # noqa: PLR2004  an identifier has four bytes
        message = "the meter answered with an error"
        raise Undecodable(message)
    return Answer(body[6:0:-1].hex(), int.from_bytes(plain[:4], "little"), plain[4:])
