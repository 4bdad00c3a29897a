"""Every figure can be followed: from the cell to the pages to the readings and facts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from analysis.bookkeeping import book_dirty
from api.app import build_app
from campus.clock import to_ms
from campus.ledger.dirty import mark_dirty
from campus.ledger.entry import enter
from campus.ledger.facts import Fact
from campus.reading import Sample
from campus.readings.open import open_readings
from tests.monthly.installation import ZONE, Site, main_meter, resource_of, site

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
FIRST = datetime(2026, 1, 31, 12, tzinfo=ZONE)
SWAPPED = datetime(2026, 2, 10, 9, 30, tzinfo=ZONE)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[tuple[Site, TestClient]]:
    """A main with a real register, swapped on 10 February, and a shop that is taken off."""
    shop = {"id": "shop", "resource": "electricity", "role": "excluded", "parent": "e"}
    one = site(tmp_path, [{"id": "c", "name": "校区", "meters": [main_meter("e", multiplier=40), shop]}])
    readings = open_readings(one.group, tmp_path)
    samples = []
    at = FIRST
    while at < datetime(2026, 3, 1, 12, tzinfo=ZONE):
        hours = (at - FIRST) / timedelta(hours=1)
        register = 1000 + hours if at <= SWAPPED else 5 + (at - SWAPPED) / timedelta(hours=1)
        samples.append(Sample("e", to_ms(at), to_ms(at) + 5, {"electricity_import": register}))
        samples.append(Sample("shop", to_ms(at), to_ms(at) + 5, {"electricity_import": 200 + 2 * hours}))
        at += timedelta(minutes=30)
    readings.append(samples)
    mark_dirty(one.engine, [(s.meter, s.time_ms) for s in samples], 0)
    final = 1000 + (SWAPPED - FIRST) / timedelta(hours=1)
    swap = Fact("swap", "e", to_ms(SWAPPED), {"final": final, "initial": 5.0}, "李师傅", to_ms(NOW))
    enter(one.engine, swap, to_ms(NOW))
    one.heads("c", date(2025, 1, 1), staff=20)
    book_dirty(one.group, readings, one.engine, lambda: NOW)
    app = build_app(one.group, readings, one.engine, lambda: NOW, pages=False)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield one, client
    readings.close()
    one.engine.dispose()


def test_the_pages_add_up_to_the_figure(school: tuple[Site, TestClient]) -> None:
    _, client = school
    report = client.get("/api/v1/report", params={"month": "2026-02"}).json()
    figure = resource_of(report["campuses"][0], "electricity")["this"]
    traced = client.get("/api/v1/trace", params={"month": "2026-02", "campus": "c", "resource": "electricity"}).json()
    assert figure["value"] == pytest.approx(28 * 24 * (40 - 2))
    assert traced["value"] == pytest.approx(figure["value"], rel=1e-12)
    assert [(m["meter"], m["sign"], len(m["pages"])) for m in traced["meters"]] == [("e", 1, 28), ("shop", -1, 28)]
    assert sum(p["total"] for p in traced["meters"][0]["pages"]) == pytest.approx(28 * 24 * 40)
    assert [(f["kind"], f["body"]["staff"], f["author"]) for f in traced["facts"]] == [("head_count", 20, "tester")]


def test_a_page_shows_its_readings_and_the_swap(school: tuple[Site, TestClient]) -> None:
    _, client = school
    page = client.get("/api/v1/trace/page", params={"meter": "e", "day": "2026-02-10"}).json()
    assert page["page"]["total"] == pytest.approx(24 * 40)
    assert sum(h["value"] for h in page["hours"]) == pytest.approx(24 * 40)
    assert {h["covered_s"] for h in page["hours"]} == {3600}
    assert len(page["readings"]) == 48 + 2
    assert page["readings"][0]["time"] == "2026-02-09T23:30:00+08:00"
    assert page["readings"][-1]["time"] == "2026-02-11T00:00:00+08:00"
    assert [(f["kind"], f["author"], f["body"]["initial"]) for f in page["facts"]] == [("swap", "李师傅", 5.0)]
    assert page["multiplier"] == 40


def test_last_year_is_unknown_and_not_zero(school: tuple[Site, TestClient]) -> None:
    _, client = school
    query = {"month": "2026-02", "campus": "c", "resource": "electricity", "year": "last"}
    traced = client.get("/api/v1/trace", params=query).json()
    assert traced["value"] is None
    assert traced["first"] == "2025-02-01"


def test_an_unchanged_report_is_not_sent_again(school: tuple[Site, TestClient]) -> None:
    _, client = school
    first = client.get("/api/v1/report", params={"month": "2026-02"})
    again = client.get("/api/v1/report", params={"month": "2026-02"}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "query", "told"),
    [
        ("report", {"month": "2026-2-1"}, "is not a month"),
        ("report", {"month": "2026-02", "campus": "x"}, "there is no campus 'x'"),
        ("trace", {"month": "2026-02", "campus": "x", "resource": "electricity"}, "there is no campus 'x'"),
        ("trace", {"month": "2026-02", "campus": "c", "resource": "gas"}, "has no counting meter of gas"),
        ("trace/page", {"meter": "e", "day": "2024-02-10"}, "have no electricity_import on 2024-02-10"),
    ],
)
def test_wrong_questions_are_problems(
    school: tuple[Site, TestClient], path: str, query: dict[str, str], told: str
) -> None:
    _, client = school
    answer = client.get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told in answer.json()["detail"]
