"""The search for balance points and slopes, against a slow one that tries everything."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.weather.air import Air, View
from analysis.weather.days import DayWeather, Floats
from analysis.weather.degree_days import BASES_C
from analysis.weather.response import search
from campus.day_type import DayType

WD, WE = DayType.TERM_WD, DayType.TERM_WE
DAYS = 120


def air_of(celsius: Floats) -> Air:
    return Air.of(DayWeather(date(2025, 1, 1), celsius[:, None]), View.DAY_MEAN)


def types_of(days: int) -> tuple[DayType, ...]:
    return tuple(WE if n % 7 in (5, 6) else WD for n in range(days))


def least_squares(use: Floats, celsius: Floats, types: tuple[DayType, ...]) -> float:
    """Smallest residual sum of squares of any admissible pair of slopes, by trying each."""
    member = np.array([[t is WD, t is WE] for t in types], np.float64)
    best = np.inf
    for heat, cool in product(BASES_C, BASES_C):
        below, above = np.maximum(heat - celsius, 0), np.maximum(celsius - cool, 0)
        enough = [(d > 0).sum() >= 10 and d.sum() >= 20 for d in (below, above)]
        if cool < heat or not all(enough):
            continue
        design = np.column_stack([member, below, above])
        found = np.linalg.lstsq(design, use, rcond=None)[0]
        if (found[2:] > 0).all() and (found[:2] >= 0).all():
            best = min(best, float(((use - design @ found) ** 2).sum()))
    return best


def test_planted_slopes_and_balance_points_are_found() -> None:
    celsius = 15 - 14 * np.cos(np.arange(365) * 2 * np.pi / 365)
    types = types_of(365)
    base = np.array([50.0 if t is WD else 20.0 for t in types])
    use = base + 3.0 * np.maximum(11.0 - celsius, 0) + 5.0 * np.maximum(celsius - 23.0, 0)
    found = search(use, types, air_of(celsius), cooling=True)
    assert found.heating is not None
    assert found.cooling is not None
    assert (found.heating.base_c, found.cooling.base_c) == (11.0, 23.0)
    assert found.heating.per_degree_day == pytest.approx(3.0)
    assert found.cooling.per_degree_day == pytest.approx(5.0)
    assert found.base_use == pytest.approx({WD: 50.0, WE: 20.0})
    assert found.adjusted_r2 == pytest.approx(1.0)


def test_gas_never_cools() -> None:
    celsius = 15 - 14 * np.cos(np.arange(365) * 2 * np.pi / 365)
    found = search(10 + celsius - celsius.min(), types_of(365), air_of(celsius), cooling=False)
    assert found.cooling is None
    assert found.heating is None


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_admissible_pair_is_better_and_no_slope_is_negative(seed: int) -> None:
    rng = np.random.default_rng(seed)
    celsius = rng.uniform(-5, 35, DAYS)
    types = types_of(DAYS)
    use = np.maximum(rng.normal(20, 3, DAYS) + rng.normal(0, 0.6) * celsius + rng.normal(0, 0.5) * abs(celsius - 16), 0)
    found = search(use, types, air_of(celsius), cooling=True)
    assert all(slope.per_degree_day > 0 for slope in (found.heating, found.cooling) if slope)
    assert min(found.base_use.values()) >= 0
    if found.heating and found.cooling:
        assert found.heating.base_c <= found.cooling.base_c
        assert found.residual_ss == pytest.approx(least_squares(use, celsius, types), rel=1e-6)
    said = found.columns(types, air_of(celsius)) @ found.coefficients
    assert float(((use - said) ** 2).sum()) == pytest.approx(found.residual_ss, rel=1e-6)


@pytest.mark.parametrize(("cold_days", "depth_k", "found"), [(10, 3.0, True), (9, 30.0, False), (12, 1.5, False)])
def test_a_slope_needs_ten_days_and_twenty_degree_days(cold_days: int, depth_k: float, found: bool) -> None:
    celsius = np.full(200, 33.5)
    celsius[:cold_days] = 32.0 - depth_k
    use = 10 + 2 * np.maximum(32.0 - celsius, 0)
    assert (search(use, types_of(200), air_of(celsius), cooling=False).heating is not None) is found


def test_gradients_are_what_a_moved_balance_point_does() -> None:
    celsius = 15 - 14 * np.cos(np.arange(365) * 2 * np.pi / 365)
    types, air = types_of(365), air_of(celsius)
    use = 30 + 3.0 * np.maximum(11.0 - celsius, 0) + 5.0 * np.maximum(celsius - 23.0, 0)
    found = search(use, types, air, cooling=True)
    moved = 1e-6
    heat = 3.0 * (air.heating(np.array([11.0 + moved])) - air.heating(np.array([11.0])))[:, 0] / moved
    cool = 5.0 * (air.cooling(np.array([23.0 + moved])) - air.cooling(np.array([23.0])))[:, 0] / moved
    assert found.gradients(air) == pytest.approx(np.column_stack([heat, cool]), abs=1e-4)
