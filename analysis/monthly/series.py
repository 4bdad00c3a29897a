"""Daily use of one campus and resource inside its boundary, as filed and as compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.boundary import Version, restated
from analysis.comparison.campus_days import CampusDays
from analysis.comparison.meter_days import BoundaryDays, MeterDays, People, campus_days, days_inside
from analysis.monthly.counting import Counted
from analysis.monthly.people import CampusPeople
from analysis.monthly.span import Days
from campus.headcount import Weights
from campus.quantity import Resource

TWO = 2


@dataclass(frozen=True, slots=True, eq=False)
class CampusSeries:
    """One value a day of `reach` in every array.

    `use` and `estimated` sum what is known, `covered` is the mean covered share of the meters in force.
    `filed` keeps each day's own boundary; `compared` is told over the boundary common to both years where it
    changed once and could be restated, else the same.
    """

    campus: str
    resource: Resource
    counted: Counted
    reach: Days
    use: NDArray[np.float64]
    estimated: NDArray[np.float64]
    covered: NDArray[np.float64]
    valid: NDArray[np.bool_]
    labels: NDArray[np.str_]
    filed: CampusDays
    compared: CampusDays
    restated: bool

    def at(self, days: Days) -> slice:
        """Places of a span's days in the arrays."""
        start = (days.first - self.reach.first).days
        return slice(start, start + days.count)


def campus_series(
    counted: Counted,
    meters: Mapping[str, MeterDays],
    people: CampusPeople,
    weights: Weights,
    through: date,
    resource: Resource,
) -> CampusSeries:
    """Put meters, boundary, calendar and heads together; days behind `through` stay unknown."""
    reach = people.reach
    dates = [reach.first + timedelta(days=n) for n in range(reach.count)]
    boundary = counted.boundary
    entries = (*boundary.mains, *boundary.excluded, *boundary.buildings)
    dated = any(entry.first or entry.last for entry in entries)
    versions = [boundary.on(day) for day in dates] if dated else [boundary.on(reach.first)] * reach.count
    ended = np.array([day <= through for day in dates], np.bool_)
    own = {name: _until(days, ended) for name, days in meters.items()}
    inside = days_inside(versions, own)
    use, estimated, covered = _known(versions, own)
    persons = People(people.day_types, people.counts, weights)
    filed = campus_days(reach.first, inside, persons, through)
    told = _restated(versions, counted)
    compared = filed
    if told is not None:
        again: BoundaryDays = days_inside(told[0], own, told[1])
        compared = campus_days(reach.first, again, persons, through)
    return CampusSeries(
        campus=people.campus.id,
        resource=resource,
        counted=counted,
        reach=reach,
        use=use,
        estimated=estimated,
        covered=covered,
        valid=inside.valid,
        labels=inside.label,
        filed=filed,
        compared=compared,
        restated=told is not None,
    )


def _until(days: MeterDays, ended: NDArray[np.bool_]) -> MeterDays:
    return MeterDays(days.energy * ended, days.estimated * ended, days.covered * ended)


def _known(
    versions: list[Version], meters: Mapping[str, MeterDays]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    count = len(versions)
    use, estimated, covered, number = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count)
    for version in set(versions):
        at = np.array([v is version or v == version for v in versions], np.bool_)
        for name, sign in [(m, 1.0) for m in version.mains] + [(m, -1.0) for m in version.excluded]:
            days = meters[name]
            use += at * sign * days.energy
            estimated += at * days.estimated
            covered += at * days.covered
            number += at
    return use, estimated, np.divide(covered, number, out=np.zeros(count), where=number > 0)


def _restated(versions: list[Version], counted: Counted) -> tuple[list[Version], str] | None:
    """Both years over their common boundary, when it changed exactly once within reach."""
    order = list(dict.fromkeys(versions))
    if len(order) != TWO or versions != sorted(versions, key=order.index):
        return None
    told = restated(order[0], order[1], counted.building_meters)
    if told is None:
        return None
    return [told.last if v == order[0] else told.this for v in versions], told.label
