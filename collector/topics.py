"""Topic patterns: MQTT topics with named levels, such as `acme/{device}/up`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from campus.errors import Refused

_NAME = re.compile(r"\{([^{}]*)\}")
_VALID_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _refused(pattern: str, reason: str) -> Refused:
    return Refused(f"topic pattern {pattern!r}: {reason}; write for example acme/{{device}}/up, acme/+/up or acme/#")


@dataclass(frozen=True, slots=True)
class TopicPattern:
    """A parsed pattern; `filter` is what to subscribe to, `names` what a match captures."""

    text: str
    filter: str
    names: tuple[str, ...]
    _regex: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern; `{name}` captures all or part of one level, `+` and `#` are as in MQTT."""
        if not text or "\0" in text:
            raise _refused(text, "is empty or holds a NUL")
        names: list[str] = []
        levels: list[str] = []
        filters: list[str] = []
        parts = text.split("/")
        for index, level in enumerate(parts):
            if level == "#":
                if index != len(parts) - 1:
                    raise _refused(text, "# stands only at the end")
                filters.append("#")
                continue
            regex = "[^/]*" if level == "+" else _level(text, level, names)
            filters.append("+" if level == "+" or "{" in level else level)
            levels.append(regex)
        body = "/".join(levels)
        if filters[-1] == "#":
            body = f"{body}(?:/.*)?" if levels else r"[^$].*"
        elif parts[0] == "+" or parts[0].startswith("{"):
            body = rf"(?!\$){body}"
        return cls(text, "/".join(filters), tuple(names), re.compile(body, re.DOTALL))

    def match(self, topic: str) -> Mapping[str, str] | None:
        """What the named levels are in this topic; None when it does not match."""
        found = self._regex.fullmatch(topic)
        return found.groupdict() if found else None


def _level(text: str, level: str, names: list[str]) -> str:
    if "+" in level or "#" in level:
        raise _refused(text, "+ and # stand alone in a level")
    regex, end = "", 0
    for found in _NAME.finditer(level):
        name = found[1]
        if not _VALID_NAME.fullmatch(name):
            raise _refused(text, f"{{{name}}} is no name")
        if name in names:
            raise _refused(text, f"{{{name}}} occurs twice")
        names.append(name)
        regex += _literal(text, level[end : found.start()]) + f"(?P<{name}>[^/]+)"
        end = found.end()
    return regex + _literal(text, level[end:])


def _literal(text: str, piece: str) -> str:
    if "{" in piece or "}" in piece:
        raise _refused(text, "a brace is not closed")
    return re.escape(piece)
