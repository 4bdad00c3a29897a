"""The three lines of the year-on-year comparison (同比) as a reader sees them, with everything left out."""

from dataclasses import dataclass
from typing import Annotated

from analysis.monthly.amount import Words
from analysis.monthly.told import told


@dataclass(frozen=True, slots=True)
class Gate:
    """One reason why a month of a campus is not compared."""

    code: Annotated[str, told("Stable name of the reason", "no_heads")]
    detail: Annotated[str, told("Days or numbers that show it", "2025-02-01..2025-02-28")]
    words: Annotated[Words, told("The reason in words", {"zh": "缺用能人数", "en": "head count missing"})]


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A month of a campus outside the comparable set; never dropped in silence."""

    campus: Annotated[str, told("Campus id", "senior")]
    resource: Annotated[str, told("Resource, or combined_energy", "electricity")]
    month: Annotated[str, told("The calendar month", "2026-02")]
    gates: Annotated[tuple[Gate, ...], told("All reasons")]


@dataclass(frozen=True, slots=True)
class DayTypePart:
    """The matched days of one type in the like-for-like line."""

    campus: Annotated[str, told("Campus id", "senior")]
    month: Annotated[str, told("The calendar month", "2026-02")]
    day_type: Annotated[str, told("TERM_WD, TERM_WE, HOLIDAY, VACATION or EVENT", "VACATION")]
    days: Annotated[int, told("Matched days this year", 22)]
    person_days: Annotated[float, told("Person-days with the resource's weights", 24200.0)]
    baseline: Annotated[float, told("Baseline use per person-day", 0.3)]
    baseline_from: Annotated[str, told("own month, adjacent months or season of the baseline year", "own")]
    actual: Annotated[float, told("Use of these days", 7260.0)]
    expected: Annotated[float, told("Use the baseline year would have had on them", 7260.0)]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: L1 statutory, L2 like for like (headline), L3 weather-adjusted.

    `last` and `this` are use per head for L1, expected and actual use of the compared days for L2 and L3.
    """

    name: Annotated[str, told("L1, L2 or L3", "L2")]
    title: Annotated[Words, told("Name of the line in words", {"zh": "同类日比较", "en": "like for like"})]
    last: Annotated[float | None, told("What is compared with", 19580.0)]
    this: Annotated[float | None, told("What was used", 18920.0)]
    reduction: Annotated[float | None, told("1 - this / last, unrounded; null: not comparable", 0.0337)]
    margin: Annotated[float | None, told("Half the 90 % interval of the reduction", 0.012)]
    coverage: Annotated[float | None, told("Share of the whole use that is compared", 1.0)]
    estimated_share: Annotated[float | None, told("Estimated share of what is compared", 0.0)]
    borrowed_share: Annotated[float | None, told("Share of days whose baseline is borrowed", 0.0)]
    unmatched_share: Annotated[float | None, told("Share of days without a counterpart", 0.0)]
    masked_days: Annotated[int, told("Campus-days without data, masked on both sides", 0)]
    status: Annotated[str, told("final, provisional, no_verdict or not_comparable", "final")]
    target: Annotated[float | None, told("Reduction promised, where there is a target", 0.1)]
    met: Annotated[bool | None, told("Whether the target is met; null without a verdict", False)]
    missing_points: Annotated[float | None, told("Percentage points missing; 0 when met", 6.63)]
    display: Annotated[Words, told("The change as shown", {"zh": "3.4 %", "en": "3.4 %"})]
    verdict: Annotated[Words, told("The verdict in words", {"zh": "下降 3.4 %，未达到 10 %", "en": "down 3.4 %"})]
    reasons: Annotated[tuple[Gate, ...], told("Why there is no figure, or none firmer")]


@dataclass(frozen=True, slots=True)
class Step:
    """Why two lines differ: `value` is the later line less the earlier, as a fraction."""

    name: Annotated[str, told("heads, calendar or weather", "calendar")]
    value: Annotated[float | None, told("Difference of the two reductions", -0.508)]
    words: Annotated[Words, told("What the step takes out", {"zh": "校历与缺测", "en": "calendar and gaps"})]


@dataclass(frozen=True, slots=True)
class Lines:
    """The comparison of one resource: totals, three lines, the steps between them, and what was left out."""

    totals: Annotated[float | None, told("Plain reduction of totals over the filed months", 0.4955)]
    ratio_of_totals: Annotated[float | None, told("Reduction of group use per head over the compared set", 0.4955)]
    l1: Annotated[Line, told("Statutory, as filed", {"name": "L1"})]
    l2: Annotated[Line, told("Like for like, the headline", {"name": "L2"})]
    l3: Annotated[Line | None, told("Weather-adjusted; null without a model", None)]
    savings_uncertainty: Annotated[float | None, told("FSU of L3: half its 90 % interval over the saving", 0.24)]
    steps: Annotated[tuple[Step, ...], told("Why the lines differ")]
    day_types: Annotated[tuple[DayTypePart, ...], told("The like-for-like line by campus, month and day type")]
    left_out: Annotated[tuple[NotCompared, ...], told("Campus-months outside the comparable set, with reasons")]
