"""Baseline days so far from the model that they are no part of a usual year: a reset, a catch-up, a lost day."""

import numpy as np

from analysis.weather.days import Flags, Floats

FAR = 8.0
"""Robust standard deviations beyond which a day is strange; a skewed but sound year stays within."""
MOST = 0.03
"""Share of strange days above which nothing is set aside: then it is not the days that are wrong."""
_NORMAL_MAD = 1.4826


def strange_days(residual: Floats, expected: Floats, judged: Flags) -> Flags:
    """Judged days to set aside, one value a day of the year; residual = measured - expected.

    Only single days: strange days in a row are a closure or a festivity that comes again, no error of the data.
    They are left out instead of pulled in: a robust loss would take the sound tail of a skewed year for an error and
    lower the expectation, which reads as a smaller saving. The scale grows with the expected use as the scatter does.
    """
    size = np.maximum(expected, 0.0)
    level = _scale(residual, size, judged)
    with np.errstate(invalid="ignore"):
        strange = judged & (np.abs(residual) > FAR * level)
    alone = strange.copy()
    alone[1:] &= ~strange[:-1]
    alone[:-1] &= ~strange[1:]
    return alone if alone.sum() <= MOST * judged.sum() else np.zeros_like(alone)


def _scale(residual: Floats, size: Floats, judged: Flags) -> Floats:
    """Robust spread of each day: between the overall spread and the one of days of like size."""
    ordered = np.flatnonzero(judged)[np.argsort(size[judged], kind="stable")]
    parts = [part for part in np.array_split(ordered, 4) if len(part)]
    spread = np.array([_NORMAL_MAD * np.median(np.abs(residual[part])) for part in parts])
    middle = np.array([np.median(size[part]) for part in parts])
    overall = _NORMAL_MAD * np.median(np.abs(residual[judged]))
    scale: Floats = np.maximum(np.interp(size, middle, spread), overall / 2)
    return scale
