"""Degree days (度日): how far below or above a balance point the outdoor air was."""

from collections.abc import Sequence

import numpy as np

from analysis.weather.days import Floats

COLDEST_BASE_C, HOTTEST_BASE_C, BASE_STEP_K = -1.0, 32.0, 1.5
"""Balance points searched; CalTRACK 3.3.4.1 asks for 30 to 90 degF (-1.1 to 32.2 degC) in steps of at most 1.67 K."""

BASES_C: Floats = np.arange(COLDEST_BASE_C, HOTTEST_BASE_C + BASE_STEP_K / 2, BASE_STEP_K)


def heating_degree_days(daily_mean_c: Sequence[float], base_c: float) -> float:
    """HDD per day: mean over the days of max(base - mean temperature, 0), in K."""
    return float(np.maximum(base_c - np.asarray(daily_mean_c, np.float64), 0.0).mean())


def cooling_degree_days(daily_mean_c: Sequence[float], base_c: float) -> float:
    """CDD per day: mean over the days of max(mean temperature - base, 0), in K."""
    return float(np.maximum(np.asarray(daily_mean_c, np.float64) - base_c, 0.0).mean())
