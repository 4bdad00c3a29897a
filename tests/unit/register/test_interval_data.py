"""Interval files: what zeros, repeats and impossible values mean, each case counted by hand."""

import numpy as np
import pytest

from campus.readings.protocol import Series
from campus.register.intervals import ZeroMeaning, account_intervals

HOUR_MS = 3_600_000
MOST_KWH = 600.0


def hourly(*values: float) -> Series:
    """Values of consecutive hours; times are the ends."""
    return Series((np.arange(len(values), dtype=np.int64) + 1) * HOUR_MS, np.array(values, np.float64))


def booked(series: Series, zero: ZeroMeaning) -> tuple[float, int, list[str]]:
    """Sum, hours covered, findings."""
    result = account_intervals(series, HOUR_MS, MOST_KWH, zero)
    return float(result.steps.amount.sum()), len(result.steps), [f.kind for f in result.findings]


def test_values_are_the_use_of_the_hour_that_ends_then() -> None:
    result = account_intervals(hourly(1.5, 2.5), HOUR_MS, MOST_KWH, "missing")
    assert list(result.steps.start_ms) == [0, HOUR_MS]
    assert list(result.steps.amount) == [1.5, 2.5]


def test_a_zero_of_electricity_is_no_data_and_is_told() -> None:
    assert booked(hourly(5, 0, 5), "missing") == (10.0, 2, ["zero_run"])


def test_a_zero_of_gas_is_measured_and_a_long_run_is_told() -> None:
    assert booked(hourly(5, 0, 5), "watched") == (10.0, 3, [])
    assert booked(hourly(5, *[0] * 6, 5), "watched") == (10.0, 8, ["zero_run"])


@pytest.mark.parametrize("zero", ["watched", "missing"])
def test_a_long_run_that_ends_in_a_catch_up_is_a_hole_with_its_catch_up(zero: ZeroMeaning) -> None:
    # Usual 5, at most 6: 21 is more than four times the one and one and a half times the other.
    assert booked(hourly(5, 6, 5, *[0] * 6, 21, 5), zero) == (21.0, 4, ["zero_run_then_peak"])


def test_what_is_usual_is_read_on_both_sides_of_the_run() -> None:
    assert booked(hourly(*[0] * 6, 21, 5, 5), "watched") == (10.0, 2, ["zero_run_then_peak"])


def test_a_school_that_starts_heating_every_morning_is_no_catch_up() -> None:
    night_and_day = (*[0] * 8, 40, 5, 5)
    assert booked(hourly(*night_and_day, *night_and_day), "watched") == (100.0, 22, ["zero_run", "zero_run"])


def test_the_first_value_after_a_long_hole_of_electricity_is_not_trusted() -> None:
    assert booked(hourly(5, 5, *[0] * 6, 9, 5), "missing") == (15.0, 3, ["zero_run"])
    assert booked(hourly(5, 5, *[0] * 5, 9, 5), "missing") == (24.0, 4, ["zero_run"])


def test_valid_zeros_are_use_of_nothing() -> None:
    assert booked(hourly(5, *[0] * 9, 50), "valid") == (55.0, 11, [])


def test_impossible_values_are_refused_and_told() -> None:
    assert booked(hourly(5, -1, 700, 5), "valid") == (10.0, 2, ["implausible", "implausible"])


def test_two_values_of_one_hour_that_disagree_are_marked_but_a_hole_mended_later_is_not() -> None:
    times = np.array([1, 1, 2, 2], np.int64) * HOUR_MS
    result = account_intervals(Series(times, np.array([4.0, 5.0, 0.0, 7.0])), HOUR_MS, MOST_KWH, "missing")
    assert list(result.steps.amount) == [5.0, 7.0]
    assert [f.kind for f in result.findings] == ["conflict"]


def test_values_stamped_inside_another_interval_do_not_count_the_same_time_twice() -> None:
    times = np.array([4, 6, 8], np.int64) * (HOUR_MS // 4)
    result = account_intervals(Series(times, np.array([3.0, 3.0, 3.0])), HOUR_MS, MOST_KWH, "valid")
    assert float(result.steps.amount.sum()) <= 6.0
    assert (result.steps.start_ms[1:] >= result.steps.end_ms[:-1]).all()
