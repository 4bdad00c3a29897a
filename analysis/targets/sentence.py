"""The sentence a person reads about a target, in Chinese and English."""

from dataclasses import dataclass
from datetime import date

from analysis.comparison.verdict import Status
from analysis.targets.forecast import Forecast
from analysis.targets.year_to_date import YearToDate
from campus.quantity import Resource

NOUNS: dict[Resource, tuple[str, str, str]] = {
    Resource.ELECTRICITY: ("用电", "electricity", "kWh"),
    Resource.WATER: ("用水", "water", "m³"),
    Resource.GAS: ("用气", "gas", "m³"),
    Resource.HEAT: ("用热", "heat", "kWh"),
    Resource.HEAT_PUMP: ("热泵用电", "heat pump electricity", "kWh"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement in two languages."""

    chinese: str
    english: str


def sentence(standing: YearToDate, until: date, landing: Forecast | None = None) -> Sentence:
    """Where the target stands at the end of day `until`, and what the remaining months may use."""
    zh, en, unit = NOUNS[standing.target.resource]
    month_ended = until == standing.through.last_day
    when_zh = f"到 {until.month} 月底" if month_ended else f"到 {until.month} 月 {until.day} 日"
    when_en = f"By the end of {until:%B}" if month_ended else f"By {until.day} {until:%B}"
    stand = _standing(standing)
    budget = _budget(standing, unit)
    chance = _chance(standing, landing)
    return Sentence(
        f"{when_zh}人均{zh}{stand.chinese}{budget.chinese}{chance.chinese}",
        f"{when_en} {en} per head {stand.english}{budget.english}{chance.english}",
    )


def _standing(standing: YearToDate) -> Sentence:
    comparison = standing.comparison
    value = comparison.reduction
    if value is None:
        return Sentence("无法比较", "cannot be compared with last year")
    points = f"{abs(100 * value):.1f} %"
    spread_zh = f" ± {100 * comparison.margin:.1f} 个百分点" if comparison.margin is not None else ""
    spread_en = f" ± {100 * comparison.margin:.1f} points" if comparison.margin is not None else ""
    covered = "未知" if comparison.coverage is None else f"{100 * comparison.coverage:.0f} %"
    covered_en = "unknown" if comparison.coverage is None else f"{100 * comparison.coverage:.0f} %"
    provisional = comparison.status is Status.PROVISIONAL
    note_zh = f"（覆盖率 {covered}{'，暂定' if provisional else ''}）"
    note_en = f" (coverage {covered_en}{', provisional' if provisional else ''})"
    down = value >= 0 or points == "0.0 %"
    return Sentence(
        f"同比{'下降' if down else '上升'} {points}{spread_zh}{note_zh}",
        f"is {'down' if down else 'up'} {points}{spread_en} on last year{note_en}",
    )


def _budget(standing: YearToDate, unit: str) -> Sentence:
    goal = f"{100 * standing.target.reduction:g} %"
    verdict = standing.verdict
    if verdict.status is Status.NOT_COMPARABLE:
        return Sentence("", "")
    if verdict.status is Status.NO_VERDICT:
        return Sentence("，覆盖率不足 80 %，不作结论", "; below 80 % coverage there is no verdict")
    if not standing.allowances:
        return _ended(standing, goal)
    if not standing.reachable:
        return Sentence(f"，余下各月即使不再使用也达不到 {goal}", f"; {goal} can no longer be reached")
    if standing.mean_allowance is None:
        rest = standing.allowances[0]
        allowed = f"{rest.per_head:.1f} {unit}" if rest.per_head is not None else f"{rest.use:.0f} {unit}"
        each_zh, each_en = ("人均", " per head") if rest.per_head is not None else ("", "")
        return Sentence(
            f"，要达到 {goal}，余下 {rest.days} 天{each_zh}不超过 {allowed}",
            f"; to reach {goal}, use{each_en} in the remaining {rest.days} days may not exceed {allowed}",
        )
    allowed = f"{standing.mean_allowance:.1f} {unit}"
    return Sentence(
        f"，要达到 {goal}，余下各月人均每月不超过 {allowed}",
        f"; to reach {goal}, use per head in each remaining month may not exceed {allowed}",
    )


def _ended(standing: YearToDate, goal: str) -> Sentence:
    if standing.verdict.met:
        return Sentence(f"，达到 {goal}", f"; the target of {goal} is met")
    points = standing.verdict.missing_points or 0.0
    short = f"{points:.1f}" if points >= SMALLEST_SHOWN else f"{points:.3g}"
    return Sentence(f"，未达到 {goal}，差 {short} 个百分点", f"; the target of {goal} is missed by {short} points")


SMALLEST_SHOWN = 0.05
"""Points that one decimal still shows."""


def _chance(standing: YearToDate, landing: Forecast | None) -> Sentence:
    if landing is None or not standing.allowances or standing.verdict.met is None:
        return Sentence("", "")
    percent = f"{100 * landing.probability:.0f} %"
    return Sentence(f"；按目前走势达到的可能性约 {percent}", f"; as things go it is reached with a chance of {percent}")
