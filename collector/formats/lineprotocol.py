"""Influx line protocol: text → points."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

Field = float | bool | str

_ESCAPED = re.compile(r"\\([,= \\])")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_INTEGER = re.compile(r"([-+]?[0-9]{1,20})[iu]")
_WORDS = {"t": True, "T": True, "true": True, "True": True, "TRUE": True,
          "f": False, "F": False, "false": False, "False": False, "FALSE": False}  # fmt: skip


class Point(NamedTuple):
    """One line. `time` is the number at its end, in the precision of the sender; None without."""

    measurement: str
    tags: Mapping[str, str]
    fields: Mapping[str, Field]
    time: int | None


def split_lines(text: str) -> Iterator[str]:
    """Lines of a payload without comments; a line end inside a quoted string belongs to it."""
    if '"' not in text:
        yield from (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
        return
    current, quoted, escaped = "", False, False
    for char in text:
        if char == "\n" and not quoted:
            if current.strip() and not current.lstrip().startswith("#"):
                yield current.rstrip("\r")
            current = ""
            continue
        if char == '"' and not escaped:
            quoted = not quoted
        escaped = char == "\\" and not escaped
        current += char
    if current.strip() and not current.lstrip().startswith("#"):
        yield current.rstrip("\r")


def parse_line(line: str) -> Point:
    """Read one line; raises ValueError with what is wrong with it."""
    parts = _split(line.strip(), " ")
    if len(parts) not in {2, 3}:
        message = f"{len(parts)} parts where measurement, fields and time were expected"
        raise ValueError(message)
    measurement, *tags = _split(parts[0], ",")
    fields = dict(_field(piece) for piece in _split(parts[1], ","))
    time = None
    if len(parts) > 2:  # noqa: PLR2004  the third part is the time
        if not re.fullmatch(r"-?[0-9]{1,20}", parts[2]):
            message = f"time {parts[2][:40]!r} is no whole number"
            raise ValueError(message)
        time = int(parts[2])
    return Point(_plain(measurement), dict(_pair(tag) for tag in tags), fields, time)


def _split(text: str, separator: str) -> list[str]:
    if "\\" not in text and '"' not in text:
        return [part for part in text.split(separator) if part]
    parts: list[str] = []
    current, quoted, escaped = "", False, False
    for char in text:
        if char == separator and not quoted and not escaped:
            parts.append(current)
            current = ""
            continue
        if char == '"' and not escaped:
            quoted = not quoted
        escaped = char == "\\" and not escaped
        current += char
    parts.append(current)
    if quoted:
        message = "a quoted string does not end"
        raise ValueError(message)
    return [part for part in parts if part]


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.replace("\\=", "\0").partition("=")
    if not equals or not key or not value:
        message = f"{text[:40]!r} is no key=value"
        raise ValueError(message)
    return _plain(key.replace("\0", "\\=")), _plain(value.replace("\0", "\\="))


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _field(text: str) -> tuple[str, Field]:
    key, equals, raw = text.replace("\\=", "\0").partition("=")
    key = _plain(key.replace("\0", "\\="))
    if not equals or not key or not raw:
        message = f"{text[:40]!r} is no field=value"
        raise ValueError(message)
    if raw[0] == '"':
        return key, raw[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if raw in _WORDS:
        return key, _WORDS[raw]
    if found := _INTEGER.fullmatch(raw):
        return key, float(found[1])
    if _NUMBER.fullmatch(raw):
        return key, float(raw)
    message = f"field {key[:40]!r}: {raw[:40]!r} is no value"
    raise ValueError(message)
