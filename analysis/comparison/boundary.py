"""The measuring boundary (计量边界): which meters and buildings make up a campus on each day, and restating it.

A campus's use is the sum of its mains less the excluded meters (staff housing, rented shops, construction). A
new building or a newly excluded meter changes the boundary; two years are compared over the same one only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


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
