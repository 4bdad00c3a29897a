"""Single steps of a register, each with a result computed by hand (vectors TV6 of the handbook among them)."""

import numpy as np
import pytest

from campus.readings.protocol import Series
from campus.register.accounting import Accounted, account
from campus.register.hours import Method
from campus.register.life import MeterLife, MultiplierChange, Swap

QUARTER_MS = 900_000
HOUR_MS = 3_600_000


def series(*values: float, every_ms: int = QUARTER_MS) -> Series:
    return Series(np.arange(len(values), dtype=np.int64) * every_ms, np.array(values, np.float64))


def kinds(result: Accounted) -> list[str]:
    return [finding.kind for finding in result.findings]


def total(result: Accounted) -> float:
    return float(result.steps.amount.sum())


def test_rollover_of_an_electricity_register_with_multiplier() -> None:
    life = MeterLife(multiplier=40, modulus=1e6, max_rate=1000)
    result = account(series(999950.25, 120.75), life)
    assert total(result) == pytest.approx(6820.0)
    assert kinds(result) == ["rollover"]
    assert list(result.steps.method) == [Method.MEASURED]


def test_rollover_of_a_five_digit_water_meter() -> None:
    life = MeterLife(modulus=1e5, max_rate=200, backflow=0.1)
    assert total(account(series(99997.6, 3.4), life)) == pytest.approx(5.8)


