"""A table as batches of text cells, whatever it was before; row numbers as the user's program shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

CELLS_AT_ONCE = 200_000
"""Cells a batch holds: some 20 MB, enough for the arrays behind it to be worth their overhead."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table; `numbers[i]` is the line or sheet row of `cells[i]`. Blank rows are left out."""

    numbers: list[int]
    cells: list[list[str]]
    broken: list[tuple[int, str]]
    """Rows that could not be cut into cells, each with the reason."""


class Table(Protocol):
    """A table that can be read from its beginning any number of times."""

    @property
    def taken(self) -> float:
        """Share of the file read in the running pass, 0 to 1."""

    def batches(self) -> Iterator[Rows]: ...
