"""The REST API, asked as a client would."""

from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import build_app
from api.context import Context
from campus.errors import Retry
from tests.small_group import shape

HOURS = [shape("junior-e", datetime(2026, 3, 10).date(), h).value or 0.0 for h in range(24)]  # noqa: DTZ001 - a day


def get(client: TestClient, path: str, status: int = 200, **query: str | int) -> Any:
    answer = client.get(f"/api/v1{path}", params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def used(client: TestClient, meter: str, start: str, end: str, by: str = "day", status: int = 200) -> Any:
    answer = client.get(f"/api/v1/meters/{meter}/consumption", params={"from": start, "to": end, "by": by})
    assert answer.status_code == status, answer.text
    return answer.json()


def test_campuses_say_what_they_measure(client: TestClient) -> None:
    found = get(client, "/campuses")
    assert found["group"] == "德外教育集团"
    assert [c["id"] for c in found["items"]] == ["junior", "senior"]
    assert found["items"][0] == {
        "id": "junior",
        "name": "初中部",
        "timezone": "Asia/Shanghai",
        "area_m2": 18000.0,
        "meters": 2,
        "resources": ["electricity", "water"],
    }


def test_meters_come_in_pages_and_every_meter_once(client: TestClient) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = get(client, "/meters", limit=4, cursor=cursor)
        assert len(page["items"]) <= 4
        seen += [m["id"] for m in page["items"]]
        cursor = page["next_cursor"]
    assert seen == sorted(seen)
    assert len(seen) == 9


def test_meters_can_be_narrowed_to_a_campus_and_a_resource(client: TestClient) -> None:
    assert [m["id"] for m in get(client, "/meters", campus="senior", resource="water")["items"]] == ["senior-w"]
    assert get(client, "/meters", campus="nowhere") == {"items": [], "next_cursor": None}


def test_a_meter_says_its_unit_and_a_sensor_has_none(client: TestClient) -> None:
    assert get(client, "/meters/senior-w") | {"topic": ""} == {
        "id": "senior-w",
        "name": "高中部总水表",
        "campus": "senior",
        "building": "",
        "resource": "water",
        "role": "main",
        "parent": "",
        "quantity": "water_volume",
        "unit": "m3",
        "multiplier": 1.0,
        "interval_s": 900,
        "stat_code": "",
        "topic": "",
    }
    assert get(client, "/meters/senior-t")["unit"] is None


def test_latest_values_carry_unit_time_with_zone_and_age(client: TestClient) -> None:
    found = get(client, "/meters/senior-e/latest")
    assert found["freshness"] == "fresh"
    assert found["values"] == [
        {
            "channel": "active_power",
            "quantity": "active_power",
            "part": "",
            "value": 262400.0,
            "unit": "W",
            "time": "2026-03-14T10:19:00+08:00",
            "age_s": 60.0,
        },
        {
            "channel": "electricity_import",
            "quantity": "electricity_import",
            "part": "",
            "value": 18234.51,
            "unit": "kWh",
            "time": "2026-03-14T10:19:00+08:00",
            "age_s": 60.0,
        },
    ]


@pytest.mark.parametrize(
    ("meter", "state"),
    [("senior-e-canteen", "late"), ("senior-e-dorm", "silent"), ("junior-w", "by_hand"), ("senior-w", "fresh")],
)
def test_freshness_follows_the_age_of_the_newest_reading(client: TestClient, meter: str, state: str) -> None:
    assert get(client, f"/meters/{meter}/latest")["freshness"] == state


def test_a_meter_never_heard_has_no_values(empty: Context) -> None:
    app = build_app(empty.group, empty.readings, empty.engine, empty.clock, pages=False)
    with TestClient(app) as client:
        assert get(client, "/meters/senior-e/latest") == {"meter": "senior-e", "freshness": "never", "values": []}


def test_consumption_by_hour_is_the_books_hours(client: TestClient) -> None:
    found = used(client, "junior-e", "2026-03-10", "2026-03-11", "hour")
    assert (found["unit"], found["timezone"], len(found["rows"])) == ("kWh", "Asia/Shanghai", 24)
    assert [r["value"] for r in found["rows"]] == pytest.approx(HOURS)
    assert found["rows"][0] | {"value": 0} == {
        "start": "2026-03-10T00:00:00+08:00",
        "end": "2026-03-10T01:00:00+08:00",
        "value": 0,
        "status": "measured",
        "estimated_share": 0.0,
        "coverage": 1.0,
    }


def test_consumption_by_day_sums_hours_and_names_gaps_and_estimates(client: TestClient) -> None:
    rows = used(client, "senior-e", "2026-03-12", "2026-03-14")["rows"]
    assert [r["status"] for r in rows] == ["measured", "estimated"]
    assert rows[1]["coverage"] == pytest.approx(21 / 24)
    day = datetime(2026, 3, 13).date()  # noqa: DTZ001 - a day
    hours = {h: shape("senior-e", day, h).value or 0.0 for h in range(24)}
    total = sum(hours.values())
    assert rows[1]["value"] == pytest.approx(total)
    assert rows[1]["estimated_share"] == pytest.approx(sum(hours[h] for h in range(2, 8)) / total)


def test_nothing_known_is_null_never_zero(client: TestClient) -> None:
    rows = used(client, "senior-w", "2026-03-05", "2026-03-06")["rows"]
    assert [(r["value"], r["status"], r["estimated_share"], r["coverage"]) for r in rows] == [
        (None, "missing", None, 0.0)
    ]


def test_months_can_be_asked_as_months(client: TestClient) -> None:
    rows = used(client, "junior-e", "2025-11", "2026-02", "month")["rows"]
    assert [r["start"][:10] for r in rows] == ["2025-11-01", "2025-12-01", "2026-01-01"]
    assert rows[-1]["end"] == "2026-02-01T00:00:00+08:00"


@pytest.mark.parametrize("start", ["2026-03-10T08:00:00+08:00", "2026-03-10T00:00:00Z", "2026-03-09T19:00:00-05:00"])
def test_hours_can_be_asked_between_moments_of_any_zone(client: TestClient, start: str) -> None:
    rows = used(client, "junior-e", start, "2026-03-10T11:00:00+08:00", "hour")["rows"]
    assert [r["start"][11:16] for r in rows] == ["08:00", "09:00", "10:00"]


def test_a_plus_sign_that_was_not_encoded_is_understood(client: TestClient) -> None:
    url = "/api/v1/meters/junior-e/consumption?from=2026-03-10T08:00:00+08:00&to=2026-03-10T09:00:00+08:00&by=hour"
    assert len(client.get(url).json()["rows"]) == 1


@pytest.mark.parametrize(
    ("start", "end", "by", "said"),
    [
        ("yesterday", "2026-03-10", "day", "from: 'yesterday' is neither"),
        ("2026-03-10T08:00:00", "2026-03-11", "hour", "with its zone"),
        ("2026-03-10", "2026-03-10", "day", "must lie behind from"),
        ("2026-02-30", "2026-03-10", "day", "'2026-02-30' is neither"),
        ("2026-13", "2027-01", "month", "'2026-13' is neither"),
        ("0001-01-01T00:00:00+14:00", "2026-03-10", "day", "is neither"),
        ("1899-12-31", "1900-02-01", "day", "is neither"),
        ("2026-03-10", "9999-12-31", "month", "is neither"),
        ("2000-01-01", "2026-01-01", "hour", "at most 400 days"),
        ("2026-03-10", "2026-03-11", "week", "by"),
    ],
)
def test_wrong_periods_are_problems_that_say_what_would_do(
    client: TestClient, start: str, end: str, by: str, said: str
) -> None:
    problem = used(client, "junior-e", start, end, by, status=422)
    assert said in problem["detail"]


def test_a_sensor_has_no_consumption(client: TestClient) -> None:
    problem = used(client, "senior-t", "2026-03-10", "2026-03-11", status=422)
    assert "it has readings but no consumption" in problem["detail"]


def test_an_etag_saves_the_second_answer_and_changes_with_the_books(client: TestClient) -> None:
    url = "/api/v1/meters/junior-e/consumption?from=2026-03-10&to=2026-03-11"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = client.get(url.replace("2026-03-11", "2026-03-12"), headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_quarantine_is_newest_first_and_shows_why(client: TestClient) -> None:
    first = get(client, "/quarantine", limit=2)
    assert (first["total"], len(first["items"])) == (3, 2)
    second = get(client, "/quarantine", limit=2, cursor=first["next_cursor"])
    assert second["next_cursor"] is None
    items = first["items"] + second["items"]
    assert [i["topic"] for i in items] == ["acme/E2/up", "acme/E1/up", "acme/E0/up"]
    assert items[1]["payload"] == "\\xff\\xfe\\x00"
    assert items[2]["reason"] == "not JSON: unexpected end"
    assert items[2]["received"] == "2026-03-14T02:20:00Z"
    assert [i["topic"] for i in get(client, "/quarantine", topic="acme/E1/up")["items"]] == ["acme/E1/up"]


def test_discovered_devices_are_listed_with_an_example(client: TestClient) -> None:
    found = get(client, "/discovered")
    assert found["total"] == 1
    assert found["items"][0] == {
        "topic": "acme/E9/up",
        "device": "E9",
        "decoder": "",
        "first": "2026-03-13T02:20:00Z",
        "last": "2026-03-14T02:19:30Z",
        "messages": 31,
        "example": '{"kwh": 12.5}',
    }
    assert get(client, "/discovered", cursor='["acme/E9/up", "E9"]')["items"] == []


@pytest.mark.parametrize(
    ("path", "cursor"),
    [
        ("/quarantine", "abc"),
        ("/quarantine", "9" * 30),
        ("/quarantine", "²"),
        ("/discovered", "abc"),
        ("/discovered", "[1]"),
    ],
)
def test_a_made_up_cursor_is_refused(client: TestClient, path: str, cursor: str) -> None:
    assert "next_cursor" in get(client, path, 422, cursor=cursor)["detail"]


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/meters/E-1", 404, "unknown-meter"),
        ("/meters/E-1/latest", 404, "unknown-meter"),
        ("/meters?limit=0", 422, "wrong-parameter"),
        ("/meters?limit=100000", 422, "wrong-parameter"),
        ("/meters?resource=steam", 422, "wrong-parameter"),
        ("/nothing/here", 404, "unknown-path"),
    ],
)
def test_every_error_is_problem_details(client: TestClient, path: str, status: int, kind: str) -> None:
    answer = client.get("/api/v1" + path)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["type"] == f"urn:campus-energy:problem:{kind}"
    assert problem["instance"] == "/api/v1" + path.split("?", maxsplit=1)[0]
    assert problem["detail"]


