"""Rankings per head for assessments (考核) of buildings, dormitories and classes: comparable ones only."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from statistics import median

MIN_COVERAGE = 0.9
MAX_ESTIMATED = 0.1
MIN_IN_GROUP = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A building, dormitory or class. Only those of one `kind` (dormitory, teaching, boarding school …) are compared.

    `use` is that of `days` days; `coverage` and `estimated` are shares, `heads` the mean head count.
    """

    name: str
    kind: str
    use: float | None
    heads: float | None
    days: int
    coverage: float
    estimated: float = 0.0


class Unranked(StrEnum):
    """Why a candidate has no place."""

    NO_USE = "no_use"
    NO_HEADS = "no_heads"
    GAPS = "gaps"
    ESTIMATED = "estimated"
    OTHER_SPAN = "other_span"
    ALONE = "alone"


UNRANKED_WORDS: dict[Unranked, tuple[str, str]] = {
    Unranked.NO_USE: ("没有用量数据", "no figure"),
    Unranked.NO_HEADS: ("缺人数", "head count missing"),
    Unranked.GAPS: ("数据不足 90 %", "less than 90 % of the data"),
    Unranked.ESTIMATED: ("估算超过 10 %", "more than 10 % estimated"),
    Unranked.OTHER_SPAN: ("统计天数不同", "another number of days"),
    Unranked.ALONE: ("没有同类可比", "nothing of its kind to compare with"),
}
"""(Chinese, English)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place among `of` comparable ones of a kind, 1 uses least per head; equals share a place."""

    name: str
    kind: str
    place: int
    of: int
    per_head: float
    against_median: float


@dataclass(frozen=True, slots=True)
class Ranking:
    places: tuple[Place, ...]
    left_out: tuple[tuple[str, Unranked], ...]


def rank(candidates: Sequence[Candidate]) -> Ranking:
    """Rank candidates within their kinds; a place's `against_median` of 0.1 is 10 % above the kind's median."""
    spans = [c.days for c in candidates]
    usual = max(set(spans), key=spans.count, default=0)
    left_out: list[tuple[str, Unranked]] = []
    good: list[tuple[str, float, str]] = []
    for c in candidates:
        obstacle = _obstacle(c, usual)
        if obstacle or c.use is None or not c.heads:
            left_out.append((c.name, obstacle or Unranked.NO_HEADS))
        else:
            good.append((c.kind, c.use / c.heads, c.name))
    places: list[Place] = []
    for kind, group in groupby(sorted(good), key=lambda entry: entry[0]):
        mine = list(group)
        if len(mine) < MIN_IN_GROUP:
            left_out += [(name, Unranked.ALONE) for _, _, name in mine]
            continue
        values = [per_head for _, per_head, _ in mine]
        middle = median(values)
        for _, per_head, name in mine:
            place = 1 + sum(other < per_head for other in values)
            places.append(Place(name, kind, place, len(mine), per_head, per_head / middle - 1 if middle else 0.0))
    return Ranking(tuple(places), tuple(left_out))


def _obstacle(c: Candidate, usual_days: int) -> Unranked | None:
    checks = (
        (c.use is None, Unranked.NO_USE),
        (not c.heads, Unranked.NO_HEADS),
        (c.coverage < MIN_COVERAGE, Unranked.GAPS),
        (c.estimated > MAX_ESTIMATED, Unranked.ESTIMATED),
        (c.days != usual_days, Unranked.OTHER_SPAN),
    )
    return next((obstacle for wrong, obstacle in checks if wrong), None)
