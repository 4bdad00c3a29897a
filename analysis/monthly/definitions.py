"""Definitions (口径与系数) a report was made with, frozen with it: factors, heads, calendars, boundaries, prices."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from analysis.monthly.amount import Words
from analysis.monthly.told import told


@dataclass(frozen=True, slots=True)
class FactorUsed:
    """One conversion value with its source."""

    carrier: Annotated[str, told("What is converted", "electricity")]
    what: Annotated[str, told("kgce or kg CO2", "kgce")]
    unit: Annotated[str, told("Unit the value is per", "kWh")]
    value: Annotated[float, told("The value", 0.1229)]
    source: Annotated[str, told("Where it was read", "GB/T 2589-2020")]
    standing: Annotated[str, told("confirmed or to_check", "confirmed")]


@dataclass(frozen=True, slots=True)
class ProfileUsed:
    """The factor profile and grid factor, the same for both years, with their digest."""

    id: Annotated[str, told("Profile id", "gb-t-2589-2020-equivalent")]
    version: Annotated[str, told("Version of it", "1")]
    region: Annotated[str, told("Where it applies", "national")]
    grid_region: Annotated[str, told("Region of the grid factor", "national")]
    grid_year: Annotated[int, told("Year of the grid factor", 2022)]
    digest: Annotated[str, told("Changes when any value, source or note does", "9f3c0a1b2c3d4e5f")]
    notes: Annotated[str, told("What a reader has to know", "Electricity at its heat content")]
    factors: Annotated[tuple[FactorUsed, ...], told("Every value")]


@dataclass(frozen=True, slots=True)
class HeadStep:
    """A head count in force from a day on, and the fact that says so."""

    campus: Annotated[str, told("Campus id", "senior")]
    day: Annotated[date, told("From this day on", "2025-09-01")]
    boarders: Annotated[float, told("Boarders", 1180)]
    day_students: Annotated[float, told("Day students", 620)]
    staff: Annotated[float, told("Staff (教职工)", 160)]
    fact: Annotated[int, told("Id of the fact", 12)]


@dataclass(frozen=True, slots=True)
class DayCount:
    """Days of one type in both years' spans."""

    campus: Annotated[str, told("Campus id", "senior")]
    day_type: Annotated[str, told("Day type; empty: the calendar does not cover them", "VACATION")]
    this: Annotated[int, told("Days this year", 22)]
    last: Annotated[int, told("Days the year before", 9)]


@dataclass(frozen=True, slots=True)
class BoundaryUsed:
    """Meters and buildings of a campus and resource in both years."""

    campus: Annotated[str, told("Campus id", "senior")]
    resource: Annotated[str, told("The resource", "electricity")]
    this: Annotated[tuple[str, ...], told("Boundaries in force this year", ["+senior-e-main [dorm1]"])]
    last: Annotated[tuple[str, ...], told("Boundaries in force the year before", ["+senior-e-main [dorm1]"])]
    restated: Annotated[bool, told("Whether both years were told over their common part", False)]


@dataclass(frozen=True, slots=True)
class WeightUsed:
    """How much a person counts in comparisons of a resource."""

    resource: Annotated[str, told("The resource", "water")]
    boarders: Annotated[float, told("Weight of a boarder", 2.0)]
    day_students: Annotated[float, told("Weight of a day student", 1.0)]
    staff: Annotated[float, told("Weight of a member of staff", 1.0)]


@dataclass(frozen=True, slots=True)
class TariffUsed:
    """A tariff that priced days of the span."""

    id: Annotated[str, told("Tariff id", "henan-2025")]
    resource: Annotated[str, told("The resource", "electricity")]
    supply: Annotated[str, told("Campus it bills; empty: every campus", "")]
    valid_from: Annotated[date, told("First day", "2025-01-01")]
    valid_to: Annotated[date | None, told("Last day; null: until the next begins", None)]
    price: Annotated[str, told("The price in words", "flat 0.568 yuan")]
    source: Annotated[str, told("Price list or notice", "provincial price list")]


@dataclass(frozen=True, slots=True)
class Definitions:
    """What every figure of the report rests on."""

    profile: Annotated[ProfileUsed, told("Factor profile, the same for both years", {"id": "gb-t-2589-2020"})]
    heads: Annotated[tuple[HeadStep, ...], told("Head counts used in both years")]
    weights: Annotated[tuple[WeightUsed, ...], told("Weights that differ from one each")]
    days: Annotated[tuple[DayCount, ...], told("Days by type in both years")]
    boundaries: Annotated[tuple[BoundaryUsed, ...], told("Meters and buildings counted")]
    tariffs: Annotated[tuple[TariffUsed, ...], told("Prices used")]
    rules: Annotated[tuple[Words, ...], told("Rules of the comparison in words")]
