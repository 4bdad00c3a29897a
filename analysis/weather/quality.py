"""How well a model fits: CVRMSE, NMBE, R²."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from campus.errors import Refused


class Divisor(StrEnum):
    """What a normalised mean bias error was divided by; guidelines differ, so it is always said."""

    N = "n"
    N_MINUS_C = "n - c"


def cvrmse(measured: ArrayLike, predicted: ArrayLike, c: int) -> float:
    """sqrt(sum of squared residuals / (P - c)) / mean, c explanatory variables without the intercept."""
    use, fit = np.asarray(measured, np.float64), np.asarray(predicted, np.float64)
    free = _free(len(use), c)
    return float(np.sqrt(((use - fit) ** 2).sum() / free) / _mean(use))


def nmbe(measured: ArrayLike, predicted: ArrayLike, c: int, divisor: Divisor) -> float:
    """Sum of residuals (measured - predicted) / divisor / mean; negative: the model says too much."""
    use, fit = np.asarray(measured, np.float64), np.asarray(predicted, np.float64)
    by = len(use) if divisor is Divisor.N else _free(len(use), c)
    return float((use - fit).sum() / by / _mean(use))


def adjusted_r2(residual_ss: float, total_ss: float, periods: int, c: int) -> float:
    """1 - (SSres / (P - c - 1)) / (SStot / (P - 1)); 0 for a use that never varies."""
    if total_ss <= 0:
        return 0.0
    return 1 - (residual_ss / _free(periods, c + 1)) / (total_ss / (periods - 1))


def _free(periods: int, c: int) -> int:
    if periods <= c:
        message = f"{periods} periods cannot carry {c} explanatory variables"
        raise Refused(message)
    return periods - c


def _mean(use: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    mean = float(use.mean())
    if mean <= 0:
        message = "fit quality is relative to the mean use, which is not above zero"
        raise Refused(message)
    return mean
