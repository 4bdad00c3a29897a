"""How well a model follows what was measured (domain handbook §10.3)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from campus.errors import Refused


def _residuals(measured: ArrayLike, predicted: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    real = np.asarray(measured, dtype=np.float64)
    said = np.asarray(predicted, dtype=np.float64)
    if real.shape != said.shape or not np.isfinite(real).all() or not np.isfinite(said).all():
        message = "measured and predicted must be finite and equally long"
        raise Refused(message)
    return real, real - said


def cvrmse(measured: Sequence[float] | ArrayLike, predicted: Sequence[float] | ArrayLike, variables: int) -> float:
    """Root of sum of squares / (P - c) over the mean; `variables` (c) without the intercept."""
    real, residuals = _residuals(measured, predicted)
    if len(real) <= variables or not real.mean():
        message = f"{len(real)} values with mean {real.mean() if len(real) else 0:g} are too little for a CVRMSE"
        raise Refused(message)
    return float(np.sqrt((residuals**2).sum() / (len(real) - variables)) / real.mean())


def nmbe(measured: Sequence[float] | ArrayLike, predicted: Sequence[float] | ArrayLike, variables: int = 0) -> float:
    """Mean of measured - predicted over the mean, divided by n - `variables`; state which divisor you show."""
    real, residuals = _residuals(measured, predicted)
    if len(real) <= variables or not real.mean():
        message = "too few values, or a mean of zero, for an NMBE"
        raise Refused(message)
    return float(residuals.sum() / (len(real) - variables) / real.mean())
