"""How far actual and expected use differ by nothing but ordinary days."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.baseline_means import Mean

MAX_CORRELATION = 0.9


def difference_variance(day_type: NDArray[np.int8], expected: NDArray[np.float64], means: Mapping[int, Mean]) -> float:
    """Variance of actual - expected over matched days (their types and expected use), in the unit of use squared.

    It has two parts: this year's days scatter around their mean, and the baseline's mean is itself known from a
    few days only. Relative deviations of the baseline's days are pooled; neighbouring days resemble each other,
    so the variance is widened by (1 + rho) / (1 - rho), rho being the deviations' lag-one correlation.
    """
    residuals = [mean.residuals for mean in means.values() if mean.days > 1]
    freedom = sum(len(r) - 1 for r in residuals)
    squares = sum(float((r**2).sum()) for r in residuals)
    if freedom <= 0 or squares <= 0:
        return 0.0
    rho = min(max(sum(float((r[1:] * r[:-1]).sum()) for r in residuals) / squares, 0.0), MAX_CORRELATION)
    of_one_day = squares / freedom * (1 + rho) / (1 - rho)
    of_days = float((expected**2).sum())
    of_means = sum(float(expected[day_type == code].sum()) ** 2 / mean.days for code, mean in means.items())
    return of_one_day * (of_days + of_means)
