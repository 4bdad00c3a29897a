"""How much has been used up to any moment: the ground truth under every register.

A flow is cumulative use since the origin as a function of time, so a reading never depends on
which other moments were asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from campus.errors import Refused
from campus.period import HOUR_MS
from simulators.timeline import ORIGIN_MS, Floats, Times


class Flow(Protocol):
    """Use in kWh or m3."""

    def total(self, times_ms: Times) -> Floats:
        """Use since the origin; never falls with time."""

    def rate(self, times_ms: Times) -> Floats:
        """Use per hour at the moment (kW, m3/h)."""


@dataclass(frozen=True, slots=True, eq=False)
class Hourly:
    """Known use of each hour since the origin, rippling inside the hour by up to `ripple` of its mean."""

    use: Floats
    before: Floats
    """Use since the origin at the start of each hour and at the end of the last."""
    ripple: float
    waves: int
    """Whole waves an hour, so that hours keep their sums."""

    @classmethod
    def of(cls, use: Floats, ripple: float = 0.0, waves: int = 3) -> "Hourly":
        return cls(use, np.concatenate(([0.0], np.cumsum(use))), ripple, waves)

    def total(self, times_ms: Times) -> Floats:
        hour, part = locate(times_ms, len(self.use))
        turn = 2 * np.pi * self.waves
        inside = part + self.ripple * np.sin(turn * part) / turn
        return self.before[hour] + self.use[hour] * inside

    def rate(self, times_ms: Times) -> Floats:
        hour, part = locate(times_ms, len(self.use))
        return self.use[hour] * (1 + self.ripple * np.cos(2 * np.pi * self.waves * part))


@dataclass(frozen=True, slots=True, eq=False)
class Cycling:
    """A machine that is on for `duty` of each hour, in `starts` equal runs, and off in between."""

    use: Floats
    before: Floats
    duty: Floats
    starts: Floats

    @classmethod
    def of(cls, use: Floats, duty: Floats, starts: Floats) -> "Cycling":
        return cls(use, np.concatenate(([0.0], np.cumsum(use))), duty, starts)

    def share_done(self, times_ms: Times) -> Floats:
        """Share of the hour's running time that is over."""
        hour, part = locate(times_ms, len(self.use))
        runs = np.maximum(self.starts[hour], 1.0)
        duty = np.maximum(self.duty[hour], 1e-9)
        whole = np.floor(part * runs)
        return np.minimum((whole + np.minimum((part * runs - whole) / duty, 1.0)) / runs, 1.0)

    def total(self, times_ms: Times) -> Floats:
        hour, _ = locate(times_ms, len(self.use))
        return self.before[hour] + self.use[hour] * self.share_done(times_ms)

    def rate(self, times_ms: Times) -> Floats:
        hour, part = locate(times_ms, len(self.use))
        runs = np.maximum(self.starts[hour], 1.0)
        duty = np.maximum(self.duty[hour], 1e-9)
        running = (part * runs) % 1.0 < duty
        return np.where(running, self.use[hour] / duty, 0.0)


@dataclass(frozen=True, slots=True)
class Steady:
    """A constant rate from `start_ms` to `end_ms`, exact to the millisecond: a leak, an open valve."""

    per_hour: float
    start_ms: int
    end_ms: int

    def total(self, times_ms: Times) -> Floats:
        return (np.clip(times_ms, self.start_ms, self.end_ms) - self.start_ms) / HOUR_MS * self.per_hour

    def rate(self, times_ms: Times) -> Floats:
        return np.where((times_ms >= self.start_ms) & (times_ms < self.end_ms), self.per_hour, 0.0)


@dataclass(frozen=True, slots=True)
class Together:
    """What one meter sees of several flows behind it."""

    flows: Sequence[Flow]

    def total(self, times_ms: Times) -> Floats:
        return _sum([f.total(times_ms) for f in self.flows], len(times_ms))

    def rate(self, times_ms: Times) -> Floats:
        return _sum([f.rate(times_ms) for f in self.flows], len(times_ms))


def locate(times_ms: Times, hours: int) -> tuple[Times, Floats]:
    """Number of the hour a moment lies in and the share of it that has passed."""
    hour = (times_ms - ORIGIN_MS) // HOUR_MS
    if times_ms.size and (int(hour.min()) < 0 or int(hour.max()) > hours):
        message = "the simulation does not reach that moment"
        raise Refused(message)
    hour = np.minimum(hour, hours - 1)
    return hour, (times_ms - ORIGIN_MS - hour * HOUR_MS) / HOUR_MS


def _sum(parts: list[Floats], length: int) -> Floats:
    total = np.zeros(length)
    for part in parts:
        total += part
    return total
