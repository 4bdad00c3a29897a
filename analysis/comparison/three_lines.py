"""The three lines of a comparison side by side: statutory, like for like, weather-adjusted (domain handbook §10.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from math import sqrt
from typing import Protocol

from analysis.comparison.campus_days import CampusDays
from analysis.comparison.campus_month import CampusMonth, compare_month
from analysis.comparison.combined import Comparison, Statutory, combine, statutory
from analysis.comparison.expectation import BaselineModel, expected_by_model
from analysis.comparison.obstacle import Obstacle, Reason
from analysis.comparison.uncertainty import Fit, margin
from analysis.comparison.verdict import reduction
from campus.period import Month


class WeatherModel(BaselineModel, Protocol):
    """A fitted model of the baseline year, and how well it fits."""

    @property
    def fit(self) -> Fit: ...


@dataclass(frozen=True, slots=True)
class CampusCase:
    """One campus and resource to compare; `opened` when it came into use, `model` for the weather-adjusted line."""

    campus: str
    days: CampusDays
    opened: date | None = None
    model: WeatherModel | None = None


@dataclass(frozen=True, slots=True)
class ThreeLines:
    """L1, L2 (headline) and, where any campus has a model, L3 with its uncertainty.

    `totals` is the plain reduction of totals of the statutory months: 1 - Σ this / Σ last.
    `savings_uncertainty` is the FSU of L3: half its 90 % interval as a share of the saving.
    """

    totals: float | None
    statutory: Statutory
    like_for_like: Comparison
    weather_adjusted: Comparison | None
    savings_uncertainty: float | None
    months: tuple[CampusMonth, ...]
    weather_months: tuple[CampusMonth, ...]

    @property
    def steps(self) -> tuple[tuple[str, float | None], ...]:
        """Why the lines differ, in fractions: heads (L1 - totals), calendar and gaps (L2 - L1), weather (L3 - L2)."""
        adjusted = self.weather_adjusted.reduction if self.weather_adjusted else None
        lines = (self.totals, self.statutory.reduction, self.like_for_like.reduction, adjusted)
        names = ("heads", "calendar", "weather")
        return tuple(
            (name, None if before is None or after is None else after - before)
            for name, before, after in zip(names, lines, lines[1:], strict=False)
        )


def three_lines(cases: Sequence[CampusCase], months: Sequence[Month]) -> ThreeLines:
    """Compare campuses over months (a month, a span such as February and March, a year)."""
    compared = [compare_month(c.campus, c.days, month, c.opened) for c in cases for month in months]
    filed = statutory(compared)
    outside = set(filed.left_out)
    inside = [m for m in compared if (m.campus, str(m.month)) not in outside]
    totals = reduction(sum(m.last.use for m in inside), sum(m.this.use for m in inside))
    like_for_like = combine(compared)
    weathered = tuple(_adjusted(c, month) for c in cases for month in months) if any(c.model for c in cases) else ()
    adjusted = _with_margin(combine(weathered), cases, weathered) if weathered else None
    return ThreeLines(
        totals=totals,
        statutory=filed,
        like_for_like=like_for_like,
        weather_adjusted=adjusted,
        savings_uncertainty=adjusted.margin / abs(adjusted.reduction)
        if adjusted and adjusted.margin is not None and adjusted.reduction
        else None,
        months=tuple(compared),
        weather_months=weathered,
    )


def _with_margin(total: Comparison, cases: Sequence[CampusCase], months: Sequence[CampusMonth]) -> Comparison:
    """The campuses' uncertainties as those of a portfolio: root of summed squares, over the whole expectation."""
    if not total.expected:
        return total
    squares = sum(_uncertain(c, [m for m in months if m.campus == c.campus and m.comparable]) ** 2 for c in cases)
    return replace(total, margin=sqrt(squares) / total.expected)


def _adjusted(case: CampusCase, month: Month) -> CampusMonth:
    if case.model is not None:
        return compare_month(case.campus, case.days, month, case.opened, partial(expected_by_model, model=case.model))
    plain = compare_month(case.campus, case.days, month, case.opened)
    return replace(plain, reasons=(*plain.reasons, Reason(Obstacle.NO_MODEL)))


def _uncertain(case: CampusCase, months: Sequence[CampusMonth]) -> float:
    """Half the 90 % interval of a campus's saving, in the unit of use."""
    days = sum(m.matched.days for m in months)
    if case.model is None or not days:
        return 0.0
    return margin(case.model.fit, days, len(months)) * sum(m.matched.expected for m in months)
