"""Noise whose size and duration are known is told apart from quick noise."""

import numpy as np
import pytest

from analysis.weather.days import Floats
from analysis.weather.noise import Noise, noise_of

DAYS = 365
DESIGN = np.column_stack([np.ones(DAYS), np.cos(np.arange(DAYS) * 2 * np.pi / 365)])


def residuals(rng: np.random.Generator, noise: Noise, expected: Floats) -> Floats:
    day = np.arange(DAYS)
    drawn = np.linalg.cholesky(noise.covariance(day, expected)) @ rng.standard_normal(DAYS)
    basis = np.linalg.qr(DESIGN)[0]
    left: Floats = drawn - basis @ (basis.T @ drawn)
    return left


def estimated(noise: Noise, expected: Floats, draws: int = 60) -> list[Noise]:
    rng = np.random.default_rng(5)
    day = np.arange(DAYS)
    return [noise_of(residuals(rng, noise, expected), expected, day, DESIGN) for _ in range(draws)]


def test_quick_noise_is_seldom_taken_for_lasting_noise() -> None:
    found = estimated(Noise(2.0, 0.0, 0.0, 0.0), np.full(DAYS, 10.0))
    assert np.mean([n.lasting == 0 for n in found]) > 0.8
    assert np.median([n.deviation(np.array([10.0]))[0] for n in found]) == pytest.approx(2.0, rel=0.05)


@pytest.mark.parametrize(("lasting", "persistence"), [(1.0, 0.5), (0.7, 0.8), (0.5, 0.9)])
def test_lasting_noise_is_found_though_the_fit_hides_some(lasting: float, persistence: float) -> None:
    planted = Noise(2.0, 0.0, lasting, persistence)
    found = estimated(planted, np.full(DAYS, 10.0))
    assert np.median([n.inflation for n in found]) == pytest.approx(planted.inflation, rel=0.35)


def test_scatter_that_grows_with_use_is_told_from_scatter_that_does_not() -> None:
    expected = np.linspace(5.0, 50.0, DAYS)
    grows = estimated(Noise(0.0, 0.2, 0.0, 0.0), expected)
    level = estimated(Noise(3.0, 0.0, 0.0, 0.0), expected)
    for use, small in ((10.0, 2.0), (45.0, 9.0)):
        at = np.array([use])
        assert np.median([n.deviation(at)[0] for n in grows]) == pytest.approx(small, rel=0.25)
        assert np.median([n.deviation(at)[0] for n in level]) == pytest.approx(3.0, rel=0.15)


def test_no_residual_is_no_noise() -> None:
    found = noise_of(np.zeros(DAYS), np.full(DAYS, 3.0), np.arange(DAYS), DESIGN)
    assert found.deviation(np.array([3.0]))[0] == 0.0


def test_holes_in_the_year_do_not_shift_the_days() -> None:
    planted = Noise(2.0, 0.0, 0.8, 0.8)
    rng = np.random.default_rng(9)
    expected = np.full(DAYS, 10.0)
    kept = np.flatnonzero(rng.random(DAYS) > 0.08)
    found = []
    for _ in range(40):
        whole = np.linalg.cholesky(planted.covariance(np.arange(DAYS), expected))
        drawn = (whole @ rng.standard_normal(DAYS))[kept]
        basis = np.linalg.qr(DESIGN[kept])[0]
        found.append(noise_of(drawn - basis @ (basis.T @ drawn), expected[kept], kept, DESIGN[kept]))
    assert np.median([n.inflation for n in found]) == pytest.approx(planted.inflation, rel=0.35)
