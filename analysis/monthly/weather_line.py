"""The weather-adjusted line: outdoor temperatures of a campus, and the model of its baseline year per head."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.baseline_means import previous, year_before
from analysis.comparison.campus_days import DAY_TYPES, NO_TYPE, CampusDays
from analysis.comparison.three_lines import CampusCase
from analysis.comparison.uncertainty import MIN_FREEDOM, Fit, independent_periods, student_t
from analysis.monthly.gather import CampusFile, Gathered
from analysis.monthly.span import Days
from analysis.weather.air import Airs
from analysis.weather.days import DayWeather, ObservedDays
from analysis.weather.model import DailyModel, fit
from analysis.weather.temperature import day_weather
from campus.period import Month, day_start_ms
from campus.quantity import Resource
from campus.readings.protocol import Readings

WEATHERED = (Resource.ELECTRICITY,)
"""Electricity includes air conditioning and heat pumps; the other lines are told without weather."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadModel:
    """A daily model per standard person, answering for days of a campus whose temperature is known."""

    model: DailyModel
    weather: DayWeather
    fit: Fit

    def expected_use(self, days: CampusDays) -> NDArray[np.float64]:
        """Use of each day at this year's heads, day type and temperature; NaN where one is unknown."""
        start = (days.first - self.weather.first).days
        at = np.arange(start, start + len(days))
        inside = (at >= 0) & (at < len(self.weather))
        celsius = np.full((len(days), self.weather.celsius.shape[1]), np.nan)
        celsius[inside] = self.weather.celsius[at[inside]]
        weather = DayWeather(days.first, celsius)
        types = tuple(DAY_TYPES[code] if code != NO_TYPE else None for code in days.day_type.tolist())
        said = self.model.expected(types, Airs.of(weather))
        return np.where(weather.known, said, np.nan) * days.standard_persons


def with_weather(
    cases: Mapping[str, tuple[CampusCase, CampusCase]],
    gathered: Gathered,
    file: CampusFile,
    readings: Readings | None,
) -> dict[str, tuple[CampusCase, CampusCase]]:
    """The cases, those of electricity with a model where the campus has temperatures and a whole baseline year."""
    told = dict(cases)
    weather = outdoor(gathered, file, readings) if readings is not None else None
    if weather is None:
        return told
    for resource in WEATHERED:
        if str(resource) in told:
            filed, compared = told[str(resource)]
            found = _model(compared.days, weather, gathered.span.last)
            whole = replace(compared, model=found)
            told[str(resource)] = (whole, whole) if filed.days is compared.days else (filed, whole)
    return told


def outdoor(gathered: Gathered, file: CampusFile, readings: Readings) -> DayWeather | None:
    """Temperatures of the campus's outdoor sensor, or of a heat pump's ambient point."""
    source = _sensor(gathered, file, readings)
    if source is None:
        return None
    zone = file.people.zone
    days = Days(gathered.reach.first, gathered.span.through)
    end = day_start_ms(days.last + timedelta(days=1), zone)
    series = readings.series(*source, day_start_ms(days.first, zone), end)
    if not len(series):
        return None
    return day_weather(series.times_ms, series.values, zone, days.first, days.last)


def _sensor(gathered: Gathered, file: CampusFile, readings: Readings) -> tuple[str, str] | None:
    """(meter, channel) of outdoor air."""
    if named := file.campus.outdoor_sensor:
        points = gathered.group.meters[named].points
        part = next((p for p, place in points.items() if place == "ambient"), None)
        wanted = f"temperature[{part}]" if part else "temperature"
        channels = readings.channels(named)
        if wanted in channels:
            return named, wanted
        return next(((named, c) for c in channels if c.startswith("temperature")), None)
    for meter in gathered.group.meters.values():
        part = next((p for p, place in meter.points.items() if place == "ambient"), None)
        if meter.campus == file.campus.id and part:
            return meter.id, f"temperature[{part}]"
    return None


def _model(days: CampusDays, weather: DayWeather, last: Month) -> HeadModel | None:
    """The model of the twelve months that end with last year's counterpart of the report's last month."""
    end = first = year_before(last)
    for _ in range(11):
        first = previous(first)
    year = days.between(first.first_day, end.last_day)
    per_head = np.divide(year.use, year.standard_persons, out=np.full(len(year), np.nan), where=year.counted)
    start = (year.first - weather.first).days
    if start < 0 or start + len(year) > len(weather):
        return None
    air = DayWeather(year.first, weather.celsius[start : start + len(year)])
    types = tuple(DAY_TYPES[code] if code != NO_TYPE else None for code in year.day_type.tolist())
    use = np.where(year.valid & (per_head > 0), per_head, np.nan)
    found = fit(ObservedDays(use, types, air), cooling=True)
    if not isinstance(found, DailyModel) or found.quality.days - found.quality.c < MIN_FREEDOM:
        return None
    quality = found.quality
    rho = min(max(quality.autocorrelation, 0.0), MOST_ALIKE)
    return HeadModel(
        found,
        weather,
        Fit(
            quality.cvrmse,
            quality.days,
            independent_periods(quality.days, rho),
            student_t(quality.days - quality.c),
        ),
    )


MOST_ALIKE = 0.99
