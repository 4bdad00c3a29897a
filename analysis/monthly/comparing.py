"""From the pure comparison to the lines of a report: figures, gates and words side by side."""

from collections.abc import Sequence

from analysis.comparison.campus_month import CampusMonth
from analysis.comparison.combined import Comparison
from analysis.comparison.obstacle import LeftOut, Obstacle, Reason
from analysis.comparison.three_lines import CampusCase, ThreeLines, three_lines
from analysis.comparison.verdict import Status, judge
from analysis.monthly.amount import Words
from analysis.monthly.lines import DayTypePart, Gate, Line, Lines, NotCompared, Step
from analysis.monthly.wording import BASELINE_FROM, LINES, STEPS, display, verdict_words
from campus.period import Month

FILING = {Obstacle.NOT_BEGUN, Obstacle.NO_HEADS, Obstacle.GAPS_THIS_YEAR, Obstacle.GAPS_LAST_YEAR}
"""Gates the statutory line stops at; the others only concern comparisons like for like."""


def compare(
    filed: Sequence[CampusCase], compared: Sequence[CampusCase], months: Sequence[Month]
) -> tuple[ThreeLines, ThreeLines]:
    """(as filed, as compared); the same where no boundary was restated."""
    as_compared = three_lines(compared, months)
    same = all(a.days is b.days for a, b in zip(filed, compared, strict=True))
    return (as_compared if same else three_lines(filed, months)), as_compared


def lines_of(filed: ThreeLines, compared: ThreeLines, resource: str, target: float | None) -> Lines:
    """The lines as a report shows them, judged against `target` where there is one."""
    left_out = tuple(left_out_part(entry, resource) for entry in compared.like_for_like.left_out)
    adjusted = compared.weather_adjusted
    return Lines(
        totals=filed.totals,
        ratio_of_totals=compared.like_for_like.ratio_of_totals,
        l1=_statutory_line(filed, target),
        l2=_line("L2", compared.like_for_like, target),
        l3=_line("L3", adjusted, target) if adjusted is not None else None,
        savings_uncertainty=compared.savings_uncertainty,
        steps=tuple(
            Step(name, value, STEPS[name]) for name, value in _steps(filed, compared) if name != "weather" or adjusted
        ),
        day_types=tuple(part for month in compared.months for part in _day_types(month)),
        left_out=left_out,
    )


def left_out_part(entry: LeftOut, resource: str) -> NotCompared:
    return NotCompared(entry.campus, resource, str(entry.month), tuple(gate(r) for r in entry.reasons))


def gate(reason: Reason) -> Gate:
    return Gate(str(reason.obstacle), reason.detail, Words(reason.chinese, reason.english))


def _steps(filed: ThreeLines, compared: ThreeLines) -> list[tuple[str, float | None]]:
    adjusted = compared.weather_adjusted.reduction if compared.weather_adjusted else None
    values = (filed.totals, filed.statutory.reduction, compared.like_for_like.reduction, adjusted)
    return [
        (name, None if a is None or b is None else b - a)
        for name, a, b in zip(("heads", "calendar", "weather"), values, values[1:], strict=False)
    ]


def _statutory_line(filed: ThreeLines, target: float | None) -> Line:
    line = filed.statutory
    gates = tuple(dict.fromkeys(gate(r) for month in filed.months for r in month.reasons if r.obstacle in FILING))
    verdict = judge(line.per_head_last, line.per_head_this, target if target is not None else 0.0)
    return Line(
        name="L1",
        title=LINES["L1"],
        last=line.per_head_last,
        this=line.per_head_this,
        reduction=line.reduction,
        margin=None,
        coverage=None,
        estimated_share=None,
        borrowed_share=None,
        unmatched_share=None,
        masked_days=0,
        status=str(verdict.status),
        target=target,
        met=verdict.met if target is not None else None,
        missing_points=verdict.missing_points if target is not None else None,
        display=display(line.reduction),
        verdict=verdict_words(verdict, None, gates, target),
        reasons=gates,
    )


def _line(name: str, comparison: Comparison, target: float | None) -> Line:
    verdict = comparison.verdict(target if target is not None else 0.0)
    gates = tuple(dict.fromkeys(gate(r) for entry in comparison.left_out for r in entry.reasons))
    return Line(
        name=name,
        title=LINES[name],
        last=comparison.expected,
        this=comparison.actual,
        reduction=comparison.reduction,
        margin=comparison.margin,
        coverage=comparison.coverage,
        estimated_share=comparison.estimated_share if comparison.actual is not None else None,
        borrowed_share=comparison.borrowed_share if comparison.actual is not None else None,
        unmatched_share=comparison.unmatched_share if comparison.actual is not None else None,
        masked_days=comparison.masked_days,
        status=str(Status.NOT_COMPARABLE if verdict.reduction is None else comparison.status),
        target=target,
        met=verdict.met if target is not None else None,
        missing_points=verdict.missing_points if target is not None else None,
        display=display(comparison.reduction),
        verdict=verdict_words(verdict, comparison.margin, gates, target),
        reasons=gates,
    )


def _day_types(month: CampusMonth) -> list[DayTypePart]:
    if not month.comparable:
        return []
    return [
        DayTypePart(
            campus=month.campus,
            month=str(month.month),
            day_type=str(line.day_type),
            days=line.days,
            person_days=line.person_days,
            baseline=line.baseline,
            baseline_from=BASELINE_FROM[line.source],
            actual=line.actual,
            expected=line.expected,
        )
        for line in month.matched.lines
    ]
