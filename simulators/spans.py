"""Lengths of time as people write them: 5s, 15m, 36h, 9d, 2w."""

import re
from datetime import timedelta

from campus.errors import Refused

SPAN = r"\d+(?:\.\d+)?[smhdw]"
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def parse_span(text: str) -> timedelta:
    """A number and a unit; anything else is refused."""
    if not re.fullmatch(SPAN, text):
        message = f"{text!r} is no length of time; write a number with s, m, h, d or w, such as 15m"
        raise Refused(message)
    return timedelta(seconds=float(text[:-1]) * _SECONDS[text[-1]])
