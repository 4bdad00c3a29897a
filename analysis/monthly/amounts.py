"""Amounts of a campus and of the group: use, cost, coal equivalent, CO2, per head, per m2."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from analysis.coal_and_carbon.conversion import Factors, convert, per_head
from analysis.monthly.amount import Amount, Heads, MonthAmount, Source, Words
from analysis.monthly.costs import Cost
from analysis.monthly.counting import CARRIERS
from analysis.monthly.gather import CampusFile
from analysis.monthly.series import CampusSeries
from analysis.monthly.span import Days, Span
from analysis.monthly.wording import COMBINED
from campus.errors import Refused
from campus.quantity import BOOKED, Resource

Costing = Callable[[Resource, Days], Cost]


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """What amounts are divided by and converted with."""

    heads: Heads
    area_m2: float | None
    factors: Factors


def resource_amount(file: CampusFile, resource: Resource, days: Days, cost: Cost, by: Yardsticks) -> Amount:
    """What a campus used of one resource over some days that have ended."""
    series = file.series[resource]
    at = series.at(days)
    covered = float(series.covered[at].mean()) if days.count else 0.0
    known = covered > 0
    value = fsum(series.use[at].tolist()) if known else None
    estimated = fsum(series.estimated[at].tolist()) if known else 0.0
    kgce, kg_co2 = _converted(file, resource, value, at, by.factors)
    return Amount(
        value=value,
        coverage=covered,
        estimated=estimated,
        estimated_share=None if value is None else (estimated / value if value else 0.0),
        days=days.count,
        valid_days=int(series.valid[at].sum()),
        cost_yuan=cost.yuan if known else None,
        cost_reason=cost.reason if known else None,
        kgce=kgce,
        kg_co2=kg_co2,
        per_head=None if value is None else per_head(value, by.heads.total),
        per_m2=None if value is None or not by.area_m2 else value / by.area_m2,
        source=_source(series, days),
    )


def _converted(
    file: CampusFile, resource: Resource, value: float | None, at: slice, factors: Factors
) -> tuple[float | None, float | None]:
    """(kgce, kg CO2); None without a value or a factor, kgce also for what the profile does not convert (water)."""
    if value is None:
        return None, None
    carrier = CARRIERS[resource]
    if carrier not in factors.profile.kgce:
        return None, None
    bought = None
    if resource is Resource.ELECTRICITY and file.self_use is not None:
        bought = min(max(value - fsum(file.self_use[at].tolist()), 0.0), max(value, 0.0))
    try:
        converted = convert({carrier: value}, factors, bought)
    except Refused:
        return None, None
    kgce = None if carrier in converted.not_in_combined_energy else converted.kgce.get(carrier)
    return kgce, converted.kg_co2.get(carrier)


def _source(series: CampusSeries, days: Days) -> Source:
    counted = series.counted
    booked = BOOKED[series.resource]
    return Source(
        tuple(m.id for m in counted.mains), tuple(m.id for m in counted.excluded), booked, days.first, days.last
    )


def combined_amount(amounts: Mapping[Resource, Amount], by: Yardsticks, days: Days) -> Amount:
    """综合能耗 of the carriers the profile counts; unknown when one of them is."""
    inside = {r: a for r, a in amounts.items() if CARRIERS[r] in by.factors.profile.combined_energy}
    parts = list(inside.values())
    value = _sum(a.kgce for a in parts)
    estimated = fsum(a.estimated * a.kgce / a.value for a in parts if a.value and a.kgce)
    return Amount(
        value=value,
        coverage=min((a.coverage for a in parts), default=0.0),
        estimated=estimated if value is not None else 0.0,
        estimated_share=None if value is None else (estimated / value if value else 0.0),
        days=days.count,
        valid_days=min((a.valid_days for a in parts), default=0),
        cost_yuan=_sum(a.cost_yuan for a in parts),
        cost_reason=next((a.cost_reason for a in parts if a.cost_reason), None),
        kgce=value,
        kg_co2=_sum(a.kg_co2 for a in parts),
        per_head=None if value is None else per_head(value, by.heads.total),
        per_m2=None if value is None or not by.area_m2 else value / by.area_m2,
        source=_joined_source(parts, COMBINED, days),
    )


def group_amount(parts: Sequence[Amount], by: Yardsticks, days: Days) -> Amount:
    """Campuses together; the value sums those known, the coverage says how much that is."""
    known = [a for a in parts if a.value is not None]
    value = fsum(a.value or 0.0 for a in known) if known else None
    estimated = fsum(a.estimated for a in known)
    return Amount(
        value=value,
        coverage=fsum(a.coverage for a in parts) / len(parts) if parts else 0.0,
        estimated=estimated,
        estimated_share=None if value is None else (estimated / value if value else 0.0),
        days=days.count,
        valid_days=min((a.valid_days for a in parts), default=0),
        cost_yuan=_sum(a.cost_yuan for a in parts),
        cost_reason=next((a.cost_reason for a in parts if a.cost_reason), None),
        kgce=_sum(a.kgce for a in parts),
        kg_co2=_sum(a.kg_co2 for a in parts),
        per_head=None if value is None or len(known) < len(parts) else per_head(value, by.heads.total),
        per_m2=None if value is None or len(known) < len(parts) or not by.area_m2 else value / by.area_m2,
        source=_joined_source(parts, parts[0].source.quantity if parts else "", days),
    )


def group_heads(parts: Sequence[Heads]) -> Heads:
    """Sum of the campuses' means; unknown as soon as one is."""
    reason = next((h.reason for h in parts if h.reason), None)
    if reason is not None or not parts:
        return Heads(None, None, None, None, reason or Words("没有校区", "no campus"))
    return Heads(
        boarders=fsum(h.boarders or 0.0 for h in parts),
        day_students=fsum(h.day_students or 0.0 for h in parts),
        staff=fsum(h.staff or 0.0 for h in parts),
        total=fsum(h.total or 0.0 for h in parts),
        reason=None,
    )


def _joined_source(parts: Sequence[Amount], quantity: str, days: Days) -> Source:
    added = tuple(m for a in parts for m in a.source.added)
    taken = tuple(m for a in parts for m in a.source.taken_off)
    return Source(added, taken, quantity, days.first, days.last)


def _sum(values: Iterable[float | None]) -> float | None:
    """None as soon as one is unknown, and of nothing."""
    kept = list(values)
    known = [v for v in kept if v is not None]
    return fsum(known) if known and len(known) == len(kept) else None


def plain_change(this: Amount, last: Amount) -> float | None:
    """Change this / last - 1 of the quantity; None unless both years are whole and the last is above zero."""
    whole = min(this.coverage, last.coverage) >= WHOLE
    if not whole or this.value is None or last.value is None or last.value <= 0:
        return None
    return this.value / last.value - 1.0


WHOLE = 0.995


def month_amounts(span: Span, amount: Callable[[Days, bool], Amount]) -> tuple[MonthAmount, ...]:
    """Each month beside its counterpart; `amount` takes days and whether they are this year's."""
    return tuple(
        MonthAmount(str(month), amount(span.month_this(month), True), amount(span.month_before(month), False))
        for month in span.months
        if month.first_day <= span.through
    )
