"""Answers to the vectors about comparisons, through the functions reports use."""

from collections.abc import Mapping
from typing import Any

from analysis.comparison.campus_days import CampusDays, Day
from analysis.comparison.campus_month import CampusMonth, compare_month
from analysis.comparison.combined import combine, statutory
from analysis.comparison.fit_quality import cvrmse, nmbe
from analysis.comparison.three_lines import CampusCase, three_lines
from analysis.comparison.uncertainty import Fit, Polynomial, fractional_savings_uncertainty, portfolio_uncertainty
from analysis.comparison.verdict import judge
from campus.day_type import DayType
from campus.headcount import HEADS, WATER_QUOTA, HeadCount, Weights
from tests.person_days import FEBRUARY, like, persons, two_februaries

Inputs = Mapping[str, Any]
Answers = dict[str, Any]


def _februaries(inputs: Inputs) -> CampusDays:
    last, this = (
        like(inputs[year]["days"], inputs[year]["kwh_per_person_day"], persons(inputs[year]["headcount"]))
        for year in ("baseline", "reporting")
    )
    for name, count in inputs.get("masked_reporting_days", {}).items():
        first = next(n for n, day in enumerate(this) if day.day_type is DayType(name))
        this[first : first + count] = [day._replace(use=None) for day in this[first : first + count]]
    return two_februaries(last, this)


def spring_festival(inputs: Inputs) -> Answers:
    lines = three_lines([CampusCase("a", _februaries(inputs))], [FEBRUARY])
    verdict = lines.like_for_like.verdict(inputs["target"])
    (month,) = lines.months
    assert lines.like_for_like.expected is not None
    return {
        "baseline_kwh": month.last.use,
        "baseline_per_capita_kwh": lines.statutory.per_head_last,
        "reporting_kwh": month.this.use,
        "reporting_per_capita_kwh": lines.statutory.per_head_this,
        "reduction_of_totals": lines.totals,
        "R1_raw_per_capita": lines.statutory.reduction,
        "expected_per_capita_kwh": lines.like_for_like.expected / inputs["reporting"]["headcount"],
        "expected_kwh": lines.like_for_like.expected,
        "R2_like_for_like": lines.like_for_like.reduction,
        "R2_display": verdict.display,
        "target_met_on_R2": verdict.met,
    }


def masked_day(inputs: Inputs) -> Answers:
    result = combine([compare_month("a", _februaries(inputs), FEBRUARY)])
    assert result.actual is not None
    assert result.expected is not None
    heads = inputs["reporting"]["headcount"]
    return {
        "actual_per_capita_kwh": result.actual / heads,
        "expected_per_capita_kwh": result.expected / heads,
        "actual_kwh": result.actual,
        "expected_kwh": result.expected,
        "R2_like_for_like": result.reduction,
    }


def group_mix(inputs: Inputs) -> Answers:
    months = []
    for name, school in inputs["schools"].items():
        last, this = (
            like(
                {"TERM_WD": 28},
                {"TERM_WD": school[year]["kwh_per_person"] / 28},
                persons(school[year]["headcount"]),
            )
            for year in ("baseline", "reporting")
        )
        months.append(compare_month(name, two_februaries(last, this), FEBRUARY))
    result, filed = combine(months), statutory(months)
    return {
        "group_per_capita_baseline": filed.per_head_last,
        "group_per_capita_reporting": filed.per_head_this,
        "R_ratio_of_totals": result.ratio_of_totals,
        "expected_kwh": result.expected,
        "actual_kwh": result.actual,
        "R2_like_for_like": result.reduction,
    }


