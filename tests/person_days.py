"""Campus days written down as a person would: behaviour per person-day, a calendar, heads."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from analysis.comparison.campus_days import CampusDays, Day
from campus.day_type import DayType
from campus.headcount import HEADS, HeadCount, Weights
from campus.period import Month

FEBRUARY = Month(2026, 2)
ONE_DAY = timedelta(days=1)


def persons(count: float) -> HeadCount:
    return HeadCount(0, count, 0)


def like(counts: Mapping[str, int], per_person: Mapping[str, float], heads: HeadCount, scale: float = 1.0) -> list[Day]:
    """`counts` days of each type in order, each using `per_person` times all heads (times `scale`)."""
    return [
        Day(per_person[name] * heads.weighted() * scale, DayType(name), heads)
        for name, count in counts.items()
        for _ in range(count)
    ]


def two_februaries(last: Sequence[Day], this: Sequence[Day], weights: Weights = HEADS) -> CampusDays:
    """February 2025 as `last`, February 2026 as `this`, and eleven months of which nothing is known between."""
    between = (date(2026, 2, 1) - date(2025, 3, 1)).days
    days = [*last, *(Day(None, None, None) for _ in range(between)), *this]
    return CampusDays.of(date(2025, 2, 1), days, weights)


def days_by(
    first: date, last: date, day: Callable[[date], Day], weights: Weights = HEADS, through: date | None = None
) -> CampusDays:
    """The days first..last (both included), each as `day` says."""
    count = (last - first).days + 1
    return CampusDays.of(first, [day(first + n * ONE_DAY) for n in range(count)], weights, through)
