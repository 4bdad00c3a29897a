"""A published figure knows when its inputs are no longer what they were."""

from dataclasses import replace
from datetime import date

from analysis.comparison.campus_days import CampusDays, Day
from analysis.comparison.fingerprint import fingerprint
from analysis.comparison.three_lines import CampusCase
from campus.day_type import DayType
from tests.person_days import persons


def days(*changes: tuple[int, Day]) -> CampusDays:
    series = [Day(10.0, DayType.TERM_WD, persons(5))] * 5
    for at, day in changes:
        series[at] = day
    return CampusDays.of(date(2026, 1, 1), series)


def test_any_change_shows_and_order_does_not() -> None:
    a, b = CampusCase("a", days()), CampusCase("b", days())
    plain = fingerprint([a, b])
    assert plain == fingerprint([b, a])
    day = Day(10.0, DayType.TERM_WD, persons(5))
    others = [
        replace(a, days=days((2, changed)))
        for changed in (
            day._replace(use=10.5),
            day._replace(use=None),
            day._replace(day_type=DayType.EVENT),
            day._replace(heads=persons(6)),
            day._replace(estimated=0.1),
            day._replace(boundary="x"),
        )
    ]
    others += [replace(a, opened=date(2025, 1, 1)), replace(a, campus="c")]
    assert len({plain, *(fingerprint([other, b]) for other in others)}) == 9
