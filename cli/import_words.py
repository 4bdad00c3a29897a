"""What the options of `campus import` mean; a word that means nothing is refused with what would be accepted."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campus.errors import Refused

ROLES = ("time", "date", "clock", "meter", "value", "unit", "quantity", "flag")
_SPAN = re.compile(r"(\d{1,6})\s*(s|sec|m|min|h|d)?", re.ASCII)
_SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}


def zone_named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"--zone {name}: there is no such zone; for example Asia/Shanghai, Europe/London, UTC"
        raise Refused(message) from None


def seconds_of(text: str) -> int | None:
    if not text:
        return None
    found = _SPAN.fullmatch(text.strip().lower())
    if not found or not int(found[1]):
        message = f"--interval {text}: write 30min, 1h, 900s or 1d"
        raise Refused(message)
    return int(found[1]) * _SECONDS[found[2] or "s"]


def separator_named(text: str) -> str:
    separator = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}.get(text, text)
    if len(separator) > 1:
        message = f"--separator {text}: one character, or tab"
        raise Refused(message)
    return separator


def calorific_value(value: float | None) -> float | None:
    if value is not None and not 0 < value < 1000:  # noqa: PLR2004 - far above any fuel gas
        message = f"--kwh-per-m3 {value}: between 0 and 1000, for natural gas about 10"
        raise Refused(message)
    return value


def _pairs(option: str, text: str) -> dict[str, str]:
    found = dict(part.split("=", 1) for part in text.split(",") if "=" in part)
    if text and len(found) != len(text.split(",")):
        message = f"--{option} {text}: write NAME=VALUE,NAME=VALUE, each name once"
        raise Refused(message)
    return {name.strip(): value.strip() for name, value in found.items()}


def mapping_of(text: str) -> dict[str, str]:
    if "=" in text or not text:
        return _pairs("meters", text)
    try:
        lines = Path(text).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"--meters {text}: no NAME=ID, and no readable file: {error}"
        raise Refused(message) from None
    return _pairs("meters", ",".join("=".join(line.split(",", 1)) for line in lines if line.strip()))


def columns_of(text: str) -> dict[str, str]:
    found = _pairs("columns", text)
    if unknown := set(found) - set(ROLES):
        message = f"--columns {text}: unknown role {', '.join(sorted(unknown))}; known: {', '.join(ROLES)}"
        raise Refused(message)
    return found
