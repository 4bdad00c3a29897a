"""Quantities of a report: how much, how well known, what it cost and weighs, and where it can be followed to."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from analysis.monthly.told import told


@dataclass(frozen=True, slots=True)
class Words:
    """One statement in two languages."""

    zh: Annotated[str, told("In Chinese", "缺用能人数")]
    en: Annotated[str, told("In English", "head count missing")]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: the books of these meters over these local days, both included."""

    added: Annotated[tuple[str, ...], told("Ids of meters added (mains)", ["senior-e-main"])]
    taken_off: Annotated[tuple[str, ...], told("Ids of meters taken off (excluded use)", ["senior-e-shop"])]
    quantity: Annotated[str, told("Quantity of the books", "electricity_import")]
    first: Annotated[date, told("First local day", "2026-02-01")]
    last: Annotated[date, told("Last local day, included", "2026-02-28")]


@dataclass(frozen=True, slots=True)
class Heads:
    """Mean head count (用能人数) of a span, averaged by day; every figure is None when a day of it is unknown."""

    boarders: Annotated[float | None, told("Boarders (住校生)", 1180.0)]
    day_students: Annotated[float | None, told("Day students (走读生)", 620.0)]
    staff: Annotated[float | None, told("Staff (教职工)", 160.0)]
    total: Annotated[float | None, told("All persons, each counted once; null: not entered", 1960.0)]
    reason: Annotated[Words | None, told("Why there is no head count", None)]


@dataclass(frozen=True, slots=True)
class Amount:
    """Use of one resource in one year's span. `value` covers what is known; None, never 0, when nothing is."""

    value: Annotated[float | None, told("Use in the resource's unit; null where nothing is known", 60000.0)]
    coverage: Annotated[float, told("Share of the span's time with known use, 0..1", 0.997)]
    estimated: Annotated[float, told("Estimated part of the value, same unit", 120.0)]
    estimated_share: Annotated[float | None, told("Estimated share of the value, 0..1", 0.002)]
    days: Annotated[int, told("Local days of the span that have ended", 28)]
    valid_days: Annotated[int, told("Days every meter covers by 95 % or more", 28)]
    cost_yuan: Annotated[float | None, told("Cost by the dated tariffs, yuan; null without a tariff", 34080.0)]
    cost_reason: Annotated[Words | None, told("Why there is no cost", None)]
    kgce: Annotated[float | None, told("Coal equivalent (标准煤), kgce", 7374.0)]
    kg_co2: Annotated[float | None, told("CO2, kg; null without a factor", 32196.0)]
    per_head: Annotated[float | None, told("Use per mean head; null without a head count", 39.47)]
    per_m2: Annotated[float | None, told("Use per m2 of floor area; null without an area", 1.43)]
    source: Annotated[Source, told("Where the value can be followed to", {"added": ["senior-e-main"]})]


@dataclass(frozen=True, slots=True)
class MonthAmount:
    """One month of the span beside the same month a year before."""

    month: Annotated[str, told("The calendar month", "2026-02")]
    this: Annotated[Amount, told("This year", {"value": 60000.0})]
    last: Annotated[Amount, told("The year before", {"value": 66000.0})]
