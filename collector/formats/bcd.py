"""Packed decimal digits (BCD), least significant byte first, as meters store numbers."""


def read_bcd(raw: bytes) -> int | None:
    """The number, or None where a digit is above 9 (a meter says "no value" so)."""
    digits = raw[::-1].hex()
    return int(digits) if digits.isdecimal() else None


def write_bcd(number: int, size: int) -> bytes:
    """The digits of a number in `size` bytes; a number that does not fit is refused."""
    digits = f"{number:0{2 * size}d}"
    if number < 0 or len(digits) > 2 * size:
        message = f"{number} does not fit into {size} BCD bytes"
        raise ValueError(message)
    return bytes.fromhex(digits)[::-1]
