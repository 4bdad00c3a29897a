"""From readings to days of temperature: hours, short gaps, senseless values, days of 23 and 25 hours."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analysis.weather.air import Air, Airs, View
from analysis.weather.days import DayWeather, Floats
from analysis.weather.temperature import bridge, day_weather, fahrenheit
from campus.errors import Refused
from campus.period import HOUR_MS, day_start_ms

CHINA, CHICAGO = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/Chicago")
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 2)


def hourly(values: Floats, zone: ZoneInfo = CHINA, first: date = FIRST, last: date = LAST) -> DayWeather:
    times = day_start_ms(first, zone) + np.arange(len(values), dtype=np.int64) * HOUR_MS
    return day_weather(times, values, zone, first, last)


def test_readings_of_an_hour_are_averaged_in_any_order() -> None:
    start = day_start_ms(FIRST, CHINA)
    times = start + np.arange(0, 48 * 4, dtype=np.int64) * (HOUR_MS // 4)
    values = np.repeat(np.arange(48.0), 4) + np.tile([-1.0, 1.0, -2.0, 2.0], 48)
    order = np.random.default_rng(1).permutation(len(times))
    found = day_weather(times[order], values[order], CHINA, FIRST, LAST)
    assert found.celsius[0, :24] == pytest.approx(np.arange(24.0))
    assert found.mean_c == pytest.approx([11.5, 35.5])


def test_six_missing_hours_are_bridged_and_seven_are_not() -> None:
    line = np.arange(20.0)
    for missing, filled in ((6, True), (7, False)):
        holed = line.copy()
        holed[5 : 5 + missing] = np.nan
        assert (bridge(holed) == pytest.approx(line)) is filled
        assert np.isnan(bridge(holed)).sum() == (0 if filled else missing)


def test_a_hole_at_the_edge_is_never_filled() -> None:
    values = np.array([np.nan, np.nan, 3.0, 4.0, np.nan])
    assert bridge(values) == pytest.approx(values, nan_ok=True)


def test_three_hourly_readings_make_whole_days_across_midnight() -> None:
    values = np.full(49, np.nan)
    values[::3] = np.arange(17.0)
    found = hourly(values)
    assert found.known.all()
    assert found.celsius[0, 23] == pytest.approx(23 / 3)


@pytest.mark.parametrize(("missing", "known"), [(12, True), (13, False)])
def test_a_day_needs_half_of_its_hours(missing: int, known: bool) -> None:
    values = np.full(48, 10.0)
    values[:missing] = np.nan
    found = hourly(values)
    assert found.known.tolist() == [known, True]
    assert np.isnan(found.mean_c[0]) != known


def test_what_no_outdoor_air_can_be_is_left_out() -> None:
    values = np.full(48, 12.0)
    values[[3, 9, 15, 21]] = [85.0, -127.0, np.inf, np.nan]
    assert hourly(values).mean_c == pytest.approx([12.0, 12.0])


def test_days_of_23_and_25_hours_miss_nothing() -> None:
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    assert (~np.isnan(hourly(np.arange(23.0), CHICAGO, spring, spring).celsius)).sum() == 23
    found = hourly(np.arange(25.0), CHICAGO, autumn, autumn)
    assert found.mean_c == pytest.approx([12.0])


def test_wrong_input_is_refused() -> None:
    with pytest.raises(Refused, match="2 times but 1"):
        day_weather(np.array([0, 1]), np.array([1.0]), CHINA, FIRST, LAST)
    with pytest.raises(Refused, match="no days between"):
        day_weather(np.array([0]), np.array([1.0]), CHINA, LAST, FIRST)
    with pytest.raises(Refused, match="days x hours"):
        DayWeather(FIRST, np.array([1.0, 2.0]))
    with pytest.raises(Refused, match="infinite"):
        DayWeather(FIRST, np.array([[np.inf]]))


def test_fahrenheit() -> None:
    assert fahrenheit(np.array([32.0, 212.0, -40.0])) == pytest.approx([0.0, 100.0, -40.0])


def test_a_mild_day_with_a_hot_afternoon_needs_cooling_by_hours_only() -> None:
    day = DayWeather(FIRST, np.array([[16.0] * 18 + [28.0] * 6]))
    base = np.array([22.0])
    assert Air.of(day, View.DAY_MEAN).cooling(base)[0, 0] == 0.0
    assert Air.of(day, View.HOURS).cooling(base)[0, 0] == pytest.approx(6 * 6 / 24)
    assert Air.of(day, View.HOURS).heating(base)[0, 0] == pytest.approx(18 * 6 / 24)


def test_a_swing_keeps_the_mean_and_is_assumed_only_without_hours() -> None:
    day = DayWeather(FIRST, np.array([[20.0]]))
    far = np.array([40.0])
    for view in (View.SWING_3_K, View.SWING_6_K):
        assert Air.of(day, view).heating(far)[0, 0] == pytest.approx(20.0)
        assert Air.of(day, view).cooling(np.array([20.0]))[0, 0] > 0.5
    assert [a.view for a in Airs.of(day).candidates] == [View.DAY_MEAN, View.SWING_3_K, View.SWING_6_K]
    with_hours = DayWeather(FIRST, np.full((1, 24), 20.0))
    assert [a.view for a in Airs.of(with_hours).candidates] == [View.DAY_MEAN, View.HOURS]
    with pytest.raises(Refused, match="hourly temperatures"):
        Airs.of(day).of_view(View.HOURS)
