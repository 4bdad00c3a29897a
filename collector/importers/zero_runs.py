"""Runs of zeros in interval data: no use, or no data? Counted here, judged by the books."""

from array import array
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

SHORTEST_S = 6 * 3600
PEAK = 4.0
"""A run that ends in a value above so many medians looks like a gap whose catch-up came in one piece."""

_LOG_STEP = np.log(1.005)
_LEAST = 1e-6
_BINS = 6_500
"""Half a per cent a bin from 1e-6 upwards to 1e8: the median in constant memory."""


@dataclass(slots=True)
class _State:
    zeros: int = 0
    runs: int = 0
    nonzero: int = 0
    histogram: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_BINS, np.int64))
    after: "array[float]" = field(default_factory=lambda: array("d"))
    """The value that ended each run: one number for six hours of zeros or more."""

    def median(self) -> float:
        middle = np.searchsorted(np.cumsum(self.histogram), (self.nonzero + 1) / 2)
        return float(_LEAST * np.exp((middle + 0.5) * _LOG_STEP))


class ZeroRuns:
    """Takes the strands of a file in order of time and tells its findings at the end."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str], _State] = {}

    def add(self, meter: str, channel: str, interval_s: int, values: NDArray[np.float64]) -> None:
        """Values of one meter's channel, later than those given before."""
        state = self._states.setdefault((meter, channel), _State())
        shortest = -(-SHORTEST_S // interval_s)
        used = values != 0
        at = np.flatnonzero(used)
        if not len(at):
            state.zeros += len(values)
            return
        lengths = np.diff(np.concatenate([[-1 - state.zeros], at])) - 1
        state.after.extend(values[at[lengths >= shortest]].tolist())
        state.runs += int((lengths >= shortest).sum())
        state.zeros = len(values) - 1 - int(at[-1])
        positive = values[values > 0]
        bins = np.clip((np.log(np.maximum(positive, _LEAST) / _LEAST) / _LOG_STEP).astype(np.int64), 0, _BINS - 1)
        state.histogram += np.bincount(bins, minlength=_BINS)
        state.nonzero += len(positive)

    def findings(self, interval_s: int) -> Counter[str]:
        """Count `zero_run` and `zero_run_then_peak`.

        The first is six hours and more of zeros of a meter that has other values, the second those of them
        that end in one value above four medians of the non-zero ones.
        """
        found: Counter[str] = Counter()
        shortest = -(-SHORTEST_S // interval_s)
        for state in self._states.values():
            if not state.nonzero:
                continue
            limit = PEAK * state.median()
            found["zero_run"] += state.runs + (state.zeros >= shortest)
            found["zero_run_then_peak"] += sum(value > limit for value in state.after)
        return found
