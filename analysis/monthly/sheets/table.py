"""Tables of the workbook: columns with units and totals, and where a written table stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from analysis.monthly.sheets.cell import Cell, Unknown


class Total(Enum):
    """How a column adds up."""

    NONE = "none"
    KNOWN = "known"
    """Σ of what is known; what is unknown is said beside it."""
    WHOLE = "whole"
    """Σ only where every cell that should have a figure has one, else —."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, unit, style of its cells, width in grid columns."""

    heading: str
    style: str = "whole"
    unit: str = ""
    total: Total = Total.NONE
    span: int = 1

    @property
    def title(self) -> str:
        return f"{self.heading}\n（{self.unit}）" if self.unit else self.heading


@dataclass(frozen=True, slots=True)
class Totals:
    """The last row: its name, and cells for columns that do not simply add up (`cells` by column heading)."""

    label: str = "合计"
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table was written: rows of its body (both included) and grid column of each of its columns."""

    first: int
    last: int
    columns: tuple[int, ...]


def reasons(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], totals: Sequence[Cell] = ()) -> list[str]:
    """Why cells are unknown, one line a reason: which columns, which rows."""
    places: dict[str, dict[str, list[str]]] = {}
    for row in (*rows, totals):
        for column, cell in zip(columns, row, strict=False):
            if isinstance(cell, Unknown):
                label = str(row[0]) if isinstance(row[0], str) else ""
                places.setdefault(cell.reason, {}).setdefault(label, []).append(column.heading.replace("\n", ""))
    return [f"— {_where(where)}：{reason}。" for reason, where in places.items()]


def _where(places: dict[str, list[str]]) -> str:
    by_headings: dict[tuple[str, ...], list[str]] = {}
    for label, headings in places.items():
        by_headings.setdefault(tuple(headings), []).append(label)
    return "；".join(_named(labels, headings) for headings, labels in by_headings.items())


def _named(labels: list[str], headings: tuple[str, ...]) -> str:
    return f"{_few(labels)}的{_few(list(dict.fromkeys(headings)))}"


def _few(names: Sequence[str], most: int = 6) -> str:
    shown = "、".join(name for name in names[:most] if name)
    return f"{shown}等 {len(names)} 处" if len(names) > most else shown
