"""Campus days written down as a person would: behaviour per person-day, a calendar, heads."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from analysis.comparison.campus_days import CampusDays, Day
from campus.day_type import DayType
from campus.headcount import HEADS, HeadCount, Weights

Behaviour = Mapping[DayType, float]


def heads(persons: float) -> HeadCount:
    return HeadCount(0, persons, 0)


def month_of(first: date, counts: Mapping[str, int], per_person: Mapping[str, float], persons: float) -> list[Day]:
    """Days in order of `counts` (day type → days), each using `per_person` times `persons`."""
    return [
        Day(per_person[name] * persons, DayType(name), heads(persons))
        for name, count in counts.items()
        for _ in range(count)
    ]


def unknown(first: date, until: date) -> list[Day]:
    """Days nothing is known of, `until` not included."""
    return [Day(None, None, None) for _ in range((until - first).days)]


def days_by(
    first: date,
    last: date,
    day_type: Callable[[date], DayType | None],
    persons: Callable[[date], HeadCount | None],
    use: Callable[[date, DayType | None, float], float | None],
    weights: Weights = HEADS,
) -> CampusDays:
    """Days first..last with `use(day, type, weighted heads)`."""
    days = []
    day = first
    while day <= last:
        kind, count = day_type(day), persons(day)
        days.append(Day(use(day, kind, count.weighted(weights) if count else 0.0), kind, count))
        day += timedelta(days=1)
    return CampusDays.of(first, days, weights)
