"""One implausible pair of readings, judged: what happened, and how much was used.

The rules are those of the domain's handbook, section 5. A reading is a *plausible continuation*
of a level when it lies between it and what the meter could have counted since.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus.finding import Finding
from campus.readings.protocol import Series
from campus.register.hours import Method
from campus.register.life import MeterLife

LOOKAHEAD = 12
"""So many following readings may show that an odd one was a spike or a dip."""

MEMORY_MS = 7 * 24 * 3_600_000
"""So long after a jump or drop a return to the earlier level still shows it to have been a fault."""

ROLLOVER_FROM, ROLLOVER_TO = 0.9, 0.1


@dataclass(frozen=True, slots=True)
class Level:
    """The last accepted register value: reading number `index`, at `time_ms`, standing at `value`.

    After a small backward step `value` stays where it was, above the reading itself.
    """

    index: int
    time_ms: int
    value: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a pair was resolved: accounting goes on from reading `index`.

    `amount` is use in register units, None where it is unknown. `carried` keeps the old level
    after a small backward step. `departed` says that the level changed for no known reason.
    """

    index: int
    amount: float | None
    method: Method = Method.MEASURED
    finding: Finding | None = None
    carried: float | None = None
    departed: bool = False


def judge(series: Series, level: Level, life: MeterLife) -> Outcome | None:
    """Resolve the step from `level` to the next reading; None while only later readings can tell."""
    times, values = series.times_ms, series.values
    following = level.index + 1
    time, value = int(times[following]), float(values[following])
    step, most = value - level.value, life.most(time - level.time_ms)
    if 0 <= step <= most:
        return Outcome(following, step)
    if 0 < -step <= life.backflow:
        return Outcome(following, 0.0, finding=_finding("reverse_small", level, time, value), carried=level.value)
    back = _return_to(series, level, life)
    if back is not None:
        return _bridged(series, level, following, back)
    decided = len(times) - 1 - following >= LOOKAHEAD
    if step > 0:
        jump = _finding("jump", level, time, value, confirm=True)
        return Outcome(following, None, Method.MISSING, jump, departed=True) if decided else None
    return _dropped(level, time, value, life, decided=decided)


def _dropped(level: Level, time: int, value: float, life: MeterLife, *, decided: bool) -> Outcome | None:
    following, most = level.index + 1, life.most(time - level.time_ms)
    modulus = life.modulus
    if modulus and level.value > ROLLOVER_FROM * modulus and value < ROLLOVER_TO * modulus:
        through_zero = modulus - level.value + value
        if 0 <= through_zero <= most:
            return Outcome(following, through_zero, finding=_finding("rollover", level, time, value))
    if any(level.time_ms < at <= time for at in life.confirmed_resets_ms):
        return Outcome(following, value, finding=_finding("reset", level, time, value))
    if not decided:
        return None
    if 0 <= value <= most:
        reset = _finding("reset", level, time, value, confirm=True)
        return Outcome(following, value, Method.FROM_ZERO, reset, departed=True)
    drop = _finding("unknown_drop", level, time, value, confirm=True)
    return Outcome(following, None, Method.MISSING, drop, departed=True)


def returned(series: Series, level: Level, departure: Level, life: MeterLife) -> Outcome | None:
    """The reading after `level` continues the level before an unexplained change: it was a fault."""
    following = level.index + 1
    time, value = int(series.times_ms[following]), float(series.values[following])
    step = value - departure.value
    if time - departure.time_ms > MEMORY_MS or not 0 <= step <= life.most(time - departure.time_ms):
        return None
    return _bridged(series, departure, departure.index + 1, following)


def continues(series: Series, first: int, last: int, level: float, since_ms: int, life: MeterLife) -> NDArray[np.bool_]:
    """Which of the readings first..last-1 are plausible continuations of a level."""
    steps = series.values[first:last] - level
    spans = series.times_ms[first:last] - since_ms
    plausible: NDArray[np.bool_] = (steps >= 0) & (steps <= life.most_each(spans))
    return plausible


def _return_to(series: Series, level: Level, life: MeterLife) -> int | None:
    odd = level.index + 1
    last = odd + 1 + LOOKAHEAD
    plausible = continues(series, odd + 1, last, level.value, level.time_ms, life)
    if series.values[odd] > level.value:
        # Only a later fall proves a spike; without one the register simply went on from higher up.
        plausible &= series.values[odd + 1 : last] < series.values[odd]
    found = np.flatnonzero(plausible)
    return odd + 1 + int(found[0]) if len(found) else None


def _bridged(series: Series, level: Level, odd: int, back: int) -> Outcome:
    time, value = int(series.times_ms[odd]), float(series.values[odd])
    kind = "spike" if value > level.value else "transient_dip"
    end = int(series.times_ms[back])
    details = {"level": level.value, "value": value, "samples": back - odd, "then": float(series.values[back])}
    inside = bool((series.times_ms[odd:back] > level.time_ms).any() and (series.times_ms[odd:back] < end).any())
    method = Method.BRIDGED if inside else Method.MEASURED
    return Outcome(back, float(series.values[back]) - level.value, method, Finding(kind, time, end, details))


def _finding(kind: str, level: Level, time: int, value: float, *, confirm: bool = False) -> Finding:
    return Finding(kind, time, time, {"level": level.value, "value": value, "since_ms": level.time_ms}, confirm)