def test_recorded_swap_with_the_same_multiplier() -> None:
    life = MeterLife(swaps=(Swap(HOUR_MS // 2, 45210.8, 0.0),))
    result = account(series(45180.3, 35.2, every_ms=HOUR_MS), life)
    assert total(result) == pytest.approx(65.7)
    assert kinds(result) == ["replacement"]


def test_recorded_swap_with_another_ct_ratio() -> None:
    life = MeterLife(multiplier=40, swaps=(Swap(HOUR_MS // 2, 45210.8, 0.0, multiplier=60),))
    assert total(account(series(45180.3, 35.2, every_ms=HOUR_MS), life)) == pytest.approx(3332.0)


def test_small_backward_step_of_a_water_meter_is_no_use_and_no_loss() -> None:
    life = MeterLife(max_rate=200, backflow=0.1)
    back = account(series(1234.56, 1234.51), life)
    assert total(back) == 0.0
    assert kinds(back) == ["reverse_small"]
    # What flowed back and forth must not be counted when the register catches up: 0.44 from the old level.
    onward = account(series(1234.56, 1234.51, 1234.55, 1235.00), life)
    assert total(onward) == pytest.approx(0.44)


def test_the_reading_at_the_moment_of_a_swap_may_be_of_the_old_or_the_new_meter() -> None:
    old_last = series(100.0, 110.0, 5010.0, 5020.0)
    life = MeterLife(swaps=(Swap(QUARTER_MS, 110.0, 5000.0),))
    assert total(account(old_last, life)) == pytest.approx(30.0)
    new_first = series(100.0, 5000.0, 5010.0, 5020.0)
    assert total(account(new_first, life)) == pytest.approx(10 + 20.0)


@pytest.mark.parametrize("noted_late_by_ms", [-7 * HOUR_MS, 0, 5 * HOUR_MS])
def test_a_swap_written_down_with_the_wrong_hour_still_adds_up(noted_late_by_ms: int) -> None:
    values = [100.0 + n for n in range(48)] + [7.0 + n for n in range(48)]
    happened = 48 * QUARTER_MS - 1000
    life = MeterLife(swaps=(Swap(happened + noted_late_by_ms, 147.5, 6.5),))
    result = account(series(*values), life)
    # 47 steps of 1 before, 0.5 + 0.5 across the swap, 47 steps of 1 after.
    assert total(result) == pytest.approx(95.0)
    assert kinds(result) == ["replacement"]


def test_two_swaps_between_two_readings() -> None:
    life = MeterLife(swaps=(Swap(HOUR_MS // 4, 110.0, 0.0), Swap(HOUR_MS // 2, 3.0, 900.0)))
    assert total(account(series(100.0, 905.0, every_ms=HOUR_MS), life)) == pytest.approx(10 + 3 + 5)


def test_a_swap_that_does_not_fit_the_readings_is_asked_about_and_not_counted() -> None:
    life = MeterLife(max_rate=100, swaps=(Swap(HOUR_MS // 2, 50.0, 0.0),))
    result = account(series(45180.3, 35.2, every_ms=HOUR_MS), life)
    assert "swap_mismatch" in kinds(result)
    assert total(result) == pytest.approx(35.2)


def test_a_zero_for_hours_is_bridged_when_the_old_level_returns() -> None:
    values = [5000.0 + n for n in range(20)] + [0.0] * 16 + [5036.0 + n for n in range(20)]
    result = account(series(*values), MeterLife(max_rate=100))
    assert total(result) == pytest.approx(55.0)
    assert kinds(result) == ["transient_dip"]
    assert result.findings[0].details["samples"] == 16


def test_a_wrong_unit_for_hours_is_bridged_when_the_unit_returns() -> None:
    values = [5000.0 + n for n in range(20)]
    values += [v * 1000 for v in range(5020, 5040)] + [5040.0 + n for n in range(20)]
    result = account(series(*values), MeterLife(max_rate=100, modulus=1e6))
    assert total(result) == pytest.approx(59.0)
    assert kinds(result) == ["spike"]


def test_an_unrecorded_reset_counts_from_zero_as_an_estimate_and_asks() -> None:
    values = [5000.0, 5001.0] + [0.5 + n for n in range(14)]
    result = account(series(*values), MeterLife(max_rate=100))
    assert total(result) == pytest.approx(1 + 0.5 + 13)
    assert [(f.kind, f.needs_confirmation) for f in result.findings] == [("reset", True)]
    assert result.steps.method[1] == Method.FROM_ZERO


def test_a_confirmed_reset_is_measured_and_decided_at_once() -> None:
    life = MeterLife(max_rate=100, confirmed_resets_ms=(QUARTER_MS + 1,))
    result = account(series(5000.0, 5001.0, 0.5), life)
    assert total(result) == pytest.approx(1.5)
    assert list(result.steps.method) == [Method.MEASURED, Method.MEASURED]


def test_an_unrecorded_swap_upward_publishes_nothing_for_its_interval_and_counts_on() -> None:
    values = [100.0, 101.0] + [9000.0 + n for n in range(20)]
    result = account(series(*values), MeterLife(max_rate=100))
    assert total(result) == pytest.approx(1 + 19)
    assert [(f.kind, f.needs_confirmation) for f in result.findings] == [("jump", True)]
    covered = int((result.steps.end_ms - result.steps.start_ms).sum())
    assert covered == 20 * QUARTER_MS


def test_what_only_later_readings_can_decide_is_left_open() -> None:
    result = account(series(100.0, 101.0, 9000.0, 9001.0), MeterLife(max_rate=100))
    assert total(result) == pytest.approx(1.0)
    assert result.undecided_ms == 2 * QUARTER_MS
    assert kinds(result) == []


def test_two_values_at_one_moment_keep_the_one_that_fits() -> None:
    times = np.array([0, 1, 1, 2], np.int64) * QUARTER_MS
    result = account(Series(times, np.array([100.0, 0.0, 101.0, 102.0])), MeterLife(max_rate=100))
    assert total(result) == pytest.approx(2.0)
    assert set(result.steps.method) == {Method.MEASURED}


def test_a_multiplier_change_with_a_noted_register_is_exact() -> None:
    life = MeterLife(multiplier=10, multipliers=(MultiplierChange(HOUR_MS // 4, 20, register=103.0),))
    result = account(series(100.0, 108.0, every_ms=HOUR_MS), life)
    assert total(result) == pytest.approx(3 * 10 + 5 * 20)
    assert set(result.steps.method) == {Method.MEASURED}


def test_a_multiplier_change_without_one_is_split_by_time_and_marked() -> None:
    life = MeterLife(multiplier=10, multipliers=(MultiplierChange(HOUR_MS // 4, 20),))
    result = account(series(100.0, 108.0, every_ms=HOUR_MS), life)
    assert total(result) == pytest.approx(2 * 10 + 6 * 20)
    assert set(result.steps.method) == {Method.MULTIPLIER}


def test_one_reading_or_none_is_no_use() -> None:
    assert len(account(series(), MeterLife()).steps) == 0
    assert len(account(series(5.0), MeterLife()).steps) == 0


def test_a_tick_of_the_last_digit_within_a_second_is_plausible() -> None:
    result = account(series(5.0, 6.0, 6.0, 7.0, every_ms=1000), MeterLife(max_rate=1, resolution=1.0))
    assert total(result) == pytest.approx(2.0)
    assert kinds(result) == []
