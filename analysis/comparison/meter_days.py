"""From the hours of meters to the days of a campus: sums inside the boundary, with calendar and heads beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.boundary import Version
from analysis.comparison.campus_days import CampusDays, Day
from campus.day_type import DayType
from campus.errors import Refused
from campus.headcount import HEADS, HeadCount, Weights
from campus.period import day_start_ms, hours_of_day
from campus.register.hours import Hours

VALID_DAY = 0.95
"""Share of a day every meter of the boundary must cover for the day to be valid."""


@dataclass(frozen=True, slots=True, eq=False)
class MeterDays:
    """Use of one meter on consecutive days: energy, its estimated part, covered share of each day (0 to 1)."""

    energy: NDArray[np.float64]
    estimated: NDArray[np.float64]
    covered: NDArray[np.float64]

    @classmethod
    def of(cls, hours: Hours, first: date, zone: ZoneInfo) -> Self:
        """Local days from `first` on; the hours must be whole days of 23, 24 or 25."""
        starts, spans, position, day = [], [], 0, first
        while position < len(hours):
            starts.append(position)
            position += hours_of_day(day, zone)
            after = day + timedelta(days=1)
            spans.append((day_start_ms(after, zone) - day_start_ms(day, zone)) / 1000)
            day = after
        if position != len(hours):
            message = f"{len(hours)} hours from {first} are not whole local days"
            raise Refused(message)
        if not starts:
            return cls(np.zeros(0), np.zeros(0), np.zeros(0))
        energy, estimated, covered = (
            np.add.reduceat(values.astype(np.float64), starts)
            for values in (hours.energy, hours.estimated, hours.covered_s)
        )
        return cls(energy, estimated, covered / np.array(spans))


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
    labels = {version: label or version.label for version in set(versions)}
    return BoundaryDays(use, estimated, valid, np.array([labels[v] for v in versions], np.str_))


@dataclass(frozen=True, slots=True)
class People:
    """Day types and heads of the same days as the use, and the resource's weights."""

    day_types: Sequence[DayType | None]
    heads: Sequence[HeadCount | None]
    weights: Weights = HEADS


def campus_days(first: date, inside: BoundaryDays, people: People, through: date | None = None) -> CampusDays:
    """Use, calendar and heads put together; `through` is the last day that has ended."""
    share = np.divide(inside.estimated, np.abs(inside.use), out=np.zeros(len(inside.use)), where=inside.use != 0)
    rows = zip(
        inside.use.tolist(),
        inside.valid.tolist(),
        share.tolist(),
        inside.label.tolist(),
        people.day_types,
        people.heads,
        strict=True,
    )
    days = [
        Day(use if valid else None, day_type, heads, min(estimated, 1.0), label)
        for use, valid, estimated, label, day_type, heads in rows
    ]
    return CampusDays.of(first, days, people.weights, through)
