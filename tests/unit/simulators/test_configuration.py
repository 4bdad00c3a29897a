"""The written campus.yaml, meter lists and calendars describe the simulated group."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from campus.config.calendar_file import calendar_of
from campus.config.load import examine
from campus.config.model import Group
from campus.day_type import DayType
from simulators.almanac import DayKind
from simulators.configuration import head_count_facts, write_group
from simulators.group import demo_group

TYPES = {
    DayKind.TERM_WD: DayType.TERM_WD,
    DayKind.TERM_WE: DayType.TERM_WE,
    DayKind.HOME: DayType.HOLIDAY,
    DayKind.HOLIDAY: DayType.HOLIDAY,
    DayKind.VACATION: DayType.VACATION,
}


@pytest.fixture
def group(tmp_path: Path) -> Group:
    config = write_group(tmp_path, demo_group(), "mqtt://broker:1884", first=date(2024, 11, 1), last=date(2026, 11, 20))
    loaded = examine(config)
    assert loaded.problems == ()
    assert loaded.group is not None
    return loaded.group


def test_every_instrument_is_listed_as_it_is(group: Group) -> None:
    for site in demo_group().sites:
        for instrument in site.instruments:
            listed = group.meters[instrument.id]
            assert (listed.campus, listed.resource, listed.role) == (site.id, instrument.resource, instrument.role)
            assert listed.parent == instrument.parent
            if instrument.booked:
                assert listed.multiplier == instrument.multiplier
                assert listed.register_modulus == instrument.modulus
                assert listed.register_resolution == instrument.resolution
    assert len(group.meters) == sum(len(site.instruments) for site in demo_group().sites)
    assert group.broker.url == "mqtt://broker:1884"


def test_calendars_say_what_the_simulated_days_are(group: Group) -> None:
    for campus, site in zip(group.campuses, demo_group().sites, strict=True):
        calendar = calendar_of(campus)
        day = date(2024, 11, 1)
        while day <= date(2027, 7, 31):
            assert calendar.day_type(day) == TYPES[site.almanac.kind(day)], (campus.id, day)
            day += timedelta(days=1)


def test_head_counts_are_written_as_list_and_as_facts(group: Group, tmp_path: Path) -> None:
    with (tmp_path / "headcounts.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    facts = head_count_facts(demo_group())
    assert len(rows) == len(facts) > 0
    assert {f.subject for f in facts} == {c.id for c in group.campuses}
    assert dict(facts[-1].body) == {k: int(rows[-1][k]) for k in ("boarders", "day_students", "staff")}


def test_heat_pump_points_are_named(group: Group) -> None:
    assert group.meters["SH-HP"].points == {"tank": "tank", "supply": "supply", "ambient": "ambient", "inlet": "inlet"}


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(2025, date(2025, 9, 1), date(2026, 1, 31)), (2024, date(2024, 9, 1), date(2025, 1, 17))],
)
def test_term_one_ends_in_january_before_spring_festival(year: int, first: date, last: date) -> None:
    term = demo_group().sites[0].almanac.terms(year)[0]
    assert (term.first, term.last) == (first, last)
