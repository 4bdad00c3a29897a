"""The register-event benchmark: scripted events through the production books, scored by the hour."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus.finding import Finding
from campus.register.hours import Hours, Method

MONTH_BAR_PCT = 0.1
HOUR_BAR_KWH = 20.0


@dataclass(frozen=True, slots=True)
class Score:
    """How the books came through one event; `ok` is computed from the bars and the flags."""

    event: str
    month_total_error_pct: float
    worst_hour_error_kwh: float
    estimated_hours: tuple[int, ...]
    must_flag_hours: tuple[int, ...]
    noticed: tuple[str, ...]
    repeat_changes_nothing: bool
    ok: bool


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Hourly truth in kWh, hours that must be flagged, and (kind, time_ms) that must be noticed."""

    truth_kwh: NDArray[np.float64]
    flagged: tuple[int, ...]
    noticed: tuple[tuple[str, int], ...]
    sample_ms: int


def score(event: str, hours: Hours, findings: Sequence[Finding], expected: Expected, *, idempotent: bool) -> Score:
    """Score the published hours of the month, energy published outside it already added to the first."""
    total = float(expected.truth_kwh.sum())
    month_error = 100 * (float(hours.energy.sum()) - total) / total
    worst = float(np.abs(hours.energy - expected.truth_kwh).max())
    flagged = tuple(int(n) for n in np.flatnonzero(hours.method > Method.MEASURED))
    beside = {n + d for n in expected.flagged for d in (-1, 0, 1)}
    flags_right = set(expected.flagged) <= set(flagged) <= beside
    seen = [(f.kind, f.start_ms) for f in findings]
    noticed = len(seen) == len(expected.noticed) and all(
        any(kind == k and abs(at - a) <= expected.sample_ms for k, a in seen) for kind, at in expected.noticed
    )
    return Score(
        event=event,
        month_total_error_pct=month_error,
        worst_hour_error_kwh=worst,
        estimated_hours=flagged,
        must_flag_hours=expected.flagged,
        noticed=tuple(kind for kind, _ in seen),
        repeat_changes_nothing=idempotent,
        ok=abs(month_error) <= MONTH_BAR_PCT and worst <= HOUR_BAR_KWH and flags_right and noticed and idempotent,
    )
