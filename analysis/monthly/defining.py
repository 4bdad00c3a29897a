"""The definitions a report is frozen with (口径与系数)."""

from datetime import date, timedelta

from analysis.coal_and_carbon.conversion import Factors
from analysis.comparison.campus_days import DAY_TYPES
from analysis.monthly.amount import Words
from analysis.monthly.definitions import (
    BoundaryUsed,
    DayCount,
    Definitions,
    FactorUsed,
    HeadStep,
    ProfileUsed,
    TariffUsed,
    WeightUsed,
)
from analysis.monthly.gather import CampusFile, Gathered
from analysis.monthly.span import Days
from campus.headcount import HEADS
from campus.ledger.facts import Fact
from campus.period import local_day
from campus.quantity import Resource
from campus.tariff.price import Flat, Tiered
from campus.tariff.tariff import Tariff

RULES = (
    Words(
        "降幅 R = 1 − 本年 / 上年，正值为下降；一律用未取整的数判定，只显示一位小数。",
        "R = 1 - this / last, positive is less use; judged unrounded, shown with one decimal.",
    ),
    Words(
        "L1 法定口径：用量 ÷ 日均用能人数，不作任何调整。",
        "L1 statutory: use over the day-averaged head count, nothing adjusted.",
    ),
    Words(
        "L2 同类日比较（主口径）：按校历日类型，以上年每人日用量乘本年人日数得应有用量；集团为 Σ实际 ÷ Σ应有。",
        "L2 like for like (headline): last year's use per person-day by day type times this year's person-days; "
        "a group is sum of actual over sum of expected.",
    ),
    Words(
        "L3 天气修正：以上年按日类型与度日建模，附不确定度（90 % 区间）。",
        "L3 weather-adjusted: a model of last year by day type and degree days, with its 90 % interval.",
    ),
    Words(
        "两年有效日各不足 90 %、缺人数、校历未覆盖、计量边界变化或新校区未满十二个月的，不参加比较并逐一列出；"
        "参加比较的用量不足 80 % 时不作结论；估算超过 10 % 标为暂定。",
        "A month enters with 90 % valid days in both years, known heads, calendar and boundary, after twelve full "
        "months; all others are listed. No verdict below 80 % coverage; provisional above 10 % estimated.",
    ),
    Words(
        "缺数日在两年同时剔除；零不等于缺数；缺数从不当作零。",
        "A missing day is masked in both years; unknown is never shown as zero.",
    ),
)


def definitions_of(gathered: Gathered) -> Definitions:
    return Definitions(
        profile=profile_used(gathered.factors),
        heads=tuple(step for file in gathered.campuses for step in _heads(gathered, file)),
        weights=tuple(
            WeightUsed(str(resource), w.boarders, w.day_students, w.staff)
            for resource, w in sorted(gathered.group.head_weights.items())
            if w != HEADS
        ),
        days=tuple(count for file in gathered.campuses for count in _day_counts(gathered, file)),
        boundaries=tuple(b for file in gathered.campuses for b in _boundaries(gathered, file)),
        tariffs=tuple(_tariff(t) for t in gathered.figures.tariffs if _prices(t, gathered)),
        rules=RULES,
    )


def profile_used(factors: Factors) -> ProfileUsed:
    profile, grid = factors.profile, factors.grid
    values = [FactorUsed(str(c), "kgce", c.unit, f.value, f.source, f.standing) for c, f in profile.kgce.items()]
    values += [FactorUsed(str(c), "kg CO2", c.unit, f.value, f.source, f.standing) for c, f in profile.kg_co2.items()]
    values.append(FactorUsed("electricity", "kg CO2", "kWh", grid.kg_per_kwh, grid.source, grid.standing))
    return ProfileUsed(
        profile.id,
        profile.version,
        profile.region,
        grid.region,
        grid.year,
        factors.digest,
        profile.notes,
        tuple(values),
    )


def _heads(gathered: Gathered, file: CampusFile) -> list[HeadStep]:
    """Steps in force in either year, each with the fact recorded last for its day."""
    zone = file.people.zone
    steps: dict[date, Fact] = {}
    for fact in sorted((f for f in file.people.facts if f.kind == "head_count"), key=lambda f: (f.recorded_ms, f.id)):
        steps[local_day(fact.at_ms, zone)] = fact
    days = sorted(steps)
    used: set[date] = set()
    for span in (gathered.span.before, gathered.span.this):
        held = [day for day in days if day <= span.first]
        used |= set(held[-1:]) | {day for day in days if span.first < day <= span.last}
    return [
        HeadStep(
            file.campus.id,
            day,
            float(steps[day].body["boarders"] or 0),
            float(steps[day].body["day_students"] or 0),
            float(steps[day].body["staff"] or 0),
            steps[day].id,
        )
        for day in sorted(used)
    ]


def _day_counts(gathered: Gathered, file: CampusFile) -> list[DayCount]:
    sides = []
    for span in (gathered.span.this, gathered.span.before):
        types = [file.people.calendar.day_type(day) for day in _dates(span)]
        sides.append({name: types.count(name) for name in (*DAY_TYPES, None)})
    return [
        DayCount(file.campus.id, str(name or ""), sides[0][name], sides[1][name])
        for name in (*DAY_TYPES, None)
        if sides[0][name] or sides[1][name]
    ]


def _boundaries(gathered: Gathered, file: CampusFile) -> list[BoundaryUsed]:
    found = []
    for resource, series in file.series.items():
        this, last = (
            tuple(dict.fromkeys(series.labels[series.at(days)].tolist()))
            for days in (gathered.span.this, gathered.span.before)
        )
        found.append(BoundaryUsed(file.campus.id, str(resource), this, last, series.restated))
    return found


def _prices(tariff: Tariff, gathered: Gathered) -> bool:
    spans = (gathered.span.this, gathered.span.before)
    known = tariff.resource in {r for f in gathered.campuses for r in f.series} and tariff.resource in set(Resource)
    return known and any(
        tariff.valid_from <= days.last and (tariff.valid_to is None or tariff.valid_to >= days.first) for days in spans
    )


def _tariff(tariff: Tariff) -> TariffUsed:
    price = tariff.price
    if isinstance(price, Flat):
        words = f"flat {price.yuan:g} yuan"
    elif isinstance(price, Tiered):
        steps = [f"{t.yuan:g} up to {t.up_to:g}" if t.up_to else f"{t.yuan:g} above" for t in price.tiers]
        words = "tiered " + ", ".join(steps)
    else:
        words = "time of use " + ", ".join(f"{name} {yuan:g}" for name, yuan in price.yuan.items())
    return TariffUsed(
        tariff.id, str(tariff.resource), tariff.supply, tariff.valid_from, tariff.valid_to, words, tariff.source
    )


def _dates(days: Days) -> list[date]:
    return [days.first + timedelta(days=n) for n in range(days.count)]