def test_the_wrong_parameter_is_named(client: TestClient) -> None:
    problem = get(client, "/meters", 422, limit=0)
    assert [e["name"] for e in problem["errors"]] == ["query.limit"]


def test_only_reading_is_offered(client: TestClient) -> None:
    answer = client.post("/api/v1/meters", json={})
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert answer.headers["allow"] == "GET"


class Away:
    """Readings whose store is down."""

    def latest(self, _meters: object) -> None:
        raise Retry("no answer from the store")  # noqa: EM101, TRY003 - the store's own words


def test_a_store_that_is_away_answers_503_with_retry_after(context: Context) -> None:
    app = build_app(context.group, Away(), context.engine, context.clock, pages=False)  # type: ignore[arg-type] # only latest is asked
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/meters/senior-e/latest")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert answer.json()["detail"] == "no answer from the store"
        health = client.get("/api/v1/health")
        assert (health.status_code, health.json()["status"]) == (503, "down")
        assert health.json()["reasons"] == ["readings: no answer from the store"]


def test_a_fault_of_ours_is_a_problem_without_details_of_the_inside(
    context: Context, engine_of_nothing: Engine
) -> None:
    app = build_app(context.group, context.readings, engine_of_nothing, context.clock, pages=False)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/quarantine")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "select" not in answer.text.lower()
        assert answer.status_code in {500, 503}


