"""How much days scatter and how much neighbouring days resemble each other, from deviations about means.

Deviations taken about the mean of a few days show too little of both: the mean has swallowed a part. So the
first-order process is sought whose deviations about the same means would, on average, show what was seen.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CORRELATIONS = np.linspace(0.0, 0.95, 20)


class Deviations(NamedTuple):
    """Relative deviations on ascending dates (ordinals), each from the mean of its type's days."""

    dates: NDArray[np.int64]
    types: NDArray[np.int8]
    values: NDArray[np.float64]


class Process(NamedTuple):
    """Variance of one day's deviation, and the correlation of neighbours (days n apart: to the power of n)."""

    variance: float
    correlation: float


def fitted_process(months: Sequence[Deviations]) -> Process:
    """The process behind several months' deviations; no variance when there are too few days to tell."""
    squares = sum(float((m.values**2).sum()) for m in months)
    products = sum(float((m.values[1:] * m.values[:-1])[np.diff(m.dates) == 1].sum()) for m in months)
    of_squares, of_products = np.zeros((2, len(CORRELATIONS)))
    for month in months:
        if len(month.dates):
            shown = _shown(month)
            of_squares, of_products = of_squares + shown[0], of_products + shown[1]
    if squares <= 0 or of_squares[0] < 1:
        return Process(0.0, 0.0)
    ratios = np.maximum.accumulate(of_products / of_squares)
    correlation = float(np.interp(products / squares, ratios, CORRELATIONS))
    return Process(squares / float(np.interp(correlation, CORRELATIONS, of_squares)), correlation)


def _shown(month: Deviations) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean sum of squares, and of products of neighbouring dates, that a process of variance 1 would show.

    One value for each of `CORRELATIONS`.
    """
    kinds, kind = np.unique(month.types, return_inverse=True)
    member = (kind[:, None] == np.arange(len(kinds))).astype(np.float64)
    share = member / member.sum(axis=0)
    apart = month.dates - month.dates[0]
    powers = np.power(CORRELATIONS[:, None], np.arange(int(apart[-1]) + 1))
    together = powers[:, np.abs(apart[:, None] - apart[None, :])]
    with_mean = together @ share
    means = share.T @ with_mean
    days = np.arange(len(kind))
    squares = 1.0 - 2 * with_mean[:, days, kind] + means[:, kind, kind]
    at = np.flatnonzero(np.diff(month.dates) == 1)
    first, second = kind[at], kind[at + 1]
    products = CORRELATIONS[:, None] - with_mean[:, at + 1, first] - with_mean[:, at, second] + means[:, first, second]
    return squares.sum(axis=1), products.sum(axis=1)
