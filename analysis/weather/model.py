"""The daily model of one baseline year: weather responses by day type, chosen, checked and with their noise."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.weather.air import Airs
from analysis.weather.choice import choose, fitted, jacobian
from analysis.weather.days import Days, Flags, Floats, ObservedDays
from analysis.weather.noise import Noise, noise_of
from analysis.weather.outliers import strange_days
from analysis.weather.quality import Divisor, adjusted_r2, cvrmse, nmbe
from analysis.weather.response import Response
from campus.day_type import DayType
from campus.errors import Refused

YEAR_D = 366
MISSING_DAYS = 37
"""Days of a baseline year that may be missing (CalTRACK 2.2.1.1)."""
TYPE_DAYS = 3
"""Days a type needs to have a base use of its own; with fewer, its days are matched by nothing."""
CVRMSE_LIMIT = 1.0
OUTLIER_ROUNDS = 5
_RANK = 1e-8


class Obstacle(StrEnum):
    """Why there is no weather-adjusted figure."""

    BASELINE_GAPS = "baseline_gaps"
    NOTHING_USED = "nothing_used"
    TOO_NOISY = "too_noisy"


@dataclass(frozen=True, slots=True)
class NoModel:
    """No model, with the reason and the number that shows it (days usable, or CVRMSE)."""

    reason: Obstacle
    value: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Fit over the `days` the model was made from; `c` explanatory variables without the intercept.

    `nmbe` is divided by n - c (least squares leaves it at 0 but for days set aside); `autocorrelation` at lag 1.
    """

    days: int
    c: int
    cvrmse: float
    nmbe: float
    nmbe_divisor: Divisor
    adjusted_r2: float
    autocorrelation: float


@dataclass(frozen=True, slots=True, eq=False)
class DailyModel:
    """Expected use of any day from its type and temperature.

    `covariance` of the coefficients of all groups in order (base uses, slopes, balance points of each).
    `set_aside`: positions of baseline days left out as outliers. `warmest_c`, `coldest_c`: day means it was made from.
    """

    groups: tuple[Response, ...]
    covariance: Floats
    noise: Noise
    quality: Quality
    set_aside: tuple[int, ...]
    coldest_c: float
    warmest_c: float

    def expected(self, types: tuple[DayType | None, ...], airs: Airs) -> Floats:
        """Expected use of each day, never below zero; NaN for a day of a type the baseline did not have."""
        return np.maximum(fitted(self.groups, types, airs), 0.0)


def fit(baseline: ObservedDays, *, cooling: bool) -> DailyModel | NoModel:
    """The model of a baseline of one year; `cooling=False` for gas, which cools nothing.

    Raises `Refused` for a baseline longer than a year.
    """
    if len(baseline) > YEAR_D:
        message = f"a baseline is one year, not {len(baseline)} days"
        raise Refused(message)
    airs, types = Airs.of(baseline.weather), baseline.day_types
    counts = {t: sum(u and t is b for u, b in zip(baseline.usable, types, strict=True)) for t in DayType}
    usable = baseline.usable & np.array([t is not None and counts[t] >= TYPE_DAYS for t in types])
    if usable.sum() < YEAR_D - 1 - MISSING_DAYS:
        return NoModel(Obstacle.BASELINE_GAPS, float(usable.sum()))
    if not baseline.use[usable].sum() > 0:
        return NoModel(Obstacle.NOTHING_USED, 0.0)
    kept = usable
    groups = choose(baseline, airs, kept, cooling=cooling)
    for _ in range(OUTLIER_ROUNDS):
        said = fitted(groups, types, airs)
        remaining = usable & ~strange_days(baseline.use - said, said, usable)
        if (remaining == kept).all():
            break
        kept, groups = remaining, choose(baseline, airs, remaining, cooling=cooling)
    model = _completed(baseline, airs, groups, kept, np.flatnonzero(usable & ~kept))
    return model if model.quality.cvrmse <= CVRMSE_LIMIT else NoModel(Obstacle.TOO_NOISY, model.quality.cvrmse)


def _completed(
    baseline: ObservedDays, airs: Airs, groups: tuple[Response, ...], kept: Flags, set_aside: NDArray[np.intp]
) -> DailyModel:
    """Measure the fit and its noise; the coefficients' covariance is that of least squares under this noise."""
    own, day = airs.at(kept), np.flatnonzero(kept)
    types = tuple(t for t, k in zip(baseline.day_types, kept, strict=True) if k)
    use, said, design = baseline.use[kept], fitted(groups, types, own), jacobian(groups, types, own)
    noise = noise_of(use - said, said, day, design)
    inverse = np.linalg.pinv(design, rcond=_RANK)
    covariance = inverse @ noise.covariance(day, said) @ inverse.T
    c = sum(g.explanatory for g in groups) + len(groups) - 1
    quality = Quality(
        days=len(use),
        c=c,
        cvrmse=cvrmse(use, said, c),
        nmbe=nmbe(use, said, c, Divisor.N_MINUS_C),
        nmbe_divisor=Divisor.N_MINUS_C,
        adjusted_r2=adjusted_r2(float(((use - said) ** 2).sum()), float(((use - use.mean()) ** 2).sum()), len(use), c),
        autocorrelation=_lag_one(use - said, day),
    )
    mean_c = baseline.weather.mean_c[kept]
    return DailyModel(
        groups, covariance, noise, quality, tuple(set_aside.tolist()), float(mean_c.min()), float(mean_c.max())
    )


def _lag_one(residual: Floats, day: Days) -> float:
    """Autocorrelation of residuals of neighbouring days; days beside a gap have no neighbour."""
    near = np.diff(day) == 1
    square = float(residual @ residual)
    if not near.any() or square <= 0:
        return 0.0
    return float(residual[:-1][near] @ residual[1:][near] / near.sum() / (square / len(residual)))