def test_health_counts_meters_and_says_what_is_late(client: TestClient) -> None:
    answer = client.get("/api/v1/health")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    found = answer.json()
    assert found["status"] == "degraded"
    assert found["reasons"] == ["2 meters have sent nothing for more than three of their intervals"]
    assert found["meters"] == {"fresh": 6, "late": 1, "silent": 1, "never": 0, "by_hand": 1}
    assert found["newest_reading"] == "2026-03-14T02:19:00Z"
    assert (found["quarantined"], found["discovered"], found["spool_messages"]) == (3, 1, 0)
    assert [p["name"] for p in found["processes"]] == ["collector", "worker"]
    assert found["processes"][0]["age_s"] == 4.0
    assert client.get("/health").json() == found


def test_metrics_are_what_processes_published_and_our_own(client: TestClient) -> None:
    client.get("/api/v1/meters/senior-e")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert "campus_up 1.0" in lines
    assert 'campus_meters{freshness="fresh"} 6.0' in lines
    assert 'campus_process_messages_total{process="collector"} 48213.0' in lines
    assert 'campus_process_age_seconds{process="worker"} 9.0' in lines
    assert not [line for line in lines if "mqtt5" in line]
    assert 'campus_http_requests_total{handler="get_meter",method="GET",status="200"} 1.0' in lines
