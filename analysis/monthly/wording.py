"""Words of a report: names, titles, verdicts and sentences in Chinese and English."""

from analysis.balance.main_and_subs import Imbalance
from analysis.comparison.baseline_means import Source as BaselineSource
from analysis.comparison.verdict import Status, Verdict, shown, shown_english
from analysis.monthly.amount import Words
from analysis.monthly.lines import Gate
from campus.period import Month
from campus.sub_item import SubItem

COMBINED = "combined_energy"

RESOURCES: dict[str, Words] = {
    "electricity": Words("电", "electricity"),
    "water": Words("水", "water"),
    "gas": Words("气", "gas"),
    "heat": Words("热", "heat"),
    COMBINED: Words("综合能耗", "combined energy"),
}
VERBS: dict[str, Words] = {
    "electricity": Words("用电", "electricity"),
    "water": Words("用水", "water"),
    "gas": Words("用气", "gas"),
    "heat": Words("用热", "heat"),
    COMBINED: Words("综合能耗", "combined energy"),
}
UNITS = {"m3": "m³"}

LINES = {
    "L1": Words("法定口径（人均）", "statutory, per head"),
    "L2": Words("同类日比较", "like for like"),
    "L3": Words("天气修正", "weather-adjusted"),
}
STEPS = {
    "heads": Words("人数变化的影响（L1 − 总量）", "change of head count (L1 - totals)"),
    "calendar": Words("校历与缺测日的影响（L2 − L1）", "calendar and missing days (L2 - L1)"),
    "weather": Words("天气的影响（L3 − L2）", "weather (L3 - L2)"),
}
IMBALANCES = {
    Imbalance.BALANCED: Words("平衡", "balanced"),
    Imbalance.UNMETERED: Words("有未计量或损耗", "part of it is unmetered or lost"),
    Imbalance.CHILDREN_EXCEED: Words(
        "分表之和大于总表，请核对上级表和倍率", "sub-meters exceed their main: check parents"
    ),
    Imbalance.WRONG_MULTIPLIER: Words("倍率疑似有误（比值恒定）", "a multiplier seems wrong: the ratio is constant"),
    Imbalance.UNKNOWN: Words("没有共同的有效小时", "no hour is known of all meters"),
}
SUB_ITEMS = {
    SubItem.LIGHTING_SOCKETS: "lighting and sockets",
    SubItem.HVAC: "air conditioning",
    SubItem.POWER: "power",
    SubItem.SPECIAL: "special",
    SubItem.HOT_WATER: "hot water",
    SubItem.UNASSIGNED: "unassigned",
}
ROLES = {"执行人": "performer", "责任人": "responsible", "督查人": "supervisor"}
BASELINE_FROM = {
    BaselineSource.OWN: "own",
    BaselineSource.ADJACENT: "adjacent",
    BaselineSource.SEASON: "season",
}


def span_words(first: Month, last: Month) -> Words:
    """`2026 年 2—3 月` as schools write it."""
    if first == last:
        return Words(f"{first.year} 年 {first.number} 月", f"{first.first_day:%B} {first.year}")
    if first.year == last.year:
        zh = f"{first.year} 年 {first.number}—{last.number} 月"
        return Words(zh, f"{first.first_day:%B} to {last.first_day:%B} {last.year}")
    zh = f"{first.year} 年 {first.number} 月—{last.year} 年 {last.number} 月"
    return Words(zh, f"{first.first_day:%B} {first.year} to {last.first_day:%B} {last.year}")


def change_words(value: float | None, margin: float | None = None) -> Words:
    """`下降 3.4 %（±1.2）`; 无法比较 for None."""
    if value is None:
        return Words("无法比较", "not comparable")
    text = f"{abs(100 * value):.1f} %"
    spread = f"（±{100 * margin:.1f}）" if margin is not None else ""
    spread_en = f" (±{100 * margin:.1f} points)" if margin is not None else ""
    if text == "0.0 %":
        return Words(f"持平{spread}", f"unchanged{spread_en}")
    return Words(
        f"{'下降' if value > 0 else '上升'} {text}{spread}", f"{'down' if value > 0 else 'up'} {text}{spread_en}"
    )


def display(value: float | None) -> Words:
    return Words(shown(value), shown_english(value))


def verdict_words(verdict: Verdict, margin: float | None, gates: tuple[Gate, ...], target: float | None) -> Words:
    """The verdict of a line with its reason; a figure without a target is only told."""
    if verdict.reduction is None:
        why_zh = "；".join(dict.fromkeys(g.words.zh for g in gates))
        why_en = "; ".join(dict.fromkeys(g.words.en for g in gates))
        return Words(
            f"无法比较：{why_zh}" if why_zh else "无法比较", f"not comparable: {why_en}" if why_en else "not comparable"
        )
    change = change_words(verdict.reduction, margin)
    if verdict.status is Status.NO_VERDICT:
        return Words(f"{change.zh}，覆盖率不足 80 %，不作结论", f"{change.en}; below 80 % coverage there is no verdict")
    zh, en = change.zh, change.en
    if target is not None and verdict.met is not None:
        goal = f"{100 * target:g} %"
        points = verdict.missing_points or 0.0
        short = f"{points:.1f}" if points >= 0.05 else f"{points:.2g}"  # noqa: PLR2004 - what one decimal shows
        zh += f"，达到 {goal}" if verdict.met else f"，未达到 {goal}，差 {short} 个百分点"
        en += f"; the target of {goal} is met" if verdict.met else f"; the target of {goal} is missed by {short} points"
    if verdict.status is Status.PROVISIONAL:
        zh, en = f"{zh}（暂定：估算超过 10 %）", f"{en} (provisional: more than 10 % is estimated)"
    return Words(zh, en)


def number(value: float) -> str:
    """At most four significant digits beside whole numbers, thousands apart by a thin space."""
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2  # noqa: PLR2004
    return f"{value:,.{decimals}f}".replace(",", "\u2009")


def unit_words(unit: str) -> str:
    return UNITS.get(unit, unit)


def resource_sentence(
    resource: str, span: Words, value: float | None, unit: str, per_head: float | None, line: Words
) -> Words:
    """One resource in a sentence: quantity, per head, like for like (`2 月用水 12 480 m³，人均 5.1 m³…`)."""
    verb, shown_unit = VERBS[resource], unit_words(unit)
    if value is None:
        return Words(f"{span.zh}{verb.zh}没有数据；{line.zh}。", f"{span.en}: no data of {verb.en}; {line.en}.")
    head_zh = f"，人均 {number(per_head)} {shown_unit}" if per_head is not None else "，人均无法计算（在校人数未录入）"
    head_en = f", {number(per_head)} {shown_unit} per head" if per_head is not None else ", per head unknown"
    return Words(
        f"{span.zh}{verb.zh} {number(value)} {shown_unit}{head_zh}；同类日比较{line.zh}。",
        f"{span.en}: {number(value)} {shown_unit} of {verb.en}{head_en}; like for like {line.en}.",
    )
