"""Loading interval data with as much before it as its zeros need to be understood."""

import numpy as np

from campus.reading import Channel
from campus.readings.protocol import EMPTY, Readings, Series
from campus.register.intervals import USUAL_MS


def interval_series(readings: Readings, meter: str, channel: str, start_ms: int, end_ms: int) -> Series:
    """Values from `start_ms` on, preceded by the run of zeros reaching into it and what is usual before that.

    Empty when no value ends after `start_ms`: then the intervals have nothing to say there.
    """
    if len(readings.after(meter, channel, start_ms, 1)) == 0:
        return EMPTY
    last_use_ms = _last_use_ms(readings, meter, channel, start_ms)
    begin = 0 if last_use_ms is None else last_use_ms - USUAL_MS
    return readings.series(meter, channel, begin, end_ms)


def interval_restart_ms(readings: Readings, meter: str, channel: str, changed_ms: int) -> int | None:
    """Where to start again when a value at `changed_ms` is new; None: from the beginning.

    The new value may change what is usual around a run up to four weeks before it, and with it the whole run.
    """
    last_use_ms = _last_use_ms(readings, meter, channel, changed_ms - USUAL_MS)
    return None if last_use_ms is None else last_use_ms - Channel.parse(channel).interval_s * 1000


def _last_use_ms(readings: Readings, meter: str, channel: str, before_ms: int) -> int | None:
    span = USUAL_MS
    while True:
        before = readings.series(meter, channel, before_ms - span, before_ms)
        above = np.flatnonzero(before.values > 0)
        if len(above):
            return int(before.times_ms[above[-1]])
        if len(readings.before(meter, channel, before_ms - span, 1)) == 0:
            return None
        span *= 4
