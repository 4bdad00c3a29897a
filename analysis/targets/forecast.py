"""Where the year will land: simulation from the campuses' own history.

Three things are drawn anew in each run. The level of saving: the year's comparable months are drawn with
replacement, so that few or unlike months leave it uncertain. The weather, and whatever else moves a month: each
coming month deviates from the level as some past month did. The calendar: every undecided day uses what a day
drawn from last year's month used. What has been used already is known and stays.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analysis.comparison.verdict import TOLERANCE
from analysis.targets.outlook import Outlook
from analysis.targets.year_to_date import YearToDate
from campus.period import Month

MIN_MONTHS = 3
RUNS = 4000


@dataclass(frozen=True, slots=True)
class Forecast:
    """Reduction the year ends with: median, the 90 % between `low` and `high`, and how probable the target is."""

    median: float
    low: float
    high: float
    probability: float


@dataclass(frozen=True, slots=True)
class NoForecast:
    """Why there is none."""

    reason: str


def forecast(standing: YearToDate, random: Generator, runs: int = RUNS) -> Forecast | NoForecast:
    """Simulate the rest of the year; `random` decides every draw, so that a forecast can be repeated."""
    history = _months(standing)
    if len(history) < MIN_MONTHS:
        return NoForecast(f"{len(history)} comparable months, {MIN_MONTHS} are needed to know how months vary")
    actual, expected = history[:, 0], history[:, 1]
    level = float(actual.sum() / expected.sum())
    widened = np.sqrt(len(history) / (len(history) - 1))
    deviations = (actual / expected - level) * widened
    drawn = random.integers(len(history), size=(runs, len(history)))
    levels = level + widened * (actual[drawn].sum(axis=1) / expected[drawn].sum(axis=1) - level)
    used = np.full(runs, float(actual.sum()))
    whole = np.full(runs, float(expected.sum()))
    for month in sorted({o.month for o in standing.outlook}):
        ahead = sum((_drawn_expectation(o, runs, random) for o in standing.outlook if o.month == month), np.zeros(runs))
        used += ahead * np.maximum(levels + deviations[random.integers(len(deviations), size=runs)], 0.0)
        whole += ahead
    reductions = 1.0 - used / whole
    low, median, high = (float(q) for q in np.quantile(reductions, (0.05, 0.5, 0.95)))
    return Forecast(median, low, high, float((reductions >= standing.target.reduction - TOLERANCE).mean()))


def _months(standing: YearToDate) -> NDArray[np.float64]:
    """Actual and expected use of each month's comparable campuses, a row a month."""
    by_month: dict[Month, list[float]] = {}
    for month in standing.months:
        if month.comparable:
            sums = by_month.setdefault(month.month, [0.0, 0.0])
            sums[0] += month.matched.actual
            sums[1] += month.matched.expected
    return np.array([by_month[m] for m in sorted(by_month)], np.float64).reshape(-1, 2)


def _drawn_expectation(outlook: Outlook, runs: int, random: Generator) -> NDArray[np.float64]:
    drawn = np.full(runs, outlook.decided)
    if outlook.undecided:
        drawn += random.choice(outlook.alike, size=(runs, outlook.undecided)).sum(axis=1)
    return drawn
