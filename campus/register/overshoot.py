"""A drop that is none: the readings before it were too high, though each by itself was plausible."""

import numpy as np

from campus.readings.protocol import Series
from campus.register.events import Level, Outcome
from campus.register.life import MeterLife


def overshot(
    series: Series, level: Level, origins: list[Level], outcome: Outcome | None, life: MeterLife
) -> Level | None:
    """The level from which a drop is no drop: the readings between were too high, and fewer than those too low.

    `origins` are the levels before `level`, the nearest first; `outcome` is how the drop would be judged else.
    """
    following = level.index + 1
    time, value = int(series.times_ms[following]), float(series.values[following])
    low = (len(series) if outcome is None or outcome.departed else outcome.index) - following
    for origin in origins:
        high = level.index - origin.index
        if high > low or (high == low and not _steeper(series, origin.index, outcome)):
            break
        if 0 <= value - origin.value <= life.most(time - origin.time_ms):
            return origin
    return None


def _steeper(series: Series, before: int, outcome: Outcome | None) -> bool:
    """Whether the way up from reading `before` is steeper than the way out of a dip: then it was the fault."""
    if outcome is None or outcome.departed:
        return False
    rises = np.diff(series.values[[before, before + 1]]), np.diff(series.values[[outcome.index - 1, outcome.index]])
    return bool(rises[0] > rises[1])
