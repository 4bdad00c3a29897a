"""Degree days, fit quality and the guideline's uncertainty formula (TV7, TV8)."""

import math

import pytest

from analysis.weather.degree_days import cooling_degree_days, heating_degree_days
from analysis.weather.quality import Divisor, adjusted_r2, cvrmse, nmbe
from analysis.weather.uncertainty import (
    BILLS,
    DAILY,
    Coefficients,
    Periods,
    effective_periods,
    fractional_savings_uncertainty,
)
from campus.errors import Refused
from tests.unit.weather.vectors import vector


def test_tv7a_degree_days_are_the_mean_of_days() -> None:
    given, expected = vector("TV7a")
    found = cooling_degree_days(given["daily_mean_c"], given["cooling_base_c"])
    assert found == pytest.approx(expected["cdd_per_day"], rel=1e-9, abs=1e-9)
    found = heating_degree_days(given["daily_mean_c"], given["heating_base_c"])
    assert found == pytest.approx(expected["hdd_per_day"], rel=1e-9, abs=1e-9)


def test_tv7b_fit_quality_says_its_divisor() -> None:
    given, expected = vector("TV7b")
    measured, predicted, c = given["measured"], given["predicted"], given["c"]
    assert cvrmse(measured, predicted, c) == pytest.approx(expected["cvrmse"], rel=1e-9)
    assert nmbe(measured, predicted, c, Divisor.N) == pytest.approx(expected["nmbe_divided_by_n"], rel=1e-9)
    found = nmbe(measured, predicted, c, Divisor.N_MINUS_C)
    assert found == pytest.approx(expected["nmbe_divided_by_n_minus_c"], rel=1e-9)


@pytest.mark.parametrize(("name", "coefficients"), [("TV8a", DAILY), ("TV8b", BILLS)])
def test_tv8_uncertainty_of_a_saving(name: str, coefficients: Coefficients) -> None:
    given, expected = vector(name)
    assert tuple(coefficients) == (given["a"], given["b"], given["d"])
    periods = Periods(given["P"], given["P_prime"], given["Q"], given["M"])
    found = fractional_savings_uncertainty(given["t"], given["cvrmse"], periods, given["F"], coefficients)
    assert found == pytest.approx(expected["fsu"], rel=1e-9)


def test_degree_days_by_hand() -> None:
    assert cooling_degree_days([25, 19, 31], 22) == pytest.approx((3 + 9) / 3)
    assert heating_degree_days([25, 19, 31], 22) == pytest.approx(1.0)


def test_fit_quality_by_hand() -> None:
    assert cvrmse([4, 6], [5, 5], 1) == pytest.approx(math.sqrt(2) / 5)
    assert nmbe([4, 6], [5, 6], 1, Divisor.N) == pytest.approx(-0.1)
    assert nmbe([4, 6], [5, 6], 1, Divisor.N_MINUS_C) == pytest.approx(-0.2)
    assert adjusted_r2(2.0, 10.0, 12, 1) == pytest.approx(1 - (2 / 10) / (10 / 11))
    assert adjusted_r2(0.0, 0.0, 12, 1) == 0.0


def test_quality_of_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="not above zero"):
        cvrmse([0, 0, 0], [0, 0, 0], 1)
    with pytest.raises(Refused, match="2 periods cannot carry 2"):
        cvrmse([1, 2], [1, 2], 2)


def test_lasting_residuals_count_as_fewer_periods() -> None:
    assert effective_periods(365, 0.5) == pytest.approx(365 / 3)
    assert effective_periods(365, -0.4) == 365
    with pytest.raises(Refused, match=r"\[-1, 1\)"):
        effective_periods(365, 1.0)


def test_there_is_no_share_of_a_saving_that_is_none() -> None:
    periods = Periods(365, 365, 365, 12)
    assert fractional_savings_uncertainty(1.65, 0.2, periods, 0.0) is None
    assert fractional_savings_uncertainty(1.65, 0.2, periods, -0.1) is None
    with pytest.raises(Refused, match="finite"):
        fractional_savings_uncertainty(1.65, math.nan, periods, 0.1)
    with pytest.raises(Refused, match="above zero"):
        fractional_savings_uncertainty(1.65, 0.2, Periods(365, 0, 365, 12), 0.1)
