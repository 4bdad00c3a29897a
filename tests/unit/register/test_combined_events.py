"""Several events at once, rough records and faults inside the plausible; every figure computed by hand."""

import numpy as np
import pytest

from campus.readings.protocol import Series
from campus.register.accounting import Accounted, account
from campus.register.hours import Method
from campus.register.intervals import account_intervals
from campus.register.life import HOUR_MS, MeterLife, Swap

QUARTER_MS = 900_000


def at(*readings: tuple[float, float]) -> Series:
    """Readings (quarter hour, value)."""
    times, values = zip(*readings, strict=True)
    return Series((np.array(times) * QUARTER_MS).astype(np.int64), np.array(values, np.float64))


def onward(quarter: int, value: float, step: float = 10.0, count: int = 15) -> list[tuple[float, float]]:
    return [(quarter + n, value + n * step) for n in range(count)]


def kinds(result: Accounted) -> list[str]:
    return [finding.kind for finding in result.findings]


def use_between(result: Accounted, start: float, end: float) -> float:
    """Use of all steps that lie inside [start, end) quarters."""
    steps = result.steps
    inside = (steps.start_ms >= start * QUARTER_MS) & (steps.end_ms <= end * QUARTER_MS)
    return float(steps.amount[inside].sum())


LIFE = MeterLife(modulus=1e6, max_rate=400)


def test_one_reading_too_high_but_still_plausible_is_a_spike_not_a_dip_of_those_after_it() -> None:
    # 10 kWh a quarter; the reading of quarter 4 is 60 too high, and six readings pass before 1100 is reached again.
    result = account(at(*onward(0, 1000.0, count=4), (4, 1100.0), *onward(5, 1050.0)), LIFE)
    assert kinds(result) == ["spike"]
    assert result.findings[0].details["value"] == 1100.0
    assert use_between(result, 3, 5) == pytest.approx(20.0)
    assert list(result.steps.method[3:4]) == [Method.BRIDGED]
    assert float(result.steps.amount.sum()) == pytest.approx(190.0)


def test_of_a_high_and_a_low_explanation_of_equal_length_the_steeper_way_is_the_fault() -> None:
    low = account(at((0, 0), (1, 35), (2, 70), (3, 65), (4, 140), *onward(5, 175, 35)), LIFE)
    assert [(f.kind, f.details["value"]) for f in low.findings] == [("transient_dip", 65.0)]
    high = account(at((0, 0), (1, 35), (2, 110), (3, 105), (4, 140), *onward(5, 175, 35)), LIFE)
    assert [(f.kind, f.details["value"]) for f in high.findings] == [("spike", 110.0)]


def test_a_reset_a_person_confirmed_is_no_dip_although_the_register_soon_reads_more_than_before() -> None:
    readings = at((0, 20.0), (1, 25.0), (2, 5.0), *onward(3, 15.0))
    life = MeterLife(max_rate=400, confirmed_resets_ms=(2 * QUARTER_MS,))
    # 5 before it, 5 from zero, then 10 and fourteen times 10.
    assert float(account(readings, life).steps.amount.sum()) == pytest.approx(160.0)


