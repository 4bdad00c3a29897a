"""What a model leaves unexplained: how large it is at each level of use, and how long it lasts.

Residuals of a school last for days (a cold spell, an examination week, a boiler left on). A sum over a year is then
known less well than as many independent days would suggest, so the interval of a saving needs their correlation at
all lags.
"""

from dataclasses import dataclass

import numpy as np

from analysis.weather.days import Days, Floats

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

    def correlation(self, lag_d: Days) -> Floats:
        """Correlation of two days this many days apart."""
        by_lag = self.lasting * self.persistence ** np.arange(int(lag_d.max()) + 1)
        by_lag[0] = 1.0
        return np.take(by_lag, lag_d)

    @property
    def inflation(self) -> float:
        return 1 + 2 * self.lasting * self.persistence / (1 - self.persistence)

    def covariance(self, day: Days, expected: Floats) -> Floats:
        """Covariance of the noise of days at the positions `day` (in days), shape (days, days)."""
        deviation = self.deviation(expected)
        return self.correlation(np.abs(day[:, None] - day[None, :])) * np.outer(deviation, deviation)


def noise_of(residual: Floats, expected: Floats, day: Days, design: Floats) -> Noise:
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
    covariance, basis = shape.covariance(day, expected), _basis(design)
    left = float(covariance.trace() - (basis * (covariance @ basis)).sum())
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


def _duration(standard: Floats, day: Days, design: Floats) -> tuple[float, float]:
    """Lasting share and persistence whose autocovariances after the fit are nearest to the residuals'."""
    span = int(day.max() - day.min()) + 1
    position = day - day.min()
    basis = _basis(design)
    series, present = np.zeros((span, 1)), np.zeros((span, 1))
    series[position, 0], present[position, 0] = standard, 1.0
    pairs = _lagged(present, present)
    seen = _lagged(series, series) / pairs
    weight = np.sqrt(pairs)
    weight[0] *= 3
    lag = np.arange(LONGEST_LAG_D + 1)
    distance = np.abs(day[:, None] - day[None, :])

    def left(persistence: float) -> Floats:
        """Autocovariances that the fit leaves of noise with this persistence."""
        correlated = np.take(persistence ** np.arange(span), distance) @ basis
        half = correlated - basis @ (basis.T @ correlated) / 2
        wide, wide_half = np.zeros((span, basis.shape[1])), np.zeros((span, basis.shape[1]))
        wide[position], wide_half[position] = basis, half
        return persistence**lag - (_lagged(wide, wide_half) + _lagged(wide_half, wide)) / pairs

    white = left(0.0)
    amount = max(float((white * weight) @ (seen * weight) / ((white * weight) @ (white * weight))), 0.0)
    best = (float((((seen - amount * white) * weight) ** 2).sum()), 0.0, 0.0)
    for persistence in PERSISTENCES:
        error, short, long = _two_parts(seen * weight, white * weight, left(persistence) * weight)
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


def _lagged(one: Floats, other: Floats) -> Floats:
    """Sum of the products of each row with the row `lag` days later, for every lag."""
    days = len(one)
    return np.array([float((one[: days - lag] * other[lag:]).sum()) for lag in range(LONGEST_LAG_D + 1)])


def _basis(design: Floats) -> Floats:
    """Orthonormal columns spanning the design."""
    basis, singular, _ = np.linalg.svd(design, full_matrices=False)
    return basis[:, singular > _SINGULAR * singular.max()]
