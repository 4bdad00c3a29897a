"""What only shows when the parts of a configuration are seen together: references, cycles, duplicates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from campus.config.meter import Meter
from campus.config.meter_list import Listed
from campus.config.problem import Place, Problem, suggestion
from campus.quantity import Resource


class BuildingNames(NamedTuple):
    id: str
    names: frozenset[str]
    zones: Mapping[str, str]
    """Id or name of a zone → its id."""


@dataclass(frozen=True, slots=True)
class Site:
    """A campus as far as its meters refer to it."""

    id: str
    buildings: Sequence[BuildingNames]
    meters: Sequence[Listed]


def duplicates(
    entries: Iterable[tuple[str, Place]], noun: str, accepted: str = "every id stands once in the group"
) -> list[Problem]:
    """A problem for every id met again, naming where it stood first."""
    first: dict[str, Place] = {}
    problems = []
    for name, place in entries:
        before = first.setdefault(name, place)
        if name and before is not place:
            what = f"{noun} {name} stands already in {before.file}:{before.line}"
            problems.append(place.problem(what, accepted))
    return problems


def resolved_buildings(site: Site, problems: list[Problem]) -> list[Listed]:
    """The meters with building and zone as ids, where the list used their names."""
    if not site.buildings:
        return list(site.meters)
    return [_resolved(listed, site, problems) for listed in site.meters]


def _resolved(listed: Listed, site: Site, problems: list[Problem]) -> Listed:
    meter = listed.meter
    if meter is None or not (meter.building or meter.zone):
        return listed
    building = next((b for b in site.buildings if meter.building in b.names), None)
    if not meter.building:
        problems.append(listed.place("zone").problem("a zone without a building", "name the building too"))
    elif building is None:
        known = [b.id for b in site.buildings]
        what = f"campus {site.id} has no building {meter.building!r}"
        problems.append(listed.place("building").problem(what, suggestion(meter.building, known)))
    elif meter.zone and meter.zone not in building.zones:
        what = f"building {building.id} has no zone {meter.zone!r}"
        problems.append(listed.place("zone").problem(what, suggestion(meter.zone, building.zones)))
    else:
        zone = building.zones.get(meter.zone, "")
        return replace(listed, meter=meter.model_copy(update={"building": building.id, "zone": zone}))
    return listed


def parent_problems(sites: Sequence[Site]) -> list[Problem]:
    """Parents that do not exist, stand on another campus, measure something else, or form a ring."""
    known = {m.id: (m, site.id) for site in sites for m in site.meters}
    problems = []
    for site in sites:
        for listed in site.meters:
            if not listed.parent or listed.parent == listed.id:
                continue
            above, campus = known.get(listed.parent, (None, ""))
            place, meter = listed.place("parent"), listed.meter
            if above is None:
                own = [m.id for m in site.meters if m.id != listed.id]
                told = suggestion(listed.parent, own, "write the id of a meter, such as")
                problems.append(place.problem(f"there is no meter {listed.parent!r}", told))
            elif campus != site.id:
                problems.append(
                    place.problem(f"meter {listed.parent} belongs to campus {campus}", "name one of this campus")
                )
            elif above.meter and meter and not _may_contain(above.meter, meter):
                what = f"{listed.parent} measures {above.meter.resource}, this meter {meter.resource}"
                problems.append(place.problem(what, "a parent measures what this meter measures, and more"))
    parents = {listed.id: listed.parent for listed, _ in known.values() if listed.parent}
    for ring in rings(parents):
        place = known[ring[0]][0].place("parent")
        told = " → ".join((*ring, ring[0]))
        problems.append(place.problem(f"meters are each other's parents: {told}", "leave the topmost without a parent"))
    return problems


def _may_contain(above: Meter, below: Meter) -> bool:
    electric = {Resource.ELECTRICITY, Resource.HEAT_PUMP}
    return above.resource == below.resource or {above.resource, below.resource} <= electric


def rings(parents: Mapping[str, str]) -> list[list[str]]:
    """Cycles of length two and more in a child → parent map, each once, from its first id."""
    found, done = [], set[str]()
    for start in parents:
        trail: list[str] = []
        at = start
        while at in parents and at not in done:
            done.add(at)
            trail.append(at)
            at = parents[at]
        if at in trail and len(ring := trail[trail.index(at) :]) > 1:
            turn = ring.index(min(ring))
            found.append(ring[turn:] + ring[:turn])
    return found
