"""Factor profiles and what is converted with them."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from analysis.coal_and_carbon.combined_energy import combined_days
from analysis.coal_and_carbon.conversion import (
    Factors,
    convert,
    electricity_for,
    gas_co2_factor,
    litres_per_day,
    per_head,
)
from analysis.coal_and_carbon.factor_change import factor_changes
from analysis.comparison.campus_days import CampusDays, Day
from campus.day_type import DayType
from campus.errors import Refused
from campus.factors.builtin import EQUAL_VALUE, EQUIVALENT, GRID_FACTORS, PROFILES
from campus.factors.profile import Carrier, Factor, FactorProfile, GridFactor, choose_grid, choose_profile, digest
from tests.person_days import persons

NATIONAL = choose_grid(GRID_FACTORS, "national", 2022)
FACTORS = Factors(EQUIVALENT, NATIONAL)
MONTH = {Carrier.ELECTRICITY: 60000.0, Carrier.GAS: 4000.0, Carrier.WATER: 5000.0}


def test_a_month_in_coal_equivalent_without_water() -> None:
    found = convert(MONTH, FACTORS)
    assert found.kgce[Carrier.ELECTRICITY] == pytest.approx(7374.0)
    assert found.kgce[Carrier.GAS] == pytest.approx(4857.2)
    assert found.combined_kgce == pytest.approx(12231.2)
    assert found.not_in_combined_energy == (Carrier.WATER,)
    assert per_head(found.combined_kgce, 1520) == pytest.approx(8.046842105263158)
    assert convert(MONTH, Factors(EQUAL_VALUE, NATIONAL)).combined_kgce == pytest.approx(23457.2)


@pytest.mark.parametrize(("region", "tonnes"), [("national", 32.196), ("henan", 36.348), ("sichuan", 8.424)])
def test_carbon_by_region(region: str, tonnes: float) -> None:
    found = convert(MONTH, Factors(EQUIVALENT, choose_grid(GRID_FACTORS, region, 2022)))
    assert found.kg_co2[Carrier.ELECTRICITY] / 1000 == pytest.approx(tonnes)
    assert found.kg_co2[Carrier.GAS] / 1000 == pytest.approx(8.6488)
    assert found.without_co2_factor == ()


def test_carbon_counts_only_on_what_was_bought() -> None:
    found = convert(MONTH, FACTORS, purchased_kwh=45000)
    assert found.kg_co2[Carrier.ELECTRICITY] == pytest.approx(45000 * 0.5366)
    assert found.kgce[Carrier.ELECTRICITY] == pytest.approx(7374.0)
    for wrong in (70000.0, -1.0):
        with pytest.raises(Refused, match="do not fit"):
            convert(MONTH, FACTORS, purchased_kwh=wrong)


def test_vehicle_fuel_is_listed_apart_and_a_missing_co2_factor_is_told() -> None:
    found = convert(MONTH | {Carrier.GASOLINE_LITRE: 100.0}, FACTORS)
    assert found.kgce[Carrier.GASOLINE_LITRE] == pytest.approx(106.68)
    assert found.combined_kgce == pytest.approx(12231.2)
    assert found.without_co2_factor == (Carrier.GASOLINE_LITRE,)


def test_a_profile_may_count_water() -> None:
    with_water = EQUIVALENT.model_copy(update={"water_in_combined_energy": True})
    assert convert(MONTH, Factors(with_water, NATIONAL)).combined_kgce == pytest.approx(12231.2 + 5000 * 0.2571)


def test_figures_per_head_without_heads_are_none() -> None:
    assert per_head(5.0, 0) is None
    assert per_head(5.0, None) is None
    assert electricity_for(65.3, EQUIVALENT) == pytest.approx(531.3262815296989)
    assert litres_per_day(43.38, 365) == pytest.approx(118.84931506849315)
    assert gas_co2_factor(38.931, 15.3, 0.99) == pytest.approx(2.162188809, abs=1e-6)


def test_a_carrier_without_a_factor_is_refused_with_the_known_ones() -> None:
    bare = FactorProfile(
        id="bare", version="1", valid_from=date(2026, 1, 1), kgce={Carrier.ELECTRICITY: Factor(value=0.1, source="s")}
    )
    with pytest.raises(Refused, match="profile bare 1 has no coal equivalent factor of gas; it knows electricity"):
        convert(MONTH, Factors(bare, NATIONAL))


@pytest.mark.parametrize(
    ("factor", "told"),
    [
        ({"region": "henan", "kg_per_kwh": 0.6, "source": "notice"}, "year"),
        ({"region": "henan", "year": None, "kg_per_kwh": 0.6, "source": "notice"}, "year"),
        ({"region": "henan", "year": 2022, "kg_per_kwh": 0.6}, "source"),
        ({"region": "henan", "year": 2022, "kg_per_kwh": 0.6, "source": ""}, "source"),
        ({"region": "henan", "year": 2022, "kg_per_kwh": 0, "source": "notice"}, "kg_per_kwh"),
        ({"region": "henan", "year": 2022, "kg_per_kwh": float("nan"), "source": "notice"}, "kg_per_kwh"),
    ],
)
def test_grid_factors_need_year_and_source(factor: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        GridFactor.model_validate(factor)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kgce": {}}, "has no factor of electricity"),
        ({"kg_co2": {"electricity": {"value": 0.5, "source": "s"}}}, "name a grid factor with its region and year"),
        (
            {"kgce": {"electricity": {"value": 0.1, "source": "s"}}, "water_in_combined_energy": True},
            "water is to be converted",
        ),
        ({"kgce": {"electricity": {"value": 0.1}}}, "source"),
        ({"valid_from": None}, "valid_from"),
    ],
)
def test_profiles_that_cannot_be_right(change: dict[str, Any], told: str) -> None:
    good = {
        "id": "p",
        "version": "1",
        "valid_from": "2026-01-01",
        "kgce": {"electricity": {"value": 0.1, "source": "s"}},
    }
    assert FactorProfile.model_validate(good).region == "national"
    with pytest.raises(ValidationError, match=told):
        FactorProfile.model_validate(good | change)


def test_a_digest_freezes_every_value_and_source() -> None:
    before = digest(EQUIVALENT, NATIONAL)
    assert before == Factors(EQUIVALENT, NATIONAL).digest
    changed = EQUIVALENT.model_copy(update={"kgce": EQUIVALENT.kgce | {Carrier.GAS: Factor(value=1.33, source="GB")}})
    others = {
        digest(changed, NATIONAL),
        digest(EQUIVALENT, choose_grid(GRID_FACTORS, "national", 2021)),
        digest(EQUIVALENT),
    }
    assert before not in others
    assert len(others) == 3


def test_the_profile_of_a_day_and_the_factor_of_a_year() -> None:
    newer = EQUIVALENT.model_copy(update={"version": "2", "valid_from": date(2027, 1, 1)})
    profiles = (*PROFILES, newer)
    assert choose_profile(profiles, EQUIVALENT.id, date(2026, 12, 31)).version == "1"
    assert choose_profile(profiles, EQUIVALENT.id, date(2027, 1, 1)).version == "2"
    with pytest.raises(Refused, match="unknown factor profile 'gb'; known: db37"):
        choose_profile(profiles, "gb", date(2026, 1, 1))
    with pytest.raises(Refused, match="valid from 2021-04-01, not on 2020-01-01"):
        choose_profile(profiles, EQUIVALENT.id, date(2020, 1, 1))
    with pytest.raises(Refused, match="no grid factor of henan 2023; known: central-china 2021"):
        choose_grid(GRID_FACTORS, "henan", 2023)


def test_what_a_changed_factor_moves() -> None:
    after = Factors(EQUAL_VALUE, choose_grid(GRID_FACTORS, "national", 2021))
    found = factor_changes(MONTH, FACTORS, after)
    assert [c.what for c in found] == ["kgce per kWh of electricity", "kg CO2 per kWh of electricity"]
    assert [(c.before, c.after) for c in found] == [
        pytest.approx((0.1229, 0.31)),
        pytest.approx((0.5366, 0.5568)),
    ]
    assert [c.effect for c in found] == pytest.approx([60000 * (0.31 - 0.1229), 60000 * (0.5568 - 0.5366)])
    assert factor_changes(MONTH, FACTORS, FACTORS) == ()


def series(*use: float | None) -> CampusDays:
    return CampusDays.of(date(2026, 1, 1), [Day(u, DayType.TERM_WD, persons(10), 0.5) for u in use])


def test_combined_energy_needs_every_resource_of_the_day() -> None:
    found = combined_days(
        {
            Carrier.ELECTRICITY: series(100.0, 100.0, None),
            Carrier.GAS: series(10.0, None, 10.0),
            Carrier.WATER: series(None, 5.0, 5.0),
        },
        EQUIVALENT,
    )
    assert found.valid.tolist() == [True, False, False]
    assert found.use[0] == pytest.approx(100 * 0.1229 + 10 * 1.2143)
    assert found.estimated[0] == pytest.approx(found.use[0] / 2)
    assert np.array_equal(found.standard_persons, [10.0, 10.0, 10.0])


def test_combined_energy_without_energy_or_over_unlike_days_is_refused() -> None:
    with pytest.raises(Refused, match="no resource that counts as energy"):
        combined_days({Carrier.WATER: series(1.0)}, EQUIVALENT)
    with pytest.raises(Refused, match="different days"):
        combined_days({Carrier.ELECTRICITY: series(1.0), Carrier.GAS: series(1.0, 2.0)}, EQUIVALENT)
