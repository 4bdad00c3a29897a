"""What a cell of the workbook says: a text, a figure, or why there is none."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from analysis.monthly.amount import Words

UNKNOWN_MARK: Final = "—"
ABSENT_MARK: Final = "／"
WIDE_FROM: Final = 0x2E80
"""Chinese, Japanese and Korean characters begin here."""

NOT_FINITE: Final = "计算结果不是有效数值"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Shown as — with its reason below the table; never as 0."""

    reason: str


class Absent(Enum):
    """Shown as ／: there is nothing to measure here, for example no gas at a campus."""

    ABSENT = ABSENT_MARK


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Judged:
    """A reduction with its colour: met, not met, or, with None, only lower or higher."""

    value: float
    met: bool | None = None

    @property
    def variant(self) -> str:
        if round(self.value, 3) < 0:
            return "worse"
        return "between" if self.met is False or round(self.value, 3) == 0 else "better"


@dataclass(frozen=True, slots=True)
class LeftSum:
    """Written as a formula: the sum of that many cells left of it, which are these."""

    cells: "tuple[Cell, ...]"
    whole: bool = False
    """Only a sum where every one of them has a figure."""

    @property
    def value(self) -> float | None:
        """None where none of them has a figure."""
        counted = figures(self.cells)
        return sum(counted) if counted else None


@dataclass(frozen=True, slots=True)
class Styled:
    """A figure in another style than its column's."""

    value: float
    style: str


Cell = str | float | int | date | Unknown | Absent | Judged | LeftSum | Styled | None
"""None leaves the cell empty: nothing is expected to stand there."""


def known(value: float | None, reason: str | Words | None, otherwise: str = "数据不足") -> float | Unknown:
    """The value, or why it is unknown; a value that is no finite number is unknown too."""
    if value is None:
        text = reason.zh if isinstance(reason, Words) else reason
        return Unknown(text or otherwise)
    return value if math.isfinite(value) else Unknown(NOT_FINITE)


def judged(value: float | None, met: bool | None, reason: str) -> Judged | Unknown:
    """A reduction, or why there is none."""
    checked = known(value, reason)
    return checked if isinstance(checked, Unknown) else Judged(checked, met)


def figures(cells: Iterable[Cell]) -> list[float]:
    """Those cells that a SUM would count."""
    plain = (cell.value if isinstance(cell, LeftSum) else cell for cell in cells)
    return [cell for cell in plain if isinstance(cell, int | float) and math.isfinite(cell)]


def text_width(text: str) -> int:
    """Width in columns of digits: Chinese characters take two."""
    return max(
        (sum(2 if ord(c) >= WIDE_FROM or c in "“”—…▲▼" else 1 for c in line) for line in text.split("\n")), default=0
    )
