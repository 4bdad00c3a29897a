"""JSON pointers (RFC 6901) with one addition: `[key=value]` finds an item of an array."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from campus.errors import Misconfigured
from collector.formats.payload import Json

_SELECTOR = re.compile(r"\[([^=\]]+)=([^\]]*)\]")


class Select(NamedTuple):
    """The first item of an array whose member `key` reads `value`."""

    key: str
    value: str


Step = str | Select
Path = tuple[Step, ...]


def parse_pointer(text: str) -> Path:
    """Split a pointer; a name without a leading / is one step. Empty means the whole document."""
    if not text:
        return ()
    if not text.startswith("/"):
        return (text,)
    return tuple(_step(piece, text) for piece in re.split(r"/(?![^\[]*\])", text[1:]))


def _step(piece: str, text: str) -> Step:
    if piece.startswith("["):
        found = _SELECTOR.fullmatch(piece)
        if not found:
            message = f"pointer {text!r}: {piece!r} is no selector; write [key=value]"
            raise Misconfigured(message)
        return Select(found[1], found[2])
    return piece.replace("~1", "/").replace("~0", "~")


def follow(document: Json, path: Sequence[Step]) -> Json:
    """What stands at a path, or None."""
    for step in path:
        if isinstance(document, dict):
            document = document.get(step) if isinstance(step, str) else None
        elif isinstance(document, list):
            document = _item(document, step)
        else:
            return None
    return document


def _item(items: list[Json], step: Step) -> Json:
    if isinstance(step, Select):
        return next((item for item in items if isinstance(item, dict) and str(item.get(step.key)) == step.value), None)
    return items[int(step)] if step.isdecimal() and len(step) < 7 and int(step) < len(items) else None  # noqa: PLR2004  no array is longer
