"""What the model is made from: consecutive local days with their type, use and temperature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from campus.day_type import DayType
from campus.errors import Refused

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Days = NDArray[np.int64]
"""Positions of days, counted from any day."""

HALF = 0.5
"""A day needs half of its hours, of use as of temperature (CalTRACK 2.2)."""


@dataclass(frozen=True, slots=True, eq=False)
class DayWeather:
    """Temperature in degC of n consecutive days from `first`: shape (n, hours), NaN where unknown.

    One column holds day means (a file with one value a day); more hold the local hours of each day, up to 25.
    A day whose hours are less than half known counts as unknown.
    """

    first: date
    celsius: Floats

    def __post_init__(self) -> None:
        if self.celsius.ndim != 2 or not self.celsius.shape[1]:  # noqa: PLR2004  # days by hours
            message = f"temperatures must come as days x hours, not with shape {self.celsius.shape}"
            raise Refused(message)
        if np.isinf(self.celsius).any():
            message = "a temperature is infinite"
            raise Refused(message)

    def __len__(self) -> int:
        return len(self.celsius)

    @property
    def hourly(self) -> bool:
        return int(self.celsius.shape[1]) > 1

    def by_day(self) -> "DayWeather":
        """Day means only: for years of which one has no hours."""
        return DayWeather(self.first, self.mean_c[:, None])

    @property
    def mean_c(self) -> Floats:
        """Mean of the known hours of each day, NaN where the day is unknown."""
        known = ~np.isnan(self.celsius)
        total = np.where(known, self.celsius, 0.0).sum(axis=1)
        return np.where(self.known, total / np.maximum(known.sum(axis=1), 1), np.nan)

    @property
    def known(self) -> Flags:
        """Days with temperature enough; hours that a day of 23 or 24 does not have are not missed."""
        hours: NDArray[np.int64] = (~np.isnan(self.celsius)).sum(axis=1)
        return hours >= (HALF * 24 if self.hourly else 1)


@dataclass(frozen=True, slots=True, eq=False)
class ObservedDays:
    """Use of n consecutive days with what explains it.

    `use`: per day in any unit (kWh, m3, or per head), NaN where missing, see `usable_use`.
    `day_types`: type of each day, None where the calendar does not reach; with nothing but weekdays known,
    `week_types` gives TERM_WD and TERM_WE.
    """

    use: Floats
    day_types: tuple[DayType | None, ...]
    weather: DayWeather

    def __post_init__(self) -> None:
        if not len(self.use) == len(self.day_types) == len(self.weather):
            lengths = f"{len(self.use)} days of use, {len(self.day_types)} types, {len(self.weather)} temperatures"
            message = f"the days do not match: {lengths}"
            raise Refused(message)
        if np.isinf(self.use).any() or (self.use < 0).any():
            message = "a day's use is negative or infinite; pass it through usable_use first"
            raise Refused(message)

    def __len__(self) -> int:
        return len(self.use)

    def slice(self, start: int, stop: int) -> "ObservedDays":
        """Days at the positions [start, stop)."""
        first = self.weather.first + timedelta(days=start)
        weather = DayWeather(first, self.weather.celsius[start:stop])
        return ObservedDays(self.use[start:stop], self.day_types[start:stop], weather)

    @property
    def usable(self) -> Flags:
        """Days with use, temperature and type."""
        typed = np.array([t is not None for t in self.day_types], dtype=np.bool_)
        return typed & ~np.isnan(self.use) & self.weather.known


def week_types(days: Sequence[date]) -> tuple[DayType, ...]:
    """Types where only the week is known: weekdays as TERM_WD, Saturday and Sunday as TERM_WE."""
    return tuple(DayType.TERM_WD if day.isoweekday() <= 5 else DayType.TERM_WE for day in days)  # noqa: PLR2004


def usable_use(known_use: Floats, coverage: Floats, *, zero_is_missing: bool) -> Floats:
    """A day's whole use from what is known of it: a day less than half covered is missing (NaN).

    The rest of a usable day is filled with the mean of its known part (CalTRACK 2.2.1.2). `zero_is_missing` for
    electricity: a used building never uses nothing; zero gas or water is measured. Negative and infinite use is
    missing too.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = known_use / coverage
        right = np.isfinite(whole) & (known_use >= 0) & (coverage >= HALF) & (coverage <= 1 + 1e-9)
        if zero_is_missing:
            right &= known_use > 0
    return np.where(right, whole, np.nan)
