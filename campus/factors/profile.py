"""A factor profile: how a unit of each resource counts in coal equivalent and CO2, frozen by its digest.

Domain handbook §2: one profile and one grid factor serve both years of a comparison; a filed report keeps them.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from campus.config.meter import ID_PATTERN, Strict
from campus.errors import Refused

Standing = Literal["confirmed", "to_check"]


class Carrier(StrEnum):
    """What is converted, and the unit its factors are per."""

    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    HEAT = "heat"
    GASOLINE = "gasoline"
    GASOLINE_LITRE = "gasoline_litre"
    DIESEL = "diesel"

    @property
    def unit(self) -> str:
        return _UNITS[self]


_UNITS = {
    Carrier.ELECTRICITY: "kWh",
    Carrier.GAS: "m3",
    Carrier.WATER: "m3",
    Carrier.HEAT: "kWh",
    Carrier.GASOLINE: "kg",
    Carrier.GASOLINE_LITRE: "L",
    Carrier.DIESEL: "kg",
}

IN_COMBINED_ENERGY = frozenset({Carrier.ELECTRICITY, Carrier.GAS, Carrier.HEAT})
"""Fuel of vehicles and generators is listed apart, water counts only where the profile says so (§1.2)."""


class Factor(Strict):
    """One value and where it comes from."""

    value: float = Field(gt=0, description="per unit of the resource")
    source: str = Field(min_length=1, description="standard, notice or report the value was read in")
    standing: Standing = Field(
        "to_check", description="confirmed: read in the source named; to_check: believed right, text not read"
    )


class GridFactor(Strict):
    """CO2 of purchased electricity in a region and year; factors lag about two years, so the year is shown."""

    region: str = Field(min_length=1, description="national, henan, sichuan, …")
    year: int = Field(ge=2000, le=2100, description="year the factor is of; a factor without a year is refused")
    kg_per_kwh: float = Field(gt=0, description="kg CO2 per kWh")
    source: str = Field(min_length=1, description="notice the value was read in")
    standing: Standing = Field("to_check", description="confirmed or to_check")


class FactorProfile(Strict):
    """Values that belong together; changing one makes a new version."""

    id: str = Field(pattern=ID_PATTERN, description="short and stable, such as gb-t-2589-2020-equivalent")
    version: str = Field(min_length=1, description="version of this profile; two profiles never share id and version")
    valid_from: date = Field(description="first day the profile may be used for")
    region: str = Field("national", description="where it applies")
    kgce: dict[Carrier, Factor] = Field(description="kg of coal equivalent (标准煤) per unit")
    kg_co2: dict[Carrier, Factor] = Field(
        default_factory=dict, description="kg CO2 per unit of fuels; electricity has its grid factor instead"
    )
    water_in_combined_energy: bool = Field(False, description="whether water is converted into 综合能耗")
    notes: str = Field("", description="what a reader has to know")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if Carrier.ELECTRICITY not in self.kgce:
            message = f"profile {self.id} has no factor of electricity, add kgce: electricity"
            raise ValueError(message)
        if Carrier.ELECTRICITY in self.kg_co2:
            message = "electricity has no fixed CO2 factor, name a grid factor with its region and year"
            raise ValueError(message)
        if self.water_in_combined_energy and Carrier.WATER not in self.kgce:
            message = "water is to be converted but has no factor, add kgce: water"
            raise ValueError(message)
        return self

    @property
    def combined_energy(self) -> frozenset[Carrier]:
        """Carriers that make up 综合能耗 under this profile."""
        return IN_COMBINED_ENERGY | ({Carrier.WATER} if self.water_in_combined_energy else set())

    def kgce_per_unit(self, carrier: Carrier) -> float:
        """Raises `Refused` for a carrier the profile does not know."""
        return self._of(self.kgce, carrier, "coal equivalent")

    def kg_co2_per_unit(self, carrier: Carrier) -> float:
        return self._of(self.kg_co2, carrier, "CO2")

    def _of(self, factors: dict[Carrier, Factor], carrier: Carrier, what: str) -> float:
        if carrier not in factors:
            known = ", ".join(sorted(factors)) or "none"
            message = f"profile {self.id} {self.version} has no {what} factor of {carrier}; it knows {known}"
            raise Refused(message)
        return factors[carrier].value


def digest(profile: FactorProfile, grid: GridFactor | None = None) -> str:
    """Fingerprint that a report keeps: any change of a value, source or note changes it."""
    said = [profile.model_dump(mode="json"), grid.model_dump(mode="json") if grid else None]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def choose_profile(profiles: Sequence[FactorProfile], name: str, day: date) -> FactorProfile:
    """The newest version of a profile valid on a day; an unknown name is refused with the known ones."""
    named = [p for p in profiles if p.id == name]
    if not named:
        message = f"unknown factor profile {name!r}; known: {', '.join(sorted({p.id for p in profiles}))}"
        raise Refused(message)
    valid = [p for p in named if p.valid_from <= day]
    if not valid:
        message = f"factor profile {name} is valid from {min(p.valid_from for p in named)}, not on {day}"
        raise Refused(message)
    return max(valid, key=lambda p: p.valid_from)


def choose_grid(factors: Sequence[GridFactor], region: str, year: int) -> GridFactor:
    """The grid factor of a region and year; missing ones are refused, never taken from another year in silence."""
    found = next((f for f in factors if f.region == region and f.year == year), None)
    if found is None:
        known = ", ".join(f"{f.region} {f.year}" for f in sorted(factors, key=lambda f: (f.region, f.year)))
        message = f"there is no grid factor of {region} {year}; known: {known}"
        raise Refused(message)
    return found
