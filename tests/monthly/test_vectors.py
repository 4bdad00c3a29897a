"""The shared vectors that describe a campus-month, through `campus report --json` on pages in the ledger."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.monthly.installation import Site, main_meter, resource_of, site

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "vectors.json"
LAST, THIS = date(2025, 2, 1), date(2026, 2, 1)
MONTH = ("--month", "2026-02")


@pytest.fixture(scope="module")
def vectors() -> dict[str, dict[str, Any]]:
    if not SHARED.exists():
        pytest.skip("the shared vectors are not beside this repository")
    return {v["id"]: v for v in json.loads(SHARED.read_text("utf-8"))["vectors"]}


@pytest.fixture
def opened() -> Iterator[list[Site]]:
    sites: list[Site] = []
    yield sites
    for one in sites:
        one.engine.dispose()


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


def spring_festival(opened: list[Site], folder: Path, vector: Mapping[str, Any], masked: Mapping[str, int]) -> Site:
    given = vector["inputs"]
    one = site(folder, [{"id": "c", "meters": [main_meter("e")]}], target={"reduction": given.get("target", 0.1)})
    opened.append(one)
    for first, year in ((LAST, given["baseline"]), (THIS, given["reporting"])):
        one.heads("c", first, day_students=year["headcount"])
        types = one.day_types("c", first, year["days"])
        rate = year["kwh_per_person_day"]
        use = {day: rate[str(t)] * year["headcount"] for day, t in types.items()}
        for name, count in masked.items() if first == THIS else ():
            for day in [d for d, t in types.items() if str(t) == name][:count]:
                del use[day]
        one.use("e", use)
    return one


def test_tv1a_a_moved_spring_festival_is_no_saving(
    vectors: dict[str, dict[str, Any]], opened: list[Site], tmp_path: Path
) -> None:
    vector = vectors["TV1a"]
    expected = vector["expected"]
    report = spring_festival(opened, tmp_path, vector, {}).report(*MONTH)
    power = resource_of(report["campuses"][0], "electricity")
    lines = power["lines"]
    close = pytest.approx
    assert power["this"]["value"] == close(expected["reporting_kwh"], rel=1e-9)
    assert power["last"]["value"] == close(expected["baseline_kwh"], rel=1e-9)
    assert power["this"]["per_head"] == close(expected["reporting_per_capita_kwh"], rel=1e-9)
    assert power["last"]["per_head"] == close(expected["baseline_per_capita_kwh"], rel=1e-9)
    assert lines["totals"] == close(expected["reduction_of_totals"], rel=1e-9)
    assert lines["l1"]["reduction"] == close(expected["R1_raw_per_capita"], rel=1e-9)
    assert lines["l2"]["last"] == close(expected["expected_kwh"], rel=1e-9)
    assert lines["l2"]["reduction"] == close(expected["R2_like_for_like"], rel=1e-9)
    assert lines["l2"]["display"]["zh"] == expected["R2_display"]
    assert lines["l2"]["met"] is expected["target_met_on_R2"]
    assert lines["l2"]["verdict"]["zh"].startswith("下降 3.4 %")
    assert "未达到 10 %" in lines["l2"]["verdict"]["zh"]


def test_tv1b_a_day_without_data_is_masked_in_both_years(
    vectors: dict[str, dict[str, Any]], opened: list[Site], tmp_path: Path
) -> None:
    vector = vectors["TV1b"]
    expected = vector["expected"]
    report = spring_festival(opened, tmp_path, vector, vector["inputs"]["masked_reporting_days"]).report(*MONTH)
    power = resource_of(report["campuses"][0], "electricity")
    assert power["lines"]["l2"]["this"] == pytest.approx(expected["actual_kwh"], rel=1e-9)
    assert power["lines"]["l2"]["last"] == pytest.approx(expected["expected_kwh"], rel=1e-9)
    assert power["lines"]["l2"]["reduction"] == pytest.approx(expected["R2_like_for_like"], rel=1e-9)
    assert power["lines"]["l2"]["masked_days"] == 1
    assert power["this"]["coverage"] == pytest.approx(27 / 28)
    assert report["quality"]["imperfect"][0]["missing_days"] == ["2026-02-01"]


def test_tv2_a_group_is_free_of_the_mix(vectors: dict[str, dict[str, Any]], opened: list[Site], tmp_path: Path) -> None:
    vector = vectors["TV2"]
    schools = vector["inputs"]["schools"]
    one = site(tmp_path, [{"id": name, "meters": [main_meter(f"{name}-e")]} for name in schools])
    opened.append(one)
    for name, years in schools.items():
        for first, year in ((LAST, years["baseline"]), (THIS, years["reporting"])):
            one.heads(name, first, day_students=year["headcount"])
            one.day_types(name, first, {"TERM_WD": 28})
            daily = year["headcount"] * year["kwh_per_person"] / 28
            one.use(f"{name}-e", dict.fromkeys(days_from(first, 28), daily))
    power = resource_of(one.report(*MONTH)["whole"], "electricity")
    expected = vector["expected"]
    assert power["this"]["per_head"] == pytest.approx(expected["group_per_capita_reporting"], rel=1e-9)
    assert power["last"]["per_head"] == pytest.approx(expected["group_per_capita_baseline"], rel=1e-9)
    assert power["lines"]["ratio_of_totals"] == pytest.approx(expected["R_ratio_of_totals"], rel=1e-9)
    assert power["lines"]["l2"]["last"] == pytest.approx(expected["expected_kwh"], rel=1e-9)
    assert power["lines"]["l2"]["this"] == pytest.approx(expected["actual_kwh"], rel=1e-9)
    assert power["lines"]["l2"]["reduction"] == pytest.approx(expected["R2_like_for_like"], rel=1e-9)


@pytest.mark.parametrize(
    ("weights", "key"),
    [
        ("weights_plain", "R_plain_heads"),
        ("weights_water_quota", "R_weights_2_1_1"),
        ("weights_exact", "R_weights_exact"),
    ],
)
def test_tv3_more_boarders_waste_no_water(
    vectors: dict[str, dict[str, Any]], opened: list[Site], tmp_path: Path, weights: str, key: str
) -> None:
    given, expected = vectors["TV3"]["inputs"], vectors["TV3"]["expected"]
    own = given[weights]
    told = {"boarders": own["boarder"], "day_students": own["day_pupil"], "staff": own["staff"]}
    one = site(tmp_path, [{"id": "c", "meters": [main_meter("w", "water")]}], head_weights={"water": told})
    opened.append(one)
    for first, year, key_m3 in ((LAST, "year0", "m3_per_day_year0"), (THIS, "year1", "m3_per_day_year1")):
        heads = given[year]
        one.heads("c", first, boarders=heads["boarder"], day_students=heads["day_pupil"], staff=heads["staff"])
        one.day_types("c", first, {"TERM_WD": 28})
        one.use("w", dict.fromkeys(days_from(first, 28), expected[key_m3]))
    water = resource_of(one.report(*MONTH)["campuses"][0], "water")
    assert water["lines"]["l2"]["reduction"] == pytest.approx(expected[key], rel=1e-9, abs=1e-9)


def test_tv4a_heads_are_averaged_by_day(vectors: dict[str, dict[str, Any]], opened: list[Site], tmp_path: Path) -> None:
    one = site(tmp_path, [{"id": "c", "meters": [main_meter("e")]}])
    opened.append(one)
    first = day = date(2026, 4, 1)
    for step in vectors["TV4a"]["inputs"]["steps"]:
        one.heads("c", day, day_students=step["headcount"])
        day += timedelta(days=step["days"])
    one.use("e", dict.fromkeys(days_from(first, 30), 100.0))
    heads = one.report("--month", "2026-04")["campuses"][0]["heads"]
    assert heads["total"] == pytest.approx(vectors["TV4a"]["expected"]["mean_headcount"], rel=1e-9)


PROFILES = {"A_equiv_1.2143": "A", "B_equiv_1.33": "B", "C_dengjia_0.31": "C"}


@pytest.mark.parametrize("name", PROFILES)
def test_tv5a_coal_equivalent_under_three_profiles(
    vectors: dict[str, dict[str, Any]], opened: list[Site], tmp_path: Path, name: str
) -> None:
    given, expected = vectors["TV5a"]["inputs"], vectors["TV5a"]["expected"]
    factors = given["profiles"][name]
    profile = {
        "id": "mine",
        "version": "1",
        "valid_from": date(2020, 1, 1),
        "kgce": {carrier: {"value": value, "source": "vector"} for carrier, value in factors.items()},
    }
    meters = [main_meter("e"), main_meter("g", "gas"), main_meter("w", "water")]
    one = site(tmp_path, [{"id": "c", "meters": meters}], {"factor_profiles": [profile]}, factors={"profile": "mine"})
    opened.append(one)
    one.heads("c", THIS, day_students=given["headcount"])
    one.use("e", dict.fromkeys(days_from(THIS, 28), given["electricity_kwh"] / 28))
    one.use("g", dict.fromkeys(days_from(THIS, 28), given["gas_m3"] / 28))
    one.use("w", dict.fromkeys(days_from(THIS, 28), 5000 / 28))
    unit = one.report(*MONTH)["campuses"][0]
    letter = PROFILES[name]
    assert unit["kgce"] == pytest.approx(expected[f"total_kgce_{letter}"], rel=1e-9)
    for carrier, resource in (("electricity", "electricity"), ("gas", "gas")):
        if f"{carrier}_kgce_{letter}" in expected:
            found = resource_of(unit, resource)["this"]["kgce"]
            assert found == pytest.approx(expected[f"{carrier}_kgce_{letter}"], rel=1e-9)
    assert resource_of(unit, "water")["this"]["kgce"] is None
    if letter == "A":
        combined = resource_of(unit, "combined_energy")["this"]
        assert combined["per_head"] == pytest.approx(expected["per_capita_kgce_A"], rel=1e-9)


@pytest.mark.parametrize("region", ["national", "henan", "sichuan"])
def test_tv5b_carbon_with_the_grid_factors_of_2022(
    vectors: dict[str, dict[str, Any]], opened: list[Site], tmp_path: Path, region: str
) -> None:
    given, expected = vectors["TV5b"]["inputs"], vectors["TV5b"]["expected"]
    meters = [main_meter("e"), main_meter("g", "gas")]
    one = site(tmp_path, [{"id": "c", "meters": meters}], factors={"grid": f"{region}-2022"})
    opened.append(one)
    one.use("e", dict.fromkeys(days_from(THIS, 28), given["electricity_kwh"] / 28))
    one.use("g", dict.fromkeys(days_from(THIS, 28), given["gas_m3"] / 28))
    report = one.report(*MONTH)
    unit = report["campuses"][0]
    assert resource_of(unit, "electricity")["this"]["kg_co2"] == pytest.approx(expected[f"{region}_t"] * 1000, rel=1e-9)
    assert resource_of(unit, "gas")["this"]["kg_co2"] == pytest.approx(expected["gas_t"] * 1000, rel=1e-9)
    assert unit["kg_co2"] == pytest.approx((expected[f"{region}_t"] + expected["gas_t"]) * 1000, rel=1e-9)
    assert report["definitions"]["profile"]["grid_year"] == 2022
