"""Interval data (half-hourly and hourly files): each value is already the use of its interval.

Files replace missing values by 0, and the first value after such a hole may hold a (clipped)
catch-up. So a zero is not simply a measured zero: what it means depends on the resource.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from campus.finding import Finding
from campus.readings.protocol import Series
from campus.register.accounting import Accounted
from campus.register.hours import Method
from campus.register.life import HOUR_MS
from campus.register.steps import Steps

ZeroMeaning = Literal["valid", "missing", "watched"]
"""valid: a measured zero. missing: no data (electricity of a used building is never zero).
watched: measured unless the run looks like a hole (gas, water: zero is normal out of hours)."""

DAY_MS = 24 * HOUR_MS
LONG_RUN_MS = 6 * HOUR_MS
USUAL_MS = 28 * 24 * HOUR_MS
"""What is usual is read off the values above zero in the four weeks before a run and the four after it."""
PEAK_OF_MEDIAN, PEAK_OF_MOST = 4.0, 1.5
"""The value after a long run is a catch-up when it is above these multiples of the usual median and maximum."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Zeros from value number `first` to before `end`; `peak` says that a catch-up follows."""

    first: int
    end: int
    long: bool
    peak: bool


def account_intervals(series: Series, interval_ms: int, most: float, zero: ZeroMeaning) -> Accounted:
    """Steps of interval values whose times are the intervals' ends; `most` is the largest plausible value.

    Values are primary, as bills and files have them: no multiplier applies.
    """
    times, values, doubled = _one_each(series)
    findings = [_finding("conflict", times, i, i + 1, interval_ms, values) for i in np.flatnonzero(doubled).tolist()]
    impossible = (values < 0) | (values > most)
    findings += [
        _finding("implausible", times, i, i + 1, interval_ms, values) for i in np.flatnonzero(impossible).tolist()
    ]
    use = ~impossible
    for run in _zero_runs(times, values, interval_ms):
        missing = zero == "missing" or (zero == "watched" and run.peak)
        if missing:
            # The first value after a hole holds more than its interval, or less; nobody can say.
            use[run.first : run.end + run.long] = False
        if missing or (zero == "watched" and run.long):
            kind = "zero_run_then_peak" if run.peak else "zero_run"
            findings.append(_finding(kind, times, run.first, run.end + run.peak, interval_ms, values))
    start = _starts(times, interval_ms)
    # Overlapping stamps (a file shifted by some minutes) would count the same time twice.
    use[1:] &= start[1:] >= times[:-1]
    method = np.where(doubled, Method.BRIDGED, Method.MEASURED).astype(np.uint8)
    steps = Steps(start, times, values, method).where(use)
    return Accounted(steps, tuple(findings), Series(times[use], values[use]))


def _starts(times: NDArray[np.int64], interval_ms: int) -> NDArray[np.int64]:
    """Where intervals begin; a local day has 23 or 25 hours when the clock changes and begins where the last ended."""
    start = times - interval_ms
    if interval_ms >= DAY_MS:
        shifted = np.abs(start[1:] - times[:-1]) <= HOUR_MS
        start[1:][shifted] = times[:-1][shifted]
    return start


def outside(steps: Steps, covered: Steps) -> Steps:
    """Those steps that do not touch the span from the first to the last of `covered`."""
    if len(covered) == 0 or len(steps) == 0:
        return steps
    begin, end = covered.start_ms[0], covered.end_ms.max()
    return steps.where((steps.end_ms <= begin) | (steps.start_ms >= end))


def _one_each(series: Series) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """One value a moment, the larger of several; marked where two values above zero disagree.

    A zero beside a value is no disagreement: files send holes as 0 first and mend them later.
    """
    order = np.lexsort((series.values, series.times_ms))
    times, values = series.times_ms[order], series.values[order]
    edge = np.diff(times) != 0
    last = np.concatenate([edge, [True]])[: len(times)]
    first = np.concatenate([[True], edge])[: len(times)]
    return times[last], values[last], (values[first] != values[last]) & (values[first] != 0)


def _zero_runs(times: NDArray[np.int64], values: NDArray[np.float64], interval_ms: int) -> list[_Run]:
    zero = np.concatenate([[False], values == 0, [False]])
    change = np.flatnonzero(np.diff(zero.astype(np.int8)))
    runs = []
    for first, end in zip(change[::2].tolist(), change[1::2].tolist(), strict=True):
        long = int(times[end - 1] - times[first]) + interval_ms >= LONG_RUN_MS
        peak = long and end < len(values) and _is_peak(times, values, first, end)
        runs.append(_Run(first, end, long, peak))
    return runs


def _is_peak(times: NDArray[np.int64], values: NDArray[np.float64], first: int, end: int) -> bool:
    begin, stop = np.searchsorted(times, (times[first] - USUAL_MS, times[end] + USUAL_MS))
    around = np.concatenate([values[begin:first], values[end + 1 : stop]])
    usual = around[around > 0]
    if len(usual) == 0:
        return False
    return bool(values[end] > PEAK_OF_MEDIAN * np.median(usual) and values[end] > PEAK_OF_MOST * usual.max())


def _finding(
    kind: str, times: NDArray[np.int64], first: int, end: int, interval_ms: int, values: NDArray[np.float64]
) -> Finding:
    details = {"values": end - first, "last": float(values[end - 1])}
    return Finding(kind, int(times[first]) - interval_ms, int(times[end - 1]), details)
