"""Quantiles of Student's t for any positive degrees of freedom, fractions included."""

import math
from statistics import NormalDist

_STEPS = 500
_SETTLED = 1e-15
_NEAR = 1e-13


def t_quantile(confidence: float, freedom: float) -> float:
    """The t that holds |T| <= t with probability `confidence` (two-sided; 0.9 with 364 degrees gives 1.649).

    Solves the distribution function itself, so nothing is approximated beyond rounding.
    """
    if not 0 < confidence < 1 or not freedom > 0:
        message = f"confidence must lie between 0 and 1 and freedom above 0, not {confidence} and {freedom}"
        raise ValueError(message)
    low, high = 0.0, max(1.0, NormalDist().inv_cdf(0.5 + confidence / 2))
    while probability_within(high, freedom) < confidence:
        low, high = high, 2 * high
    while high - low > _NEAR * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if probability_within(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2


def probability_within(t: float, freedom: float) -> float:
    """Probability of |T| <= t: the regularised incomplete beta function (Abramowitz & Stegun 26.7.1, 26.5.8)."""
    if t == 0:
        return 0.0
    inside = t * t / (freedom + t * t)
    a, b = 0.5, freedom / 2
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(inside) + b * math.log1p(-inside)
    )
    if inside < (a + 1) / (a + b + 2):
        return front * _continued_fraction(a, b, inside) / a
    return 1 - front * _continued_fraction(b, a, 1 - inside) / b


def _continued_fraction(a: float, b: float, x: float) -> float:
    """Lentz's evaluation of 1/(1 + d1/(1 + d2/(1 + ...))), the fraction of 26.5.8."""
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, _STEPS):
        m = step // 2
        odd, even = -(a + m) * (a + b + m) * x, m * (b - m) * x
        term = odd / ((a + 2 * m) * (a + 2 * m + 1)) if step % 2 else even / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d)
        c = 1 + term / c
        value *= c * d
        if abs(c * d - 1) < _SETTLED:
            return 1 / value
    message = f"incomplete beta function did not settle for a={a}, b={b}, x={x}"
    raise ArithmeticError(message)
