"""Quantities to coal equivalent and CO2 under one frozen set of factors, the same for both years."""

from collections.abc import Mapping
from dataclasses import dataclass

from campus.errors import Refused
from campus.factors.profile import Carrier, FactorProfile, GridFactor, digest


@dataclass(frozen=True, slots=True)
class Factors:
    """What a report converts with; `digest` freezes it."""

    profile: FactorProfile
    grid: GridFactor

    @property
    def digest(self) -> str:
        return digest(self.profile, self.grid)


@dataclass(frozen=True, slots=True)
class Converted:
    """Per carrier and in total; `left_out` are carriers used but not part of 综合能耗, or without a CO2 factor."""

    kgce: Mapping[Carrier, float]
    kg_co2: Mapping[Carrier, float]
    not_in_combined_energy: tuple[Carrier, ...]
    without_co2_factor: tuple[Carrier, ...]

    @property
    def combined_kgce(self) -> float:
        """综合能耗."""
        return sum(kgce for carrier, kgce in self.kgce.items() if carrier not in self.not_in_combined_energy)

    @property
    def total_kg_co2(self) -> float:
        return sum(self.kg_co2.values())


def convert(use: Mapping[Carrier, float], factors: Factors, purchased_kwh: float | None = None) -> Converted:
    """Convert use by carrier, each in its unit.

    Electricity counts in full as energy, self-used solar power included; its CO2 only as far as it was
    purchased (`purchased_kwh`, by default all of it). Purchased more than used is refused.
    """
    electricity = use.get(Carrier.ELECTRICITY, 0.0)
    bought = electricity if purchased_kwh is None else purchased_kwh
    if bought < 0 or bought > electricity * (1 + 1e-9):
        message = f"{bought:g} kWh purchased do not fit {electricity:g} kWh used"
        raise Refused(message)
    profile = factors.profile
    kgce = {carrier: amount * profile.kgce_per_unit(carrier) for carrier, amount in use.items()}
    co2 = {c: amount * profile.kg_co2_per_unit(c) for c, amount in use.items() if c in profile.kg_co2}
    if Carrier.ELECTRICITY in use:
        co2[Carrier.ELECTRICITY] = bought * factors.grid.kg_per_kwh
    outside = tuple(sorted(set(use) - profile.combined_energy))
    carbonless = {Carrier.WATER, *co2}
    return Converted(kgce, co2, outside, tuple(sorted(c for c in use if c not in carbonless)))


def electricity_for(kgce: float, profile: FactorProfile) -> float:
    """Electricity in kWh that would make this coal equivalent alone."""
    return kgce / profile.kgce_per_unit(Carrier.ELECTRICITY)


def per_head(amount: float, heads: float | None) -> float | None:
    """Amount per person; None (无法比较) without heads, never a division error."""
    return amount / heads if heads else None


def litres_per_day(cubic_metres: float, days: int) -> float:
    """Litres a calendar day of an amount of water."""
    return cubic_metres * 1000 / days


def gas_co2_factor(mj_per_m3: float, tonnes_carbon_per_tj: float, oxidation: float) -> float:
    """Emission in kg CO2 per m3 of gas: lower heating value x carbon content x oxidation x 44/12."""
    return mj_per_m3 * tonnes_carbon_per_tj / 1000 * oxidation * 44 / 12
