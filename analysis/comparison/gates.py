"""The gates of the comparable set (domain handbook §10.2 rule 1): why a school-month is not compared."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.campus_days import NO_TYPE, CampusDays
from analysis.comparison.obstacle import Obstacle, Reason

VALID_SHARE = 0.9
"""Share of days of a month that must be valid in each year."""


def gates(this: CampusDays, last: CampusDays, opened: date | None) -> list[Reason]:
    """Everything that keeps a month out: its ended days against the whole month of the year before."""
    if not len(this):
        return [Reason(Obstacle.NOT_BEGUN)]
    reasons = []
    if opened is not None and opened > last.first:
        reasons.append(Reason(Obstacle.NEW_CAMPUS, opened.isoformat()))
    for lacking, obstacle in ((_without_heads, Obstacle.NO_HEADS), (_without_type, Obstacle.NO_CALENDAR)):
        found = [text for side in (last, this) if (text := lacking(side))]
        if found:
            reasons.append(Reason(obstacle, "; ".join(found)))
    boundaries = sorted({str(b) for side in (this, last) for b in side.boundary[side.valid]})
    if len(boundaries) > 1:
        reasons.append(Reason(Obstacle.BOUNDARY, " / ".join(boundaries)))
    for side, obstacle in ((this, Obstacle.GAPS_THIS_YEAR), (last, Obstacle.GAPS_LAST_YEAR)):
        valid = int(side.valid.sum())
        if valid < VALID_SHARE * len(side):
            reasons.append(Reason(obstacle, f"{valid}/{len(side)}"))
    return reasons


def matching_gates(matched_days: int, expected: float) -> tuple[Reason, ...]:
    """What keeps a month out although both years are complete."""
    if not matched_days:
        return (Reason(Obstacle.NO_MATCHED_DAY),)
    return () if expected > 0 else (Reason(Obstacle.LAST_YEAR_ZERO),)


def _without_heads(side: CampusDays) -> str:
    return _span(side, ~side.counted)


def _without_type(side: CampusDays) -> str:
    return _span(side, side.day_type == NO_TYPE)


def _span(side: CampusDays, lacking: NDArray[np.bool_]) -> str:
    """First and last lacking day, empty when none lacks."""
    at = np.flatnonzero(lacking)
    if not len(at):
        return ""
    first, last = side.days[int(at[0])], side.days[int(at[-1])]
    return first.isoformat() if first == last else f"{first}..{last}"
