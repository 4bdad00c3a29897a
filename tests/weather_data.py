"""Samples of real and synthetic buildings as the weather model takes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from analysis.weather.days import Floats, ObservedDays, usable_use, week_types
from analysis.weather.temperature import day_weather, fahrenheit

GOLDEN = Path(__file__).resolve().parent / "golden" / "weather"
SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
CHICAGO, LONDON = ZoneInfo("America/Chicago"), ZoneInfo("Europe/London")
Period = tuple[str, str, str, str]


@dataclass(frozen=True, eq=False)
class Site:
    """Hourly or daily use of a meter and hourly degC, both with absolute time, in the zone of the site.

    `zero_is_lost`: single zero hours are holes in the data, as their makers say.
    """

    use: pd.Series
    celsius: pd.Series
    zone: ZoneInfo
    resource: str
    zero_is_lost: bool = False

    def years(self, period: Iterable[str], *, by_day: bool = False) -> tuple[ObservedDays, ObservedDays]:
        """Baseline and reported days of [a, b) and [c, d)."""
        a, b, c, d = (date.fromisoformat(day) for day in period)
        return self._days(a, b, by_day=by_day), self._days(c, d, by_day=by_day)

    def _days(self, first: date, end: date, *, by_day: bool) -> ObservedDays:
        days = [first + timedelta(days=n) for n in range((end - first).days)]
        times_ms = pd.DatetimeIndex(self.celsius.index).as_unit("ms").asi8
        weather = day_weather(times_ms, self.celsius.to_numpy(), self.zone, first, days[-1])
        use = self._day_use(days)
        return ObservedDays(use, week_types(days), weather.by_day() if by_day else weather)

    def _day_use(self, days: list[date]) -> Floats:
        known = self.use.where(self.use != 0) if self.zero_is_lost else self.use
        groups = known.groupby(pd.DatetimeIndex(known.index).date)
        total, share = groups.sum(), groups.count() / groups.size()
        sums = np.array([total.get(day, 0.0) for day in days], np.float64)
        shares = np.array([share.get(day, 0.0) for day in days], np.float64)
        return usable_use(sums, shares, zero_is_missing=self.resource == "electricity")


def series(file: Path, time: str, value: str, zone: ZoneInfo) -> pd.Series:
    frame = pd.read_csv(file).drop_duplicates(time)
    index = pd.DatetimeIndex(pd.to_datetime(frame[time], utc=True)).tz_convert(zone)
    return pd.Series(frame[value].to_numpy(np.float64), index=index).sort_index()


@cache
def illinois_weather() -> pd.Series:
    degrees = series(GOLDEN / "il-tempF.csv.gz", "dt", "tempF", CHICAGO)
    return pd.Series(fahrenheit(degrees.to_numpy()), index=degrees.index)


@cache
def illinois(name: str, form: str) -> Site:
    folder = GOLDEN if form == "daily" else SHARED / "eemeter_samples"
    use = series(folder / f"{name}-{form}.csv.gz", "start", "value", CHICAGO).iloc[:-1]
    return Site(use, illinois_weather(), CHICAGO, name.split("-")[1])


def british_home(resource: str) -> Site:
    folder = SHARED / "eemeter_samples"
    use = series(folder / f"uk-{resource}-hdd-only-hourly-sample-0.csv.gz", "start", "value", LONDON)
    celsius = series(folder / "uk-tempC-sample-0.csv.gz", "dt", "tempC", LONDON)
    return Site(use, celsius, LONDON, resource, resource == "electricity")


@cache
def _university(resource: str) -> pd.DataFrame:
    file = SHARED / "cambridge_estates" / f"dev_{resource}_kwh_hourly_2016_2023.csv.xz"
    frame = pd.read_csv(file, index_col=0)
    frame.index = pd.DatetimeIndex(pd.to_datetime(frame.index, utc=True)).tz_convert(LONDON)
    return frame


@cache
def _bedford() -> pd.Series:
    file = SHARED / "cambridge_estates" / "weather_bedford_hourly_2016_2022.csv.xz"
    return series(file, "utc", "air_temperature [degC]", LONDON)


def university(resource: str, building: str) -> Site:
    return Site(
        _university(resource)[building].dropna().astype(float), _bedford(), LONDON, resource, resource == "electricity"
    )
