"""Data quality of a span: what was noticed, which days are missing, what is estimated."""

from dataclasses import dataclass
from typing import Annotated

from analysis.monthly.told import told


@dataclass(frozen=True, slots=True)
class FindingCount:
    """Findings of one kind at a campus in the span."""

    campus: Annotated[str, told("Campus id", "senior")]
    kind: Annotated[str, told("Kind of finding", "spike")]
    count: Annotated[int, told("How many", 3)]
    needs_confirmation: Annotated[int, told("How many wait for a person", 1)]
    meters: Annotated[tuple[str, ...], told("Meters concerned", ["senior-e-main"])]


@dataclass(frozen=True, slots=True)
class MeterQuality:
    """A meter whose span is not whole, or partly estimated."""

    campus: Annotated[str, told("Campus id", "senior")]
    meter: Annotated[str, told("Meter id", "senior-w-main")]
    name: Annotated[str, told("What people call it", "高中部总水表")]
    role: Annotated[str, told("main, sub, check or excluded", "main")]
    coverage: Annotated[float, told("Share of the span with known use", 0.93)]
    estimated_share: Annotated[float | None, told("Estimated share of the use", 0.02)]
    missing_days: Annotated[tuple[str, ...], told("Days covered by less than 95 %", ["2026-03-05"])]


@dataclass(frozen=True, slots=True)
class QualityPart:
    """Everything a reader should know about the data behind the figures."""

    meters: Annotated[int, told("Meters with books", 42)]
    whole_meters: Annotated[int, told("Meters known on every day of the span", 40)]
    findings: Annotated[tuple[FindingCount, ...], told("Findings by campus and kind")]
    imperfect: Annotated[tuple[MeterQuality, ...], told("Meters with gaps or estimates, worst first")]
