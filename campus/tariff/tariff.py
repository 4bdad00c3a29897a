"""Dated tariffs: each supply has exactly one price at any time it is billed."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from campus.config.meter import ID_PATTERN, Strict
from campus.errors import Refused
from campus.quantity import Resource
from campus.tariff.power_factor import Standard
from campus.tariff.price import Price, TimeOfUse


class Tariff(Strict):
    """What a resource costs from a day on."""

    id: str = Field(pattern=ID_PATTERN, description="short and stable")
    supply: str = Field(
        "", description="campus or cost account it bills; empty: every campus without a tariff of its own"
    )
    resource: Resource = Field(description="electricity, water, gas or heat")
    valid_from: date = Field(description="first day")
    valid_to: date | None = Field(None, description="last day, included; empty: until the next tariff begins")
    price: Price = Field(description="kind: flat, tiered or time_of_use, with its prices")
    power_factor_standard: Standard | None = Field(
        None, description="0.90 or 0.85 where the bill is adjusted by power factor (from 100 kVA); empty: it is not"
    )
    source: str = Field("", description="price list or notice the prices were read in")

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            message = f"ends {self.valid_to} before it begins {self.valid_from}, swap the days"
            raise ValueError(message)
        if self.resource is not Resource.ELECTRICITY:
            if isinstance(self.price, TimeOfUse):
                message = f"{self.resource} has no time of use, write kind: flat or tiered"
                raise ValueError(message)
            if self.power_factor_standard is not None:
                message = f"{self.resource} has no power factor, leave power_factor_standard out"
                raise ValueError(message)
        return self


class DateFault(NamedTuple):
    """An overlap or gap with its days; `tariff` is the id of the later of the two."""

    tariff: str
    what: str


def date_faults(tariffs: Iterable[Tariff]) -> list[DateFault]:
    """Overlaps and gaps between tariffs of one supply and resource; empty when all is well."""
    faults = []
    ordered = sorted(tariffs, key=lambda t: (t.supply, t.resource, t.valid_from))
    for (supply, resource), group in groupby(ordered, key=lambda t: (t.supply, t.resource)):
        whose = f"{resource} of {supply}" if supply else str(resource)
        for before, after in pairwise(group):
            if before.valid_from == after.valid_from:
                what = f"{whose}: {before.id} and {after.id} both begin {after.valid_from}"
            elif before.valid_to is not None and after.valid_from <= before.valid_to:
                shared = f"{after.valid_from}..{min(before.valid_to, after.valid_to or before.valid_to)}"
                what = f"{whose}: {before.id} and {after.id} overlap on {shared}"
            elif before.valid_to is not None and after.valid_from > before.valid_to + timedelta(days=1):
                hole = f"{before.valid_to + timedelta(days=1)}..{after.valid_from - timedelta(days=1)}"
                what = f"{whose}: no tariff on {hole}, between {before.id} and {after.id}"
            else:
                continue
            faults.append(DateFault(after.id, what))
    return faults


def tariff_on(tariffs: Sequence[Tariff], supply: str, resource: Resource, day: date) -> Tariff | None:
    """The tariff of a supply on a day, its own before the general one; None where none holds."""
    for name in dict.fromkeys((supply, "")):
        held = [t for t in tariffs if t.supply == name and t.resource == resource and t.valid_from <= day]
        newest = max(held, key=lambda t: t.valid_from, default=None)
        if newest is not None and (newest.valid_to is None or day <= newest.valid_to):
            return newest
    return None


def checked(tariffs: Sequence[Tariff]) -> tuple[Tariff, ...]:
    """The tariffs, refused when any two leave a gap or overlap."""
    if faults := date_faults(tariffs):
        raise Refused("; ".join(fault.what for fault in faults))
    return tuple(tariffs)
