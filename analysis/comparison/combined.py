"""Sums of school-months: a campus over several months, or a group, never an average of percentages.

Domain handbook §10.2 rules 1, 2, 6 and 10.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from analysis.comparison.campus_month import CampusMonth, Side
from analysis.comparison.obstacle import LeftOut
from analysis.comparison.ordinary_variation import difference_variance
from analysis.comparison.uncertainty import T90
from analysis.comparison.verdict import Status, Verdict, judge, reduction

VERDICT_COVERAGE = 0.8
PROVISIONAL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Statutory:
    """L1 as filed: use per mean head of both years, months with too few valid days or no heads left out."""

    per_head_last: float | None
    per_head_this: float | None
    reduction: float | None
    left_out: tuple[tuple[str, str], ...]
    """(campus, month)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Actual against expected over the comparable set.

    `coverage` is the compared share of the whole use, None when some campus cannot even be weighed.
    `ratio_of_totals` is the reduction of group use per head over the same set, shown beside and never
    judged. `margin` is half the 90 % interval of the reduction from day-to-day variation.
    """

    actual: float | None
    expected: float | None
    reduction: float | None
    coverage: float | None
    estimated_share: float
    borrowed_share: float
    unmatched_share: float
    masked_days: int
    ratio_of_totals: float | None
    margin: float | None
    status: Status
    left_out: tuple[LeftOut, ...]

    def verdict(self, target: float) -> Verdict:
        return judge(self.expected, self.actual, target, self.status)


def combine(months: Sequence[CampusMonth]) -> Comparison:
    """Σ actual / Σ expected of the comparable school-months, with what was left out and why."""
    inside = [m for m in months if m.comparable]
    left_out = tuple(LeftOut(m.campus, m.month, m.reasons) for m in months if not m.comparable)
    coverage = _coverage(months)
    if not inside:
        status = Status.NOT_COMPARABLE
        return Comparison(None, None, None, coverage, 0.0, 0.0, 0.0, 0, None, None, status, left_out)
    actual = sum(m.matched.actual for m in inside)
    expected = sum(m.matched.expected for m in inside)
    estimated_share = max(
        _share(sum(m.matched.estimated for m in inside), actual),
        _share(sum(m.matched.baseline_estimated_share * m.matched.expected for m in inside), expected),
    )
    matched_days = sum(m.matched.days for m in inside)
    unmatched = sum(m.matched.unmatched_days for m in inside)
    campuses = sorted({m.campus for m in inside})
    variance = sum(difference_variance([m.matched.variation for m in inside if m.campus == c]) for c in campuses)
    return Comparison(
        actual=actual,
        expected=expected,
        reduction=reduction(expected, actual),
        coverage=coverage,
        estimated_share=estimated_share,
        borrowed_share=_share(sum(m.matched.borrowed_days for m in inside), matched_days),
        unmatched_share=_share(unmatched, matched_days + unmatched),
        masked_days=sum(m.matched.masked_days for m in inside),
        ratio_of_totals=_statutory(inside, lambda _: True).reduction,
        margin=T90 * sqrt(variance) / expected * actual / expected if variance and expected else None,
        status=_status(coverage, estimated_share),
        left_out=left_out,
    )


def statutory(months: Sequence[CampusMonth]) -> Statutory:
    """L1 of one campus or of a group: Σ use / Σ mean heads, nothing adjusted."""
    return _statutory(months, lambda m: all(_fileable(side) for side in (m.this, m.last)))


def _fileable(side: Side) -> bool:
    return side.complete and side.counted_days == side.days


def _statutory(months: Iterable[CampusMonth], wanted: Callable[[CampusMonth], bool]) -> Statutory:
    all_months = sorted(months, key=lambda m: (m.campus, m.month))
    inside = [m for m in all_months if wanted(m)]
    left_out = tuple((m.campus, str(m.month)) for m in all_months if not wanted(m))
    last, this = (_per_head([(m.campus, side(m)) for m in inside]) for side in (_last, _this))
    return Statutory(last, this, reduction(last, this), left_out)


def _this(month: CampusMonth) -> Side:
    return month.this


def _last(month: CampusMonth) -> Side:
    return month.last


def _per_head(sides: Sequence[tuple[str, Side]]) -> float | None:
    heads = 0.0
    for _, of_campus in groupby(sides, key=lambda pair: pair[0]):
        counted = [side for _, side in of_campus]
        days = sum(side.counted_days for side in counted)
        heads += sum(side.person_days for side in counted) / days if days else 0.0
    return sum(side.use for _, side in sides) / heads if heads > 0 else None


def _coverage(months: Sequence[CampusMonth]) -> float | None:
    """A campus without any data is weighed by its person-days at the others' use, so that it cannot hide."""
    weighed = [(m.weight, m.this.person_days) for m in months if m.weight is not None]
    known = sum(weight for weight, _ in weighed)
    person_days = sum(heads for _, heads in weighed)
    blind = [m.this.person_days for m in months if m.weight is None and m.this.days]
    if blind and (not all(blind) or not person_days):
        return None
    whole = known + (known / person_days * sum(blind) if blind else 0.0)
    compared = sum(m.matched.actual for m in months if m.comparable)
    return compared / whole if whole > 0 else None


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _status(coverage: float | None, estimated_share: float) -> Status:
    if coverage is None or coverage < VERDICT_COVERAGE:
        return Status.NO_VERDICT
    return Status.PROVISIONAL if estimated_share > PROVISIONAL_SHARE else Status.FINAL
