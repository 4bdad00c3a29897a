"""Month reports made by hand: every figure stands here or is plain arithmetic on what stands here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from analysis.monthly.report import (
    Allowed,
    Amount,
    BalancePart,
    BoundaryUsed,
    Cause,
    CentreCost,
    DayCount,
    DayTypePart,
    Definitions,
    Excess,
    FactorUsed,
    FindingCount,
    GasReplacedPart,
    Gate,
    Heads,
    HeadStep,
    HeatPumpPart,
    Landing,
    Line,
    Lines,
    MeasurePart,
    MeterQuality,
    MonthAmount,
    MonthReport,
    NotCompared,
    Owner,
    ProfileUsed,
    QualityPart,
    Ranked,
    RankingPart,
    ResourcePart,
    RevisedFigure,
    Revision,
    SolarPart,
    Source,
    SplitPart,
    StatutoryCell,
    Step,
    SubItemShare,
    SubUse,
    TargetPart,
    TariffUsed,
    UnderProfile,
    UnitPart,
    Unplaced,
    WeightUsed,
    Words,
)

SCHOOLS: Final = (
    "高中部",
    "初中部",
    "小学部",
    "国际部",
    "东校区",
    "西校区",
    "南校区",
    "北校区",
    "滨江校区",
    "新城校区",
    "实验幼儿园",
    "龙湖校区",
    "开元校区",
    "洛龙校区",
    "伊滨校区",
    "职教中心",
    "教师发展中心及后勤基地（老校区）",
)
CHINESE: Final = {
    "electricity": ("电", "electricity", "kWh", 0.1229, 0.5366, 0.568),
    "water": ("水", "water", "m3", None, None, 4.1),
    "gas": ("气", "gas", "m3", 1.2143, 2.1622, 3.2),
}
PER_HEAD: Final = {"electricity": 31.25, "water": 3.5, "gas": 1.25}


def words(zh: str, en: str = "") -> Words:
    return Words(zh, en or zh)


SOURCE: Final = Source(("e-main",), (), "electricity_import", date(2026, 2, 1), date(2026, 3, 31))
NO_AMOUNT: Final = Amount(
    None, 0.0, 0.0, None, 28, 0, None, words("没有用量，不计费用"), None, None, None, None, SOURCE
)


def amount(
    resource: str, value: float, heads: float | None, area: float | None, estimated: float = 0.0, coverage: float = 1.0
) -> Amount:
    _, _, _, kgce, co2, price = CHINESE[resource]
    return Amount(
        value=value,
        coverage=coverage,
        estimated=estimated,
        estimated_share=estimated / value if value else 0.0,
        days=28,
        valid_days=28 if coverage == 1.0 else 26,
        cost_yuan=value * price,
        cost_reason=None,
        kgce=None if kgce is None else value * kgce,
        kg_co2=None if co2 is None else value * co2,
        per_head=value / heads if heads else None,
        per_m2=value / area if area else None,
        source=SOURCE,
    )


def added(parts: Sequence[Amount], heads: float | None, area: float | None) -> Amount:
    """The amounts of several together; unknown ones add nothing, but leave the cost unknown."""
    values = [part.value for part in parts if part.value is not None]
    if not values:
        return NO_AMOUNT
    value, estimated = sum(values), sum(part.estimated for part in parts)
    costs = [part.cost_yuan for part in parts]
    kgce = [part.kgce for part in parts if part.kgce is not None]
    co2 = [part.kg_co2 for part in parts if part.kg_co2 is not None]
    return Amount(
        value=value,
        coverage=sum(part.coverage for part in parts) / len(parts),
        estimated=estimated,
        estimated_share=estimated / value if value else 0.0,
        days=parts[0].days,
        valid_days=min(part.valid_days for part in parts),
        cost_yuan=None if None in costs else sum(cost for cost in costs if cost is not None),
        cost_reason=words("部分费用未知") if None in costs else None,
        kgce=sum(kgce) if kgce else None,
        kg_co2=sum(co2) if co2 else None,
        per_head=value / heads if heads else None,
        per_m2=value / area if area else None,
        source=SOURCE,
    )


def line(name: str, last: float | None, this: float | None, reason: str = "", margin: float | None = None) -> Line:
    title = {"L1": "统计口径", "L2": "同类日比较", "L3": "气象修正"}[name]
    gates = (Gate("no_heads", "2025-02-01..2025-02-28", words(reason)),) if reason else ()
    if last is None or this is None or reason:
        return Line(
            name,
            words(title),
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            0,
            "not_comparable",
            0.1,
            None,
            None,
            words("无法比较"),
            words(f"无法比较：{reason}"),
            gates,
        )
    reduction = 1 - this / last
    down = f"{'下降' if reduction >= 0 else '上升'} {abs(reduction) * 100:.1f} %"
    met = reduction >= 0.1
    return Line(
        name,
        words(title),
        last,
        this,
        reduction,
        margin,
        0.97,
        0.012,
        0.05 if name != "L1" else None,
        0.0 if name != "L1" else None,
        3,
        "final",
        0.1,
        met,
        max(0.0, (0.1 - reduction) * 100),
        words(down),
        words(f"{down}，{'达到' if met else '未达到'} 10 %"),
        (),
    )


def lines(last: Amount, this: Amount, reason: str = "") -> Lines:
    value, before = this.value, last.value
    whole = value is not None and before is not None
    l3 = line("L3", before, value * 0.985, "", 0.018) if whole and value is not None and not reason else None
    types = tuple(
        DayTypePart("c1", "2026-02", kind, days, days * 1000.0, 0.3, origin, used, used * 1.06)
        for kind, days, origin, used in (
            ("TERM_WD", 20, "own", 7000.0),
            ("HOLIDAY", 9, "own", 900.0),
            ("VACATION", 22, "adjacent months", 1500.0),
        )
    )
    return Lines(
        totals=1 - value / before if value is not None and before else None,
        ratio_of_totals=None,
        l1=line("L1", last.per_head, this.per_head, reason or ("" if last.per_head else "有校区缺用能人数")),
        l2=line("L2", before, value * 0.98 if value is not None else None, reason, 0.024),
        l3=l3,
        savings_uncertainty=0.24 if l3 else None,
        steps=(
            Step("heads", 0.012, words("用能人数")),
            Step("calendar", -0.031, words("校历与缺测")),
            Step("weather", 0.015 if l3 else None, words("天气")),
        ),
        day_types=types if not reason and whole else (),
        left_out=(),
    )


def resource_part(
    resource: str,
    months: Sequence[MonthAmount],
    heads: Heads,
    before: Heads,
    area: float | None,
    *,
    group: bool = False,
) -> ResourcePart:
    zh, en, unit, *_ = CHINESE[resource]
    this = added([m.this for m in months], heads.total, area)
    last = added([m.last for m in months], before.total, area)
    reason = "" if group or (heads.total and before.total) else "缺用能人数"
    told = f"2—3 月用{zh} {this.value:,.0f} {unit}。" if this.value is not None else f"2—3 月用{zh}没有已知读数。"
    whole = this.coverage == last.coverage == 1.0 and this.value is not None and last.value
    change = this.value / last.value - 1 if whole and this.value is not None and last.value else None
    return ResourcePart(
        resource, words(zh, en), unit, this, last, change, lines(last, this, reason), tuple(months), words(told)
    )


def combined(
    parts: Sequence[ResourcePart], heads: Heads, before: Heads, area: float | None, *, group: bool = False
) -> ResourcePart:
    def whole(amounts: Sequence[Amount], total: float | None) -> Amount:
        kgce = [a.kgce for a in amounts if a.kgce is not None]
        if not kgce:
            return NO_AMOUNT
        value = sum(kgce)
        return replace(
            added(amounts, total, area),
            value=value,
            kgce=value,
            per_head=value / total if total else None,
            per_m2=value / area if area else None,
            estimated=0.0,
            estimated_share=0.0,
        )

    months = tuple(
        MonthAmount(
            parts[0].months[i].month,
            whole([p.months[i].this for p in parts], heads.total),
            whole([p.months[i].last for p in parts], before.total),
        )
        for i in range(len(parts[0].months))
    )
    this = whole([p.this for p in parts], heads.total)
    last = whole([p.last for p in parts], before.total)
    change = this.value / last.value - 1 if this.value is not None and last.value else None
    reason = "" if group or (heads.total and before.total) else "缺用能人数"
    return ResourcePart(
        "combined_energy",
        words("综合能耗", "combined energy"),
        "kgce",
        this,
        last,
        change,
        lines(last, this, reason),
        months,
        words("综合能耗按同一套系数折算。"),
    )


def heads_of(total: float | None) -> Heads:
    if total is None:
        return Heads(None, None, None, None, words("2025 年 3 月在校人数未录入"))
    return Heads(total * 0.6, total * 0.32, total * 0.08, total, None)


def campus(index: int, name: str, months: Sequence[str], *, gas: bool = True, heads: bool = True) -> UnitPart:
    count = 1250.0 + 100 * index
    now, before = heads_of(count), heads_of(count * 0.96 if heads else None)
    area = 20_000.0 + 1500 * index
    parts = []
    for resource in ("electricity", "water", *(("gas",) if gas else ())):
        entries = []
        for i, month in enumerate(months):
            last = amount(resource, PER_HEAD[resource] * count * (1 + 0.1 * i), before.total, area)
            this = amount(
                resource,
                PER_HEAD[resource] * count * (0.92 + 0.12 * i),
                now.total,
                area,
                estimated=0.04 * i * PER_HEAD[resource] * count,
                coverage=1.0 if i == 0 else 0.97,
            )
            entries.append(MonthAmount(month, this, last))
        parts.append(resource_part(resource, entries, now, before, area))
    whole = combined(parts, now, before, area)
    costs = [p.this.cost_yuan for p in parts]
    return UnitPart(
        id=f"c{index + 1}",
        name=name,
        kind="boarding" if index % 3 else "day",
        area_m2=area,
        heads=now,
        heads_last=before,
        resources=(*parts, whole),
        cost_yuan=sum(c for c in costs if c is not None),
        cost_last_yuan=sum(p.last.cost_yuan or 0.0 for p in parts),
        kgce=whole.this.value,
        kg_co2=sum(p.this.kg_co2 or 0.0 for p in parts),
        split=split(40_000.0),
        balances=(balance(f"c{index + 1}"),),
        solar=SolarPart(5200.0, 800.0, 4400.0, 55_600.0, 0.846, 0.073, 2) if index == 0 else None,
        cost_centres=(
            CentreCost("canteen", "食堂", "electricity", 8200.0, 4657.6, ("建筑面积",), ()),
            CentreCost("", "", "electricity", 300.0, None, (), ("e-9",)),
        )
        if index == 0
        else (),
    )


def split(total: float) -> SplitPart:
    shares = (
        ("lighting_sockets", "照明插座", 0.4),
        ("hvac", "空调", 0.25),
        ("power", "动力", 0.15),
        ("special", "特殊", 0.08),
        ("hot_water", "热水", 0.1),
        ("unassigned", "未分项", 0.02),
    )
    return SplitPart(
        tuple(SubItemShare(item, words(zh), total * share, share) for item, zh, share in shares),
        ("e-9",),
        (Excess("e-dorm", 31.0),),
        ("e-7",),
    )


def balance(campus_id: str) -> BalancePart:
    return BalancePart(
        campus_id,
        f"{campus_id}-e-main",
        "electricity",
        "kWh",
        60_000.0,
        (SubUse("e-dorm", 42_000.0), SubUse("e-teach", 15_600.0)),
        2400.0,
        0.04,
        0.99,
        12.0,
        "balanced",
        words("平衡"),
        "",
        None,
        SOURCE,
    )


def together(units: Sequence[UnitPart]) -> UnitPart:
    """All campuses: sums of what is known, heads and areas only where all are known."""

    def heads(each: Sequence[Heads]) -> Heads:
        if any(h.total is None for h in each):
            return Heads(None, None, None, None, words("有校区缺用能人数"))
        sums = [sum(getattr(h, k) for h in each) for k in ("boarders", "day_students", "staff", "total")]
        return Heads(sums[0], sums[1], sums[2], sums[3], None)

    now, before = heads([u.heads for u in units]), heads([u.heads_last for u in units])
    areas = [u.area_m2 for u in units]
    area = None if None in areas else sum(a for a in areas if a is not None)
    parts = []
    for resource in CHINESE:
        of = [p for p in (u.resource(resource) for u in units) if p is not None]
        if of:
            months = [
                MonthAmount(
                    of[0].months[i].month,
                    added([p.months[i].this for p in of], now.total, area),
                    added([p.months[i].last for p in of], before.total, area),
                )
                for i in range(len(of[0].months))
            ]
            parts.append(resource_part(resource, months, now, before, area, group=True))
    whole = combined(parts, now, before, area, group=True)
    costs, costs_last = [u.cost_yuan for u in units], [u.cost_last_yuan for u in units]
    return UnitPart(
        "",
        "全集团",
        "",
        area,
        now,
        before,
        (*parts, whole),
        None if None in costs else sum(c for c in costs if c is not None),
        None if None in costs_last else sum(c for c in costs_last if c is not None),
        whole.this.value,
        sum(u.kg_co2 or 0.0 for u in units),
        split(40_000.0 * len(units)),
        (),
        None,
        (),
    )


def target(campus_id: str, resource: str, *, known: bool = True) -> TargetPart:
    owners = (
        Owner(words("执行人"), "王主任"),
        Owner(words("责任人"), "李校长"),
        Owner(words("督查人"), "审计处 赵"),
    )
    if not known:
        return TargetPart(
            campus_id,
            resource,
            "kWh",
            0.1,
            "like_for_like",
            "2026",
            "2026-03",
            None,
            None,
            None,
            None,
            None,
            "not_comparable",
            None,
            None,
            True,
            None,
            (),
            None,
            "没有可比月份",
            ("c2 2026-04",),
            owners,
            words("无法比较：2025 年 3 月在校人数未录入。"),
        )
    months = tuple(Allowed(f"2026-{m:02d}", 30, 61_000.0 - 900 * m, 31.2 - 0.3 * m, m % 3) for m in range(4, 13))
    return TargetPart(
        campus_id,
        resource,
        "kWh",
        0.1,
        "like_for_like",
        "2026",
        "2026-03",
        118_000.0,
        128_400.0,
        0.081,
        0.024,
        0.97,
        "final",
        False,
        1.9,
        True,
        31.2,
        months,
        Landing(0.084, 0.061, 0.107, 0.13),
        "",
        (),
        owners,
        words("到 3 月底人均用电同比下降 8.1 % ± 2.4 个百分点，要达到 10 %，余下各月人均每月不超过 31.2 kWh。"),
    )


def unmeasured_pump(name: str) -> HeatPumpPart:
    """Electricity of this year alone; no heat meter, no temperatures, no compressor state."""
    return replace(
        pump(name),
        campus="c2",
        meter="hp-2",
        electricity_kwh=950.0,
        electricity_last_kwh=None,
        coverage=0.91,
        heat_kwh=None,
        hot_water_m3=None,
        cop_running=None,
        cop_all_in=None,
        against_model=None,
        defrost_share=None,
        auxiliary_share=None,
        standby_kwh=None,
        run_hours=None,
        kwh_per_m3=None,
        litres_per_boarder_day=None,
        starts=None,
        starts_per_hour=None,
        most_starts_in_an_hour=None,
        mean_run_minutes=None,
        short_runs=None,
        gas_replaced=None,
        notes=(words("没有热量表，无法计算 COP"),),
    )


def pump(name: str) -> HeatPumpPart:
    gas = GasReplacedPart(
        706.0,
        1888.0,
        1120.0,
        0.41,
        (
            UnderProfile("gb-t-2589-2020-equivalent 1", 857.3, 585.3, 1526.5, 1013.1, 0.317),
            UnderProfile("gb-t-2589-2020-calorific 1", 857.3, 232.0, 1526.5, 1013.1, 0.729),
        ),
    )
    return HeatPumpPart(
        "c1",
        "hp-1",
        name,
        1888.0,
        2010.0,
        0.01,
        1.0,
        6320.0,
        130.0,
        3.41,
        3.2,
        0.97,
        0.02,
        0.04,
        21.0,
        310.0,
        14.5,
        39.0,
        220,
        0.33,
        3,
        42.0,
        2,
        gas,
        (),
        SOURCE,
    )


def definitions(units: Sequence[UnitPart]) -> Definitions:
    factors = (
        FactorUsed("electricity", "kgce", "kWh", 0.1229, "GB/T 2589-2020", "to_check"),
        FactorUsed("electricity", "kg CO2", "kWh", 0.5366, "生态环境部公告（2022 年度全国平均）", "confirmed"),
        FactorUsed("gas", "kgce", "m3", 1.2143, "公共机构能源消费统计公开报告", "confirmed"),
    )
    return Definitions(
        ProfileUsed(
            "gb-t-2589-2020-equivalent", "1", "全国", "全国", 2022, "9f3c0a1b2c3d4e5f", "电力按当量值折算。", factors
        ),
        tuple(HeadStep(u.id, date(2025, 9, 1), 750, 400, 100, 12 + i) for i, u in enumerate(units)),
        (WeightUsed("water", 2.0, 1.0, 1.0),),
        tuple(
            DayCount(u.id, kind, this, last)
            for u in units[:2]
            for kind, this, last in (("TERM_WD", 30, 28), ("VACATION", 20, 9))
        ),
        tuple(
            BoundaryUsed(u.id, "electricity", (f"+{u.id}-e-main [宿舍1]",), (f"+{u.id}-e-main [宿舍1]",), False)
            for u in units[:2]
        ),
        (
            TariffUsed(
                "henan-2025", "electricity", "", date(2025, 1, 1), None, "单一制 0.568 元/kWh", "河南省居民合表电价"
            ),
        ),
        (words("人均为用量除以日平均用能人数；两年用同一套系数。"), words("缺测日在两年中同时剔除。")),
    )


def report(
    units: Sequence[UnitPart], months: Sequence[str] = ("2026-02", "2026-03"), *, revised: bool = False
) -> MonthReport:
    whole = together(units)
    revision = Revision(
        "2026-04-02T09:00:00+08:00",
        "5d0c",
        True,
        (
            RevisedFigure(f"campuses/{units[0].id}/electricity/this/value", 60_000.0, 61_200.0),
            RevisedFigure(f"campuses/{units[0].id}/electricity/l2/reduction", None, 0.034),
            RevisedFigure("whole/electricity/lines/l2/met", True, False),
        ),
        (Cause("page", f"{units[0].id}-e-main", "2026-03-10", "2026-03-12", "迟到数据，3 天账页有变"),),
    )
    left_out = (
        NotCompared("c2", "electricity", "2026-02", (Gate("no_heads", "2025-02-01..2025-02-28", words("缺用能人数")),)),
        NotCompared("c2", "electricity", "2026-03", (Gate("no_heads", "2025-03-01..2025-03-31", words("缺用能人数")),)),
    )
    return MonthReport(
        group="德外教育集团",
        campus="",
        first_month=months[0],
        last_month=months[-1],
        first_day=date(2026, 2, 1),
        last_day=date(2026, 3, 31),
        through=date(2026, 3, 31),
        made_at="2026-04-12T08:00:00+08:00",
        title=words("2026 年 2—3 月能源月报"),
        sentences=(
            words("2—3 月集团人均用电同类日比较下降 4.0 %（±2.4），距目标 10 % 还差 6.0 个百分点；1 个校区未计入。"),
            words("用水 4,250 m³，人均 3.1 m³，同类日比较下降 4.0 %。"),
            words("用气同类日比较下降 4.0 %。"),
        ),
        whole=whole,
        campuses=tuple(units),
        targets=(
            target("", "electricity"),
            target(units[0].id, "electricity"),
            target("c2", "electricity", known=False),
        ),
        rankings=(
            RankingPart(
                "electricity",
                "kWh",
                "campuses",
                (
                    Ranked("c1", "高中部", "boarding", 1, 2, 29.1, -0.04),
                    Ranked("c3", "小学部", "boarding", 2, 2, 31.5, 0.04),
                ),
                (Unplaced("c2", "初中部", "no_heads", words("缺用能人数")),),
            ),
        ),
        heat_pumps=(pump("浴室空气源热泵"), unmeasured_pump("食堂热泵")),
        measures=(
            MeasurePart(
                "led",
                "教学楼 LED 改造",
                ("e-teach",),
                "2025-07-10",
                "2025-07-28",
                0.18,
                0.03,
                4100.0,
                True,
                300,
                180,
                "",
            ),
            MeasurePart(
                "timer",
                "开水器定时",
                ("e-boil",),
                "2026-03-01",
                "2026-03-02",
                None,
                None,
                None,
                None,
                300,
                12,
                "措施后不足 30 天",
            ),
        ),
        statutory=(StatutoryCell(units[0].id, "2026-02", "lpg_kg", "液化石油气", "kg", 120.0, "按瓶登记"),),
        left_out=left_out,
        quality=QualityPart(
            42,
            40,
            (
                FindingCount("c1", "spike", 3, 0, ("c1-e-main",)),
                FindingCount("c2", "reset", 1, 1, ("c2-w-main", "c2-w-dorm")),
            ),
            (
                MeterQuality("c1", "c1-w-main", "高中部总水表", "main", 0.93, 0.02, ("2026-03-05", "2026-03-06")),
                MeterQuality("c2", "c2-e-9", "", "sub", 0.0, None, tuple(f"2026-03-{d:02d}" for d in range(1, 32))),
            ),
        ),
        definitions=definitions(units),
        notes=(words("洛龙校区 3 月更换总水表，换表前后读数已按换表单核对。"),),
        revision=revision if revised else None,
        digest="5d0c1e22a9b0c3d4",
    )


def usual() -> MonthReport:
    """Three campuses over two months; one without gas, one without last year's heads; revised."""
    months = ("2026-02", "2026-03")
    units = [
        campus(0, "高中部", months),
        campus(1, "初中部", months, heads=False),
        campus(2, "小学部", months, gas=False),
    ]
    return report(units, months, revised=True)


