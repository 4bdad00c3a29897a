"""A wrong multiplier betrays itself by a constant ratio: what a meter misses follows its own load hour by hour.

Unmetered use and losses do not: they have a rhythm of their own. Only loads that vary can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_HOURS = 48
OFF_BY = 0.1
"""Ratios closer to 1 may be losses or meter classes."""
CONSTANT = 0.03
"""Robust scatter of the hourly ratio up to which it is constant."""
VARIES = 0.1
"""Robust scatter a load needs for its ratio to mean anything."""
IDLE = 0.05
"""Hours below this share of the load's mean are left out: registers move in steps."""


@dataclass(frozen=True, slots=True)
class WrongMultiplier:
    """Meter `meter` would fit the others if its values were `factor` times as high; `scatter` of the hourly ratio.

    An empty `meter` is the main itself (or all subs alike).
    """

    meter: str
    factor: float
    scatter: float
    hours: int


def wrong_multiplier(main: NDArray[np.float64], subs: Mapping[str, NDArray[np.float64]]) -> WrongMultiplier | None:
    """The meter whose constant factor explains main − Σ subs best, or None; arrays hold commonly known hours."""
    if not subs:
        return None
    total = sum(subs.values(), np.zeros(len(main)))
    suspects = []
    for name, own in subs.items():
        found = _constant(main - (total - own), own)
        if found and len(subs) > 1:
            suspects.append(WrongMultiplier(name, *found))
    found = _constant(total, main)
    if found and len(subs) == 1:
        suspects.append(WrongMultiplier(next(iter(subs)), 1 / found[0], found[1], found[2]))
    elif found:
        suspects.append(WrongMultiplier("", *found))
    return min(suspects, key=lambda s: s.scatter, default=None)


def _constant(target: NDArray[np.float64], load: NDArray[np.float64]) -> tuple[float, float, int] | None:
    """(factor, scatter, hours) when target / load is constant, positive and not 1."""
    if len(load) < MIN_HOURS or load.mean() <= 0:
        return None
    busy = load > IDLE * load.mean()
    if busy.sum() < MIN_HOURS or _scatter(load[busy]) < VARIES:
        return None
    ratio = target[busy] / load[busy]
    factor = float(np.median(ratio))
    if factor <= 0 or abs(factor - 1) <= OFF_BY:
        return None
    scatter = _scatter(ratio)
    return (factor, scatter, int(busy.sum())) if scatter <= CONSTANT else None


def _scatter(values: NDArray[np.float64]) -> float:
    """Half the middle 80 % as a share of the median."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    return float((high - low) / 2 / abs(middle)) if middle else float("inf")
