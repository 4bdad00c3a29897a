"""Which meters make up a campus's use of a resource: mains added, excluded ones taken off, nothing twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.comparison.boundary import Boundary, InForce
from campus.config.meter import Meter
from campus.config.model import Building, Campus, Group
from campus.factors.profile import Carrier
from campus.quantity import Resource

COMPARED = (Resource.ELECTRICITY, Resource.WATER, Resource.GAS, Resource.HEAT)
"""Resources of a report, in the order shown; heat pumps draw electricity and are a part of it."""

CARRIERS = {
    Resource.ELECTRICITY: Carrier.ELECTRICITY,
    Resource.WATER: Carrier.WATER,
    Resource.GAS: Carrier.GAS,
    Resource.HEAT: Carrier.HEAT,
}


@dataclass(frozen=True, slots=True)
class Counted:
    """The meters behind one campus and resource, and their dated boundary.

    `mains` are added, `excluded` taken off; `building_meters` are those that together measure a building.
    """

    mains: tuple[Meter, ...]
    excluded: tuple[Meter, ...]
    boundary: Boundary
    building_meters: Mapping[str, frozenset[str]]

    @property
    def meters(self) -> tuple[Meter, ...]:
        return (*self.mains, *self.excluded)

    @property
    def ids(self) -> tuple[str, ...]:
        """Meters whose days are needed: where the boundary is dated, also those that restate it."""
        entries = (*self.boundary.mains, *self.boundary.excluded, *self.boundary.buildings)
        dated = any(e.first or e.last for e in entries)
        inside = [name for names in self.building_meters.values() for name in names] if dated else []
        return tuple(dict.fromkeys([*(m.id for m in self.meters), *sorted(inside)]))


def meters_of(group: Group, campus: str) -> list[Meter]:
    return [m for m in group.meters.values() if m.campus == campus]


def belongs(meter: Meter, resource: Resource) -> bool:
    """A heat pump's electricity is electricity."""
    return meter.resource is resource or (resource is Resource.ELECTRICITY and meter.resource is Resource.HEAT_PUMP)


def counted(group: Group, campus: Campus, resource: Resource) -> Counted | None:
    """The counting meters of a campus; None where it has none of the resource.

    Without a main, the sub-meters that are part of no other meter count. An excluded meter is taken off unless
    another excluded one above it is.
    """
    own = [m for m in meters_of(group, campus.id) if belongs(m, resource)]
    by_id = {m.id: m for m in own}
    mains = [m for m in own if m.role == "main" and not _above(m, by_id, "main")]
    if not mains:
        mains = [m for m in own if m.role == "sub" and m.resource is resource and not _above(m, by_id)]
    if not mains:
        return None
    excluded = [m for m in own if m.role == "excluded" and not _above(m, by_id, "excluded")]
    boundary = Boundary(
        [_dated(m) for m in mains], [_dated(m) for m in excluded], [_standing(b) for b in campus.buildings]
    )
    return Counted(tuple(mains), tuple(excluded), boundary, _by_building(own, by_id, campus.buildings))


def _above(meter: Meter, by_id: Mapping[str, Meter], role: str = "") -> bool:
    """Whether a meter of a role (any but check, when empty) measures this one too."""
    seen, at = {meter.id}, by_id.get(meter.parent)
    while at is not None and at.id not in seen:
        if at.role == role or (not role and at.role != "check"):
            return True
        seen.add(at.id)
        at = by_id.get(at.parent)
    return False


def _dated(meter: Meter) -> InForce:
    return InForce(meter.id, meter.counts_from, meter.counts_until)


def _standing(building: Building) -> InForce:
    return InForce(building.id, building.opened, building.closed)


def _by_building(
    own: Sequence[Meter], by_id: Mapping[str, Meter], buildings: Sequence[Building]
) -> dict[str, frozenset[str]]:
    """The topmost meters inside each building."""
    found = {}
    for building in buildings:
        inside = [m for m in own if m.building == building.id and m.role != "check"]
        above = {m.parent: by_id.get(m.parent) for m in inside}
        top = [m.id for m in inside if (p := above[m.parent]) is None or p.building != building.id]
        found[building.id] = frozenset(top)
    return found
