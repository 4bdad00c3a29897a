"""What was saved against the weather-adjusted expectation, and the interval that should hold the truth."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.weather.air import Airs
from analysis.weather.choice import fitted, jacobian
from analysis.weather.days import Days, Floats, ObservedDays
from analysis.weather.model import DailyModel
from analysis.weather.student import t_quantile
from campus.errors import Refused

CONFIDENCE = 0.9
BEYOND_K = 3.0
"""A day mean further than this outside the baseline's temperatures is told as extrapolated."""
LEAST_FREEDOM = 3.0


class Unknown(StrEnum):
    """Why a saving cannot be stated."""

    NO_DAY_IN_COMMON = "no_day_in_common"
    NOTHING_EXPECTED = "nothing_expected"


@dataclass(frozen=True, slots=True)
class Saving:
    """Weather-adjusted saving of the days compared; negative shares say that more was used.

    `actual` and `expected` in units of use (times weight), `standard_error` of `expected` as a forecast of what these
    very days would have used. The truth lies within `half_width` of `saving` at `confidence` ("8.1 % ± 2.4 points");
    `fsu` is that width over the saving, None when nothing was saved. `unmatched` days have a type the baseline lacks,
    `missing` ones no use, temperature or type; neither enters. `extrapolated` days enter and lie outside the
    baseline's temperatures.
    """

    actual: float
    expected: float
    saving: float
    half_width: float
    confidence: float
    standard_error: float
    fsu: float | None
    days: int
    unmatched: int
    missing: int
    extrapolated: int

    @property
    def low(self) -> float:
        return self.saving - self.half_width

    @property
    def high(self) -> float:
        return self.saving + self.half_width


def saving(
    model: DailyModel, reported: ObservedDays, weights: Floats | None = None, confidence: float = CONFIDENCE
) -> Saving | Unknown:
    """Compare reported days with the model's expectation.

    `weights` (head count of each day, when use is per head) multiply use and expectation of each day. A day without
    use is masked on both sides. The error of the expectation joins coefficients and balance points found from a finite
    noisy baseline with the noise of the reported days themselves, both with the duration of that noise. A change that
    has other causes than weather and day type is part of the saving, not of its error.
    """
    heads = np.ones(len(reported)) if weights is None else weights
    if len(heads) != len(reported) or not np.isfinite(heads).all() or (heads < 0).any():
        message = "weights must be one finite, non-negative number for each reported day"
        raise Refused(message)
    airs = Airs.of(reported.weather)
    said = fitted(model.groups, reported.day_types, airs)
    compared = reported.usable & ~np.isnan(said)
    if not compared.any():
        return Unknown.NO_DAY_IN_COMMON
    types = tuple(t for t, k in zip(reported.day_types, compared, strict=True) if k)
    heads, said = heads[compared], np.maximum(said[compared], 0.0)
    actual, expected = float(heads @ reported.use[compared]), float(heads @ said)
    if not expected > 0:
        return Unknown.NOTHING_EXPECTED
    moved = heads @ jacobian(model.groups, types, airs.at(compared))
    day = np.flatnonzero(compared)
    variance = moved @ model.covariance @ moved + _own_variance(model, reported.use[compared], said, heads, day)
    error = float(np.sqrt(variance))
    freedom = model.quality.days / model.noise.inflation - len(moved)
    reach = t_quantile(confidence, max(freedom, LEAST_FREEDOM)) * error
    mean_c = reported.weather.mean_c[compared]
    outside = (mean_c < model.coldest_c - BEYOND_K) | (mean_c > model.warmest_c + BEYOND_K)
    unmatched = reported.usable & ~compared
    return Saving(
        actual=actual,
        expected=expected,
        saving=1 - actual / expected,
        half_width=reach / expected,
        confidence=confidence,
        standard_error=error,
        fsu=reach / (expected - actual) if expected > actual else None,
        days=int(compared.sum()),
        unmatched=int(unmatched.sum()),
        missing=int((~reported.usable).sum()),
        extrapolated=int(outside.sum()),
    )


def _own_variance(model: DailyModel, use: Floats, said: Floats, heads: Floats, day: Days) -> float:
    """Variance of the sum of the reported days' own noise: the baseline's, or more when these days scatter more."""
    from_baseline = float(heads @ model.noise.covariance(day, said) @ heads)
    foreseen = float(((heads * model.noise.deviation(said)) ** 2).sum())
    level = (heads @ said) / (heads @ use) if heads @ use > 0 else 0.0
    seen = float(((heads * (use * level - said)) ** 2).sum()) if level else 0.0
    return from_baseline * max(1.0, seen / foreseen) if foreseen > 0 else seen
