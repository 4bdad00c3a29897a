"""What is refused at the door, and what is only noted."""

import math

import pytest

from campus.quantity import QUANTITIES
from collector.sorting.check import LastRegister, clock_fault, impossible_time, plausible_range
from collector.sorting.skew import ClockWatch, Notebook

NOON = 1_772_000_000_000
MINUTE, HOUR = 60_000, 3_600_000


@pytest.mark.parametrize("quantity", sorted(QUANTITIES))
def test_nan_and_infinities_are_outside_of_every_range(quantity: str) -> None:
    low, high = plausible_range(quantity)
    assert not any(low <= value <= high for value in (math.nan, math.inf, -math.inf))


def test_a_negative_register_is_no_register() -> None:
    assert plausible_range("electricity_import")[0] == 0
    assert plausible_range("temperature")[0] < -40


@pytest.mark.parametrize(
    ("offset_ms", "kind"),
    [
        (0, None),
        (5 * MINUTE, None),
        (-5 * MINUTE, None),
        (5 * MINUTE + 1, "clock_skew"),
        (-17 * MINUTE, "clock_skew"),
        (8 * HOUR, "time_zone"),
        (-8 * HOUR + 20_000, "time_zone"),
        (8 * HOUR + 10 * MINUTE, "clock_skew"),
        (20 * HOUR, "clock_skew"),
    ],
)
def test_clocks(offset_ms: int, kind: str | None) -> None:
    fault = clock_fault(NOON + offset_ms, NOON)
    assert (fault.kind if fault else None) == kind


def test_the_future_and_clocks_never_set_are_refused_the_past_is_not() -> None:
    assert impossible_time(NOON - 400 * 24 * HOUR, NOON) is None
    assert impossible_time(NOON + 5 * MINUTE, NOON) is None
    assert impossible_time(NOON + 8 * HOUR, NOON) == "time is 8 h ahead of arrival: a time-zone error"
    assert impossible_time(NOON + 6 * MINUTE, NOON) == "time is 360 s ahead of arrival"
    assert "not set" in str(impossible_time(3600_000, NOON))
    assert "not set" in str(impossible_time(10**18, NOON))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (500.0, None),
        (590.0, None),
        (1300.0, "implausible_rate"),
        (500_030.0, "unit_jump"),
        (0.53, "unit_jump"),
        (12.0, None),
    ],
    ids=["standstill", "plausible", "too_fast", "kWh_to_Wh", "Wh_to_kWh", "lower: the books decide"],
)
def test_steps_of_a_register_after_an_hour(value: float, kind: str | None) -> None:
    last = LastRegister(rate_per_h=100.0, resolution=0.01)
    assert last.step(NOON, 500.0) is None
    odd = last.step(NOON + HOUR, value)
    assert (odd.kind if odd else None) == kind


def test_a_changed_unit_is_noted_once() -> None:
    last = LastRegister(100.0, 0.01)
    kinds = [last.step(NOON + n * HOUR, value) for n, value in enumerate([500.0, 500_030.0, 500_060.0, 500_090.0])]
    assert [odd.kind if odd else None for odd in kinds] == [None, "unit_jump", None, None]


def test_late_values_are_not_compared() -> None:
    last = LastRegister(100.0, 0.01)
    last.step(NOON, 500.0)
    assert last.step(NOON - HOUR, 9.0) is None
    assert last.value == 500.0


def test_a_wrong_clock_shows_by_being_wrong_by_the_same_time() -> None:
    watch = ClockWatch()
    arrivals = [NOON + n * 15 * MINUTE for n in range(4)]
    assert [watch.steady("m", clock_fault(at - 8 * HOUR, at)) for at in arrivals] == [False, False, True, True]


def test_a_buffer_sent_late_is_no_wrong_clock() -> None:
    watch = ClockWatch()
    times = [NOON - 9 * HOUR + n * HOUR for n in range(9)]
    assert not any(watch.steady("m", clock_fault(time_ms, NOON)) for time_ms in times)


def test_what_repeats_is_one_finding_a_day() -> None:
    notebook = Notebook()
    for n in range(5):
        notebook.note("m", "", "time_zone", NOON + n * MINUTE, NOON + n * MINUTE, {"offset_s": -28800.0})
    (noticed,) = notebook.take()
    assert noticed.finding.details["times"] == 5
    assert (noticed.finding.start_ms, noticed.finding.end_ms) == (NOON, NOON + 4 * MINUTE)
    assert notebook.take() == []
    notebook.put_back([noticed])
    assert notebook.take() == [noticed]
