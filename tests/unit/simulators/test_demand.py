"""What people use, against the anchors of the domain handbook (§12.2, vector X11)."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from simulators.group import primary, senior
from simulators.world import World
from tests.unit.simulators.places import daily, kinds, mild, ms, sound_senior, world

YEAR = ("2025-09-01", "2026-09-01")
DAYS = np.array([200, 45, 120])
"""Days of the anchor: term weekdays, weekends with boarders in, vacation."""


def per_person_year(meter: str, place: World, heads: int) -> float:
    """Mean use per head and kind of day in a simulated year, summed over the days of the anchor."""
    used = daily(place, meter, *YEAR) / heads
    kind = np.minimum(kinds(place, *YEAR), 2)
    return float(sum(used[kind == k].mean() * n for k, n in enumerate(DAYS)))


@pytest.mark.parametrize(("meter", "expected"), [("SH-E-MAIN", 530.0), ("SH-W-MAIN", 33.01), ("SH-G-CANTEEN", 44.5)])
def test_a_boarder_uses_what_the_anchor_says(meter: str, expected: float) -> None:
    place = world(mild(senior(), boarders=1000, day_students=0))
    assert per_person_year(meter, place, 1000) == pytest.approx(expected, rel=0.025)


def test_a_day_pupil_uses_what_the_anchor_says() -> None:
    place = world(mild(primary(), boarders=0, day_students=1000))
    assert per_person_year("PR-E-MAIN", place, 1000) == pytest.approx(198.75, rel=0.025)


@pytest.mark.parametrize(("kind", "kwh", "water_l"), [(0, 2.2, 140), (1, 1.2, 90), (4, 0.30, 8)])
def test_each_kind_of_day_has_its_level(kind: int, kwh: float, water_l: float) -> None:
    place = world(mild(senior(), boarders=1000, day_students=0))
    of_kind = kinds(place, *YEAR) == kind
    assert daily(place, "SH-E-MAIN", *YEAR)[of_kind].mean() == pytest.approx(1000 * kwh, rel=0.04)
    assert daily(place, "SH-W-MAIN", *YEAR)[of_kind].mean() == pytest.approx(water_l, rel=0.04)


def test_the_school_year_has_about_the_days_of_the_anchor() -> None:
    kind = kinds(sound_senior(), *YEAR)
    assert 180 <= (kind == 0).sum() <= 205
    assert 40 <= (kind == 1).sum() <= 58
    assert 105 <= (kind >= 2).sum() <= 130


@pytest.mark.parametrize(("coldest", "warmest", "low", "high"), [(28.0, 40.0, 1.6, 2.2), (-20.0, 1.0, 1.2, 1.5)])
def test_hot_and_cold_school_days_take_more_than_the_mild_day(
    coldest: float, warmest: float, low: float, high: float
) -> None:
    place = world(replace(senior(), measures=()))
    span = "2020-09-01", "2026-12-31"
    first = place.place.timeline.days.index(date(2020, 9, 1))
    of_span = slice(first, first + len(kinds(place, *span)))
    outdoor, heads = place.place.weather.day_c[of_span], place.place.heads[of_span]
    chosen = (kinds(place, *span) == 0) & (outdoor > coldest) & (outdoor < warmest)
    ratio = daily(place, "SH-E-MAIN", *span)[chosen] / (heads[chosen] * 2.2)
    assert chosen.sum() > 15
    assert low < ratio.mean() < high


def test_dorm_nights_are_quiet() -> None:
    place = sound_senior()
    used = place.hourly("SH-W-DORM", ms("2025-10-13"), ms("2025-10-18"))
    by_hour = used.reshape(-1, 24).mean(0)
    assert by_hour[2:5].mean() < 0.1 * by_hour.max()
    assert int(by_hour.argmax()) == 21


def test_gas_follows_school_days() -> None:
    place = sound_senior()
    used, kind = daily(place, "SH-G-CANTEEN", *YEAR), kinds(place, *YEAR)
    assert used[kind >= 2].sum() == 0
    assert used[kind == 0].min() > 100


def test_daily_noise_is_persistent_and_about_six_percent() -> None:
    place = world(mild(senior(), boarders=1000, day_students=0))
    used = np.log(daily(place, "SH-E-DORM", "2020-09-01", "2026-09-01"))
    kind = kinds(place, "2020-09-01", "2026-09-01")
    pairs = (kind[1:] == 0) & (kind[:-1] == 0)
    centred = used - used[kind == 0].mean()
    assert centred[kind == 0].std() == pytest.approx(0.06, abs=0.012)
    correlation = np.corrcoef(centred[1:][pairs], centred[:-1][pairs])[0, 1]
    assert 0.4 < correlation < 0.75


def test_september_brings_more_pupils() -> None:
    boarders = sound_senior().place.boarders
    days = sound_senior().place.timeline.days
    jump = [d for d, (a, b) in zip(days[1:], pairwise(boarders), strict=True) if a != b]
    assert {(d.month, d.day) for d in jump} == {(9, 1)}
    assert [d.year for d in jump] == [2021, 2022, 2023, 2024, 2025, 2026]
