"""Which meters make up a resource's total, so that nothing is counted twice."""

from campus.config.meter import Meter
from campus.config.model import Group
from campus.quantity import Resource

SHOWN = (Resource.ELECTRICITY, Resource.WATER, Resource.GAS, Resource.HEAT, Resource.HEAT_PUMP)
"""Resources with books, in the order in which they are shown."""


def meters_in(group: Group, campus: str = "") -> list[Meter]:
    """Meters of one campus, or of the whole group, in the order of the lists."""
    return [m for m in group.meters.values() if not campus or m.campus == campus]


def counted(group: Group, resource: Resource, campus: str = "") -> list[Meter]:
    """The meters whose sum is the total of a resource.

    Per campus the main meters (总表); where a campus has none, the sub-meters that are not part of
    another meter of the same resource. Check and excluded meters never count.
    """
    chosen: list[Meter] = []
    for site in group.campuses:
        own = [m for m in meters_in(group, site.id) if m.resource is resource and m.role in {"main", "sub"}]
        mains = [m for m in own if m.role == "main"]
        chosen += mains or [m for m in own if not _inside_another(group, m)]
    return [m for m in chosen if not campus or m.campus == campus]


def resources_of(group: Group, campus: str = "") -> list[Resource]:
    """Resources that have at least one counted meter."""
    return [r for r in SHOWN if counted(group, r, campus)]


def _inside_another(group: Group, meter: Meter) -> bool:
    seen = {meter.id}
    parent = group.meters.get(meter.parent)
    while parent is not None and parent.id not in seen:
        if parent.resource is meter.resource:
            return True
        seen.add(parent.id)
        parent = group.meters.get(parent.parent)
    return False
