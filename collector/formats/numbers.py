"""Numbers as devices write them: "12,5", "30.11 °C", "1 234.5", "nan", true, "ON"."""

import re
from typing import NamedTuple

_NO_READING = """null nil none nan -nan +nan n/a na unavailable unknown undefined - -- ---"""
NOTHING = frozenset(("", *_NO_READING.split()))
"""Words by which a device says that it has no reading."""

STATE_QUANTITIES = frozenset(("leak_state", "door_state", "digital_input"))
"""Quantities that true and false, on and off, open and closed are values of."""

_STATE_WORDS = {
    **dict.fromkeys(
        ("true", "on", "open", "opened", "yes", "leak", "leaking", "leakage", "wet", "alarm", "active"), 1.0
    ),
    **dict.fromkeys(("false", "off", "closed", "close", "no", "dry", "normal", "ok", "inactive", "clear"), 0.0),
    **dict.fromkeys(("1", "high", "detected"), 1.0),
    **dict.fromkeys(("0", "low", "not detected", "no leak", "no_leak"), 0.0),
}
_LARGEST = 1.7e308
_TEXT = re.compile(r"\s*([-+]?[0-9.,\u00a0' ]*[0-9.,](?:[eE][-+]?[0-9]{1,4})?)\s*(.*?)\s*", re.DOTALL)
_LONGEST = 64
_GROUP_COMMA = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_GROUP_DOT = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|[-+]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_AMBIGUOUS = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+")
_PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")


class Number(NamedTuple):
    """A number and the unit written behind it, if any."""

    value: float
    unit: str = ""


class Unreadable(ValueError):
    """Text that is neither a number nor a word for nothing, or a number that can be read two ways."""


def finite(value: float) -> float | None:
    """The value as float, or None where it is NaN, infinite or too large."""
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if -_LARGEST < number < _LARGEST else None


def read_number(value: object) -> Number | None:
    """A JSON value as a number; None where the device says it has none.

    A decimal comma is taken where it can be nothing else ("12,5", "0,125", "1.234,5"); "12,345" may
    be either and is refused. Raises Unreadable.
    """
    kind = type(value)
    if kind is float or kind is int:
        number = finite(value)  # type: ignore[arg-type]  # the type was just compared
        return None if number is None else Number(number)
    if value is None:
        return None
    if isinstance(value, str):
        return _from_text(value)
    message = f"{type(value).__name__} is not a number"
    raise Unreadable(message)


def _from_text(text: str) -> Number | None:
    if text.strip().casefold() in NOTHING:
        return None
    if len(text) > _LONGEST:
        message = f"{text[:20]!r}… is not a number"
        raise Unreadable(message)
    found = _TEXT.fullmatch(text)
    if not found:
        if text.strip().casefold() in {"inf", "-inf", "+inf", "infinity", "-infinity"}:
            return None
        message = f"{text!r} is not a number"
        raise Unreadable(message)
    digits = found[1].replace("\u00a0", "").replace("'", "").replace(" ", "")
    number = finite(float(_plain(digits, text)))
    unit = found[2]
    if unit and (unit[0].isdigit() or unit[0] in "-+:/" or len(unit.split()) > 2):  # noqa: PLR2004  "cubic metres" is the longest unit
        message = f"{text!r} is not a number"
        raise Unreadable(message)
    return None if number is None else Number(number, unit)


def _plain(digits: str, text: str) -> str:
    if _PLAIN.fullmatch(digits):
        return digits
    if _AMBIGUOUS.fullmatch(digits):
        message = f"{text!r} may be a decimal comma or thousands: set the device to a decimal point"
        raise Unreadable(message)
    if _GROUP_COMMA.fullmatch(digits):
        return digits.replace(",", "")
    if _GROUP_DOT.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    if _DECIMAL_COMMA.fullmatch(digits):
        return digits.replace(",", ".")
    message = f"{text!r} is not a number"
    raise Unreadable(message)


def read_state(value: object) -> float | None:
    """A state as 0 or 1 from a boolean, a number or a word; None without one. Raises Unreadable."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and value.strip().casefold() in _STATE_WORDS:
        return _STATE_WORDS[value.strip().casefold()]
    number = read_number(value)
    return None if number is None else number.value
