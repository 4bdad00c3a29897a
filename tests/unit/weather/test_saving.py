"""Model and saving on years made by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analysis.weather.air import Airs
from analysis.weather.days import DayWeather, Floats, ObservedDays
from analysis.weather.model import DailyModel, NoModel, Obstacle, fit
from analysis.weather.saving import Saving, Unknown, saving
from campus.day_type import DayType
from campus.errors import Refused

WD, WE, HOLIDAY, VACATION, EVENT = DayType
BASE = {WD: 100.0, WE: 60.0, HOLIDAY: 30.0, VACATION: 20.0, EVENT: 110.0}
YEAR = 365


def calendar(festival: int) -> tuple[DayType, ...]:
    """A year with its winter break beginning at day `festival`."""

    def of(day: int) -> DayType:
        if festival <= day < festival + 25 or 190 <= day < 245:
            return VACATION
        if day in range(120, 125) or day in range(275, 281):
            return HOLIDAY
        if day in (100, 101, 102, 180, 181, 182):
            return EVENT
        return WE if day % 7 in (5, 6) else WD

    return tuple(of(day) for day in range(YEAR))


def air(rng: np.random.Generator, warmer_k: float = 0.0) -> Floats:
    season = 15 - 13 * np.cos((np.arange(YEAR) - 20) * 2 * np.pi / 365)
    return season + warmer_k + rng.normal(0, 3, YEAR)


def year(
    rng: np.random.Generator, celsius: Floats, festival: int = 30, scatter: float = 0.05, share: float = 1.0
) -> ObservedDays:
    types = calendar(festival)
    away = np.array([0.3 if t in (HOLIDAY, VACATION) else 1.0 for t in types])
    weather = away * (4 * np.maximum(14 - celsius, 0) + 6 * np.maximum(celsius - 23, 0))
    use = (np.array([BASE[t] for t in types]) + weather) * share
    use *= 1 + scatter * np.clip(rng.standard_normal(YEAR), -3, 3)
    return ObservedDays(use, types, DayWeather(date(2025, 1, 1), celsius[:, None]))


def model_of(days: ObservedDays) -> DailyModel:
    found = fit(days, cooling=True)
    assert isinstance(found, DailyModel)
    return found


def saved(model: DailyModel, days: ObservedDays, weights: Floats | None = None) -> Saving:
    found = saving(model, days, weights)
    assert isinstance(found, Saving)
    return found


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.mark.parametrize("true_saving", [-0.2, 0.0, 0.1, 0.3])
def test_a_saving_is_found_in_another_winter_with_a_moved_festival(
    rng: np.random.Generator, true_saving: float
) -> None:
    model = model_of(year(rng, air(rng), festival=20))
    found = saved(model, year(rng, air(rng, warmer_k=2.5), festival=45, share=1 - true_saving))
    assert found.saving == pytest.approx(true_saving, abs=0.015)
    assert abs(found.saving - true_saving) <= found.half_width
    assert found.half_width < 0.02
    assert (found.fsu is None) == (true_saving <= 0 and found.saving <= 0)


def test_nothing_changed_is_nothing_saved_though_the_weather_did(rng: np.random.Generator) -> None:
    before, after = year(rng, air(rng), scatter=0.0), year(rng, air(rng, warmer_k=-3.0), festival=50, scatter=0.0)
    assert 1 - after.use.sum() / before.use.sum() < -0.03
    assert saved(model_of(before), after).saving == pytest.approx(0.0, abs=0.006)


def test_holidays_answer_the_weather_with_slopes_of_their_own(rng: np.random.Generator) -> None:
    model = model_of(year(rng, air(rng)))
    lessons = next(g for g in model.groups if WD in g.base_use)
    empty = next(g for g in model.groups if VACATION in g.base_use)
    assert lessons is not empty
    assert lessons.heating is not None
    assert empty.heating is not None
    assert lessons.heating.per_degree_day == pytest.approx(4.0, rel=0.15)
    assert empty.heating.per_degree_day == pytest.approx(1.2, rel=0.3)
    assert lessons.base_use[WD] == pytest.approx(100, rel=0.05)


def test_the_unit_does_not_matter(rng: np.random.Generator) -> None:
    before, after = year(rng, air(rng)), year(rng, air(rng), share=0.9)
    kwh, mwh = (
        saved(model_of(replace(before, use=before.use / by)), replace(after, use=after.use / by)) for by in (1, 1000)
    )
    assert mwh.saving == pytest.approx(kwh.saving, abs=1e-9)
    assert mwh.half_width == pytest.approx(kwh.half_width, rel=1e-6)


def test_head_counts_weigh_the_days(rng: np.random.Generator) -> None:
    before, after = year(rng, air(rng)), year(rng, air(rng), share=0.9)
    model = model_of(before)
    heads = np.where(np.arange(YEAR) < 180, 1000.0, 500.0)
    found = saved(model, after, heads)
    assert found.actual == pytest.approx(float(heads @ after.use))
    said = model.expected(after.day_types, Airs.of(after.weather))
    assert found.expected == pytest.approx(float(heads @ said))
    for wrong in (np.ones(3), np.full(YEAR, np.nan), np.full(YEAR, -1.0)):
        with pytest.raises(Refused, match="weights must be"):
            saving(model, after, wrong)


def test_a_missing_day_is_masked_on_both_sides(rng: np.random.Generator) -> None:
    model, after = model_of(year(rng, air(rng))), year(rng, air(rng), share=0.9)
    whole = saved(model, after)
    use = after.use.copy()
    use[50:80] = np.nan
    masked = saved(model, replace(after, use=use))
    said = model.expected(after.day_types, Airs.of(after.weather))
    assert masked.days == YEAR - 30
    assert masked.missing == 30
    assert whole.expected - masked.expected == pytest.approx(float(said[50:80].sum()))
    assert whole.actual - masked.actual == pytest.approx(float(after.use[50:80].sum()))


def test_months_add_up_to_the_year(rng: np.random.Generator) -> None:
    model, after = model_of(year(rng, air(rng))), year(rng, air(rng))
    parts = [saved(model, after.slice(at, min(at + 31, YEAR))) for at in range(0, YEAR, 31)]
    whole = saved(model, after)
    assert sum(p.expected for p in parts) == pytest.approx(whole.expected)
    assert sum(p.actual for p in parts) == pytest.approx(whole.actual)
    assert min(p.half_width for p in parts) > whole.half_width


def test_a_day_type_the_baseline_never_had_is_matched_by_nothing(rng: np.random.Generator) -> None:
    before = year(rng, air(rng))
    types = tuple(WD if t is EVENT else t for t in before.day_types)
    found = saved(model_of(replace(before, day_types=types)), year(rng, air(rng)))
    assert found.unmatched == 6
    assert found.days == YEAR - 6


def test_days_without_type_stay_out_and_nothing_in_common_is_said(rng: np.random.Generator) -> None:
    model, after = model_of(year(rng, air(rng))), year(rng, air(rng))
    untyped = replace(after, day_types=(None,) * YEAR)
    assert saving(model, untyped) is Unknown.NO_DAY_IN_COMMON


def test_heat_the_baseline_never_saw_is_told(rng: np.random.Generator) -> None:
    model = model_of(year(rng, air(rng)))
    celsius = air(rng)
    celsius[200:205] = model.warmest_c + 4
    assert saved(model, year(rng, celsius)).extrapolated == 5


def test_a_few_wild_days_do_not_move_the_baseline(rng: np.random.Generator) -> None:
    before, after = year(rng, air(rng)), year(rng, air(rng), share=0.9)
    use = before.use.copy()
    use[[40, 150, 300]] *= [12.0, 9.0, 15.0]
    use[[77, 260]] = 0.0
    clean, wild = model_of(before), model_of(replace(before, use=use))
    assert set(wild.set_aside) == {40, 77, 150, 260, 300}
    assert clean.set_aside == ()
    assert saved(wild, after).saving == pytest.approx(saved(clean, after).saving, abs=0.003)


def test_days_the_building_was_closed_in_a_row_stay_in(rng: np.random.Generator) -> None:
    before = year(rng, air(rng))
    use = before.use.copy()
    use[358:362] *= 0.1
    assert model_of(replace(before, use=use)).set_aside == ()


def test_a_year_of_two_kinds_of_days_loses_none(rng: np.random.Generator) -> None:
    before = year(rng, air(rng))
    use = before.use.copy()
    use[rng.permutation(YEAR)[:40]] *= 3
    assert model_of(replace(before, use=use)).set_aside == ()


def test_a_restless_second_year_is_known_less_well(rng: np.random.Generator) -> None:
    model, celsius = model_of(year(rng, air(rng))), air(rng)
    quiet = saved(model, year(rng, celsius))
    restless = saved(model, year(rng, celsius, scatter=0.25))
    assert restless.half_width > 2 * quiet.half_width


def test_a_year_without_noise_has_no_width() -> None:
    types = calendar(30)
    flat = ObservedDays(
        np.array([BASE[t] for t in types]), types, DayWeather(date(2025, 1, 1), np.full((YEAR, 1), 18.0))
    )
    found = saved(model_of(flat), replace(flat, use=flat.use * 0.9))
    assert found.saving == pytest.approx(0.1)
    assert found.half_width == pytest.approx(0.0, abs=1e-9)


def test_nothing_used_this_year_is_all_saved(rng: np.random.Generator) -> None:
    model, after = model_of(year(rng, air(rng))), year(rng, air(rng))
    found = saved(model, replace(after, use=np.zeros(YEAR)))
    assert found.saving == 1.0
    assert np.isfinite(found.half_width)


@pytest.mark.parametrize(("missing", "enough"), [(37, True), (38, False)])
def test_thirty_seven_days_of_a_baseline_may_be_missing(rng: np.random.Generator, missing: int, enough: bool) -> None:
    before = year(rng, air(rng))
    use = before.use.copy()
    use[190 : 190 + missing] = np.nan
    found = fit(replace(before, use=use), cooling=True)
    assert isinstance(found, DailyModel) is enough
    if not enough:
        assert found == NoModel(Obstacle.BASELINE_GAPS, YEAR - missing)


def test_no_model_says_why(rng: np.random.Generator) -> None:
    before = year(rng, air(rng))
    assert fit(replace(before, use=np.zeros(YEAR)), cooling=True) == NoModel(Obstacle.NOTHING_USED, 0.0)
    wild = replace(before, use=rng.pareto(1.1, YEAR) ** 2)
    found = fit(wild, cooling=True)
    assert isinstance(found, NoModel)
    assert found.reason is Obstacle.TOO_NOISY
    assert found.value > 1


def test_a_baseline_longer_than_a_year_is_refused(rng: np.random.Generator) -> None:
    before = year(rng, air(rng))
    twice = ObservedDays(
        np.tile(before.use, 2),
        before.day_types * 2,
        DayWeather(date(2025, 1, 1), np.tile(before.weather.celsius, (2, 1))),
    )
    with pytest.raises(Refused, match="not 730 days"):
        fit(twice, cooling=True)


def test_hourly_and_daily_temperatures_do_not_mix_silently(rng: np.random.Generator) -> None:
    celsius = air(rng)
    swing = 7 * np.cos(np.arange(24) * 2 * np.pi / 24)
    hours = celsius[:, None] + swing
    need = 6 * np.maximum(hours - 20, 0).mean(axis=1)
    types = calendar(30)
    before = ObservedDays(50 + need, types, DayWeather(date(2025, 1, 1), hours))
    model = model_of(before)
    with pytest.raises(Refused, match="by_day"):
        saving(model, replace(before, weather=before.weather.by_day()))
    assert saved(model, before).saving == pytest.approx(0.0, abs=1e-6)
