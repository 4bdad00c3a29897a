"""What is wrong with a configuration: one line each, all of them at once."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing to correct; `line` is the line of a text file or the row of a table, 0 for the file as a whole."""

    file: str
    line: int
    key: str
    what: str
    accepted: str
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        warning = "warning: " if self.warning else ""
        told = f"{self.what}, {self.accepted}" if self.accepted else self.what
        return f"{where}: {warning}{self.key}: {told}" if self.key else f"{where}: {warning}{told}"


class Place(NamedTuple):
    """Where something stands in the configuration, so that a problem with it can be told."""

    file: str
    line: int
    key: str

    def problem(self, what: str, accepted: str, *, warning: bool = False) -> Problem:
        return Problem(self.file, self.line, self.key, what, accepted, warning)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """File by file as first met, by line; the same problem once."""
    unique = list(dict.fromkeys(problems))
    rank = {file: place for place, file in enumerate(dict.fromkeys(p.file for p in unique))}
    return sorted(unique, key=lambda p: (rank[p.file], p.line))


def suggestion(word: str, known: Iterable[str], otherwise: str = "one of") -> str:
    """What would be accepted instead of an unknown word: the nearest, else all of them."""
    names = sorted(known)
    near = get_close_matches(word.lower(), [n.lower() for n in names], n=1, cutoff=0.7)
    if near:
        return f"did you mean {next(n for n in names if n.lower() == near[0])}?"
    shown = ", ".join(names[:40]) + (", …" if len(names) > 40 else "")  # noqa: PLR2004 - a screen line or three
    return f"{otherwise} {shown}" if names else "there is none yet"
