"""Targets: the year so far, the allowance of the rest, the forecast and the sentence."""

from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.comparison.campus_days import CampusDays, Day
from analysis.comparison.three_lines import CampusCase
from analysis.comparison.uncertainty import Fit
from analysis.targets.forecast import Forecast, NoForecast, forecast
from analysis.targets.sentence import sentence
from analysis.targets.year_to_date import YearToDate, year_to_date
from campus.day_type import DayType
from campus.energy_year import EnergyYear, months_between
from campus.errors import Refused
from campus.period import Month
from campus.target import Owners, Target
from tests.person_days import days_by, persons

TARGET = Target(reduction=0.1)
OCTOBER = Month(2026, 10)


def campus(
    cut: dict[int, float] | float,
    through: date = date(2026, 10, 31),
    last: date = date(2026, 12, 31),
    undecided: date | None = None,
) -> CampusDays:
    """100 persons, 1 kWh a person and day in 2025; in 2026 less by `cut` (of all months, or by month)."""

    def day(at: date) -> Day:
        saved = cut if isinstance(cut, float) else cut.get(at.month, 0.0)
        use = 100.0 * (1 - saved if at.year == 2026 else 1.0)
        known = undecided is None or at < undecided
        return Day(use if at <= through else None, DayType.TERM_WD if known else None, persons(100))

    return days_by(date(2025, 1, 1), last, day, through=through)


def standing(days: CampusDays, target: Target = TARGET, month: Month = OCTOBER) -> YearToDate:
    return year_to_date([CampusCase("a", days)], target, month)


def test_the_year_is_cumulated_and_the_rest_budgeted() -> None:
    now = standing(campus(0.05))
    assert (now.comparison.expected, now.comparison.actual) == pytest.approx((30400, 28880))
    # 10 % of the whole year: 36 500 x 0.9 = 32 850; used 28 880; 3 970 left for 61 days that would use 6 100.
    assert sum(a.use for a in now.allowances) == pytest.approx(3970)
    assert [a.month for a in now.allowances] == [Month(2026, 11), Month(2026, 12)]
    assert [a.per_head for a in now.allowances] == pytest.approx([3970 * 30 / 61 / 100, 3970 * 31 / 61 / 100])
    assert now.mean_allowance == pytest.approx(39.7 / 2)
    assert now.reachable
    assert now.verdict.met is False


def test_using_the_allowance_lands_exactly_on_the_target() -> None:
    allowed = standing(campus(0.05)).allowances
    cuts = dict.fromkeys(range(1, 11), 0.05) | {a.month.number: 1 - a.use / a.days / 100 for a in allowed}
    end = standing(campus(cuts, through=date(2026, 12, 31)), month=Month(2026, 12))
    assert end.comparison.reduction == pytest.approx(0.1, abs=1e-12)
    assert end.verdict.met is True
    assert end.allowances == ()


def test_monthly_percentages_are_not_averaged() -> None:
    def day(at: date) -> Day:
        scale = 100.0 if at.month == 1 else 1.0
        return Day(100 * scale * (0.5 if (at.year, at.month) == (2026, 2) else 1.0), DayType.TERM_WD, persons(100))

    days = days_by(date(2025, 1, 1), date(2026, 2, 28), day)
    now = standing(days, month=Month(2026, 2))
    assert now.comparison.reduction == pytest.approx(0.5 * 28 / (3100 + 28))


def test_out_of_reach() -> None:
    now = standing(campus(-0.2))
    assert not now.reachable
    assert [a.use for a in now.allowances] == [0.0, 0.0]
    assert "余下各月即使不再使用也达不到 10 %" in sentence(now, date(2026, 10, 31)).chinese


def test_a_school_year_begins_in_september() -> None:
    target = Target(reduction=0.1, year_begins=9)

    def day(at: date) -> Day:
        return Day(90.0 if at >= date(2025, 9, 1) else 100.0, DayType.TERM_WD, persons(100))

    now = standing(days_by(date(2024, 9, 1), date(2026, 2, 28), day), target, Month(2026, 2))
    assert str(now.year) == "2025/2026"
    assert {m.month for m in now.months} == set(months_between(Month(2025, 9), Month(2026, 2)))
    assert now.verdict.met is True


def test_energy_years() -> None:
    assert EnergyYear.containing(Month(2026, 8), 9).begins == Month(2025, 9)
    assert EnergyYear.containing(Month(2026, 9), 9).begins == Month(2026, 9)
    year = EnergyYear.containing(Month(2026, 5))
    assert (year.months[0], year.months[-1], str(year)) == (Month(2026, 1), Month(2026, 12), "2026")
    assert (len(year.up_to(Month(2026, 5))), len(year.after(Month(2026, 5)))) == (5, 7)


