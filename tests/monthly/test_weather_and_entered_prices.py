"""The weather-adjusted line from an outdoor sensor, prices entered as facts, and ledgers older than publication."""

import math
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from campus.clock import to_ms
from campus.ledger.engine import open_ledger
from campus.reading import Sample
from campus.readings.open import open_readings
from tests.monthly.installation import ZONE, main_meter, resource_of, site

FIRST, LAST = date(2024, 8, 1), date(2026, 7, 31)
CUT = date(2025, 8, 1)
HEADS = 100


def celsius(day: date) -> float:
    """Seasons and weather; the second summer is three degrees warmer."""
    season = 16 - 12 * math.cos(2 * math.pi * (day.timetuple().tm_yday - 20) / 365)
    return season + 3 * math.sin(day.toordinal() * 0.9) + (3.0 if day >= CUT else 0.0)


def use_of(day: date) -> float:
    """2 kWh a person, and 0.2 more for each degree above 22; a tenth less in the second year."""
    whole = HEADS * (2.0 + 0.2 * max(celsius(day) - 22.0, 0.0))
    return whole * (0.9 if day >= CUT else 1.0)


def test_a_tenth_saved_in_a_warmer_summer_shows_as_a_tenth(tmp_path: Path) -> None:
    roof = {"id": "roof", "resource": "sensor", "measures": ["temperature"]}
    campus = {"id": "c", "outdoor_sensor": "roof", "meters": [main_meter("e"), roof]}
    one = site(tmp_path, [campus])
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    one.heads("c", FIRST, day_students=HEADS)
    one.day_types("c", FIRST, {"TERM_WD": len(days)})
    one.use("e", {day: use_of(day) for day in days})
    readings = open_readings(one.group, tmp_path)
    samples = []
    for day in days:
        for hour in range(24):
            at_ms = to_ms(datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZONE))
            samples.append(Sample("roof", at_ms, at_ms + 5, {"temperature": celsius(day)}))
    readings.append(samples)
    readings.close()
    lines = resource_of(one.report("--month", "2026-07")["campuses"][0], "electricity")["lines"]
    assert lines["l2"]["reduction"] < 0.05, "a warmer July hides the saving"
    assert lines["l3"]["reduction"] == pytest.approx(0.1, abs=0.01)
    assert lines["l3"]["margin"] is not None
    assert [step["name"] for step in lines["steps"]] == ["heads", "calendar", "weather"]
    weather = lines["steps"][-1]["value"]
    assert weather == pytest.approx(lines["l3"]["reduction"] - lines["l2"]["reduction"])
    one.engine.dispose()


def test_a_price_entered_as_a_fact_makes_the_cost_and_revises_the_month(tmp_path: Path) -> None:
    one = site(tmp_path, [{"id": "c", "meters": [main_meter("w", "water")]}])
    one.use("w", {date(2026, 2, 1) + timedelta(days=n): 10.0 for n in range(28)})
    before = one.report("--month", "2026-02", "--publish")
    assert resource_of(before["campuses"][0], "water")["this"]["cost_yuan"] is None
    one._enter("tariff", "c", date(2026, 1, 1), {"resource": "water", "yuan": 4.5})
    after = one.report("--month", "2026-02")
    assert resource_of(after["campuses"][0], "water")["this"]["cost_yuan"] == pytest.approx(28 * 10 * 4.5)
    assert after["definitions"]["tariffs"][0]["price"] == "flat 4.5 yuan"
    assert next((c["kind"], c["subject"]) for c in after["revision"]["causes"]) == ("fact", "c")
    one.engine.dispose()


def test_a_ledger_from_before_publication_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    old = open_ledger(url)
    with old.begin() as connection:
        connection.execute(text("DROP TABLE published_report"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    old.dispose()
    new = open_ledger(url)
    columns = {column["name"] for column in inspect(new).get_columns("published_report")}
    assert {"first_month", "last_month", "campus", "digest", "figures", "basis", "author", "published_ms"} <= columns
    new.dispose()
