"""Heat pumps by hand: model, performance, cycles, hot water, gas replaced."""

from datetime import date

import numpy as np
import pytest
from numpy.typing import ArrayLike

from analysis.coal_and_carbon.conversion import Factors
from analysis.heat_pumps.cop_model import mean_sink_c, modelled_cop
from analysis.heat_pumps.cycles import Cycling, Thresholds, cycling
from analysis.heat_pumps.gas_replaced import Boiler, Prices, coal_reduction, electricity_per_gas, gas_replaced
from analysis.heat_pumps.hot_water import heat_kwh, kwh_per_m3, litres_per_boarder_day, measured_kwh_per_m3
from analysis.heat_pumps.performance import Intervals, performance
from campus.errors import Refused
from campus.factors.builtin import EQUAL_VALUE, EQUIVALENT, GRID_FACTORS
from campus.factors.profile import choose_grid

MINUTE_MS = 60_000


@pytest.mark.parametrize(
    ("sink", "ambient", "cop", "clamped", "extrapolated"),
    [
        (55, -7, 1.73, False, True),
        (55, 0, 2.061, False, False),
        (55, 30, 4.179, False, False),
        (47, -15, 1.73, False, True),
        (47, 20, 4.002, False, False),
        (47, 32, 5.137, False, False),
        (47, 35, 5.137, True, False),
        (60, -60, 1.000, False, True),
        (60, -40, 1.000, False, True),
    ],
)
def test_model(sink: float, ambient: float, cop: float, clamped: bool, extrapolated: bool) -> None:
    found = modelled_cop(sink, ambient)
    assert found.cop == pytest.approx(cop, abs=0.0005)
    assert (found.clamped, found.extrapolated) == (clamped, extrapolated)


def test_the_mean_sink_of_a_tank() -> None:
    assert mean_sink_c(15, 55) == pytest.approx(47)


@pytest.mark.parametrize("ambient", [float("nan"), float("inf")])
def test_temperatures_that_are_none_are_refused(ambient: float) -> None:
    with pytest.raises(Refused, match="not temperatures"):
        modelled_cop(50, ambient)


def test_hot_water() -> None:
    assert heat_kwh(0.05, 40) == pytest.approx(2.3255555555555554)
    assert kwh_per_m3(40, 3.35) == pytest.approx(13.88391376451078)
    assert kwh_per_m3(50, 2.11) == pytest.approx(27.55397577672459)
    assert measured_kwh_per_m3(139, 10) == pytest.approx(13.9)
    assert measured_kwh_per_m3(139, 0) is None
    assert litres_per_boarder_day(45, 1000) == pytest.approx(45)
    assert litres_per_boarder_day(45, 0) is None


def intervals(
    compressor: ArrayLike, heat: ArrayLike, auxiliary: ArrayLike = 0.0, other: ArrayLike = 0.0, **more: ArrayLike
) -> Intervals:
    base = np.asarray(compressor, np.float64)

    def like(values: ArrayLike) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.broadcast_to(np.asarray(values, np.float64), base.shape).copy()

    return Intervals(
        base, like(heat), like(auxiliary), like(other), like(more.get("ambient", 7.0)), like(more.get("sink", 47.0))
    )


def test_running_and_all_in() -> None:
    # Two hours heating at COP 3, one defrosting, one idle at 0.1 kWh with a pump of 0.2 kWh throughout.
    found = performance(intervals([10, 10, 4, 0.1], [30, 30, -3, 0], other=0.2), idle_w=500)
    assert found.cop_running == pytest.approx(3.0)
    assert found.cop_all_in == pytest.approx(57 / 24.9)
    assert found.defrost_share == pytest.approx(1 / 3)
    assert found.defrost_heat_kwh == pytest.approx(-3)
    assert found.standby_kwh == pytest.approx(0.3)
    assert found.standby_w == pytest.approx(300)
    assert (found.run_hours, found.coverage) == (3.0, 1.0)


def test_against_the_model_at_the_same_temperatures() -> None:
    model = 6.81 - 0.121 * 40 + 0.00063 * 1600
    found = performance(intervals([10, 10], [10 * model, 10 * model * 0.8]), idle_w=500)
    assert found.against_model == pytest.approx(0.9)
    assert found.model_uncertain == 0.0
    cold = performance(intervals([10, 10], [25, 25], ambient=[-20, 7]), idle_w=500)
    assert cold.model_uncertain == 0.5


def test_intervals_without_temperature_are_left_out_of_the_model_only() -> None:
    model = 6.81 - 0.121 * 40 + 0.00063 * 1600
    found = performance(intervals([10, 10], [10 * model, 60], ambient=[7, np.nan]), idle_w=500)
    assert found.against_model == pytest.approx(1.0)
    assert found.cop_running == pytest.approx((10 * model + 60) / 20)
    assert performance(intervals([10], [30], ambient=np.nan), idle_w=500).against_model is None


def test_the_auxiliary_heater_is_no_merit_of_the_heat_pump() -> None:
    found = performance(intervals([10, 10], [35, 30], auxiliary=[5, 0], ambient=[-5, 5]), idle_w=500)
    assert found.cop_running == pytest.approx(3.0)
    assert found.cop_all_in == pytest.approx(65 / 25)
    assert found.auxiliary_share == pytest.approx(5 / 25)
    assert found.auxiliary_share_above_freezing == pytest.approx(0.0)


def test_unknown_intervals_lower_the_coverage() -> None:
    found = performance(intervals([10, np.nan, 10, 10], [30, 30, np.nan, 30]), idle_w=500)
    assert (found.coverage, found.electricity_kwh, found.cop_running) == (0.5, 20.0, 3.0)


