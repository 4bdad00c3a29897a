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
from campus.register.life import HOUR_MS, MeterLife

LOOKAHEAD = 12
"""So many following readings may show that an odd one was a spike or a dip."""

MEMORY_MS = 7 * 24 * 3_600_000
"""So long after a jump or drop a return to the earlier level still shows it to have been a fault."""

ROLLOVER_FROM, ROLLOVER_TO = 0.9, 0.1
USUAL_TIMES = 3.0
"""Use through zero in a long gap is usual when it is at most so many times more or less than usual."""


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

    @property
    def uncertain(self) -> bool:
        """Another account of the readings may still be better: they were refused or left unexplained."""
        return self.departed or self.method is Method.BRIDGED


def judge(series: Series, level: Level, life: MeterLife, *, closed: bool = False) -> Outcome | None:
    """Resolve the step from `level` to the next reading; None while only later readings can tell.

    `closed` says that no reading will ever follow the last one (a swap ends the register).
    """
    certain = _certain(series, level, life)
    if certain is not None:
        return certain
    back = _return_to(series, level, life)
    following = level.index + 1
    if back is not None:
        return _bridged(series, level, following, back)
    decided = closed or len(series) - 1 - following >= LOOKAHEAD
    time, value = int(series.times_ms[following]), float(series.values[following])
    if value < level.value:
        return _dropped(series, level, life, decided=decided)
    if not decided:
        return None
    if _held(series, level, life):
        return Outcome(following, value - level.value, Method.LINEAR)
    jump = _finding("jump", level, time, value, confirm=True)
    return Outcome(following, None, Method.MISSING, jump, departed=True)


def _certain(series: Series, level: Level, life: MeterLife) -> Outcome | None:
    """What needs no look at later readings: plain use, a small backward step, a reset that a person confirmed."""
    following = level.index + 1
    time, value = int(series.times_ms[following]), float(series.values[following])
    step = value - level.value
    if 0 <= step <= life.most(time - level.time_ms):
        return Outcome(following, step)
    if 0 < -step <= life.backflow:
        return Outcome(following, 0.0, finding=_finding("reverse_small", level, time, value), carried=level.value)
    if step < 0 <= value and any(level.time_ms < at <= time for at in life.confirmed_resets_ms):
        return Outcome(following, value, finding=_finding("reset", level, time, value))
    return None


def _dropped(series: Series, level: Level, life: MeterLife, *, decided: bool) -> Outcome | None:
    following = level.index + 1
    time, value = int(series.times_ms[following]), float(series.values[following])
    through_zero = _through_zero(series, level, life, decided=decided)
    if through_zero is not None:
        return Outcome(following, through_zero, finding=_finding("rollover", level, time, value))
    if not decided:
        return None
    if 0 <= value <= life.most(time - level.time_ms):
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


def bridged(series: Series, level: Level, back: int) -> Outcome:
    """All readings between a level and reading `back` are refused."""
    return _bridged(series, level, level.index + 1, back)


def continues(series: Series, first: int, last: int, level: float, since_ms: int, life: MeterLife) -> NDArray[np.bool_]:
    """Which of the readings first..last-1 are plausible continuations of a level."""
    steps = series.values[first:last] - level
    spans = series.times_ms[first:last] - since_ms
    plausible: NDArray[np.bool_] = (steps >= 0) & (steps <= life.most_each(spans))
    return plausible


def _held(series: Series, level: Level, life: MeterLife) -> bool:
    """A register that is refreshed more rarely than it is read: it stands still after a step, long enough for it."""
    after = level.index + 1
    last = min(after + LOOKAHEAD, len(series) - 1)
    moved = np.flatnonzero(series.values[after : last + 1] != series.values[after])
    until = after + int(moved[0]) if len(moved) else last
    step = float(series.values[after]) - level.value
    return until > after + 1 and step <= life.most(int(series.times_ms[until]) - level.time_ms)


def _through_zero(series: Series, level: Level, life: MeterLife, *, decided: bool) -> float | None:
    """Use when the register began again at 0 after its modulus; None where it did not.

    The end and the beginning of its range are close together, or, after a long gap, one of them is
    and the use is what the following readings would make of such a time.
    """
    if not life.modulus:
        return None
    after = level.index + 1
    span, value = int(series.times_ms[after]) - level.time_ms, float(series.values[after])
    used = life.modulus - level.value + value
    high, low = level.value > ROLLOVER_FROM * life.modulus, 0 <= value < ROLLOVER_TO * life.modulus
    if high and low and 0 <= used <= life.most(max(span, HOUR_MS)):
        return used
    last = min(after + LOOKAHEAD, len(series) - 1)
    if not decided or not (high or low) or value < 0 or last == after or not 0 <= used <= life.most(span):
        return None
    pace = (float(series.values[last]) - value) / max(int(series.times_ms[last] - series.times_ms[after]), 1)
    usual = pace * span
    return used if usual / USUAL_TIMES <= used <= usual * USUAL_TIMES and usual > 0 else None


def _return_to(series: Series, level: Level, life: MeterLife) -> int | None:
    odd = level.index + 1
    last = odd + 1 + LOOKAHEAD
    plausible = continues(series, odd + 1, last, level.value, level.time_ms, life)
    if series.values[odd] > level.value and series.times_ms[odd] > level.time_ms:
        # Only a later fall proves a spike; without one the register simply went on from higher up.
        plausible &= series.values[odd + 1 : last] < series.values[odd]
    found = np.flatnonzero(plausible)
    return odd + 1 + int(found[0]) if len(found) else None


def _bridged(series: Series, level: Level, odd: int, back: int) -> Outcome:
    time, value = int(series.times_ms[odd]), float(series.values[odd])
    kind = "spike" if value > level.value else "transient_dip"
    end = int(series.times_ms[back])
    details = {"level": level.value, "value": value, "samples": back - odd, "then": float(series.values[back])}
    inside = bool((series.times_ms[odd:back] < end).any())
    method = Method.BRIDGED if inside else Method.MEASURED
    return Outcome(back, float(series.values[back]) - level.value, method, Finding(kind, time, end, details))


def _finding(kind: str, level: Level, time: int, value: float, *, confirm: bool = False) -> Finding:
    return Finding(kind, time, time, {"level": level.value, "value": value, "since_ms": level.time_ms}, confirm)
