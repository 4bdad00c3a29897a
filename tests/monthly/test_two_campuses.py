"""Two small campuses whose February is worked out here by hand, figure by figure.

North, 500 heads both years, day school: mains of electricity, water and gas, sub-meters, a shop that does not count.
South, 300 boarders then 330: electricity only.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.monthly.installation import Site, main_meter, resource_of, site

LAST, THIS = date(2025, 2, 1), date(2026, 2, 1)
MONTH = ("--month", "2026-02")
LATER = date(2026, 3, 10)

TARIFFS = [
    {"id": "e-old", "resource": "electricity", "valid_from": date(2024, 1, 1), "valid_to": date(2026, 2, 14),
     "price": {"kind": "flat", "yuan": 0.5}},
    {"id": "e-new", "resource": "electricity", "valid_from": date(2026, 2, 15), "price": {"kind": "flat", "yuan": 0.6}},
    {"id": "w", "resource": "water", "valid_from": date(2024, 1, 1), "price": {"kind": "flat", "yuan": 4.0}},
]  # fmt: skip


def days_from(first: date, count: int = 28) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Site]:
    north = {
        "id": "north",
        "name": "北校区",
        "area_m2": 10_000,
        "meters": [
            main_meter("n-e"),
            {"id": "n-teach", "resource": "electricity", "role": "sub", "parent": "n-e", "stat_code": "A"},
            {"id": "n-hvac", "resource": "electricity", "role": "sub", "parent": "n-e", "stat_code": "B"},
            {"id": "n-shop", "resource": "electricity", "role": "excluded", "parent": "n-e"},
            main_meter("n-w", "water"),
            main_meter("n-g", "gas"),
        ],
    }
    south = {"id": "south", "name": "南校区", "area_m2": 5_000, "meters": [main_meter("s-e")]}
    target = {
        "reduction": "10%",
        "year_begins": 2,
        "owners": {"performer": "张三", "responsible": "李四", "supervisor": "王五"},
    }
    one = site(tmp_path, [north, south], {"tariffs": TARIFFS}, target=target)
    for first, last_year in ((LAST, True), (THIS, False)):
        for campus in ("north", "south"):
            one.day_types(campus, first, {"TERM_WD": 20, "TERM_WE": 8})
        one.heads("north", first, day_students=450, staff=50)
        one.heads("south", first, boarders=300 if last_year else 330)
        days = days_from(first)
        one.use("n-e", dict.fromkeys(days, 1100.0 if last_year else 1000.0))
        one.use("n-teach", dict.fromkeys(days, 400.0))
        one.use("n-hvac", dict.fromkeys(days, 300.0))
        one.use("n-shop", dict.fromkeys(days, 100.0))
        one.use("n-w", dict.fromkeys(days, 50.0))
        one.use("n-g", dict.fromkeys(days, 10.0 if last_year else 9.0))
        one.use("s-e", dict.fromkeys(days, 600.0 if last_year else 660.0), estimated=0.0 if last_year else 0.05)
    yield one
    one.engine.dispose()


def unit(report: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in report["campuses"] if c["id"] == name)
    return found


def test_quantities_cost_coal_and_carbon_of_a_campus(school: Site) -> None:
    north = unit(school.report(*MONTH), "north")
    power, water, gas = (resource_of(north, name) for name in ("electricity", "water", "gas"))
    this = power["this"]
    assert this["value"] == pytest.approx(28 * 900)
    assert power["last"]["value"] == pytest.approx(28 * 1000)
    assert power["change"] == pytest.approx(-0.1)
    assert this["cost_yuan"] == pytest.approx(14 * 900 * 0.5 + 14 * 900 * 0.6)
    assert this["kgce"] == pytest.approx(28 * 900 * 0.1229)
    assert this["kg_co2"] == pytest.approx(28 * 900 * 0.5366)
    assert this["per_head"] == pytest.approx(28 * 900 / 500)
    assert this["per_m2"] == pytest.approx(28 * 900 / 10_000)
    assert (this["coverage"], this["estimated_share"], this["valid_days"]) == (1.0, 0.0, 28)
    assert this["source"]["added"] == ["n-e"]
    assert this["source"]["taken_off"] == ["n-shop"]
    assert water["this"]["cost_yuan"] == pytest.approx(28 * 50 * 4.0)
    assert gas["this"]["cost_yuan"] is None
    assert gas["this"]["cost_reason"]["zh"] == "未设置价格"
    assert north["cost_yuan"] is None
    assert north["kgce"] == pytest.approx(28 * 900 * 0.1229 + 28 * 9 * 1.2143)
    assert north["kind"] == "day"


def test_three_lines_against_the_target(school: Site) -> None:
    report = school.report(*MONTH)
    north = resource_of(unit(report, "north"), "electricity")["lines"]
    assert north["l1"]["reduction"] == pytest.approx(0.1)
    assert north["l2"]["reduction"] == pytest.approx(0.1)
    assert north["l2"]["met"] is True
    assert north["l2"]["verdict"]["zh"] == "下降 10.0 %，达到 10 %"
    assert north["l3"] is None
    south = resource_of(unit(report, "south"), "electricity")["lines"]
    assert south["totals"] == pytest.approx(-0.1)
    assert south["l1"]["reduction"] == pytest.approx(0.0, abs=1e-12)
    assert south["l2"]["verdict"]["zh"] == "持平，未达到 10 %，差 10.0 个百分点"
    whole = resource_of(report["whole"], "electricity")["lines"]["l2"]
    assert whole["last"] == pytest.approx(28 * (1000 + 660))
    assert whole["this"] == pytest.approx(28 * (900 + 660))
    assert whole["reduction"] == pytest.approx(100 / 1660)
    assert whole["estimated_share"] == pytest.approx(0.05 * 660 / 1560)
    assert [step["name"] for step in resource_of(report["whole"], "electricity")["lines"]["steps"]] == [
        "heads",
        "calendar",
    ]


def test_split_balance_and_ranking(school: Site) -> None:
    report = school.report(*MONTH)
    north = unit(report, "north")
    split = {item["item"]: item["use"] for item in north["split"]["items"]}
    assert split == pytest.approx({"lighting_sockets": 28 * 400, "hvac": 28 * 300, "unassigned": 28 * 200})
    assert sum(split.values()) == pytest.approx(resource_of(north, "electricity")["this"]["value"])
    (balance,) = north["balances"]
    assert balance["main"] == pytest.approx(28 * 1000)
    assert balance["rest"] == pytest.approx(28 * 200)
    assert balance["verdict"] == "unmetered"
    ranking = report["rankings"][0]
    assert ranking["places"] == []
    assert {(u["id"], u["code"]) for u in ranking["left_out"]} == {("north", "alone"), ("south", "alone")}


def test_the_target_says_where_it_stands_and_who_answers(school: Site) -> None:
    (target,) = school.report(*MONTH)["targets"]
    assert target["reduction"] == pytest.approx(100 / 1660)
    assert target["missing_points"] == pytest.approx(100 * (0.1 - 100 / 1660))
    assert [o["name"] for o in target["owners"]] == ["张三", "李四", "王五"]
    assert target["sentence"]["zh"].startswith("到 2 月底人均用电同比下降 6.0 %")


def test_the_statutory_form_has_every_cell(school: Site) -> None:
    cells = {(c["campus"], c["field"]): c for c in school.report(*MONTH)["statutory"]}
    assert cells["north", "persons"]["value"] == 500
    assert cells["north", "electricity_kwh"]["value"] == pytest.approx(28 * 900)
    assert cells["north", "natural_gas_yuan"]["value"] is None
    assert cells["north", "natural_gas_yuan"]["note"] == "未设置价格"
    assert cells["south", "electricity_kwh"]["note"] == "估算 5.0%"


def test_definitions_are_frozen_with_the_report(school: Site) -> None:
    definitions = school.report(*MONTH)["definitions"]
    assert definitions["profile"]["id"] == "gb-t-2589-2020-equivalent"
    assert len(definitions["profile"]["digest"]) == 16
    steps = {(s["campus"], s["day"]): s["boarders"] for s in definitions["heads"]}
    assert steps["south", "2026-02-01"] == 330
    assert {(d["campus"], d["day_type"]): (d["this"], d["last"]) for d in definitions["days"]}["north", "TERM_WE"] == (
        8,
        8,
    )
    assert [t["id"] for t in definitions["tariffs"]] == ["e-old", "e-new", "w"]


def test_a_span_cumulates_and_never_averages(school: Site) -> None:
    for first, amount in ((date(2025, 3, 1), 2000.0), (date(2026, 3, 1), 2000.0)):
        days = days_from(first, 31)
        school.day_types("south", first, {"TERM_WD": 31})
        school.use("s-e", dict.fromkeys(days, amount))
    report = school.report("--month", "2026-02", "--to", "2026-03", "--campus", "south")
    power = resource_of(report["campuses"][0], "electricity")
    assert power["this"]["value"] == pytest.approx(28 * 660 + 31 * 2000)
    assert [m["month"] for m in power["months"]] == ["2026-02", "2026-03"]
    expected = 28 * 600 * 1.1 + 31 * 2000 * 1.1
    assert power["lines"]["l2"]["last"] == pytest.approx(expected)
    assert power["lines"]["l2"]["reduction"] == pytest.approx(1 - (28 * 660 + 31 * 2000) / expected)


def test_missing_heads_are_not_comparable_and_never_zero(tmp_path: Path) -> None:
    one = site(tmp_path, [{"id": "c", "name": "校区", "meters": [main_meter("e")]}], target={"reduction": "10%"})
    for first in (LAST, THIS):
        one.day_types("c", first, {"TERM_WD": 28})
        one.use("e", dict.fromkeys(days_from(first), 100.0))
    report = one.report(*MONTH)
    power = resource_of(report["campuses"][0], "electricity")
    assert power["this"]["value"] == pytest.approx(2800)
    assert power["this"]["per_head"] is None
    for line in ("l1", "l2"):
        assert power["lines"][line]["reduction"] is None
        assert power["lines"][line]["met"] is None
        assert power["lines"][line]["display"]["zh"] == "无法比较"
        assert power["lines"][line]["verdict"]["zh"].startswith("无法比较：缺用能人数")
    assert report["left_out"][0]["gates"][0]["code"] == "no_heads"
    assert any("在校人数未录入" in note["zh"] for note in report["notes"])
    text = one.run(*MONTH)
    assert text.exit_code == 0
    assert "无法比较" in text.stdout
    assert "0.0 %" not in text.stdout
    one.engine.dispose()


def test_a_calendar_with_a_gap_is_named(tmp_path: Path) -> None:
    one = site(tmp_path, [{"id": "c", "name": "校区", "meters": [main_meter("e")]}])
    one.heads("c", LAST, staff=10)
    one.day_types("c", LAST, {"TERM_WD": 28})
    one.day_types("c", THIS, {"TERM_WD": 20})
    for first in (LAST, THIS):
        one.use("e", dict.fromkeys(days_from(first), 100.0))
    report = one.report(*MONTH)
    gates = report["left_out"][0]["gates"]
    assert [(g["code"], g["detail"]) for g in gates] == [("no_calendar", "2026-02-21..2026-02-28")]
    assert "2026-02-21..2026-02-28" in report["notes"][0]["zh"]
    one.engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--month", "2026-13"), "is not a month"),
        (("--month", "2026-03", "--to", "2026-02"), "swap the months"),
        (("--month", "2124-03"), "no day of 2124-03 has ended"),
        (("--month", "2026-02", "--campus", "west"), "there is no campus 'west'"),
        (("--month", "2024-01", "--to", "2026-02"), "longer than 12 months"),
    ],
)
def test_wrong_input_is_refused_with_what_is_accepted(school: Site, arguments: tuple[str, ...], told: str) -> None:
    outcome = school.run(*arguments)
    assert outcome.exit_code != 0
    assert told in str(outcome.exception)


def test_a_tariff_that_ends_leaves_no_cost_but_a_reason(tmp_path: Path) -> None:
    ended = {"id": "e", "resource": "electricity", "valid_from": date(2024, 1, 1), "valid_to": date(2026, 2, 10)}
    prices = {"tariffs": [{**ended, "price": {"kind": "flat", "yuan": 0.5}}]}
    one = site(tmp_path, [{"id": "c", "meters": [main_meter("e")]}], prices)
    one.use("e", dict.fromkeys(days_from(THIS), 100.0))
    this = resource_of(one.report(*MONTH)["campuses"][0], "electricity")["this"]
    assert this["cost_yuan"] is None
    assert "2026-02-11..2026-02-28" in this["cost_reason"]["zh"]
    one.engine.dispose()


def test_a_building_that_opened_is_taken_off_both_years(tmp_path: Path) -> None:
    meters = [main_meter("e"), {"id": "new", "resource": "electricity", "parent": "e", "building": "lab"}]
    buildings = [{"id": "old"}, {"id": "lab", "opened": date(2025, 9, 1)}]
    one = site(tmp_path, [{"id": "c", "buildings": buildings, "meters": meters}])
    one.heads("c", LAST, staff=10)
    for first, amount in ((LAST, 100.0), (THIS, 130.0)):
        one.day_types("c", first, {"TERM_WD": 28})
        one.use("e", dict.fromkeys(days_from(first), amount))
    one.use("new", dict.fromkeys(days_from(THIS), 30.0))
    lines = resource_of(one.report(*MONTH)["campuses"][0], "electricity")["lines"]
    assert lines["l1"]["reduction"] == pytest.approx(-0.3)
    assert lines["l2"]["reduction"] == pytest.approx(0.0, abs=1e-12)
    one.engine.dispose()
