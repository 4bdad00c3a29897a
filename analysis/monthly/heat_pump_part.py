"""A heat pump's month (空气源热泵): what it delivered for what it drew, and how it ran."""

from dataclasses import dataclass
from typing import Annotated

from analysis.monthly.amount import Source, Words
from analysis.monthly.told import told


@dataclass(frozen=True, slots=True)
class UnderProfile:
    """Replacing gas, told under one factor profile; only kWh and m3 are facts."""

    profile: Annotated[str, told("Factor profile and version", "gb-t-2589-2020-equivalent 1")]
    kgce_before: Annotated[float, told("Coal equivalent of the gas", 857.0)]
    kgce_after: Annotated[float, told("Coal equivalent of the electricity", 232.0)]
    kg_co2_before: Annotated[float, told("CO2 of the gas, kg", 1526.0)]
    kg_co2_after: Annotated[float, told("CO2 of the electricity, kg", 1013.0)]
    reduction: Annotated[float | None, told("1 - after / before in kgce", 0.73)]


@dataclass(frozen=True, slots=True)
class GasReplacedPart:
    """Gas a boiler would have burnt for the same heat, and the factor effect shown apart."""

    gas_m3: Annotated[float, told("Gas not burnt", 706.0)]
    electricity_kwh: Annotated[float, told("Electricity drawn instead", 1888.0)]
    saved_yuan: Annotated[float | None, told("Cost of the gas less that of the electricity", 1120.0)]
    factor_effect: Annotated[float | None, told("Spread of the reductions over the profiles: bookkeeping", 0.41)]
    under: Annotated[tuple[UnderProfile, ...], told("Coal equivalent and CO2 under each profile")]


@dataclass(frozen=True, slots=True)
class HeatPumpPart:
    """One heat pump over the span; figures are None where their meters or sensors are missing."""

    campus: Annotated[str, told("Campus id", "senior")]
    meter: Annotated[str, told("Meter id", "senior-hp-1")]
    name: Annotated[str, told("What people call it", "浴室空气源热泵")]
    electricity_kwh: Annotated[float | None, told("Electricity drawn", 1888.0)]
    electricity_last_kwh: Annotated[float | None, told("The same span a year before", 2010.0)]
    estimated_share: Annotated[float | None, told("Estimated share of the electricity", 0.0)]
    coverage: Annotated[float, told("Share of the span with known electricity", 1.0)]
    heat_kwh: Annotated[float | None, told("Heat delivered, from a heat meter", 6320.0)]
    hot_water_m3: Annotated[float | None, told("Hot water delivered", 130.0)]
    cop_running: Annotated[float | None, told("Heat over electricity while heating", 3.41)]
    cop_all_in: Annotated[float | None, told("Heat over all electricity: stand-by, defrost, auxiliary heater", 3.2)]
    against_model: Annotated[float | None, told("COP over the modelled one at the same temperatures", 0.97)]
    defrost_share: Annotated[float | None, told("Share of running time spent defrosting", 0.02)]
    auxiliary_share: Annotated[float | None, told("Auxiliary heater's share of the electricity", 0.04)]
    standby_kwh: Annotated[float | None, told("Electricity while standing by", 21.0)]
    run_hours: Annotated[float | None, told("Hours running", 310.0)]
    kwh_per_m3: Annotated[float | None, told("Electricity per m3 of hot water", 14.5)]
    litres_per_boarder_day: Annotated[float | None, told("Hot water a boarder takes a day", 39.0)]
    starts: Annotated[int | None, told("Compressor starts seen", 220)]
    starts_per_hour: Annotated[float | None, told("Starts per observed hour", 0.33)]
    most_starts_in_an_hour: Annotated[int | None, told("Most starts in any 60 minutes", 3)]
    mean_run_minutes: Annotated[float | None, told("Mean length of whole runs", 42.0)]
    short_runs: Annotated[int | None, told("Whole runs under five minutes", 2)]
    gas_replaced: Annotated[GasReplacedPart | None, told("Effect of replacing gas; null without heat", None)]
    notes: Annotated[tuple[Words, ...], told("What is missing and why")]
    source: Annotated[Source, told("Where the electricity can be followed to", {"added": ["senior-hp-1"]})]


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """A dated change (节能措施) and its effect before against after."""

    measure: Annotated[str, told("Measure id", "led-2025")]
    name: Annotated[str, told("What was done", "教学楼 LED 改造")]
    meters: Annotated[tuple[str, ...], told("Meters the effect is looked for in", ["senior-e-teach"])]
    started: Annotated[str, told("First day of the works", "2025-07-10")]
    finished: Annotated[str, told("Last day of the works", "2025-07-28")]
    reduction: Annotated[float | None, told("Like-for-like reduction; null with the obstacle named", 0.18)]
    margin: Annotated[float | None, told("Half the 90 % interval", 0.03)]
    saved: Annotated[float | None, told("Use saved in the days compared", 4100.0)]
    sure: Annotated[bool | None, told("Whether the interval excludes 0", True)]
    days_before: Annotated[int, told("Usable days before", 300)]
    days_after: Annotated[int, told("Usable days after", 180)]
    obstacle: Annotated[str, told("Why there is no figure; empty: there is one", "")]
