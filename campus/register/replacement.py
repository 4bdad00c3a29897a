"""Meter swaps (换表): between which two readings each happened, and the use across it.

People write the time of a swap down roughly. The place in the series is where the readings
before fit the old meter's final value and those after fit the new one's initial value: the
nearest break in the register that does. A register that goes on smoothly is cut as recorded.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from campus.finding import Finding
from campus.readings.protocol import Series
from campus.register.events import LOOKAHEAD, Level, continues
from campus.register.hours import Method
from campus.register.life import HOUR_MS, MeterLife, Swap
from campus.register.steps import Step

SLACK_MS = 24 * HOUR_MS
"""How far a recorded time of a swap may be off."""

UNEVEN = 5
"""A recorded time that has one meter run so many times faster than both together is not believed."""


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
        near.sort(key=lambda i: abs(i - recorded))
        fitting = (i for span in (HOUR_MS, SLACK_MS) for i in near if _fits(series, i, swap, life, span))
        after = next(fitting, recorded)
        if 0 <= after < len(times) - 1:
            at_ms = min(max(swap.at_ms, int(times[after])), int(times[after + 1]))
            placed.append(PlacedSwap(swap, after, at_ms))
    return placed


@dataclass(frozen=True, slots=True)
class Crossed:
    """The way over all swaps between a level and reading `index`, in register units."""

    index: int
    steps: list[Step]
    findings: list[Finding]
    placed: list[PlacedSwap]


def across(series: Series, level: Level, swaps: list[PlacedSwap], life: MeterLife) -> Crossed:
    """Cross swaps that lie at one place; readings up to it that are not the level are passed over."""
    following = swaps[0].after + 1
    begun = swaps[-1].swap.initial - _slack(swaps[-1].swap.initial, life)
    fitting = np.flatnonzero(continues(series, following, following + LOOKAHEAD, begun, level.time_ms, life))
    index = following + (int(fitting[0]) if len(fitting) else 0)
    end_ms = int(series.times_ms[index])
    starts = [level.value, *(p.swap.initial for p in swaps)]
    ends = [*(p.swap.final for p in swaps), float(series.values[index])]
    span = end_ms - level.time_ms
    amounts = [_use(start, end, span, life) for start, end in zip(starts, ends, strict=True)]
    placed = _timed(level.time_ms, end_ms, swaps, amounts, life)
    moments = [level.time_ms, *(p.at_ms for p in placed), end_ms]
    method = Method.MEASURED if index == level.index + 1 else Method.BRIDGED
    steps: list[Step] = []
    findings: list[Finding] = []
    for (begin, end), amount in zip(pairwise(moments), amounts, strict=True):
        if not 0 <= amount <= life.most(max(end - begin, SLACK_MS)):
            findings.append(Finding("swap_mismatch", begin, end, {"amount": amount}, needs_confirmation=True))
        elif end > begin or amount > 0:
            steps.append(Step(begin, end, amount, method))
    for p in placed:
        details = {"final": p.swap.final, "initial": p.swap.initial, "recorded_ms": p.swap.at_ms}
        findings.append(Finding("replacement", p.at_ms, p.at_ms, details))
    return Crossed(index, steps, findings, placed)


def leads_to(level: Level, placed: PlacedSwap, life: MeterLife) -> bool:
    """Whether the final value noted at a swap is a plausible continuation of a level."""
    span = placed.at_ms - level.time_ms
    return 0 <= _use(level.value, placed.swap.final, span, life) <= life.most(span)


def _fits(series: Series, index: int, swap: Swap, life: MeterLife, span_ms: int) -> bool:
    between = int(series.times_ms[index + 1] - series.times_ms[index])
    rest = _use(float(series.values[index]), swap.final, between, life)
    begun = _use(swap.initial, float(series.values[index + 1]), between, life)
    most = life.most(max(span_ms, between))
    return 0 <= rest <= most and 0 <= begun <= most


def _use(start: float, end: float, span_ms: int, life: MeterLife) -> float:
    """Use between a noted value and a reading, which may lie on either side of the register's modulus."""
    amount = end - start
    if -max(_slack(start, life), _slack(end, life)) <= amount < 0:
        return 0.0
    if life.modulus and amount < 0 <= amount + life.modulus <= life.most(max(span_ms, HOUR_MS)):
        return amount + life.modulus
    return amount


def _slack(noted: float, life: MeterLife) -> float:
    """How far a noted value may be off: people write down the whole digits only."""
    return max(life.backflow, 1.0 if noted.is_integer() else 0.0)


def _timed(
    start_ms: int, end_ms: int, swaps: list[PlacedSwap], amounts: list[float], life: MeterLife
) -> list[PlacedSwap]:
    """The swaps at their recorded moments where these suit the use before and after, else in proportion to it."""
    moments = [start_ms, *(p.at_ms for p in swaps), end_ms]
    spans = [end - begin for begin, end in pairwise(moments)]
    total = sum(amounts)
    inside = all(start_ms <= p.swap.at_ms <= end_ms for p in swaps)
    pace = UNEVEN * total / max(end_ms - start_ms, 1)
    suits = inside and all(
        amount <= min(life.most(span), pace * span + 2 * life.resolution)
        for amount, span in zip(amounts, spans, strict=True)
    )
    if suits or min(amounts) < 0 or total <= 0:
        return swaps
    passed = np.cumsum(amounts)[:-1] / total
    return [
        replace(p, at_ms=start_ms + round((end_ms - start_ms) * share))
        for p, share in zip(swaps, passed.tolist(), strict=True)
    ]
