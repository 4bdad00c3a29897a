"""Local clock readings to UTC for whole columns: nights when the clock is set included."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from collector.importers.dates import DAY_MS

Times = NDArray[np.int64]
Mask = NDArray[np.bool_]

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the epoch of a clock without zone


class LocalClock:
    """One zone; remembers the offset of each day it was asked for."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._offsets: dict[int, tuple[int, int]] = {}

    def offsets_of_day(self, day: int) -> tuple[int, int]:
        """Offset from UTC in ms at the beginning and the end of a day counted from 1970-01-01."""
        known = self._offsets.get(day)
        if known is None:
            known = self._offsets[day] = (self._offset(day * DAY_MS), self._offset((day + 1) * DAY_MS))
        return known

    def _offset(self, naive_ms: int, fold: int = 0) -> int:
        moment = (_EPOCH + timedelta(milliseconds=naive_ms)).replace(tzinfo=self.zone, fold=fold)
        return round((moment.utcoffset() or timedelta()).total_seconds() * 1000)

    def to_utc(self, naive_ms: Times) -> tuple[Times, Times, Mask]:
        """UTC of the first and the second time the clock shows a moment, and which moments it never shows.

        First and second differ in one hour a year at most.
        """
        days, inverse = np.unique(naive_ms // DAY_MS, return_inverse=True)
        pairs = np.array([self.offsets_of_day(int(day)) for day in days], np.int64).reshape(-1, 2)
        first = naive_ms - pairs[inverse, 0]
        second = first.copy()
        never = np.zeros(len(naive_ms), np.bool_)
        for i in np.flatnonzero(pairs[inverse, 0] != pairs[inverse, 1]):
            naive = int(naive_ms[i])
            early, late = self._offset(naive, 0), self._offset(naive, 1)
            # The clock jumps ahead where the offset before it is the smaller one.
            never[i] = early < late
            first[i], second[i] = naive - early, naive - late
        return first, second, never

    def utc_of(self, naive_ms: int) -> int:
        """UTC of one moment; the first when there are two."""
        return naive_ms - self._offset(naive_ms)
