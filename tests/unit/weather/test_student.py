"""Quantiles of t against a printed table and against the area under the curve."""

import math

import numpy as np
import pytest

from analysis.weather.student import probability_within, t_quantile

PRINTED = [  # two-sided, as in any statistics book
    (0.90, 1, 6.3138),
    (0.90, 2, 2.9200),
    (0.90, 5, 2.0150),
    (0.90, 10, 1.8125),
    (0.90, 30, 1.6973),
    (0.90, 120, 1.6577),
    (0.95, 1, 12.7062),
    (0.95, 4, 2.7764),
    (0.95, 20, 2.0860),
    (0.99, 2, 9.9248),
    (0.99, 15, 2.9467),
    (0.99, 60, 2.6603),
    (0.80, 10, 1.3722),
]


@pytest.mark.parametrize(("confidence", "freedom", "expected"), PRINTED)
def test_the_printed_table(confidence: float, freedom: float, expected: float) -> None:
    assert t_quantile(confidence, freedom) == pytest.approx(expected, abs=6e-5)


def test_many_degrees_of_freedom_are_normal() -> None:
    assert t_quantile(0.9, 1e7) == pytest.approx(1.6448536, abs=1e-6)


@pytest.mark.parametrize("freedom", [0.7, 3.5, 41.2, 900.0])
def test_the_area_under_the_curve(freedom: float) -> None:
    t = t_quantile(0.9, freedom)
    grid = np.linspace(-t, t, 200_001)
    norm = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    height = norm * (1 + grid**2 / freedom) ** (-(freedom + 1) / 2)
    assert float(np.trapezoid(height, grid)) == pytest.approx(0.9, abs=1e-6)
    assert probability_within(t, freedom) == pytest.approx(0.9, abs=1e-12)


@pytest.mark.parametrize(("confidence", "freedom"), [(0.0, 5), (1.0, 5), (0.9, 0.0), (0.9, math.nan)])
def test_senseless_questions(confidence: float, freedom: float) -> None:
    with pytest.raises(ValueError, match="confidence must lie"):
        t_quantile(confidence, freedom)
