"""Outdoor and cold-water temperature: season, hour of the day and weather that remembers yesterday."""

from dataclasses import dataclass

import numpy as np

from simulators.timeline import Floats, Timeline

_WARMEST_DAY = 205
_WARMEST_HOUR = 15
_GROUND_LAG_DAYS = 30


@dataclass(frozen=True, slots=True)
class Climate:
    """Mean and amplitudes in degC; `water_*` describe the cold-water main, damped and a month late."""

    name: str
    mean: float
    season: float
    diurnal: float
    weather: float
    """Standard deviation of the daily mean around its season."""
    water_mean: float
    water_season: float


HENAN = Climate("henan", 15.0, 13.0, 4.5, 2.8, 16.0, 7.0)
SICHUAN = Climate("sichuan", 16.5, 10.0, 3.2, 1.9, 17.0, 5.5)
MILD = Climate("mild", 18.0, 0.0, 0.0, 0.0, 15.0, 0.0)
"""Neither heating nor cooling: the season in which the per-head parameters are stated."""


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """Hourly degC over a timeline; `day_c` is the daily mean, one value a day."""

    outdoor_c: Floats
    cold_water_c: Floats
    day_c: Floats


def weather(climate: Climate, timeline: Timeline, seed: int) -> Weather:
    """The weather of a climate; one seed has one weather, whatever is built beside it."""
    day_of_year = np.array([d.timetuple().tm_yday for d in timeline.days], dtype=np.float64)
    season = np.cos(2 * np.pi * (day_of_year - _WARMEST_DAY) / 365.25)
    ground = np.cos(2 * np.pi * (day_of_year - _WARMEST_DAY - _GROUND_LAG_DAYS) / 365.25)
    day_c = climate.mean + climate.season * season
    day_c += timeline.persistent(0.7, climate.weather, seed, "weather", climate.name)
    noon_days = np.arange(len(day_c)) * 24 + 12
    hours = np.arange(24 * len(day_c))
    smooth = np.interp(hours, noon_days, day_c)
    outdoor = smooth + climate.diurnal * np.cos(2 * np.pi * (hours % 24 - _WARMEST_HOUR) / 24)
    return Weather(outdoor, timeline.hourly(climate.water_mean + climate.water_season * ground), day_c)
