"""A meter with little use whose register comes back from a fault: the step back up is plausible by itself."""

import numpy as np

from campus.readings.protocol import Series
from campus.register.events import MEMORY_MS, Level
from campus.register.life import MeterLife


def recovery(series: Series, departure: Level, first: int, last: int, life: MeterLife) -> int | None:
    """The reading among first + 1..last that is back at the level before an unexplained drop; None without one.

    Its step is larger than all since the drop together and mostly makes up for the drop.
    """
    until = int(np.searchsorted(series.times_ms, departure.time_ms + MEMORY_MS, "right"))
    above = np.flatnonzero(series.values[first + 1 : min(last + 1, until)] >= departure.value)
    if len(above) == 0 or series.values[first] >= departure.value:
        return None
    back = first + 1 + int(above[0])
    before, value = float(series.values[back - 1]), float(series.values[back])
    sudden = value - before > before - float(series.values[departure.index + 1])
    recovers = value - departure.value <= departure.value - before
    near = series.times_ms[back] - series.times_ms[back - 1] <= life.calm_gap_ms
    plausible = value - departure.value <= life.most(int(series.times_ms[back]) - departure.time_ms)
    return back if sudden and recovers and near and plausible else None
