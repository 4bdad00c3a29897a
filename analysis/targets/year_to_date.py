"""The year so far and what the remaining months may still use (domain handbook §10.2 rule 10).

Actual and expected use are cumulated; monthly percentages are never averaged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.comparison.campus_month import CampusMonth
from analysis.comparison.combined import Comparison
from analysis.comparison.three_lines import CampusCase, three_lines
from analysis.comparison.verdict import Verdict
from analysis.targets.outlook import Outlook, foresee
from campus.energy_year import EnergyYear
from campus.errors import Refused
from campus.period import Month
from campus.target import Target


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the `days` of a month still to come may use for the year to reach the target, per head and in all."""

    month: Month
    days: int
    use: float
    per_head: float | None
    undecided: int


@dataclass(frozen=True, slots=True)
class YearToDate:
    """Standing of a target in month `through` and what remains.

    `mean_allowance` is the mean allowed use per head of the whole months that remain; None when none does.
    `reachable` is False when the target is missed even if nothing more were used. `unforeseen` are campus-months
    ahead that cannot be compared; they stand outside the allowance as they stand outside the comparison.
    """

    target: Target
    year: EnergyYear
    through: Month
    comparison: Comparison
    verdict: Verdict
    months: tuple[CampusMonth, ...]
    outlook: tuple[Outlook, ...]
    allowances: tuple[Allowance, ...]
    mean_allowance: float | None
    reachable: bool
    unforeseen: tuple[tuple[str, Month], ...]


def year_to_date(cases: Sequence[CampusCase], target: Target, through: Month) -> YearToDate:
    """Cumulate the target's year up to `through`, its last month begun; the rest of the year is allowance.

    Basis is like_for_like or weather_adjusted; the statutory line expects nothing to budget against and is refused.
    """
    year = EnergyYear.containing(through, target.year_begins)
    lines = three_lines(cases, year.up_to(through))
    comparison = lines.weather_adjusted if target.basis == "weather_adjusted" else lines.like_for_like
    if target.basis == "statutory" or comparison is None:
        lacking = "a weather model of at least one campus" if comparison is None else "an expected use to budget"
        message = f"a target on basis {target.basis} needs {lacking}; choose like_for_like"
        raise Refused(message)
    ahead = [foresee(case, month) for month in year.months if month >= through for case in cases]
    outlook = tuple(o for o in ahead if o.days and o.foreseeable)
    allowances, reachable = _allowances(comparison, target.reduction, outlook)
    whole = [a.per_head for a in allowances if a.per_head is not None and a.month > through]
    return YearToDate(
        target=target,
        year=year,
        through=through,
        comparison=comparison,
        verdict=comparison.verdict(target.reduction),
        months=lines.weather_months if target.basis == "weather_adjusted" else lines.months,
        outlook=outlook,
        allowances=allowances,
        mean_allowance=sum(whole) / len(whole) if whole else None,
        reachable=reachable,
        unforeseen=tuple((o.campus, o.month) for o in ahead if o.days and not o.foreseeable),
    )


def _allowances(
    comparison: Comparison, target: float, outlook: Sequence[Outlook]
) -> tuple[tuple[Allowance, ...], bool]:
    """Share what may still be used over the months in proportion to what they would use."""
    rest = sum(o.expected for o in outlook)
    if comparison.expected is None or comparison.actual is None or rest <= 0:
        return (), True
    room = (1.0 - target) * (comparison.expected + rest) - comparison.actual
    factor = max(room, 0.0) / rest
    found = []
    for month in sorted({o.month for o in outlook}):
        mine = [o for o in outlook if o.month == month]
        use = factor * sum(o.expected for o in mine)
        heads = sum(o.heads for o in mine)
        per_head = use / heads if heads else None
        found.append(Allowance(month, max(o.days for o in mine), use, per_head, sum(o.undecided for o in mine)))
    return tuple(found), room > 0