def test_days_without_a_calendar_are_counted_and_valued_like_last_year() -> None:
    now = standing(campus(0.05, undecided=date(2026, 12, 1)))
    assert [a.undecided for a in now.allowances] == [0, 31]
    assert sum(a.use for a in now.allowances) == pytest.approx(3970)


def test_the_rest_of_a_month_in_progress_is_budgeted_too() -> None:
    now = standing(campus(0.05, through=date(2026, 10, 20)))
    assert [(a.month, a.days) for a in now.allowances] == [(OCTOBER, 11), (Month(2026, 11), 30), (Month(2026, 12), 31)]
    said = sentence(now, date(2026, 10, 20))
    assert said.chinese.startswith("到 10 月 20 日人均用电同比下降 5.0 %")


def test_a_campus_too_new_ahead_is_listed_and_left_out_of_the_budget() -> None:
    opened = date(2025, 12, 1)
    cases = [CampusCase("a", campus(0.05)), CampusCase("new", campus(0.0), opened)]
    now = year_to_date(cases, TARGET, OCTOBER)
    assert now.unforeseen == (("new", Month(2026, 11)),)
    assert {out.campus for out in now.comparison.left_out} == {"new"}


def test_the_statutory_line_has_nothing_to_budget() -> None:
    with pytest.raises(Refused, match="choose like_for_like"):
        standing(campus(0.05), Target(basis="statutory"))
    with pytest.raises(Refused, match="needs a weather model"):
        standing(campus(0.05), Target(basis="weather_adjusted"))


class Model:
    fit = Fit(0.1, 365, 365, 1.649)

    def expected_use(self, days: CampusDays) -> NDArray[np.float64]:
        return np.full(len(days), 110.0)


def test_a_weather_adjusted_target_is_judged_by_its_own_line() -> None:
    now = year_to_date([CampusCase("a", campus(0.01), model=Model())], Target(basis="weather_adjusted"), OCTOBER)
    assert now.comparison.reduction == pytest.approx(0.1)
    assert now.verdict.met is True


def test_forecast_of_a_steady_campus_is_sure() -> None:
    for cut, probability in ((0.12, 1.0), (0.08, 0.0)):
        landing = forecast(standing(campus(cut)), np.random.default_rng(1))
        assert isinstance(landing, Forecast)
        assert landing.median == pytest.approx(cut)
        assert landing.probability == probability


def uneven(level: float, seed: int) -> CampusDays:
    random = np.random.default_rng(seed)
    return campus({month: level + float(random.normal(0, 0.06)) for month in range(1, 13)})


def test_a_forecast_can_be_repeated_and_widens_with_unlike_months() -> None:
    now = standing(uneven(0.1, 3))
    one, two = (forecast(now, np.random.default_rng(7)) for _ in range(2))
    assert isinstance(one, Forecast)
    assert one == two
    assert one.low < one.median < one.high
    assert 0 < one.probability < 1


def test_the_ninety_per_cent_of_the_forecast_hold_where_the_year_lands() -> None:
    """Simulated years whose months save 10 % give or take 6 points; standing at the end of June."""
    held = 0
    for seed in range(200):
        random = np.random.default_rng(1000 + seed)
        cuts = {month: 0.1 + float(random.normal(0, 0.06)) for month in range(1, 13)}
        landing = forecast(standing(campus(cuts, through=date(2026, 6, 30)), month=Month(2026, 6)), random, 1000)
        end = standing(campus(cuts, through=date(2026, 12, 31)), month=Month(2026, 12)).comparison.reduction
        assert isinstance(landing, Forecast)
        assert end is not None
        held += landing.low <= end <= landing.high
    assert 0.85 <= held / 200 <= 0.95


def test_an_undecided_calendar_does_not_move_a_like_for_like_forecast() -> None:
    def day(at: date) -> Day:
        weekend = at.weekday() >= 5
        use = (20.0 if weekend else 130.0) * (0.9 if at.year == 2026 else 1.0)
        kind = DayType.TERM_WE if weekend else DayType.TERM_WD
        return Day(use if at <= date(2026, 6, 30) else None, kind if at < date(2026, 9, 1) else None, persons(100))

    days = days_by(date(2025, 1, 1), date(2026, 12, 31), day, through=date(2026, 6, 30))
    now = standing(days, month=Month(2026, 6))
    assert sum(o.undecided for o in now.outlook) == 122
    landing = forecast(now, np.random.default_rng(5))
    assert isinstance(landing, Forecast)
    assert (landing.low, landing.median, landing.high) == pytest.approx((0.1, 0.1, 0.1))


def test_a_campus_that_stopped_using_anything_lands_at_a_hundred_per_cent() -> None:
    landing = forecast(standing(campus(1.0)), np.random.default_rng(1))
    assert landing == Forecast(1.0, 1.0, 1.0, 1.0)


