"""The measuring boundary (计量边界): which meters and buildings make up a campus on each day, and restating it.

A campus's use is the sum of its mains less the excluded meters (staff housing, rented shops, construction). A
new building or a newly excluded meter changes the boundary; two years are compared over the same one only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

VALID_DAY = 0.95
"""Share of a day every meter of the boundary must cover for the day to be valid."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A meter or building that belongs to the campus from `first` to `last`, both included; None: without limit."""

    name: str
    first: date | None = None
    last: date | None = None

    def on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Version:
    """A boundary: mains added, excluded meters taken off, and the buildings inside."""

    mains: frozenset[str]
    excluded: frozenset[str]
    buildings: frozenset[str]

    @property
    def label(self) -> str:
        """Spelt out, so that equal labels are equal boundaries: `+a +b -shop [north, south]`."""
        meters = [f"+{m}" for m in sorted(self.mains)] + [f"-{m}" for m in sorted(self.excluded)]
        return " ".join([*meters, f"[{', '.join(sorted(self.buildings))}]"])


@dataclass(frozen=True, slots=True)
class Boundary:
    """The dated boundary of a campus and resource."""

    mains: Sequence[InForce]
    excluded: Sequence[InForce] = ()
    buildings: Sequence[InForce] = ()

    def on(self, day: date) -> Version:
        mains, excluded, buildings = (
            frozenset(entry.name for entry in entries if entry.on(day))
            for entries in (self.mains, self.excluded, self.buildings)
        )
        return Version(mains, excluded, buildings)


@dataclass(frozen=True, slots=True)
class Restated:
    """Both years told over the same buildings and exclusions: the meters to use in each, and one label for both."""

    last: Version
    this: Version

    @property
    def label(self) -> str:
        kept = Version(self.last.mains & self.this.mains, frozenset(), self.this.buildings)
        return f"restated {kept.label}"


def restated(last: Version, this: Version, building_meters: Mapping[str, frozenset[str]]) -> Restated | None:
    """Tell two years over their common buildings, with the exclusions of either year taken off both.

    `building_meters` are the meters that together measure a building. A building only one year has is taken off
    that year through them, or drops out with its own main. None when a building has no meters of its own, or when
    mains changed for another reason: then the years cannot be compared.
    """
    common = last.buildings & this.buildings
    told = []
    for year in (last, this):
        mains, excluded = set(year.mains), set(last.excluded | this.excluded)
        for building in year.buildings - common:
            meters = building_meters.get(building, frozenset())
            if not meters:
                return None
            excluded |= meters - mains
            mains -= meters
        told.append(Version(frozenset(mains), frozenset(excluded), common))
    if not told[0].mains or told[0].mains != told[1].mains:
        return None
    return Restated(*told)


@dataclass(frozen=True, slots=True, eq=False)
class MeterDays:
    """Use of one meter on consecutive days: energy, its estimated part, covered share of each day (0 to 1)."""

    energy: NDArray[np.float64]
    estimated: NDArray[np.float64]
    covered: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class BoundaryDays:
    """Use inside a boundary, 0 where not `valid`, and the label in force, one value a day."""

    use: NDArray[np.float64]
    estimated: NDArray[np.float64]
    valid: NDArray[np.bool_]
    label: NDArray[np.str_]


def days_inside(versions: Sequence[Version], meters: Mapping[str, MeterDays], label: str | None = None) -> BoundaryDays:
    """Sum mains less excluded meters, day by day; a day is valid when every meter in force covers it.

    `versions` holds one boundary a day; the meters' arrays are as long. A day without any main is not valid.
    `label` replaces the versions' own, for restated years.
    """
    count = len(versions)
    use, estimated, valid = np.zeros(count), np.zeros(count), np.zeros(count, np.bool_)
    for version in set(versions):
        at = np.array([v == version for v in versions], np.bool_)
        signed = [(name, 1.0) for name in version.mains] + [(name, -1.0) for name in version.excluded]
        whole = at & bool(version.mains)
        for name, sign in signed:
            days = meters.get(name)
            if days is None:
                whole = np.zeros(count, np.bool_)
                break
            whole &= days.covered >= VALID_DAY
            use += np.where(at, sign * days.energy, 0.0)
            estimated += np.where(at, days.estimated, 0.0)
        valid |= whole
    use = np.where(valid, use, 0.0)
    estimated = np.where(valid, np.minimum(estimated, np.abs(use)), 0.0)
    return BoundaryDays(use, estimated, valid, np.array([label or v.label for v in versions], np.str_))
