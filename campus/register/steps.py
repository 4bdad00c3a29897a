"""Steps: pieces of time with a known amount of use, the form between registers and hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from campus.register.hours import Method


class Step(NamedTuple):
    """Use of `amount` (base unit, multiplier applied) in [start_ms, end_ms)."""

    start_ms: int
    end_ms: int
    amount: float
    method: Method


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Many steps as arrays, ascending and without overlap; spans between them are unknown."""

    start_ms: NDArray[np.int64]
    end_ms: NDArray[np.int64]
    amount: NDArray[np.float64]
    method: NDArray[np.uint8]

    @classmethod
    def of(cls, steps: Iterable[Step]) -> Self:
        rows = list(steps)
        return cls(
            np.array([s.start_ms for s in rows], np.int64),
            np.array([s.end_ms for s in rows], np.int64),
            np.array([s.amount for s in rows], np.float64),
            np.array([s.method for s in rows], np.uint8),
        )

    def __len__(self) -> int:
        return len(self.amount)

    def where(self, mask: NDArray[np.bool_]) -> "Steps":
        return Steps(self.start_ms[mask], self.end_ms[mask], self.amount[mask], self.method[mask])

    def merged(self, other: "Steps") -> "Steps":
        """Both together, in order of time."""
        start = np.concatenate([self.start_ms, other.start_ms])
        order = np.argsort(start, kind="stable")
        return Steps(
            start[order],
            np.concatenate([self.end_ms, other.end_ms])[order],
            np.concatenate([self.amount, other.amount])[order],
            np.concatenate([self.method, other.method])[order],
        )
