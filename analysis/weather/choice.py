"""Which day types answer the weather alike: one response for all days, or one for each group."""

import numpy as np

from analysis.weather.air import Airs
from analysis.weather.days import Flags, Floats, ObservedDays
from analysis.weather.response import Response, search
from campus.day_type import DayType

ALIKE_DAYS = 30
"""Days a group of day types needs to have slopes of its own."""

_LESSONS = (DayType.TERM_WD, DayType.EVENT)
_AWAY = (DayType.HOLIDAY, DayType.VACATION)
PARTITIONS: tuple[tuple[tuple[DayType, ...], ...], ...] = (
    (tuple(DayType),),
    ((*_LESSONS, DayType.TERM_WE), _AWAY),
    (_LESSONS, (DayType.TERM_WE, *_AWAY)),
    (_LESSONS, (DayType.TERM_WE,), _AWAY),
)
"""Which day types may share their slopes and balance points; each keeps its own base use."""


def choose(days: ObservedDays, airs: Airs, kept: Flags, *, cooling: bool) -> tuple[Response, ...]:
    """The partition of the day types whose responses explain the kept days best for what they cost.

    Within a group the highest adjusted R² decides. Between partitions it is the Bayesian information criterion, which
    counts every base use, slope and balance point: adjusted R² alone would split a year of noise.
    """
    present = {t for t, k in zip(days.day_types, kept, strict=True) if k and t is not None}
    found: dict[tuple[DayType, ...], Response | None] = {}
    best: tuple[float, tuple[Response, ...]] | None = None
    for partition in PARTITIONS:
        groups = [own for group in partition if (own := tuple(t for t in group if t in present))]
        for group in groups:
            if group not in found:
                found[group] = _response(days, airs, kept, group, cooling=cooling)
        responses = tuple(r for group in groups if (r := found[group]) is not None)
        if len(responses) < len(groups) or (len(groups) > 1 and min(r.days for r in responses) < ALIKE_DAYS):
            continue
        cost = information(responses)
        if best is None or cost < best[0]:
            best = cost, responses
    if best is None:
        message = "no day was kept"
        raise ValueError(message)
    return best[1]


def information(responses: tuple[Response, ...]) -> float:
    """Bayesian information criterion of independent normal residuals; lower is better."""
    days = sum(r.days for r in responses)
    residual_ss = max(sum(r.residual_ss for r in responses), np.finfo(float).tiny)
    return float(days * np.log(residual_ss / days) + np.log(days) * sum(r.parameters for r in responses))


def _response(
    days: ObservedDays, airs: Airs, kept: Flags, group: tuple[DayType, ...], *, cooling: bool
) -> Response | None:
    mine = kept & np.array([t in group for t in days.day_types])
    types = tuple(t for t, m in zip(days.day_types, mine, strict=True) if m and t is not None)
    if not types:
        return None
    own = airs.at(mine)
    candidates = [search(days.use[mine], types, air, cooling=cooling) for air in own.candidates]
    return max(candidates, key=lambda r: r.adjusted_r2)


def fitted(groups: tuple[Response, ...], types: tuple[DayType | None, ...], airs: Airs) -> Floats:
    """What the responses say for each day; NaN for a type none of them has."""
    said = np.full(len(types), np.nan)
    for group, mine, own in _by_group(groups, types):
        said[mine] = group.columns(own, airs.of_view(group.view).at(mine)) @ group.coefficients
    return said


def jacobian(groups: tuple[Response, ...], types: tuple[DayType | None, ...], airs: Airs) -> Floats:
    """How each day's expectation moves with each base use, slope and balance point, group after group."""
    table = np.zeros((len(types), sum(g.parameters for g in groups)))
    at = 0
    for group, mine, own in _by_group(groups, types):
        air = airs.of_view(group.view).at(mine)
        table[mine, at : at + group.parameters] = np.hstack([group.columns(own, air), group.gradients(air)])
        at += group.parameters
    return table


def _by_group(
    groups: tuple[Response, ...], types: tuple[DayType | None, ...]
) -> list[tuple[Response, Flags, tuple[DayType, ...]]]:
    rows = []
    for group in groups:
        mine = np.array([t in group.base_use for t in types], dtype=np.bool_)
        rows.append((group, mine, tuple(t for t in types if t is not None and t in group.base_use)))
    return rows