def test_a_register_refreshed_once_an_hour_loses_nothing_and_needs_no_confirmation() -> None:
    # 150 kWh appear at once every fourth quarter; 1.2 x 400 kW x 15 min = 120 kWh.
    result = account(at(*((n, 1000.0 + 150.0 * (n // 4)) for n in range(33))), LIFE)
    assert kinds(result) == []
    # Steps at quarters 4, 8, 12, 16 and 20; the one at 24 waits for twelve readings after it.
    assert result.undecided_ms == 24 * QUARTER_MS
    assert float(result.steps.amount.sum()) == pytest.approx(5 * 150.0)
    jumps = result.steps.amount > 0
    assert (result.steps.method[jumps] > Method.MEASURED).all()


def test_rollover_in_a_day_without_readings_of_a_short_register() -> None:
    # 24 h at 100 kW: 9 800 → 2 200 of 10 000; the readings after it go on at 25 kWh a quarter.
    result = account(at((0, 9775.0), (1, 9800.0), *onward(97, 2200.0, 25.0)), MeterLife(modulus=1e4, max_rate=400))
    assert kinds(result) == ["rollover"]
    assert use_between(result, 1, 97) == pytest.approx(2400.0)


def test_a_reset_in_a_gap_is_no_rollover_where_the_usual_use_is_far_less() -> None:
    # Through zero it would be 2 400 kWh in a day of a meter that uses 96.
    result = account(at((0, 9799.0), (1, 9800.0), *onward(97, 2200.0, 1.0)), MeterLife(modulus=1e4, max_rate=400))
    assert kinds(result) == ["reset"]


def test_spike_just_before_a_swap_is_passed_over() -> None:
    life = MeterLife(max_rate=400, modulus=1e6, swaps=(Swap(3 * QUARTER_MS, 1030.0, 5.0),))
    result = account(at((0, 1000), (1, 1010), (2, 1020), (3, 10300), *onward(4, 15.0)), life)
    # 30 until the swap, 10 on the new meter until quarter 4, then fourteen times 10.
    assert float(result.steps.amount.sum()) == pytest.approx(180.0)
    assert "swap_mismatch" not in kinds(result)
    assert "replacement" in kinds(result)


def test_dip_before_a_swap_does_not_reach_over_to_the_new_meter() -> None:
    life = MeterLife(max_rate=400, modulus=1e6, swaps=(Swap(3 * QUARTER_MS, 130.0, 150.0),))
    result = account(at((0, 100), (1, 110), (2, 120), (3, 0), *onward(4, 160.0)), life)
    assert float(result.steps.amount.sum()) == pytest.approx(30.0 + 10.0 + 140.0)


def test_swap_in_a_gap_recorded_at_an_impossible_hour_is_laid_out_by_use() -> None:
    # Six hours at 100 kW; the swap was after two, but was written down at the very end of the gap.
    life = MeterLife(max_rate=400, modulus=1e6, swaps=(Swap(24 * QUARTER_MS, 1200.0, 50.0),))
    result = account(at((0, 1000), *onward(24, 450.0, 25.0)), life)
    assert use_between(result, 0, 8) == pytest.approx(200.0)
    assert use_between(result, 8, 24) == pytest.approx(400.0)


def test_new_meter_that_rolls_over_before_its_first_reading() -> None:
    life = MeterLife(max_rate=400, modulus=1e4, swaps=(Swap(QUARTER_MS, 510.0, 9990.0),))
    result = account(at((0, 500), (24, 240.0), *onward(25, 250.0)), life)
    # 10 on the old meter, 10 + 240 on the new one, and 150 after.
    assert float(result.steps.amount.sum()) == pytest.approx(10 + 250 + 150)


def test_people_note_whole_digits() -> None:
    life = MeterLife(max_rate=400, modulus=1e6, swaps=(Swap(QUARTER_MS, 1010.0, 2.0),))
    result = account(at((0, 1000.0), (1, 1010.83), (2, 1.4), *onward(3, 11.4)), life)
    assert kinds(result) == ["replacement"]
    assert float(result.steps.amount.sum()) == pytest.approx(10.83 + 10.0 + 140.0)


def test_two_values_at_one_moment_lose_nothing() -> None:
    result = account(at((0, 100), (1, 110), (2, 120), (2, 150), *onward(3, 130.0)), LIFE)
    assert float(result.steps.amount.sum()) == pytest.approx(170.0)


def test_daily_values_of_days_with_23_and_25_hours_follow_each_other() -> None:
    ends = np.array([24, 47, 71, 96, 120], np.int64) * HOUR_MS
    result = account_intervals(Series(ends, np.array([24.0, 23.0, 24.0, 25.0, 24.0])), 24 * HOUR_MS, 1000.0, "valid")
    assert list(result.steps.amount) == [24.0, 23.0, 24.0, 25.0, 24.0]
    assert list(result.steps.start_ms // HOUR_MS) == [0, 24, 47, 71, 96]


def test_a_long_dip_of_a_meter_with_little_use_is_undone_when_the_register_is_back() -> None:
    # 0.02 kWh a quarter; 30 readings of 0, then 7.6 where it would have been: 7.6 kWh in a quarter would be plausible.
    values = [5.0 + 0.02 * n for n in range(200)]
    values[100:130] = [0.0] * 30
    result = account(at(*enumerate(values)), LIFE)
    assert kinds(result) == ["transient_dip"]
    assert float(result.steps.amount.sum()) == pytest.approx(199 * 0.02)


def test_a_new_meter_that_was_reset_and_passes_its_old_level_by_use_stays_reset() -> None:
    result = account(at(*onward(0, 0.0, 1.0, count=30), *onward(30, 0.5, 1.0, count=60)), LIFE)
    assert kinds(result) == ["reset"]
    assert float(result.steps.amount.sum()) == pytest.approx(29.0 + 0.5 + 59.0)
