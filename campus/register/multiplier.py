"""The multiplier (倍率) in force turns register steps into use; a change inside a step splits it."""

from collections.abc import Sequence

import numpy as np

from campus.register.hours import Method
from campus.register.life import MeterLife, MultiplierChange
from campus.register.replacement import PlacedSwap
from campus.register.steps import Step, Steps


def priced(steps: Steps, life: MeterLife, swaps: Sequence[PlacedSwap] = ()) -> Steps:
    """Steps in register units become steps in the base unit.

    Swaps that are not among the placed ones lie before the readings: their multiplier is in force already.
    A change without a noted register value splits its step by time; both parts are estimates.
    """
    placed = {p.swap: p.at_ms for p in swaps}
    changes = [*life.multipliers]
    changes += [MultiplierChange(placed.get(s, s.at_ms), s.multiplier) for s in life.swaps if s.multiplier is not None]
    changes.sort(key=lambda change: change.at_ms)
    for change in changes:
        steps = _split(steps, change)
    moments = np.array([change.at_ms for change in changes], np.int64)
    factors = np.array([life.multiplier, *(change.multiplier for change in changes)])
    factor = factors[np.searchsorted(moments, steps.start_ms, "right")]
    return Steps(steps.start_ms, steps.end_ms, steps.amount * factor, steps.method)


def _split(steps: Steps, change: MultiplierChange) -> Steps:
    across = (steps.start_ms < change.at_ms) & (change.at_ms < steps.end_ms)
    if not across.any():
        return steps
    index = int(np.flatnonzero(across)[0])
    start, end, amount = int(steps.start_ms[index]), int(steps.end_ms[index]), float(steps.amount[index])
    before = amount * (change.at_ms - start) / (end - start)
    method = Method.MULTIPLIER
    parts = [Step(start, change.at_ms, before, method), Step(change.at_ms, end, amount - before, method)]
    return steps.where(~across).merged(Steps.of(parts))