def test_too_short_a_history_is_no_forecast() -> None:
    now = standing(campus(0.1, through=date(2026, 2, 28)), month=Month(2026, 2))
    landing = forecast(now, np.random.default_rng(1))
    assert isinstance(landing, NoForecast)
    assert landing.reason.startswith("2 comparable months")


def test_the_sentence_in_two_languages() -> None:
    now = standing(uneven(0.08, 1))
    landing = Forecast(0.09, 0.07, 0.11, 0.21)
    said = sentence(now, date(2026, 10, 31), landing)
    value = now.comparison.reduction
    assert value is not None
    assert said.chinese == (
        f"到 10 月底人均用电同比下降 {100 * value:.1f} %（覆盖率 100 %），要达到 10 %，"
        f"余下各月人均每月不超过 {now.mean_allowance:.1f} kWh；按目前走势达到的可能性约 21 %"
    )
    assert said.english == (
        f"By the end of October electricity per head is down {100 * value:.1f} % on last year (coverage 100 %); "
        f"to reach 10 %, use per head in each remaining month may not exceed {now.mean_allowance:.1f} kWh; "
        "as things go it is reached with a chance of 21 %"
    )


def test_the_sentence_carries_the_uncertainty_of_uneven_days() -> None:
    def day(at: date) -> Day:
        wave = 10.0 if (at - date(2025, 1, 1)).days % 2 else -10.0
        return Day((100 + wave) * (0.92 if at.year == 2026 else 1.0), DayType.TERM_WD, persons(100))

    now = standing(days_by(date(2025, 1, 1), date(2026, 10, 31), day, through=date(2026, 10, 31)))
    margin = now.comparison.margin
    assert margin is not None
    assert f"下降 8.0 % ± {100 * margin:.1f} 个百分点（覆盖率 100 %）" in sentence(now, date(2026, 10, 31)).chinese


def test_sentences_without_a_verdict() -> None:
    nothing = CampusDays.of(
        date(2025, 1, 1), [Day(None, DayType.TERM_WD, persons(100))] * 730, through=date(2026, 10, 31)
    )
    assert sentence(standing(nothing), date(2026, 10, 31)).chinese == "到 10 月底人均用电无法比较"
    blind = year_to_date([CampusCase("a", campus(0.2)), CampusCase("b", nothing)], TARGET, OCTOBER)
    said = sentence(blind, date(2026, 10, 31))
    assert "不足 80 %，不作结论" in said.chinese
    assert "no verdict" in said.english


def test_the_end_of_the_year_says_how_much_was_missing() -> None:
    end = standing(campus(0.0996, through=date(2026, 12, 31)), month=Month(2026, 12))
    assert sentence(end, date(2026, 12, 31)).chinese == (
        "到 12 月底人均用电同比下降 10.0 %（覆盖率 100 %），未达到 10 %，差 0.04 个百分点"
    )
    rise = standing(campus(-0.03, through=date(2026, 12, 31)), month=Month(2026, 12))
    assert "同比上升 3.0 %" in sentence(rise, date(2026, 12, 31)).chinese
    assert "is up 3.0 % on last year" in sentence(rise, date(2026, 12, 31)).english
    met = standing(campus(0.1, through=date(2026, 12, 31)), month=Month(2026, 12))
    assert sentence(met, date(2026, 12, 31)).english.endswith("the target of 10 % is met")


def test_the_last_days_of_the_year() -> None:
    now = standing(campus(0.05, through=date(2026, 12, 29)), month=Month(2026, 12))
    assert "余下 2 天人均不超过" in sentence(now, date(2026, 12, 29)).chinese or not now.reachable
    close = standing(campus(0.099, through=date(2026, 12, 29)), month=Month(2026, 12))
    # 36 500 x 0.9 = 32 850 less 363 days at 90.1 = 32 706.3 leaves 143.7 for 100 persons.
    assert "余下 2 天人均不超过 1.4 kWh" in sentence(close, date(2026, 12, 29)).chinese
    assert date(2026, 12, 29) + timedelta(days=2) == date(2026, 12, 31)


def test_targets_read_percentages_and_their_owners() -> None:
    target = Target.model_validate({"reduction": "10 %", "owners": {"performer": "张三", "supervisor": "王五"}})
    assert target.reduction == pytest.approx(0.1)
    assert target.owners == Owners(performer="张三", supervisor="王五")
    assert target.owners.chain == (("执行人", "张三"), ("督查人", "王五"))
    for wrong in (10, "0%", "abc%"):
        with pytest.raises(ValueError, match="reduction"):
            Target.model_validate({"reduction": wrong})
