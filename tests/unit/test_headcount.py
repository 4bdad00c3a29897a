"""Head counts: steps in time, day averages (TV4a), weights per resource (TV4b)."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from campus.headcount import HEADS, WATER_QUOTA, HeadCount, HeadCounts
from campus.ledger.facts import Fact
from campus.period import day_start_ms

CHINA = ZoneInfo("Asia/Shanghai")


def fact(day: date, boarders: int, day_students: int, staff: int, recorded_ms: int = 0, number: int = 1) -> Fact:
    body = {"boarders": boarders, "day_students": day_students, "staff": staff}
    return Fact("head_count", "a", day_start_ms(day, CHINA), body, "head", recorded_ms, number)


def test_tv4a_mean_is_the_day_average() -> None:
    counts = HeadCounts.from_facts([fact(date(2026, 4, 1), 0, 1200, 0), fact(date(2026, 4, 11), 0, 1170, 0)], CHINA)
    mean = counts.mean(date(2026, 4, 1), date(2026, 4, 30))
    assert mean is not None
    assert mean.weighted() == pytest.approx(1180.0, rel=1e-12)


def test_tv4b_weights() -> None:
    heads = HeadCount(boarders=800, day_students=600, staff=120)
    assert heads.weighted(HEADS) == 1520
    assert heads.weighted(WATER_QUOTA) == 2320
    assert 5000 / heads.weighted(HEADS) == pytest.approx(3.289473684210526, rel=1e-12)
    assert 5000 / heads.weighted(WATER_QUOTA) == pytest.approx(2.1551724137931036, rel=1e-12)


def test_unknown_before_the_first_fact() -> None:
    counts = HeadCounts.from_facts([fact(date(2026, 4, 11), 1, 2, 3)], CHINA)
    assert counts.on(date(2026, 4, 10)) is None
    assert counts.on(date(2026, 4, 11)) == (1, 2, 3)
    assert counts.on(date(2030, 1, 1)) == (1, 2, 3)
    assert counts.mean(date(2026, 4, 10), date(2026, 4, 30)) is None
    assert counts.mean(date(2026, 4, 12), date(2026, 4, 11)) is None
    assert HeadCounts().on(date(2026, 4, 11)) is None
    assert HeadCounts().mean(date(2026, 4, 11), date(2026, 4, 11)) is None


def test_zero_is_a_count() -> None:
    counts = HeadCounts.from_facts([fact(date(2026, 7, 11), 0, 0, 0)], CHINA)
    assert counts.mean(date(2026, 7, 11), date(2026, 7, 12)) == (0, 0, 0)


def test_of_two_words_about_one_day_the_later_recorded_holds() -> None:
    day = date(2026, 4, 1)
    late, early = fact(day, 9, 0, 0, recorded_ms=20, number=1), fact(day, 1, 0, 0, recorded_ms=10, number=2)
    assert HeadCounts.from_facts([late, early], CHINA).on(day) == (9, 0, 0)


def test_other_facts_do_not_count() -> None:
    other = Fact("calendar_exception", "a", 0, {"day_type": "EVENT"}, "head", 0, 1)
    assert HeadCounts.from_facts([other], CHINA).days == ()
