"""Which days may enter the model."""

from datetime import date, timedelta

import numpy as np
import pytest

from analysis.weather.days import DayWeather, ObservedDays, usable_use, week_types
from campus.day_type import DayType
from campus.errors import Refused

WD, WE = DayType.TERM_WD, DayType.TERM_WE


def test_half_a_day_is_filled_with_its_own_mean_and_less_is_missing() -> None:
    known = np.array([10.0, 5.0, 5.0, 0.0, -1.0, np.nan, np.inf])
    coverage = np.array([1.0, 0.5, 0.49, 1.0, 1.0, 1.0, 1.0])
    gas = usable_use(known, coverage, zero_is_missing=False)
    assert gas == pytest.approx([10.0, 10.0, np.nan, 0.0, np.nan, np.nan, np.nan], nan_ok=True)
    electricity = usable_use(known, coverage, zero_is_missing=True)
    assert electricity == pytest.approx([10.0, 10.0, np.nan, np.nan, np.nan, np.nan, np.nan], nan_ok=True)


def test_nothing_covered_is_missing_without_a_warning() -> None:
    assert np.isnan(usable_use(np.array([0.0]), np.array([0.0]), zero_is_missing=False)).all()


def test_weekdays_where_no_calendar_is_known() -> None:
    days = [date(2026, 3, 6) + timedelta(days=n) for n in range(4)]
    assert week_types(days) == (WD, WE, WE, WD)


def test_a_day_needs_use_temperature_and_type() -> None:
    weather = DayWeather(date(2026, 3, 1), np.array([[1.0], [2.0], [np.nan], [4.0]]))
    days = ObservedDays(np.array([5.0, np.nan, 7.0, 8.0]), (WD, WD, WD, None), weather)
    assert days.usable.tolist() == [True, False, False, False]
    assert days.slice(1, 4).weather.first == date(2026, 3, 2)
    assert days.slice(1, 4).use == pytest.approx([np.nan, 7.0, 8.0], nan_ok=True)


def test_wrong_days_are_refused() -> None:
    weather = DayWeather(date(2026, 3, 1), np.array([[1.0], [2.0]]))
    with pytest.raises(Refused, match="do not match: 3 days of use, 2 types, 2"):
        ObservedDays(np.ones(3), (WD, WD), weather)
    for wrong in (np.inf, -1.0):
        with pytest.raises(Refused, match="negative or infinite"):
            ObservedDays(np.array([1.0, wrong]), (WD, WD), weather)
