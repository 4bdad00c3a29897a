"""Targets (目标) as the report shows them: standing, budget of the remaining months, forecast, owners, sentence."""

from dataclasses import dataclass
from typing import Annotated

from analysis.monthly.amount import Words
from analysis.monthly.told import told


@dataclass(frozen=True, slots=True)
class Owner:
    """One link of the owner chain."""

    role: Annotated[Words, told("The role in words", {"zh": "执行人", "en": "performer"})]
    name: Annotated[str, told("Who it is", "王主任")]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a month still to come may use for the year to reach the target."""

    month: Annotated[str, told("The calendar month", "2026-11")]
    days: Annotated[int, told("Days of it that are still to come", 30)]
    use: Annotated[float, told("Allowed use of the comparable campuses", 61000.0)]
    per_head: Annotated[float | None, told("Allowed use per head", 31.2)]
    undecided_days: Annotated[int, told("Campus-days whose type or heads are not known yet", 0)]


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the year lands, by simulation from its own history."""

    median: Annotated[float, told("Reduction the year ends with", 0.084)]
    low: Annotated[float, told("Lower end of the 90 %", 0.061)]
    high: Annotated[float, told("Upper end of the 90 %", 0.107)]
    probability: Annotated[float, told("How probable the target is", 0.13)]


@dataclass(frozen=True, slots=True)
class TargetPart:
    """One target at the end of the report's span."""

    campus: Annotated[str, told("Campus id; empty: the group", "")]
    resource: Annotated[str, told("The resource", "electricity")]
    unit: Annotated[str, told("kWh or m3", "kWh")]
    goal: Annotated[float, told("Reduction promised", 0.1)]
    basis: Annotated[str, told("Line that is judged", "like_for_like")]
    year: Annotated[str, told("Calendar or school year", "2026")]
    through: Annotated[str, told("Last month counted", "2026-02")]
    actual: Annotated[float | None, told("Use of the compared days so far", 118000.0)]
    expected: Annotated[float | None, told("What the baseline year would have used", 129000.0)]
    reduction: Annotated[float | None, told("Reduction so far; null: not comparable", 0.081)]
    margin: Annotated[float | None, told("Half the 90 % interval", 0.024)]
    coverage: Annotated[float | None, told("Share of the use that is compared", 0.97)]
    status: Annotated[str, told("final, provisional, no_verdict or not_comparable", "final")]
    met: Annotated[bool | None, told("Whether the year so far meets the goal", False)]
    missing_points: Annotated[float | None, told("Percentage points missing; 0 when met", 1.9)]
    reachable: Annotated[bool, told("False when missed even if nothing more were used", True)]
    mean_allowance: Annotated[float | None, told("Allowed use per head in each whole remaining month", 31.2)]
    allowances: Annotated[tuple[Allowed, ...], told("Budget of the remaining months")]
    landing: Annotated[Landing | None, told("Forecast; null with its reason", None)]
    no_landing: Annotated[str, told("Why there is no forecast; empty: there is one", "")]
    unforeseen: Annotated[tuple[str, ...], told("Campus-months ahead that cannot be compared", ["new 2026-11"])]
    owners: Annotated[tuple[Owner, ...], told("Who does, answers and watches (执行人, 责任人, 督查人)")]
    sentence: Annotated[Words, told("Where the target stands", {"zh": "到 2 月底…", "en": "By the end of…"})]
