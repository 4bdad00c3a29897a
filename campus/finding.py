"""Findings: what was noticed about data, as values with the numbers that show why."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed in the life of a meter (spike, rollover, swap, zero run, …).

    `start_ms` and `end_ms` bound it (ms since the epoch); `details` holds the numbers.
    """

    kind: str
    start_ms: int
    end_ms: int
    details: Mapping[str, float | int | str | bool] = field(default_factory=dict)
    needs_confirmation: bool = False
