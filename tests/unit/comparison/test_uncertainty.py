"""Savings uncertainty by the figures of the handbook, and the weather-adjusted line's interface."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.comparison.campus_days import CampusDays, Day
from analysis.comparison.fit_quality import cvrmse, nmbe
from analysis.comparison.obstacle import Obstacle
from analysis.comparison.three_lines import CampusCase, three_lines
from analysis.comparison.uncertainty import (
    BILLS,
    DAILY,
    Fit,
    fractional_savings_uncertainty,
    independent_periods,
    margin,
    portfolio_uncertainty,
    student_t,
)
from campus.day_type import DayType
from campus.errors import Refused
from tests.person_days import FEBRUARY, days_by, persons


def test_daily_readings_know_ten_per_cent_to_a_quarter_of_itself() -> None:
    fit = Fit(0.2, 365, 365, 1.649)
    assert fractional_savings_uncertainty(fit, 0.1, 365, 12, DAILY) == pytest.approx(0.24103828176733086)
    assert margin(fit, 365, 12) == pytest.approx(0.024103828176733086)


def test_twelve_bills_do_not_decide() -> None:
    fit = Fit(0.1, 12, 12, 1.796)
    assert fractional_savings_uncertainty(fit, 0.1, 12, 12, BILLS) == pytest.approx(0.7311266133033069)


def test_portfolio() -> None:
    assert portfolio_uncertainty([(1000, 0.7311266133033069)] * 4) == pytest.approx(0.36556330665165343)
    assert portfolio_uncertainty([]) is None


def test_without_a_saving_there_is_no_share_of_it() -> None:
    assert fractional_savings_uncertainty(Fit(0.2, 365, 365, 1.649), 0.0, 365, 12) is None


@pytest.mark.parametrize(("freedom", "t"), [(5, 2.0150), (10, 1.8125), (11, 1.7959), (30, 1.6973), (364, 1.6490)])
def test_student_t_as_printed_in_tables(freedom: int, t: float) -> None:
    assert student_t(freedom) == pytest.approx(t, abs=1e-3)


def test_student_t_of_too_few_is_refused() -> None:
    with pytest.raises(Refused, match="degrees of freedom are too few"):
        student_t(4)


def test_autocorrelation_leaves_fewer_periods() -> None:
    assert independent_periods(365, 0.5) == pytest.approx(365 / 3)
    assert independent_periods(365, 0.0) == 365
    with pytest.raises(Refused, match="not between"):
        independent_periods(365, 1.0)


def test_fit_quality_by_hand() -> None:
    measured, predicted = [10, 12, 9, 7], [9.5, 11.5, 9.5, 8.5]
    assert cvrmse(measured, predicted, 1) == pytest.approx(0.10526315789473684)
    assert nmbe(measured, predicted) == pytest.approx(-0.02631578947368421)
    assert nmbe(measured, predicted, 1) == pytest.approx(-0.03508771929824561)
    for bad in ([], [float("nan")], [0.0]):
        with pytest.raises(Refused):
            cvrmse(bad, bad, 0)


@dataclass(frozen=True)
class ByDegree:
    """100 a person and day, and nothing to say about the first `silent` days."""

    silent: int = 0

    @property
    def fit(self) -> Fit:
        return Fit(0.1, 365, 365, 1.649)

    def expected_use(self, days: CampusDays) -> NDArray[np.float64]:
        said = 100 * days.standard_persons
        said[: self.silent] = np.nan
        return said


def two_years() -> CampusDays:
    def day(at: date) -> Day:
        return Day(10.0 * (90 if at.year == 2026 else 80), DayType.TERM_WD, persons(10))

    return days_by(date(2025, 1, 1), date(2026, 12, 31), day)


def test_the_weather_line_holds_this_year_against_the_model() -> None:
    lines = three_lines([CampusCase("a", two_years(), model=ByDegree())], [FEBRUARY])
    adjusted = lines.weather_adjusted
    assert adjusted is not None
    assert lines.like_for_like.reduction == pytest.approx(1 - 90 / 80)
    assert adjusted.reduction == pytest.approx(0.1)
    polynomial = -0.00024 + 0.03535 + 1.00286
    by_hand = 1.649 * polynomial * 0.1 * np.sqrt((1 + 2 / 365) / 28)
    assert adjusted.margin == pytest.approx(by_hand)
    assert lines.savings_uncertainty == pytest.approx(by_hand / 0.1)
    steps = dict(lines.steps)
    assert steps["heads"] == pytest.approx(0.0)
    assert steps["weather"] == pytest.approx(0.1 - (1 - 90 / 80))


def test_days_without_temperature_are_masked_on_both_sides() -> None:
    lines = three_lines([CampusCase("a", two_years(), model=ByDegree(silent=3))], [FEBRUARY])
    assert lines.weather_adjusted is not None
    assert lines.weather_adjusted.expected == pytest.approx(25 * 1000)
    assert lines.weather_adjusted.reduction == pytest.approx(0.1)


def test_a_campus_without_a_model_is_listed_and_not_compared() -> None:
    lines = three_lines([CampusCase("a", two_years(), model=ByDegree()), CampusCase("b", two_years())], [FEBRUARY])
    assert lines.weather_adjusted is not None
    (out,) = lines.weather_adjusted.left_out
    assert (out.campus, [r.obstacle for r in out.reasons]) == ("b", [Obstacle.NO_MODEL])
    assert lines.weather_adjusted.coverage == pytest.approx(0.5)


def test_two_campuses_are_surer_together() -> None:
    one = three_lines([CampusCase("a", two_years(), model=ByDegree())], [FEBRUARY]).weather_adjusted
    two = three_lines([CampusCase(n, two_years(), model=ByDegree()) for n in "ab"], [FEBRUARY]).weather_adjusted
    assert one is not None
    assert two is not None
    assert one.margin is not None
    assert two.margin == pytest.approx(one.margin / np.sqrt(2))


def test_without_any_model_there_is_no_weather_line() -> None:
    assert three_lines([CampusCase("a", two_years())], [FEBRUARY]).weather_adjusted is None