def seventeen() -> MonthReport:
    months = ("2026-02", "2026-03")
    return report([campus(i, name, months, gas=i % 4 != 3) for i, name in enumerate(SCHOOLS)], months)


def single() -> MonthReport:
    """One campus, one month."""
    return report([campus(0, "高中部", ("2026-02",))], ("2026-02",))


def bare() -> MonthReport:
    """A campus without a meter, a head count or anything entered."""
    nobody = Heads(None, None, None, None, words("用能人数未录入"))
    unit = UnitPart("c1", "新校区", "", None, nobody, nobody, (), None, None, None, None, None, (), None, ())
    empty = replace(unit, id="", name="全集团")
    blank = Definitions(ProfileUsed("p", "1", "全国", "全国", 2022, "d", "", ()), (), (), (), (), (), ())
    return MonthReport(
        "德外教育集团",
        "",
        "2026-02",
        "2026-02",
        date(2026, 2, 1),
        date(2026, 2, 28),
        date(2026, 2, 28),
        "2026-03-01T08:00:00+08:00",
        words("2026 年 2 月能源月报"),
        (words("没有数据。"),),
        empty,
        (unit,),
        (),
        (),
        (),
        (),
        (),
        (),
        QualityPart(0, 0, (), ()),
        blank,
        (),
        None,
        "d",
    )