def test_a_heat_pump_that_never_ran_has_no_cop() -> None:
    found = performance(intervals([0, 0], [0, 0]), idle_w=500)
    assert (found.cop_running, found.cop_all_in, found.against_model, found.auxiliary_share) == (None, None, None, None)
    assert found.standby_w == 0.0
    with pytest.raises(Refused, match="equally long"):
        Intervals(np.ones(2), np.ones(2), np.ones(2), np.ones(2), np.ones(3), np.ones(2))


LIMITS = Thresholds(on_w=500, off_w=300)


def watched(*power: float, every_min: int = 1) -> Cycling:
    times = np.arange(len(power), dtype=np.int64) * every_min * MINUTE_MS
    return cycling(times, np.array(power), LIMITS)


def test_starts_runs_and_hysteresis() -> None:
    found = watched(0, 900, 400, 900, 0, 0, 900, 900, 900, 900, 900, 900, 0)
    assert [(r.start_ms // MINUTE_MS, r.end_ms // MINUTE_MS, r.whole) for r in found.runs] == [
        (1, 4, True),
        (6, 12, True),
    ]
    assert (found.starts, found.short_runs) == (2, 1)
    assert found.mean_run_minutes == pytest.approx(4.5)
    assert found.starts_per_hour == pytest.approx(2 * 60 / 12)


def test_a_run_that_began_or_ended_out_of_sight_is_not_whole() -> None:
    found = watched(900, 900, 0, 900, 900)
    assert [(r.start_ms // MINUTE_MS, r.whole) for r in found.runs] == [(0, False), (3, False)]
    assert (found.starts, found.short_runs, found.mean_run_minutes) == (1, 0, None)


def test_a_gap_hides_what_happened() -> None:
    times = np.array([0, 1, 2, 30, 31, 32], np.int64) * MINUTE_MS
    found = cycling(times, np.array([0, 900, 900, 900, 0, 0.0]), LIMITS)
    assert [(r.start_ms // MINUTE_MS, r.end_ms // MINUTE_MS, r.whole) for r in found.runs] == [
        (1, 2, False),
        (30, 31, False),
    ]
    assert (found.starts, found.observed_ms) == (1, 4 * MINUTE_MS)


def test_most_starts_in_any_hour() -> None:
    found = watched(*([0, 900, 900, 0, 0] * 20))
    assert found.starts == 20
    assert found.most_in_an_hour == 12
    assert watched(0, 0, 0).most_in_an_hour == 0


def test_samples_that_are_none_or_out_of_order() -> None:
    found = cycling(np.array([0, 1, 2], np.int64) * MINUTE_MS, np.array([0, np.nan, 0]), LIMITS)
    assert (found.starts, found.observed_ms) == (0, 2 * MINUTE_MS)
    assert cycling(np.zeros(0, np.int64), np.zeros(0), LIMITS).starts_per_hour is None
    with pytest.raises(Refused, match="not in order"):
        cycling(np.array([2, 1], np.int64), np.ones(2), LIMITS)
    with pytest.raises(Refused, match="do not fit"):
        Thresholds(on_w=100, off_w=200)


def test_gas_replaced_is_a_saving_of_73_or_32_per_cent_by_the_factor_alone() -> None:
    kwh = electricity_per_gas(1.2143, 0.9, 3.35)
    assert kwh == pytest.approx(2.6558372149253735)
    assert coal_reduction(1, kwh, EQUIVALENT) == pytest.approx(0.7312011910447761)
    assert coal_reduction(1, kwh, EQUAL_VALUE) == pytest.approx(0.3219883582089551)
    assert coal_reduction(0, kwh, EQUIVALENT) is None
    with pytest.raises(Refused):
        electricity_per_gas(1.2143, 0.0, 3)


def test_the_effect_of_a_span_in_kwh_coal_carbon_and_yuan() -> None:
    grid = choose_grid(GRID_FACTORS, "national", 2022)
    found = gas_replaced(
        heat_kwh=33500,
        electricity_kwh=10000,
        boiler=Boiler(efficiency=0.9, gas_mj_per_m3=35.6),
        prices=Prices(gas_yuan_per_m3=3.0, electricity_yuan_per_kwh=0.6),
        factors=[Factors(EQUIVALENT, grid), Factors(EQUAL_VALUE, grid)],
    )
    gas = 33500 * 3.6 / 35.6 / 0.9
    assert found.gas_m3 == pytest.approx(gas)
    assert found.saved_yuan == pytest.approx(gas * 3 - 6000)
    heat_content, power_station = found.under
    assert heat_content.kgce_before == pytest.approx(gas * 1.2143)
    assert (heat_content.kgce_after, power_station.kgce_after) == pytest.approx((1229.0, 3100.0))
    assert heat_content.kg_co2_before == pytest.approx(gas * 2.1622)
    assert heat_content.kg_co2_after == pytest.approx(5366)
    assert found.factor_effect == pytest.approx((3100 - 1229) / (gas * 1.2143))


def test_without_prices_there_are_no_yuan_and_nonsense_is_refused() -> None:
    boiler = Boiler(0.9, 35.6)
    assert gas_replaced(100, 30, boiler, Prices(), []).saved_yuan is None
    assert gas_replaced(100, 30, boiler, Prices(), []).factor_effect is None
    for wrong in ((-1.0, 1.0), (1.0, float("nan"))):
        with pytest.raises(Refused):
            gas_replaced(*wrong, boiler, Prices(), [])
    assert date(2026, 1, 1) >= EQUIVALENT.valid_from
