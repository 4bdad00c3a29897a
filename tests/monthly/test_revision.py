"""Published months: later data names what it changed and why; nothing else moves."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus.ledger.facts import facts_of, withdraw
from campus.period import Month
from tests.monthly.installation import Site, main_meter, resource_of, site

FIRST, LAST = date(2024, 9, 1), date(2026, 4, 30)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Site]:
    one = site(tmp_path, [{"id": "c", "name": "校区", "meters": [main_meter("e")]}])
    one.heads("c", FIRST, day_students=400)
    count = (LAST - FIRST).days + 1
    one.day_types("c", FIRST, {"TERM_WD": count})
    one.use("e", {FIRST + timedelta(days=n): 400.0 + n % 7 for n in range(count)})
    yield one
    one.engine.dispose()


def test_a_month_without_later_data_is_not_revised(school: Site) -> None:
    published = school.report("--month", "2026-02", "--publish")
    again = school.report("--month", "2026-02")
    assert again["revision"]["revised"] is False
    assert again["revision"]["published_digest"] == published["digest"] == again["digest"]
    assert again["revision"]["figures"] == again["revision"]["causes"] == []


def test_an_unpublished_month_has_no_revision(school: Site) -> None:
    assert school.report("--month", "2026-02")["revision"] is None


def test_a_corrected_day_shows_old_new_and_the_page(school: Site) -> None:
    before = school.report("--month", "2026-02", "--publish")
    school.use("e", {date(2026, 2, 10): 900.0}, now_ms=5)
    revision = school.report("--month", "2026-02")["revision"]
    assert revision["revised"] is True
    figures = {f["path"]: (f["old"], f["new"]) for f in revision["figures"]}
    old = resource_of(before["campuses"][0], "electricity")["this"]["value"]
    path = "campuses/c/resources/electricity/this/value"
    assert figures[path][0] == pytest.approx(old)
    assert figures[path][1] - old == pytest.approx(900.0 - (400 + (date(2026, 2, 10) - FIRST).days % 7))
    assert revision["causes"] == [
        {
            "kind": "page",
            "subject": "e",
            "first": "2026-02-10",
            "last": "2026-02-10",
            "detail": "1 days changed, 0 new, 0 removed",
        }
    ]
    text = school.run("--month", "2026-02").stdout
    assert "已修订" in text
    assert "2026-02-10" in text


def test_a_head_count_taken_back_is_named_as_a_fact(school: Site) -> None:
    school.report("--month", "2026-02", "--publish")
    with school.engine.begin() as connection:
        number = facts_of(connection, "c", "head_count")[0].id
        withdraw(connection, number, "王老师", 9)
    revision = school.report("--month", "2026-02")["revision"]
    assert [(c["kind"], c["subject"]) for c in revision["causes"]] == [("fact", "c")]
    assert "withdrawal by 王老师" in revision["causes"][0]["detail"]


def test_publishing_again_settles_it(school: Site) -> None:
    school.report("--month", "2026-02", "--publish")
    school.use("e", {date(2026, 2, 10): 900.0}, now_ms=5)
    settled = school.report("--month", "2026-02", "--publish")
    assert settled["revision"]["revised"] is False


MONTHS = [Month(2026, n) for n in (1, 2, 3, 4)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, (LAST - date(2026, 1, 1)).days), st.floats(1.0, 5000.0))
def test_late_data_changes_exactly_the_months_it_touches(school: Site, offset: int, amount: float) -> None:
    """A day's own month, and no month before it; the months after it use other pages."""
    day = date(2026, 1, 1) + timedelta(days=offset)
    before = {m: school.report("--month", str(m)) for m in MONTHS}
    school.use("e", {day: amount + 1000.0}, now_ms=offset + 1)
    after = {m: school.report("--month", str(m)) for m in MONTHS}
    changed = {m for m in MONTHS if before[m]["digest"] != after[m]["digest"]}
    value = {m: resource_of(after[m]["campuses"][0], "electricity")["this"]["value"] for m in MONTHS}
    old = {m: resource_of(before[m]["campuses"][0], "electricity")["this"]["value"] for m in MONTHS}
    assert {m for m in MONTHS if value[m] != pytest.approx(old[m], rel=1e-12)} <= {Month.of(day)}
    assert changed <= {Month.of(day)}
    assert changed == {Month.of(day)} or value == old
