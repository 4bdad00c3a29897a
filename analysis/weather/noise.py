"""What a model leaves unexplained: how large it is at each level of use, and how long it lasts.

Residuals of a school last for days (a cold spell, an examination week, a boiler left on). A sum over a year is then
known less well than as many independent days would suggest, so the interval of a saving needs their correlation at
all lags.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.weather.days import Floats

LONGEST_LAG_D = 35
PERSISTENCES = (0.3, 0.5, 0.65, 0.78, 0.87, 0.93, 0.96)
"""Day-to-day persistence of the lasting part that is tried; 0.96 forgets within a month and a half."""
_SINGULAR = 1e-9
WORTH = 6.0
"""How much nearer (in squared standard errors of all lags) a longer memory must come to be believed."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Standard deviation sqrt(level² + share² x use²) of a day, and how it is correlated with later days.

    The correlation is lasting x persistence^lag, 1 at lag 0. `level` in units of use. `inflation` is the ratio of the
    variance of a long sum to that of independent days.
    """

    level: float
    share: float
    lasting: float
    persistence: float

    def deviation(self, expected: Floats) -> Floats:
        return np.sqrt(self.level**2 + (self.share * expected) ** 2)

    def correlation(self, lag_d: Floats) -> Floats:
        return np.where(lag_d == 0, 1.0, self.lasting * self.persistence**lag_d)

    @property
    def inflation(self) -> float:
        return 1 + 2 * self.lasting * self.persistence / (1 - self.persistence)

    def covariance(self, day: Floats, expected: Floats) -> Floats:
        """Covariance of the noise of days at the positions `day` (in days), shape (days, days)."""
        deviation = self.deviation(expected)
        return self.correlation(np.abs(day[:, None] - day[None, :])) * np.outer(deviation, deviation)


def noise_of(residual: Floats, expected: Floats, day: Floats, design: Floats) -> Noise:
    """Estimate the noise from residuals (measured - predicted) at day positions `day`.

    `design` are the columns that were fitted: fitting takes low-frequency noise out of the residuals, so their
    autocorrelations are compared with what each candidate noise would leave behind after the same fit, not with the
    noise itself.
    """
    level, share = _size(residual, expected)
    shape = Noise(level, share, 0.0, 0.0)
    deviation = shape.deviation(expected)
    if not (deviation > 0).all():
        return shape
    lasting, persistence = _duration(residual / deviation, day, design / deviation[:, None])
    shape = Noise(level, share, lasting, persistence)
    left = _projected(shape.covariance(day, expected), _basis(design)).trace()
    scale = float(np.sqrt(residual @ residual / left)) if left > 0 else 1.0
    return Noise(level * scale, share * scale, lasting, persistence)


def _size(residual: Floats, expected: Floats) -> tuple[float, float]:
    """Level and share from squared residuals on squared use, neither negative."""
    square, use = residual**2, expected**2
    spread = use - use.mean()
    slope = float(spread @ square / (spread @ spread)) if spread @ spread > 0 else 0.0
    base = float(square.mean() - slope * use.mean())
    if slope <= 0:
        slope, base = 0.0, float(square.mean())
    elif base <= 0:
        slope, base = float(square.mean() / use.mean()), 0.0
    return float(np.sqrt(base)), float(np.sqrt(slope))


def _duration(standard: Floats, day: Floats, design: Floats) -> tuple[float, float]:
    """Lasting share and persistence whose autocovariances after the fit are nearest to the residuals'."""
    span = int(day.max() - day.min()) + 1
    position = (day - day.min()).astype(np.int64)
    basis = _basis(design)
    series = np.zeros(span)
    series[position] = standard
    present = np.zeros(span)
    present[position] = 1.0
    lags = np.arange(LONGEST_LAG_D + 1)
    pairs = np.array([float(present[: span - lag] @ present[lag:]) for lag in lags])
    seen = np.array([float(series[: span - lag] @ series[lag:]) for lag in lags]) / pairs
    weight = np.sqrt(pairs)
    weight[0] *= 3
    distance = np.abs(day[:, None] - day[None, :])
    white = _left_behind(np.eye(len(day)), basis, position, span) / pairs
    amount = max(float((white * weight) @ (seen * weight) / ((white * weight) @ (white * weight))), 0.0)
    best = (float((((seen - amount * white) * weight) ** 2).sum()), 0.0, 0.0)
    for persistence in PERSISTENCES:
        slow = _left_behind(persistence**distance, basis, position, span) / pairs
        error, short, long = _two_parts(seen * weight, white * weight, slow * weight)
        if error < best[0] - WORTH:
            best = (error, long / (short + long), persistence)
    return best[1], best[2]


def _two_parts(seen: Floats, white: Floats, slow: Floats) -> tuple[float, float, float]:
    """Error and non-negative amounts of both parts: least squares, then on the edges."""
    ww, ss, ws = float(white @ white), float(slow @ slow), float(white @ slow)
    wy, sy = float(white @ seen), float(slow @ seen)
    candidates = [(max(wy / ww, 0.0), 0.0), (0.0, max(sy / ss, 0.0))]
    determinant = ww * ss - ws**2
    if determinant > _SINGULAR * ww * ss:
        both = ((wy * ss - sy * ws) / determinant, (sy * ww - wy * ws) / determinant)
        if min(both) >= 0:
            candidates.append(both)
    return min((float(((seen - a * white - b * slow) ** 2).sum()), a, b) for a, b in candidates)


def _left_behind(correlation: Floats, basis: Floats, position: NDArray[np.int64], span: int) -> Floats:
    """Sum of each lag's products that a fit on `basis` leaves of noise with this correlation."""
    whole = np.zeros((span, span))
    whole[np.ix_(position, position)] = _projected(correlation, basis)
    return np.array([np.trace(whole, offset=lag) for lag in range(LONGEST_LAG_D + 1)])


def _basis(design: Floats) -> Floats:
    """Orthonormal columns spanning the design."""
    basis, singular, _ = np.linalg.svd(design, full_matrices=False)
    return basis[:, singular > _SINGULAR * singular.max()]


def _projected(covariance: Floats, basis: Floats) -> Floats:
    """Covariance of what is left of a noise after a least-squares fit on the basis."""
    once = covariance - basis @ (basis.T @ covariance)
    return once - (once @ basis) @ basis.T
