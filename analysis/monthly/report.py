"""The tree of a month report (月报): plain frozen values, the same for a month and for any span of months.

Quantities are in the base unit of their resource (kWh, m3; kgce for combined energy), money in yuan, shares and
reductions as fractions (0.034 is 3.4 %). None means unknown and always stands beside a reason; it is never 0.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from analysis.monthly.amount import Amount, Heads, MonthAmount, Source, Words
from analysis.monthly.breakdown import (
    BalancePart,
    CentreCost,
    Excess,
    Ranked,
    RankingPart,
    SolarPart,
    SplitPart,
    SubItemShare,
    SubUse,
    Unplaced,
)
from analysis.monthly.definitions import (
    BoundaryUsed,
    DayCount,
    Definitions,
    FactorUsed,
    HeadStep,
    ProfileUsed,
    TariffUsed,
    WeightUsed,
)
from analysis.monthly.heat_pump_part import GasReplacedPart, HeatPumpPart, MeasurePart, UnderProfile
from analysis.monthly.lines import DayTypePart, Gate, Line, Lines, NotCompared, Step
from analysis.monthly.quality_part import FindingCount, MeterQuality, QualityPart
from analysis.monthly.revision import Cause, RevisedFigure, Revision
from analysis.monthly.target_part import Allowed, Landing, Owner, TargetPart
from analysis.monthly.told import told

__all__ = [
    "Allowed",
    "Amount",
    "BalancePart",
    "BoundaryUsed",
    "Cause",
    "CentreCost",
    "DayCount",
    "DayTypePart",
    "Definitions",
    "Excess",
    "FactorUsed",
    "FindingCount",
    "GasReplacedPart",
    "Gate",
    "HeadStep",
    "Heads",
    "HeatPumpPart",
    "Landing",
    "Line",
    "Lines",
    "MeasurePart",
    "MeterQuality",
    "MonthAmount",
    "MonthReport",
    "NotCompared",
    "Owner",
    "ProfileUsed",
    "QualityPart",
    "Ranked",
    "RankingPart",
    "ResourcePart",
    "RevisedFigure",
    "Revision",
    "SolarPart",
    "Source",
    "SplitPart",
    "StatutoryCell",
    "Step",
    "SubItemShare",
    "SubUse",
    "TargetPart",
    "TariffUsed",
    "UnderProfile",
    "UnitPart",
    "Unplaced",
    "WeightUsed",
    "Words",
]


@dataclass(frozen=True, slots=True)
class ResourcePart:
    """One resource of a campus or of the group; `combined_energy` is 综合能耗 in kgce."""

    resource: Annotated[str, told("electricity, water, gas, heat or combined_energy", "electricity")]
    name: Annotated[Words, told("The resource in words", {"zh": "电", "en": "electricity"})]
    unit: Annotated[str, told("kWh, m3 or kgce", "kWh")]
    this: Annotated[Amount, told("The span this year", {"value": 60000.0})]
    last: Annotated[Amount, told("The same span a year before", {"value": 66000.0})]
    change: Annotated[
        float | None, told("Plain change of the quantity, this / last - 1; null unless both are whole", -0.09)
    ]
    lines: Annotated[Lines, told("The comparison per head: three lines", {"totals": 0.09})]
    months: Annotated[tuple[MonthAmount, ...], told("Each month of the span")]
    sentence: Annotated[Words, told("What this resource did", {"zh": "2 月用电…", "en": "In February…"})]


@dataclass(frozen=True, slots=True)
class UnitPart:
    """A campus, or the group as a whole (`id` empty)."""

    id: Annotated[str, told("Campus id; empty: the group", "senior")]
    name: Annotated[str, told("What people call it", "高中部")]
    kind: Annotated[str, told("boarding, day, or empty where heads are unknown", "boarding")]
    area_m2: Annotated[float | None, told("Floor area", 42000.0)]
    heads: Annotated[Heads, told("Mean heads this year", {"total": 1960.0})]
    heads_last: Annotated[Heads, told("Mean heads the year before", {"total": 1900.0})]
    resources: Annotated[tuple[ResourcePart, ...], told("Each resource, then combined energy")]
    cost_yuan: Annotated[float | None, told("Cost of all resources; null when one is unknown", 61000.0)]
    cost_last_yuan: Annotated[float | None, told("The same span a year before", 65000.0)]
    kgce: Annotated[float | None, told("Combined energy (综合能耗), kgce", 12231.2)]
    kg_co2: Annotated[float | None, told("CO2 of all of it, kg", 40844.8)]
    split: Annotated[SplitPart | None, told("Electricity by sub-item; null without electricity meters", None)]
    balances: Annotated[tuple[BalancePart, ...], told("Meters against the meters below them")]
    solar: Annotated[SolarPart | None, told("Solar power; null without it", None)]
    cost_centres: Annotated[tuple[CentreCost, ...], told("Full costs by cost centre")]

    def resource(self, name: str) -> ResourcePart | None:
        """The part of one resource, by name."""
        return next((part for part in self.resources if part.resource == name), None)


@dataclass(frozen=True, slots=True)
class StatutoryCell:
    """One cell of the public-institution statistics (公共机构能源资源消费统计) of a campus."""

    campus: Annotated[str, told("Campus id", "senior")]
    month: Annotated[str, told("Month; empty: static", "2026-02")]
    field: Annotated[str, told("Stable name of the field", "electricity_kwh")]
    name: Annotated[str, told("The field's name in the form", "电消费量")]
    unit: Annotated[str, told("The unit of the value", "kWh")]
    value: Annotated[float | None, told("Value; null: unknown", 60000.0)]
    note: Annotated[str, told("Why there is no value, or what to know about it", "")]


@dataclass(frozen=True, slots=True)
class MonthReport:
    """Everything a logistics office hands in for a month or span of months."""

    group: Annotated[str, told("Name of the school group", "德外教育集团")]
    campus: Annotated[str, told("Campus the report is limited to; empty: the whole group", "")]
    first_month: Annotated[str, told("First month", "2026-02")]
    last_month: Annotated[str, told("Last month", "2026-03")]
    first_day: Annotated[date, told("First local day", "2026-02-01")]
    last_day: Annotated[date, told("Last local day", "2026-03-31")]
    through: Annotated[date, told("Last local day that has ended; before last_day: the span is running", "2026-03-31")]
    made_at: Annotated[str, told("Moment it was made", "2026-04-02T08:00:00+08:00")]
    title: Annotated[Words, told("The title of the report", {"zh": "2026 年 2—3 月能源月报", "en": "Energy report"})]
    sentences: Annotated[tuple[Words, ...], told("What the reader came for, most important first")]
    whole: Annotated[UnitPart, told("All campuses of the report together", {"id": ""})]
    campuses: Annotated[tuple[UnitPart, ...], told("Each campus")]
    targets: Annotated[tuple[TargetPart, ...], told("Targets and where they stand")]
    rankings: Annotated[tuple[RankingPart, ...], told("Rankings of comparable ones")]
    heat_pumps: Annotated[tuple[HeatPumpPart, ...], told("Heat pumps")]
    measures: Annotated[tuple[MeasurePart, ...], told("Dated changes and their effect")]
    statutory: Annotated[tuple[StatutoryCell, ...], told("Cells of the statutory form")]
    left_out: Annotated[tuple[NotCompared, ...], told("Campus-months outside the like-for-like line, with reasons")]
    quality: Annotated[QualityPart, told("Data quality", {"meters": 42})]
    definitions: Annotated[Definitions, told("Definitions, factors, heads, calendars used", {"rules": []})]
    notes: Annotated[tuple[Words, ...], told("Remarks a reader needs")]
    revision: Annotated[Revision | None, told("State against publication; null: never published", None)]
    digest: Annotated[str, told("Fingerprint of all figures and definitions", "5d0c1e22a9b0c3d4")]
