"""Steps of use are laid out over local hours; gaps follow the meter's own habit.

A step within one hour goes there; a longer one is shared by time. A gap (longer than a straight
line may bridge) is spread by the hourly profile of the four weeks before it, and marked.
The hours of a step always add up to its amount.
"""

from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from campus.period import HOUR_MS
from campus.register.hours import Hours, Method
from campus.register.profile import Habit
from campus.register.steps import Steps


class _Shares(NamedTuple):
    """One row per step and hour it touches: which of each, and for how long."""

    step: NDArray[np.int64]
    hour: NDArray[np.int64]
    overlap_ms: NDArray[np.int64]


def spread(steps: Steps, edges_ms: NDArray[np.int64], zone: ZoneInfo, books: Hours | None = None) -> Hours:
    """Hours between `edges_ms` (n + 1 edges of consecutive local hours).

    `books` are the first hours as already booked: they serve as history for the profiles of gaps
    and are returned unchanged.
    """
    hours = Hours.missing(len(edges_ms) - 1)
    covered_ms = np.zeros(len(hours))
    gap = steps.method == Method.LINEAR
    straight = steps.where(~gap)
    shares = _shares(straight, edges_ms)
    length = (straight.end_ms - straight.start_ms)[shares.step]
    part = np.where(length > 0, shares.overlap_ms / np.maximum(length, 1), 1.0)
    _add(hours, covered_ms, shares, straight.amount[shares.step] * part, straight.method[shares.step])
    kept = 0 if books is None else len(books)
    if books is not None:
        for mine, booked in (
            (hours.energy, books.energy),
            (hours.estimated, books.estimated),
            (hours.method, books.method),
        ):
            mine[:kept] = booked
        covered_ms[:kept] = books.covered_s * 1000.0
    if gap.any():
        # In whole seconds, as pages keep it: an hour read back from the books counts as it did when new.
        solid = (hours.method == Method.MEASURED) & (np.rint(covered_ms / 1000) * 1000 >= HOUR_MS)
        solid[_shares(steps.where(gap), edges_ms).hour] = False
        _fill(steps.where(gap), Habit(edges_ms, zone, hours.energy, solid), hours, covered_ms, kept)
    return Hours(hours.energy, hours.estimated, np.rint(covered_ms / 1000).astype(np.uint16), hours.method)


def _shares(steps: Steps, edges_ms: NDArray[np.int64]) -> _Shares:
    first = np.searchsorted(edges_ms, steps.start_ms, "right") - 1
    last = np.maximum(np.searchsorted(edges_ms, steps.end_ms, "left") - 1, first)
    touched = last - first + 1
    step = np.repeat(np.arange(len(steps)), touched)
    hour = np.arange(len(step)) - np.repeat(np.cumsum(touched) - touched, touched) + first[step]
    inside = (hour >= 0) & (hour < len(edges_ms) - 1)
    step, hour = step[inside], hour[inside]
    begin = np.maximum(edges_ms[hour], steps.start_ms[step])
    end = np.minimum(edges_ms[hour + 1], steps.end_ms[step])
    return _Shares(step, hour, np.maximum(end - begin, 0))


def _add(
    hours: Hours,
    covered_ms: NDArray[np.float64],
    shares: _Shares,
    amount: NDArray[np.float64],
    method: NDArray[np.uint8],
) -> None:
    count = len(hours)
    _into(hours.energy, np.bincount(shares.hour, amount, count))
    _into(hours.estimated, np.bincount(shares.hour, np.where(method > Method.MEASURED, amount, 0.0), count))
    _into(covered_ms, np.bincount(shares.hour, shares.overlap_ms, count))
    np.maximum.at(hours.method, shares.hour, method)


def _into(total: NDArray[np.float64], more: NDArray[Any]) -> None:
    np.add(total, more, out=total)


def _fill(gaps: Steps, habit: Habit, hours: Hours, covered_ms: NDArray[np.float64], kept: int) -> None:
    shares = _shares(gaps, habit.edges_ms)
    amount = np.zeros(len(shares.step))
    method = np.zeros(len(shares.step), np.uint8)
    bounds = np.searchsorted(shares.step, np.arange(len(gaps) + 1))
    for n in range(len(gaps)):
        rows = slice(int(bounds[n]), int(bounds[n + 1]))
        if rows.start == rows.stop:
            continue
        overlap = shares.overlap_ms[rows]
        weights, used = habit.weights(shares.hour[rows], overlap)
        inside = gaps.amount[n] * (overlap.sum() / (gaps.end_ms[n] - gaps.start_ms[n]))
        amount[rows], method[rows] = inside * (weights / weights.sum()), used
    open_hours = shares.hour >= kept
    fresh = _Shares(shares.step[open_hours], shares.hour[open_hours], shares.overlap_ms[open_hours])
    _add(hours, covered_ms, fresh, amount[open_hours], method[open_hours])
