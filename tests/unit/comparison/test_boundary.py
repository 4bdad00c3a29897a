"""Which meters make a campus on which day, and telling two years over the same ones."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analysis.comparison.boundary import Boundary, InForce, Version, restated
from analysis.comparison.meter_days import MeterDays, People, campus_days, days_inside
from campus.day_type import DayType
from campus.errors import Refused
from campus.headcount import HeadCount
from campus.register.hours import Hours

OLD = Version(frozenset({"m"}), frozenset({"shop"}), frozenset({"a", "b"}))


def days(*energy: float, covered: tuple[float, ...] = ()) -> MeterDays:
    share = np.array(covered) if covered else np.ones(len(energy))
    return MeterDays(np.array(energy), np.zeros(len(energy)), share)


def test_meters_and_buildings_are_in_force_from_and_until_their_days() -> None:
    boundary = Boundary(
        mains=[InForce("m"), InForce("new", first=date(2026, 3, 1))],
        excluded=[InForce("site", date(2026, 1, 1), date(2026, 1, 31))],
        buildings=[InForce("a"), InForce("b", first=date(2026, 3, 1))],
    )
    assert boundary.on(date(2025, 12, 31)).label == "+m [a]"
    assert boundary.on(date(2026, 1, 31)).label == "+m -site [a]"
    assert boundary.on(date(2026, 3, 1)).label == "+m +new [a, b]"


def test_excluded_meters_are_taken_off_and_every_meter_must_be_known() -> None:
    inside = days_inside([OLD] * 3, {"m": days(100, 100, 100), "shop": days(10, 20, 30, covered=(1.0, 0.94, 0.95))})
    assert inside.use.tolist() == [90.0, 0.0, 70.0]
    assert inside.valid.tolist() == [True, False, True]


def test_a_meter_without_books_makes_days_invalid_not_smaller() -> None:
    assert not days_inside([OLD] * 2, {"m": days(1, 1)}).valid.any()


def test_a_day_without_a_main_is_not_valid() -> None:
    nothing = Version(frozenset(), frozenset(), frozenset())
    assert days_inside([nothing], {}).valid.tolist() == [False]


def test_a_change_within_the_days_uses_each_days_own_meters() -> None:
    later = Version(frozenset({"m", "n"}), frozenset(), frozenset({"a"}))
    inside = days_inside(
        [OLD, later],
        {"m": days(100, 100), "n": days(7, 7, covered=(0.0, 1.0)), "shop": days(10, 10, covered=(1.0, 0.0))},
    )
    assert inside.use.tolist() == [90.0, 107.0]
    assert inside.label.tolist() == ["+m -shop [a, b]", "+m +n [a]"]


def test_a_new_building_under_the_old_main_is_taken_off_by_its_own_meters() -> None:
    new = Version(OLD.mains, OLD.excluded, OLD.buildings | {"c"})
    told = restated(OLD, new, {"c": frozenset({"c1", "c2"})})
    assert told is not None
    assert told.last == OLD
    assert told.this == Version(OLD.mains, OLD.excluded | {"c1", "c2"}, OLD.buildings)
    assert told.label == "restated +m [a, b]"
    assert restated(OLD, new, {}) is None


def test_a_new_building_with_its_own_main_drops_out_with_it() -> None:
    new = Version(OLD.mains | {"cm"}, OLD.excluded, OLD.buildings | {"c"})
    told = restated(OLD, new, {"c": frozenset({"cm"})})
    assert told is not None
    assert told.this == OLD


def test_what_either_year_excludes_is_taken_off_both() -> None:
    this = Version(OLD.mains, frozenset({"site"}), OLD.buildings)
    told = restated(OLD, this, {})
    assert told is not None
    assert told.last.excluded == told.this.excluded == {"shop", "site"}


def test_other_mains_of_the_same_buildings_cannot_be_restated() -> None:
    assert restated(OLD, Version(frozenset({"x"}), OLD.excluded, OLD.buildings), {}) is None


@pytest.mark.parametrize(
    ("zone", "day", "count"), [("Europe/Berlin", date(2026, 3, 29), 23), ("Asia/Shanghai", date(2026, 3, 29), 24)]
)
def test_days_from_hours_are_local_days(zone: str, day: date, count: int) -> None:
    hours = Hours(
        np.ones(count + 24), np.zeros(count + 24), np.full(count + 24, 3600, np.uint16), np.ones(count + 24, np.uint8)
    )
    found = MeterDays.of(hours, day, ZoneInfo(zone))
    assert found.energy.tolist() == [count, 24]
    assert found.covered.tolist() == [1.0, 1.0]
    with pytest.raises(Refused, match="not whole local days"):
        MeterDays.of(hours.slice(0, count + 5), day, ZoneInfo(zone))


def test_put_together_with_calendar_and_heads() -> None:
    inside = days_inside(
        [OLD] * 2, {"m": MeterDays(np.array([100.0, 50.0]), np.array([25.0, 0.0]), np.ones(2)), "shop": days(0, 0)}
    )
    people = People([DayType.TERM_WD, None], [HeadCount(1, 2, 3), None])
    series = campus_days(date(2026, 1, 1), inside, people)
    assert series.estimated.tolist() == [25.0, 0.0]
    assert series.usable.tolist() == [True, False]
    assert series.persons.tolist() == [6.0, 0.0]
