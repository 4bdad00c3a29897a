"""Series in the order the protocol promises, and the windows before and after a moment."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from campus.readings.protocol import EMPTY, Series

Moments = Callable[[int], Sequence[int]]
"""At most `limit` sample times (ms) of a channel, nearest first; fewer only when there are no more."""


def ordered(times_ms: NDArray[np.int64], values: NDArray[np.float64]) -> Series:
    """By time, then by value; the same value at the same moment, said in two samples, is one."""
    if not len(times_ms):
        return EMPTY
    steps = np.diff(times_ms)
    if (steps > 0).all():
        return Series(times_ms, values)
    order = np.lexsort((values, times_ms))
    times_ms, values = times_ms[order], values[order]
    new = np.ones(len(times_ms), bool)
    new[1:] = (np.diff(times_ms) != 0) | (values[1:] != values[:-1])
    return Series(times_ms[new], values[new])


def last_before(moments: Moments, read: Callable[[int], Series], count: int) -> Series:
    """The last `count` values; `read(start_ms)` gives the series from there up to the moment asked for."""
    series, limit = EMPTY, count
    while len(series) < count:
        nearest = moments(limit)
        if not nearest:
            break
        series = read(min(nearest))
        if len(nearest) < limit:
            break
        limit *= 4
    cut = max(len(series) - count, 0)
    return Series(series.times_ms[cut:], series.values[cut:])


def first_after(moments: Moments, read: Callable[[int], Series], count: int) -> Series:
    """The first `count` values; `read(end_ms)` gives the series from the moment asked for up to there."""
    series, limit = EMPTY, count
    while len(series) < count:
        nearest = moments(limit)
        if not nearest:
            break
        series = read(max(nearest) + 1)
        if len(nearest) < limit:
            break
        limit *= 4
    return Series(series.times_ms[:count], series.values[:count])
