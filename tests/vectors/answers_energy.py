"""Answers to the vectors about coal, carbon, tariffs, heat pumps and supply quality."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from analysis.coal_and_carbon.conversion import (
    Converted,
    Factors,
    convert,
    electricity_for,
    gas_co2_factor,
    litres_per_day,
    per_head,
)
from analysis.electrical_quality import current_imbalance
from analysis.heat_pumps.cop_model import modelled_cop
from analysis.heat_pumps.gas_replaced import coal_reduction, electricity_per_gas
from analysis.heat_pumps.hot_water import heat_kwh, kwh_per_m3
from campus.factors.profile import Carrier, Factor, FactorProfile, GridFactor
from campus.headcount import HeadCount, HeadCounts
from campus.tariff.day_table import Period, cover
from campus.tariff.power_factor import adjustment_percent, below_standard, power_factor, rounded
from campus.tariff.price import DayTable

Inputs = Mapping[str, Any]
Answers = dict[str, Any]


def factors(electricity: float, gas: float = 1.0, grid: float = 1.0, gas_co2: float = 1.0) -> Factors:
    def given(value: float) -> Factor:
        return Factor(value=value, source="vector")

    profile = FactorProfile(
        id="vector",
        version="1",
        valid_from=date(2026, 1, 1),
        kgce={Carrier.ELECTRICITY: given(electricity), Carrier.GAS: given(gas)},
        kg_co2={Carrier.GAS: given(gas_co2)},
    )
    return Factors(profile, GridFactor(region="vector", year=2022, kg_per_kwh=grid, source="vector"))


def _converted(kwh: float, gas: float, factors: Factors) -> Converted:
    return convert({Carrier.ELECTRICITY: kwh, Carrier.GAS: gas}, factors)


def mean_heads(inputs: Inputs) -> Answers:
    first = date(2026, 4, 1).toordinal()
    days, counts = [], []
    for step in inputs["steps"]:
        days.append(date.fromordinal(first))
        counts.append(HeadCount(0, step["headcount"], 0))
        first += step["days"]
    mean = HeadCounts(tuple(days), tuple(counts)).mean(days[0], date.fromordinal(first - 1))
    assert mean is not None
    return {"mean_headcount": mean.weighted()}


def coal(inputs: Inputs) -> Answers:
    kwh, gas = inputs["electricity_kwh"], inputs["gas_m3"]
    a, b, c = (_converted(kwh, gas, factors(p["electricity"], p["gas"])) for p in inputs["profiles"].values())
    return {
        "electricity_kgce_A": a.kgce[Carrier.ELECTRICITY],
        "gas_kgce_A": a.kgce[Carrier.GAS],
        "total_kgce_A": a.combined_kgce,
        "per_capita_kgce_A": per_head(a.combined_kgce, inputs["headcount"]),
        "gas_kgce_B": b.kgce[Carrier.GAS],
        "total_kgce_B": b.combined_kgce,
        "total_kgce_C": c.combined_kgce,
    }


def carbon(inputs: Inputs) -> Answers:
    found: Answers = {}
    for region, grid in inputs["grid_kgco2_per_kwh"].items():
        both = _converted(inputs["electricity_kwh"], inputs["gas_m3"], factors(1, 1, grid, inputs["gas_kgco2_per_m3"]))
        found[f"{region}_t"] = both.kg_co2[Carrier.ELECTRICITY] / 1000
        found["gas_t"] = both.kg_co2[Carrier.GAS] / 1000
    return found


def gas_factor(inputs: Inputs) -> Answers:
    assert inputs["co2_per_c"] == "44/12"
    return {"kgco2_per_m3": gas_co2_factor(inputs["mj_per_m3"], inputs["tc_per_tj"], inputs["oxidation"])}


def month_power_factor(inputs: Inputs) -> Answers:
    value = power_factor(inputs["kwh"], inputs["kvarh"])
    assert value is not None
    return {
        "power_factor": value,
        "power_factor_rounded": float(rounded(value)),
        "below_standard": below_standard(value, inputs["standard"]),
    }


def imbalance(inputs: Inputs) -> Answers:
    found = current_imbalance(inputs["currents_a"])
    assert found is not None
    return {
        "max_min_over_max": found.over_max,
        "max_deviation_over_mean": found.over_mean,
        "limit_exceeded": found.exceeds(inputs["limit"]),
    }


def hot_water(inputs: Inputs) -> Answers:
    assert (inputs["kj_per_kg_k"], inputs["kg_per_litre"]) == (4.186, 1.0)
    volume, rise = inputs["litres"] / 1000, inputs["to_c"] - inputs["from_c"]
    return {"heat_kwh": heat_kwh(volume, rise), "electricity_kwh": volume * kwh_per_m3(rise, inputs["cop"])}


def published_report(inputs: Inputs) -> Answers:
    found = _converted(inputs["electricity_kwh"], inputs["gas_m3"], factors(inputs["electricity_factor"]))
    heads = inputs["headcount"]
    return {
        "electricity_kgce": found.kgce[Carrier.ELECTRICITY],
        "gas_factor": per_head(inputs["gas_kgce"], inputs["gas_m3"]),
        "petrol_factor_per_litre": per_head(inputs["petrol_kgce"], inputs["petrol_litres"]),
        "kwh_per_person": per_head(inputs["electricity_kwh"], heads),
        "m3_per_person": per_head(inputs["water_m3"], heads),
        "gas_m3_per_person": per_head(inputs["gas_m3"], heads),
    }


def published_mistake(inputs: Inputs) -> Answers:
    found = _converted(inputs["electricity_kwh"], 0, factors(inputs["factor"]))
    return {
        "tce": found.combined_kgce / 1000,
        "kwh_per_person": per_head(inputs["electricity_kwh"], inputs["headcount"]),
        "t_per_person": per_head(inputs["water_t"], inputs["headcount"]),
    }


def anchors(inputs: Inputs) -> Answers:
    return {
        "kwh_per_person_if_all_electric": electricity_for(
            inputs["kgce_per_person"], factors(inputs["electricity_factor"]).profile
        ),
        "m2_per_person": inputs["kgce_per_person"] / inputs["kgce_per_m2"],
        "litres_per_calendar_day": litres_per_day(inputs["m3_per_person"], 365),
    }


def cop_table(inputs: Inputs) -> Answers:
    found = [modelled_cop(inputs["sink_c"], ambient) for ambient in inputs["ambient_c"]]
    return {"cop": [m.cop for m in found], "extrapolated": [m.extrapolated for m in found]}


def specific_electricity(inputs: Inputs) -> Answers:
    cases = inputs["cases"]
    return {
        "heat_kwh_per_m3_40K": heat_kwh(1, 40),
        "kwh_per_m3": [kwh_per_m3(case["dt"], case["cop"]) for case in cases],
    }


def fuel_switch(inputs: Inputs) -> Answers:
    assert inputs["mj_per_kgce"] == 29.3076
    kwh = electricity_per_gas(inputs["gas_kgce_per_m3"], inputs["boiler_efficiency"], inputs["cop"])
    profiles = [factors(f, inputs["gas_kgce_per_m3"]).profile for f in inputs["electricity_factors"]]
    return {"electricity_kwh_per_m3_gas": kwh, "reductions": [coal_reduction(1, kwh, p) for p in profiles]}


def _periods(table: list[Any]) -> tuple[Period, ...]:
    return tuple(Period(period=name, from_hour=start, to_hour=end) for name, start, end in table)


def accepted_by_configuration(table: list[Any]) -> bool:
    try:
        DayTable(periods=_periods(table))
    except ValidationError:
        return False
    return True


def good_tables(inputs: Inputs) -> Answers:
    tables = inputs["tables"]
    return {
        "accepted": {name: accepted_by_configuration(table) for name, table in tables.items()},
        "hours": {name: cover(_periods(table)).hours for name, table in tables.items()},
    }


def bad_tables(inputs: Inputs) -> Answers:
    tables = inputs["tables"]
    return {
        "accepted": {name: accepted_by_configuration(table) for name, table in tables.items()},
        "overlap_hours": list(cover(_periods(tables["overlap"])).overlaps),
        "hole_hours": list(cover(_periods(tables["hole"])).holes),
    }


def adjustment_table(inputs: Inputs) -> Answers:
    return {"adjust_percent": [adjustment_percent(f, inputs["standard"]) for f in inputs["power_factors"]]}
