"""Where the use of a span went: sub-items, balance of main and sub-meters, rankings, cost centres, solar power."""

from dataclasses import dataclass
from typing import Annotated

from analysis.monthly.amount import Source, Words
from analysis.monthly.told import told


@dataclass(frozen=True, slots=True)
class SubItemShare:
    """One sub-item of electricity (分项)."""

    item: Annotated[str, told("lighting_sockets, hvac, power, special, hot_water or unassigned", "hvac")]
    name: Annotated[Words, told("The sub-item in words", {"zh": "空调", "en": "air conditioning"})]
    use: Annotated[float, told("Use in kWh", 8200.0)]
    share: Annotated[float | None, told("Share of the whole", 0.14)]


@dataclass(frozen=True, slots=True)
class Excess:
    """A meter whose sub-meters measured more than itself."""

    meter: Annotated[str, told("Meter id", "senior-e-dorm")]
    use: Annotated[float, told("How much more, kWh", 31.0)]


@dataclass(frozen=True, slots=True)
class SplitPart:
    """Electricity of a campus by sub-item; the items add up to the mains less the excluded meters."""

    items: Annotated[tuple[SubItemShare, ...], told("The sub-items")]
    unknown: Annotated[tuple[str, ...], told("Meters without a figure; their use stays with the meter above", ["e-9"])]
    excess: Annotated[tuple[Excess, ...], told("Meters whose sub-meters measured more than themselves")]
    unplaced: Annotated[tuple[str, ...], told("Sub-meters without a parent, not counted", ["e-7"])]


@dataclass(frozen=True, slots=True)
class SubUse:
    """Use of one sub-meter over the hours that main and all subs know."""

    meter: Annotated[str, told("Meter id", "senior-e-dorm")]
    use: Annotated[float, told("Use, kWh or m3", 12000.0)]


@dataclass(frozen=True, slots=True)
class BalancePart:
    """A meter against the meters directly below it (总分表平衡): main - Σ subs over commonly known hours."""

    campus: Annotated[str, told("Campus id", "senior")]
    meter: Annotated[str, told("Id of the meter above", "senior-e-main")]
    resource: Annotated[str, told("The resource", "electricity")]
    unit: Annotated[str, told("kWh or m3", "kWh")]
    main: Annotated[float, told("Use of the meter above", 60000.0)]
    subs: Annotated[tuple[SubUse, ...], told("Use of each meter below")]
    rest: Annotated[float, told("main - Σ subs: losses and unmetered use", 2400.0)]
    rest_share: Annotated[float | None, told("rest / main", 0.04)]
    coverage: Annotated[float, told("Share of hours known by all", 0.99)]
    estimated: Annotated[float, told("Estimated part of main and subs", 0.0)]
    verdict: Annotated[str, told("balanced, unmetered, children_exceed, wrong_multiplier or unknown", "balanced")]
    words: Annotated[Words, told("The verdict in words", {"zh": "平衡", "en": "balanced"})]
    suspect: Annotated[str, told("Meter whose multiplier seems wrong; empty: none", "")]
    suspect_factor: Annotated[float | None, told("Its values would fit if this many times as high", 1.5)]
    source: Annotated[Source, told("Where main - Σ subs can be followed to", {"added": ["senior-e-main"]})]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place among comparable ones, 1 uses least per head."""

    id: Annotated[str, told("Campus id, or campus/building", "senior")]
    name: Annotated[str, told("What people call it", "高中部")]
    kind: Annotated[str, told("Only those of one kind are compared", "boarding")]
    place: Annotated[int, told("The place, equals share one", 1)]
    of: Annotated[int, told("Number of comparable ones", 5)]
    per_head: Annotated[float, told("Use per mean head", 31.2)]
    against_median: Annotated[float, told("0.1: 10 % above the median of its kind", -0.04)]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One without a place, and why."""

    id: Annotated[str, told("Campus id, or campus/building", "junior")]
    name: Annotated[str, told("What people call it", "初中部")]
    code: Annotated[str, told("Stable name of the reason", "alone")]
    words: Annotated[Words, told("The reason in words", {"zh": "没有同类可比", "en": "nothing of its kind"})]


@dataclass(frozen=True, slots=True)
class RankingPart:
    """Ranking per head for assessments (考核), comparable ones only."""

    resource: Annotated[str, told("Resource, or combined_energy", "electricity")]
    unit: Annotated[str, told("kWh, m3 or kgce", "kWh")]
    of: Annotated[str, told("campuses or buildings", "campuses")]
    places: Annotated[tuple[Ranked, ...], told("The places, best first within each kind")]
    left_out: Annotated[tuple[Unplaced, ...], told("Those without a place")]


@dataclass(frozen=True, slots=True)
class CentreCost:
    """Full costs of one cost centre (成本中心)."""

    centre: Annotated[str, told("Cost centre id; empty: what nobody bears", "canteen")]
    name: Annotated[str, told("What people call it", "食堂")]
    resource: Annotated[str, told("The resource", "electricity")]
    use: Annotated[float, told("Use borne, kWh or m3", 8200.0)]
    yuan: Annotated[float | None, told("Cost borne, yuan", 4657.6)]
    keys: Annotated[tuple[str, ...], told("Keys by which shared meters were split", ["floor area"])]
    unknown: Annotated[tuple[str, ...], told("Meters without a figure, missing from the sums", ["e-9"])]


@dataclass(frozen=True, slots=True)
class SolarPart:
    """Solar power (光伏) of a campus: self-use counts as electricity, CO2 only on what was bought."""

    generated_kwh: Annotated[float, told("Generated", 5200.0)]
    exported_kwh: Annotated[float, told("Fed into the grid", 800.0)]
    self_use_kwh: Annotated[float, told("Used on site", 4400.0)]
    purchased_kwh: Annotated[float, told("Bought from the grid", 55600.0)]
    self_use_share: Annotated[float | None, told("Share of generation used on site", 0.846)]
    autonomy: Annotated[float | None, told("Share of all use that came from the roof", 0.073)]
    impossible_hours: Annotated[int, told("Hours with more export than generation", 0)]
