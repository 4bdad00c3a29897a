"""Meter swaps (换表): between which two readings each happened, and the use across it.

People write the time of a swap down roughly. The place in the series is where the readings
before fit the old meter's final value and those after fit the new one's initial value: the
nearest break in the register that does. A register that goes on smoothly is cut as recorded.
"""

from dataclasses import dataclass

import numpy as np

from campus.finding import Finding
from campus.readings.protocol import Series
from campus.register.events import LOOKAHEAD, Level, continues
from campus.register.hours import Method
from campus.register.life import HOUR_MS, MeterLife, Swap
from campus.register.steps import Step

SLACK_MS = 24 * HOUR_MS
"""How far a recorded time of a swap may be off."""


@dataclass(frozen=True, slots=True)
class PlacedSwap:
    """A swap between the readings `after` and `after + 1`, effective at `at_ms`."""

    swap: Swap
    after: int
    at_ms: int


def place_swaps(series: Series, life: MeterLife) -> list[PlacedSwap]:
    """Every swap that lies between two readings of the series, in order of time."""
    times = series.times_ms
    steps = np.diff(series.values)
    broken = (steps < 0) | (steps > life.most_each(np.diff(times)))
    placed: list[PlacedSwap] = []
    for swap in life.swaps:
        recorded = int(np.searchsorted(times, swap.at_ms, "right")) - 1
        first = int(np.searchsorted(times, swap.at_ms - SLACK_MS))
        last = int(np.searchsorted(times, swap.at_ms + SLACK_MS, "right"))
        near = [i for i in range(max(first - 1, 0), min(last, len(times) - 1)) if broken[i]]
        fitting = (i for i in sorted(near, key=lambda i: abs(i - recorded)) if _fits(series, i, swap, life))
        after = next(fitting, recorded)
        if 0 <= after < len(times) - 1:
            at_ms = min(max(swap.at_ms, int(times[after])), int(times[after + 1]))
            placed.append(PlacedSwap(swap, after, at_ms))
    return placed


def across(
    series: Series, level: Level, swaps: list[PlacedSwap], life: MeterLife
) -> tuple[int, list[Step], list[Finding]]:
    """Steps over all swaps that lie between a level and the next reading, in register units.

    Returns the reading accounting goes on from, the steps and the findings.
    """
    steps: list[Step] = []
    findings: list[Finding] = []
    time, value = level.time_ms, level.value
    for placed in swaps:
        _add(steps, findings, time, placed.at_ms, placed.swap.final - value, life)
        details = {"final": placed.swap.final, "initial": placed.swap.initial, "recorded_ms": placed.swap.at_ms}
        findings.append(Finding("replacement", placed.at_ms, placed.at_ms, details))
        time, value = placed.at_ms, placed.swap.initial
    following = level.index + 1
    fitting = np.flatnonzero(continues(series, following, following + LOOKAHEAD, value, time, life))
    index = following + (int(fitting[0]) if len(fitting) else 0)
    _add(steps, findings, time, int(series.times_ms[index]), float(series.values[index]) - value, life)
    return index, steps, findings


def _fits(series: Series, index: int, swap: Swap, life: MeterLife) -> bool:
    slack = life.most(SLACK_MS)
    rest = swap.final - series.values[index]
    begun = series.values[index + 1] - swap.initial
    return bool(-life.backflow <= rest <= slack and -life.backflow <= begun <= slack)


def _add(steps: list[Step], findings: list[Finding], start: int, end: int, amount: float, life: MeterLife) -> None:
    if -life.backflow <= amount < 0:
        amount = 0.0
    if not 0 <= amount <= life.most(max(end - start, SLACK_MS)):
        findings.append(Finding("swap_mismatch", start, end, {"amount": amount}, needs_confirmation=True))
    elif end > start or amount > 0:
        steps.append(Step(start, end, amount, Method.MEASURED))
