"""Register readings and the life of a meter become steps of use, by the rules of the domain.

Plausible pairs of neighbouring readings are taken as they are, all at once; only the others are
judged one by one. A judgement looks at most `LOOKAHEAD` readings ahead and `MEMORY_MS` back, so
accounting can start again at any accepted reading before that and ends the same.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from campus.finding import Finding
from campus.readings.protocol import EMPTY, Series
from campus.register.events import LOOKAHEAD, MEMORY_MS, Level, Outcome, bridged, judge, returned
from campus.register.hours import Method
from campus.register.life import MeterLife
from campus.register.multiplier import priced
from campus.register.overshoot import overshot
from campus.register.recovery import recovery
from campus.register.replacement import PlacedSwap, across, leads_to, place_swaps
from campus.register.steps import Step, Steps

__all__ = ["LOOKAHEAD", "MEMORY_MS", "Accounted", "account"]


@dataclass(frozen=True, slots=True, eq=False)
class Accounted:
    """Steps and findings of a register.

    `accepted` are the readings the steps rest on; `undecided_ms` is the time of the first reading
    whose meaning only later ones will decide, or None.
    """

    steps: Steps
    findings: tuple[Finding, ...]
    accepted: Series
    undecided_ms: int | None = None


def account(series: Series, life: MeterLife) -> Accounted:
    """Account for a register; its first reading is taken as valid, the rest in order of time."""
    series = _distinct(_with_noted(series, life))
    if len(series) == 0:
        return Accounted(Steps.of([]), (), EMPTY)
    walk = _Walk(series, life)
    walk.run()
    return walk.result()


def _with_noted(series: Series, life: MeterLife) -> Series:
    """Add the register values people noted when a multiplier changed: they are readings too."""
    noted = [(c.at_ms, c.register) for c in life.multipliers if c.register is not None]
    if len(series):
        noted = [(at, value) for at, value in noted if series.times_ms.min() < at <= series.times_ms.max()]
    return Series(
        np.concatenate([series.times_ms, np.array([at for at, _ in noted], np.int64)]),
        np.concatenate([series.values, np.array([value for _, value in noted], np.float64)]),
    )


def _distinct(series: Series) -> Series:
    order = np.lexsort((series.values, series.times_ms))
    times, values = series.times_ms[order], series.values[order]
    fresh = np.ones(len(times), np.bool_)
    fresh[1:] = (np.diff(times) != 0) | (np.diff(values) != 0)
    return Series(times[fresh], values[fresh])


@dataclass(slots=True, eq=False)
class _Walk:
    """The passage through one series: which pairs stand as they are, and what replaced the others."""

    series: Series
    life: MeterLife
    plain: NDArray[np.bool_] = field(init=False)
    accepted: NDArray[np.bool_] = field(init=False)
    levels: NDArray[np.float64] = field(init=False)
    swaps: list[PlacedSwap] = field(init=False)
    special: list[Step] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    crossed: list[PlacedSwap] = field(default_factory=list)
    departure: Level | None = None
    undecided: int | None = None

    def __post_init__(self) -> None:
        steps, spans = np.diff(self.series.values), np.diff(self.series.times_ms)
        self.plain = (steps >= 0) & (steps <= self.life.most_each(spans))
        self.accepted = np.ones(len(self.series), np.bool_)
        self.levels = self.series.values.copy()
        self.swaps = place_swaps(self.series, self.life)
        self.plain[[placed.after for placed in self.swaps]] = False

    def run(self) -> None:
        suspects = np.flatnonzero(~self.plain)
        index = 0
        while self.undecided is None:
            nth = int(np.searchsorted(suspects, index))
            suspect = int(suspects[nth]) if nth < len(suspects) else len(self.plain)
            recovered = (
                None if self.departure is None else recovery(self.series, self.departure, index, suspect, self.life)
            )
            if recovered is not None and self.departure is not None:
                origin, self.departure = self.departure, None
                self._undo(origin)
                self._apply(origin, bridged(self.series, origin, recovered))
                index = recovered
            elif suspect < len(self.plain):
                index = self._past(self._level(suspect))
            else:
                break

    def _level(self, index: int) -> Level:
        return Level(index, int(self.series.times_ms[index]), float(self.levels[index]))

    def _past(self, level: Level) -> int:
        """Get past a suspect pair; returns the reading from which plain pairs may follow again."""
        while level.index < len(self.plain):
            swaps = self._next_swaps(level)
            if swaps and swaps[0].after == level.index:
                return self._cross(level, swaps)
            level, outcome = self._judged(level, swaps)
            if swaps and outcome is not None and outcome.departed and leads_to(level, swaps[0], self.life):
                return self._cross(level, swaps)
            if outcome is None:
                self.undecided = level.index + 1
                break
            self._apply(level, outcome)
            if outcome.carried is None:
                return outcome.index
            level = self._level(outcome.index)
        return level.index

    def _next_swaps(self, level: Level) -> list[PlacedSwap]:
        """The swaps at the next place of one, if it is near enough to matter for a judgement."""
        near = [placed for placed in self.swaps if level.index <= placed.after <= level.index + LOOKAHEAD]
        place = min((placed.after for placed in near), default=0)
        return [placed for placed in near if placed.after == place]

    def _cross(self, level: Level, swaps: list[PlacedSwap]) -> int:
        crossed = across(self.series, level, swaps, self.life)
        self._take(level, crossed.index, crossed.steps, crossed.findings)
        self.crossed += crossed.placed
        return crossed.index

    def _judged(self, level: Level, swaps: list[PlacedSwap]) -> tuple[Level, Outcome | None]:
        end = swaps[0].after + 1 if swaps else len(self.series)
        series = Series(self.series.times_ms[:end], self.series.values[:end])
        outcome = judge(series, level, self.life, closed=bool(swaps))
        if self.departure is not None and (outcome is None or outcome.departed):
            back = returned(series, level, self.departure, self.life)
            if back is not None:
                origin, self.departure = self.departure, None
                self._undo(origin)
                return origin, back
        if series.values[level.index + 1] < level.value and (outcome is None or outcome.uncertain):
            too_high = overshot(series, level, self._origins(level), outcome, self.life)
            if too_high is not None:
                return too_high, bridged(series, too_high, level.index + 1)
        return level, outcome

    def _origins(self, level: Level) -> list[Level]:
        """The levels before one that were reached by plain steps, the nearest first."""
        first = level.index
        while first > 0 and self.plain[first - 1] and level.index - first < LOOKAHEAD:
            first -= 1
        return [self._level(index) for index in range(level.index - 1, first - 1, -1)]

    def _apply(self, level: Level, outcome: Outcome) -> None:
        end = int(self.series.times_ms[outcome.index])
        steps = [] if outcome.amount is None else [Step(level.time_ms, end, outcome.amount, outcome.method)]
        self._take(level, outcome.index, steps, [outcome.finding] if outcome.finding else [])
        if outcome.carried is not None:
            self.levels[outcome.index] = outcome.carried
        if outcome.departed and (self.departure is None or end - self.departure.time_ms > MEMORY_MS):
            self.departure = level

    def _take(self, level: Level, index: int, steps: list[Step], findings: list[Finding]) -> None:
        self.plain[level.index : index] = False
        self.accepted[level.index + 1 : index] = False
        self.special += steps
        self.findings += findings

    def _undo(self, departure: Level) -> None:
        self.special = [step for step in self.special if step.start_ms < departure.time_ms]
        self.findings = [finding for finding in self.findings if finding.start_ms <= departure.time_ms]

    def result(self) -> Accounted:
        times = self.series.times_ms
        if self.undecided is not None:
            self.plain[self.undecided - 1 :] = False
            self.accepted[self.undecided :] = False
        at = np.flatnonzero(self.plain)
        measured = np.full(len(at), Method.MEASURED, np.uint8)
        ordinary = Steps(times[at], times[at + 1], self.levels[at + 1] - self.levels[at], measured)
        steps = ordinary.merged(Steps.of(self.special))
        gaps = (steps.end_ms - steps.start_ms > self.life.calm_gap_ms) & np.isin(
            steps.method, (Method.MEASURED, Method.BRIDGED)
        )
        steps.method[gaps] = Method.LINEAR
        return Accounted(
            priced(steps, self.life, self.crossed),
            tuple(sorted(self.findings, key=lambda f: (f.start_ms, f.kind))),
            Series(times[self.accepted], self.levels[self.accepted]),
            None if self.undecided is None else int(times[self.undecided]),
        )
