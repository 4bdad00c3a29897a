"""The hours a simulation spans: whole local years from a fixed origin, so that no window changes another.

Simulated campuses stand in China (UTC+8 all year), where every local day has 24 hours.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from campus.errors import Refused
from campus.period import HOUR_MS, day_start_ms, local_day
from simulators.randomness import generator

CHINA = ZoneInfo("Asia/Shanghai")
ORIGIN = date(2020, 1, 1)
REFERENCE = date(2024, 1, 1)
"""Day on which registers show their `initial` value."""
LAST_YEAR = 2034
DAY_MS = 24 * HOUR_MS
ORIGIN_MS = day_start_ms(ORIGIN, CHINA)
REFERENCE_MS = day_start_ms(REFERENCE, CHINA)

Floats = NDArray[np.float64]
Times = NDArray[np.int64]


@dataclass(frozen=True)
class Timeline:
    """All hours from the origin to the end of `last_year`."""

    last_year: int

    @classmethod
    def reaching(cls, end_ms: int) -> "Timeline":
        """The shortest timeline that holds a moment and the month after it."""
        year = local_day(end_ms, CHINA).year
        if end_ms < ORIGIN_MS or year > LAST_YEAR:
            message = f"a simulated campus lives from {ORIGIN} to the end of {LAST_YEAR}; asked for {year}"
            raise Refused(message)
        return cls(max(min(local_day(end_ms + 31 * DAY_MS, CHINA).year, LAST_YEAR), REFERENCE.year))

    @cached_property
    def days(self) -> list[date]:
        count = (date(self.last_year + 1, 1, 1) - ORIGIN).days
        return [ORIGIN + timedelta(days=n) for n in range(count)]

    @cached_property
    def hour_starts_ms(self) -> Times:
        return ORIGIN_MS + np.arange(24 * len(self.days), dtype=np.int64) * HOUR_MS

    @property
    def end_ms(self) -> int:
        return ORIGIN_MS + len(self.days) * DAY_MS

    def hourly(self, daily: Floats) -> Floats:
        """A value per day repeated for its 24 hours."""
        return np.repeat(daily, 24)

    def normal(self, per_day: int, *names: object) -> Floats:
        """Standard normal noise, `per_day` values a day, drawn year by year so that a longer timeline agrees."""
        years = range(ORIGIN.year, self.last_year + 1)
        return np.concatenate(
            [generator(*names, y).standard_normal((date(y + 1, 1, 1) - date(y, 1, 1)).days * per_day) for y in years]
        )

    def persistent(self, rho: float, sigma: float, *names: object) -> Floats:
        """Daily noise that remembers yesterday: AR(1) with stationary standard deviation `sigma`."""
        shocks = self.normal(1, *names) * sigma * np.sqrt(1 - rho * rho)
        state, states = 0.0, np.empty(len(shocks))
        for day, shock in enumerate(shocks.tolist()):
            state = rho * state + shock
            states[day] = state
        return states
