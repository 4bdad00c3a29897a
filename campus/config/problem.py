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


def in_order(problems: Iterable[Problem], first: str = "") -> list[Problem]:
    """File by file, `first` before those it names, by line; the same problem once."""
    unique = list(dict.fromkeys(problems))
    rank = {file: place for place, file in enumerate(dict.fromkeys((first, *(p.file for p in unique))))}
    return sorted(unique, key=lambda p: (rank[p.file], p.line))


MANY = 200
"""Names beyond which only those that begin or end alike are compared: a list of meters may have thousands."""

SHOWN = 40


def suggestion(word: str, known: Iterable[str], otherwise: str = "one of") -> str:
    """What would be accepted instead of an unknown word: the nearest, else all of them."""
    names = sorted(known)
    by_lower = {name.lower(): name for name in names if len(names) <= MANY or _alike(word, name)}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.7)
    if near:
        return f"did you mean {by_lower[near[0]]}?"
    shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    return f"{otherwise} {shown}" if names else "there is none yet"


def _alike(word: str, name: str) -> bool:
    return abs(len(name) - len(word)) <= 2 and (name[:1] == word[:1] or name[-1:] == word[-1:])  # noqa: PLR2004 - slips