def boarding_share(inputs: Inputs) -> Answers:
    litres = inputs["true_litres_per_person_day"]
    heads = [HeadCount(y["boarder"], y["day_pupil"], y["staff"]) for y in (inputs["year0"], inputs["year1"])]
    m3 = [
        sum(
            count * litre
            for count, litre in zip(h, (litres["boarder"], litres["day_pupil"], litres["staff"]), strict=True)
        )
        / 1000
        for h in heads
    ]

    def month(weights: Mapping[str, float]) -> CampusMonth:
        given = Weights(boarders=weights["boarder"], day_students=weights["day_pupil"], staff=weights["staff"])
        last, this = ([Day(use, DayType.TERM_WD, h)] * 28 for use, h in zip(m3, heads, strict=True))
        return compare_month("a", two_februaries(last, this, given), FEBRUARY)

    plain = month(inputs["weights_plain"])
    return {
        "m3_per_day_year0": plain.last.use / 28,
        "m3_per_day_year1": plain.this.use / 28,
        "R_plain_heads": combine([plain]).reduction,
        "standard_persons_year0": heads[0].weighted(WATER_QUOTA),
        "standard_persons_year1": heads[1].weighted(WATER_QUOTA),
        "R_weights_2_1_1": combine([month(inputs["weights_water_quota"])]).reduction,
        "R_weights_exact": combine([month(inputs["weights_exact"])]).reduction,
    }


def standard_persons(inputs: Inputs) -> Answers:
    heads = HeadCount(inputs["boarder"], inputs["day_pupil"], inputs["staff"])
    given = inputs["weights"]
    weights = Weights(boarders=given["boarder"], day_students=given["day_pupil"], staff=given["staff"])
    return {
        "official_heads": heads.weighted(HEADS),
        "standard_persons": heads.weighted(weights),
        "m3_per_official_head": inputs["water_m3"] / heads.weighted(HEADS),
        "m3_per_standard_person": inputs["water_m3"] / heads.weighted(weights),
    }


def model_quality(inputs: Inputs) -> Answers:
    measured, predicted, c = inputs["measured"], inputs["predicted"], inputs["c"]
    return {
        "cvrmse": cvrmse(measured, predicted, c),
        "nmbe_divided_by_n": nmbe(measured, predicted),
        "nmbe_divided_by_n_minus_c": nmbe(measured, predicted, c),
    }


def savings_uncertainty(inputs: Inputs) -> Answers:
    fit = Fit(inputs["cvrmse"], inputs["P"], inputs["P_prime"], inputs["t"])
    polynomial = Polynomial(inputs["a"], inputs["b"], inputs["d"])
    return {"fsu": fractional_savings_uncertainty(fit, inputs["F"], inputs["Q"], inputs["M"], polynomial)}


def portfolio(inputs: Inputs) -> Answers:
    each = (inputs["saving_each_kwh"], inputs["fsu_each"])
    return {"portfolio_fsu": portfolio_uncertainty([each] * inputs["schools"])}


def verdict_boundary(inputs: Inputs) -> Answers:
    verdicts = [judge(case["e0"], case["e1"], inputs["target"]) for case in inputs["cases"]]
    return {"target_met": [v.met for v in verdicts], "display": [v.display for v in verdicts]}


def simulated_year(inputs: Inputs) -> Answers:
    """A year of a campus of one person whose expectation is asked of the day-type means."""

    def year(per_type: list[float]) -> float:
        per_person = dict(zip(inputs["days"], per_type, strict=True))
        counts = dict.fromkeys(inputs["days"], 9) | {"VACATION": 10}
        days = like(counts, per_person, persons(1))
        month = compare_month("a", two_februaries(days, days), FEBRUARY)
        means = {line.day_type: line.baseline for line in month.matched.lines}
        return sum((means[DayType(name)] * count for name, count in inputs["days"].items()), 0.0)

    return {
        "boarding_kwh_per_year": year(inputs["boarding_kwh"]),
        "boarding_water_m3_per_year": year(inputs["boarding_water_l"]) / 1000,
        "day_kwh_per_year": year(inputs["day_kwh"]),
        "boarding_gas_m3_per_year": year(inputs["boarding_gas_m3"]),
    }
