"""A meter's own habit: what it usually uses at each hour of working days and weekends."""

from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from campus.clock import from_ms
from campus.period import HOUR_MS
from campus.register.hours import Method

PROFILE_HOURS = 28 * 24
"""Four weeks of history: every hour of every weekday four times."""

FEWEST = 3
"""Measured hours of a kind that are needed before their mean says something."""

SATURDAY = 5


class Habit:
    """Hourly use before a gap, from measured hours only, so that no estimate rests on another."""

    def __init__(
        self, edges_ms: NDArray[np.int64], zone: ZoneInfo, energy: NDArray[np.float64], solid: NDArray[np.bool_]
    ) -> None:
        """`solid` marks the hours of `energy` that are measured and whole."""
        self.edges_ms = edges_ms
        # Filled hours must not become history of later gaps.
        self._energy = energy.copy()
        self._solid = solid
        local = [from_ms(int(edge)).astimezone(zone) for edge in edges_ms[:-1]]
        self._hour = np.array([moment.hour for moment in local])
        self._kind = self._hour + 24 * np.array([moment.weekday() >= SATURDAY for moment in local])

    def weights(self, hours: NDArray[np.int64], overlap_ms: NDArray[np.int64]) -> tuple[NDArray[np.float64], Method]:
        """Relative use of the hours of a gap (indices, ascending), and the method this amounts to.

        Falls back from (kind of day, hour) to the hour of any day, then to an even spread.
        """
        history = slice(max(int(hours[0]) - PROFILE_HOURS, 0), int(hours[0]))
        by_kind = self._means(self._kind[history], history, 48)[self._kind[hours]]
        by_hour = self._means(self._hour[history], history, 24)[self._hour[hours]]
        usual = np.where(np.isnan(by_kind), by_hour, by_kind)
        weights = usual * (overlap_ms / HOUR_MS)
        if np.isnan(usual).any() or weights.sum() <= 0:
            return overlap_ms.astype(np.float64), Method.LINEAR
        return weights, Method.PROFILE

    def _means(self, kind: NDArray[np.int64], history: slice, kinds: int) -> NDArray[np.float64]:
        solid = self._solid[history]
        count = np.bincount(kind[solid], minlength=kinds)
        total = np.bincount(kind[solid], self._energy[history][solid], kinds)
        return np.where(count >= FEWEST, total / np.maximum(count, 1), np.nan)
