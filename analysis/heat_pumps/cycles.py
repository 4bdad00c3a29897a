"""Starts and runs of a compressor from its power: how often, how long, too often for its life."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from campus.errors import Refused
from campus.period import HOUR_MS

MINUTE_MS = 60_000
SHORT_RUN_MS = 5 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Run:
    """One run, ms since the epoch; `whole` is False where it began or ended out of sight (gap or edge of the data)."""

    start_ms: int
    end_ms: int
    whole: bool

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Cycling:
    """`observed_ms` leaves gaps out. `starts` are those seen; `most_in_an_hour` in any 60 minutes."""

    runs: tuple[Run, ...]
    starts: int
    most_in_an_hour: int
    observed_ms: int

    @property
    def starts_per_hour(self) -> float | None:
        return self.starts * HOUR_MS / self.observed_ms if self.observed_ms else None

    @property
    def whole_runs(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.whole)

    @property
    def mean_run_minutes(self) -> float | None:
        lengths = [run.length_ms for run in self.whole_runs]
        return sum(lengths) / len(lengths) / MINUTE_MS if lengths else None

    @property
    def short_runs(self) -> int:
        """Whole runs under five minutes."""
        return sum(run.length_ms < SHORT_RUN_MS for run in self.whole_runs)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """On above `on_w`, off below `off_w` (hysteresis); samples further apart than `longest_gap_ms` leave a gap."""

    on_w: float
    off_w: float
    longest_gap_ms: int = 10 * MINUTE_MS

    def __post_init__(self) -> None:
        if not 0 <= self.off_w <= self.on_w:
            message = f"a compressor is off below {self.off_w:g} W and on above {self.on_w:g} W: these do not fit"
            raise Refused(message)


def cycling(times_ms: NDArray[np.int64], power_w: NDArray[np.float64], limits: Thresholds) -> Cycling:
    """Find runs in samples of power, ascending in time; each holds until the next. Non-finite ones are left out."""
    finite = np.isfinite(power_w)
    times, power = times_ms[finite].tolist(), power_w[finite].tolist()
    if any(b < a for a, b in pairwise(times)):
        message = "samples of power are not in order of time"
        raise Refused(message)
    runs: list[Run] = []
    starts: list[int] = []
    observed = 0
    began: int | None = None
    seen_start = on = False
    for at, (time, watts) in enumerate(zip(times, power, strict=True)):
        fresh = at == 0 or time - times[at - 1] > limits.longest_gap_ms
        if at and not fresh:
            observed += time - times[at - 1]
        if fresh and began is not None:
            runs.append(Run(began, times[at - 1], whole=False))
            began = None
        was_on = on and not fresh
        on = watts > limits.on_w or (was_on and watts >= limits.off_w)
        if on and began is None:
            began, seen_start = time, not fresh
            if seen_start:
                starts.append(time)
        elif not on and began is not None:
            runs.append(Run(began, time, whole=seen_start))
            began = None
    if began is not None:
        runs.append(Run(began, times[-1], whole=False))
    return Cycling(tuple(runs), len(starts), _most_in_an_hour(starts), observed)


def _most_in_an_hour(starts: list[int]) -> int:
    at = np.asarray(starts, np.int64)
    return int((np.arange(1, len(at) + 1) - np.searchsorted(at, at - HOUR_MS, side="right")).max(initial=0))
