"""同比: the three lines of every resource, why they differ, by day type, by campus, and what was left out."""

from collections.abc import Iterable
from typing import Final

from analysis.monthly.report import DayTypePart, Line, NotCompared, ResourcePart
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, Cell, judged, known
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.table import Column, Total, Totals
from analysis.monthly.sheets.words import DAY_TYPES, RESOURCES, STATUS, month, unit, word

NO_MARGIN: Final = "数据不足以估计误差"
NOT_TOLD: Final = "这条线没有此项"
WIDTHS: Final = (25, 13, 12, 12, 14, 9, 10, 10, 10, 10, 9, 10, 9, 28)
SMALLEST_SHOWN: Final = 0.0005
EXPLAINED: Final = {
    "L1": "人均用量与上年直接比较，与上报口径一致；不扣除校历、天气变化",
    "L2": "同类日（上课日、周末、假期）逐日比较，按用能人数折算；主要口径",
    "L3": "在同类日比较之上扣除天气影响",
}


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("同比", WIDTHS, "同比：三条线及其差别的原因")
    page.say("降幅为正表示下降。统计口径（L1）用于上报，同类日比较（L2）用于考核，气象修正（L3）说明天气的作用。")
    for part in book.report.whole.resources:
        _resource(page, part)
    _by_campus(page, book)
    _left_out(page, book)


def why_no_line(line: Line) -> str:
    """Why a line has no figure."""
    return "；".join(dict.fromkeys(gate.words.zh for gate in line.reasons)) or line.verdict.zh or "无法比较"


def _resource(page: Page, part: ResourcePart) -> None:
    of = unit(part.unit)
    page.section(part.name.zh, 310.0)
    page.say(part.sentence.zh)
    columns = [
        Column("比较线", "text"),
        Column("上年", "ratio"),
        Column("本年", "ratio"),
        Column("单位", "centre"),
        Column("降幅", "reduction"),
        Column("误差\n（90 %）", "margin"),
        Column("覆盖率", "percent"),
        Column("估算占比", "percent"),
        Column("借用日类", "percent"),
        Column("无对应日", "percent"),
        Column("剔除缺测", "count", "校区·日"),
        Column("状态", "centre"),
        Column("目标", "percent"),
        Column("结论", "text"),
    ]
    lines = [line for line in (part.lines.l1, part.lines.l2, part.lines.l3) if line is not None]
    page.table(columns, [_line(line, of) for line in lines])
    if part.lines.l3 is None:
        page.notes(["L3 气象修正：没有可用的气温或模型，未计算。"])
    page.notes([f"{line.name} {line.title.zh}：{EXPLAINED[line.name]}。" for line in lines if line.name in EXPLAINED])
    _steps(page, part)
    _day_types(page, part)


def _line(line: Line, of: str) -> list[Cell]:
    reason = why_no_line(line)
    compared = line.reduction is not None

    def told(value: float | None, otherwise: str) -> Cell:
        if value is None and compared and line.name == "L1":
            return ABSENT
        return known(value, otherwise if compared else reason)

    return [
        f"{line.name} {line.title.zh}",
        known(line.last, reason),
        known(line.this, reason),
        f"{of}/人" if line.name == "L1" else of,
        judged(line.reduction, line.met, reason),
        told(line.margin, NO_MARGIN),
        told(line.coverage, NOT_TOLD),
        told(line.estimated_share, NOT_TOLD),
        told(line.borrowed_share, NOT_TOLD),
        told(line.unmatched_share, NOT_TOLD),
        line.masked_days,
        word(STATUS, line.status),
        ABSENT if line.target is None else line.target,
        line.verdict.zh,
    ]


def _steps(page: Page, part: ResourcePart) -> None:
    if not part.lines.steps:
        return
    columns = [Column("差别来自", "text"), Column("影响", "points", span=2), Column("说明", "text", span=11)]
    rows: list[list[Cell]] = [
        [step.words.zh, known(_points(step.value), "相邻两条线不全"), _step(step.name)] for step in part.lines.steps
    ]
    page.skip()
    page.table(columns, rows)


def _points(share: float | None) -> float | None:
    """Percentage points; what would print as -0.0 is 0."""
    return None if share is None else 0.0 if abs(share) < SMALLEST_SHOWN else 100 * share


def _step(name: str) -> str:
    return {
        "heads": "总量与人均之差：用能人数变动。",
        "calendar": "统计口径与同类日比较之差：上课日、周末、假期天数不同，以及两年缺测日的剔除。",
        "weather": "同类日比较与气象修正之差：冷暖不同。",
    }.get(name, "")


def _day_types(page: Page, part: ResourcePart) -> None:
    entries = part.lines.day_types
    if not entries:
        return
    of = unit(part.unit)
    columns = [
        Column("日类", "text"),
        Column("比较日", "count", "校区·日", Total.KNOWN),
        Column("应用量", "whole", of, Total.KNOWN),
        Column("实用量", "whole", of, Total.KNOWN),
        Column("降幅", "reduction"),
        Column("人·日", "count", "", Total.KNOWN, span=2),
        Column("其中借用基准", "count", "校区·日", Total.KNOWN, span=2),
    ]
    page.skip()
    page.table(columns, [_day_type(kind, entries) for kind in dict.fromkeys(e.day_type for e in entries)], Totals())
    page.notes(["应用量：上年同类日人均水平乘以本年人·日。借用基准：上年同月没有这类日子，取相邻月或同季。"])


def _day_type(kind: str, entries: Iterable[DayTypePart]) -> list[Cell]:
    of = [entry for entry in entries if entry.day_type == kind]
    expected, actual = sum(e.expected for e in of), sum(e.actual for e in of)
    return [
        word(DAY_TYPES, kind),
        sum(e.days for e in of),
        expected,
        actual,
        judged(1 - actual / expected if expected else None, None, "应用量为零"),
        sum(e.person_days for e in of),
        sum(e.days for e in of if not e.baseline_from.startswith("own")),
    ]


def _by_campus(page: Page, book: Book) -> None:
    resources = [part.resource for part in book.report.whole.resources]
    columns = [Column("校区", "text")]
    columns += [Column(word(RESOURCES, name), "reduction", "同类日比较", span=2) for name in resources[:6]]
    page.section("各校区同类日比较")
    rows: list[list[Cell]] = []
    for campus in book.units:
        row: list[Cell] = [campus.name or campus.id]
        for name in resources[:6]:
            part = campus.resource(name)
            line = part.lines.l2 if part else None
            row.append(ABSENT if line is None else judged(line.reduction, line.met, why_no_line(line)))
        rows.append(row)
    page.table(columns, rows)


def _left_out(page: Page, book: Book) -> None:
    page.section("未计入同类日比较的校区月份")
    if not book.report.left_out:
        page.say("全部校区、全部月份均已计入。")
        return
    grouped: dict[tuple[str, str, str], list[NotCompared]] = {}
    for entry in book.report.left_out:
        why = "；".join(gate.words.zh for gate in entry.gates)
        grouped.setdefault((entry.campus, entry.resource, why), []).append(entry)
    columns = [
        Column("校区", "text"),
        Column("能源资源", "text"),
        Column("月份", "text", span=4),
        Column("原因", "text", span=4),
        Column("依据", "text", span=4),
    ]
    rows: list[list[Cell]] = [
        [
            book.name(campus),
            word(RESOURCES, resource),
            "、".join(month(e.month) for e in entries),
            why,
            "；".join(dict.fromkeys(g.detail for e in entries for g in e.gates if g.detail)),
        ]
        for (campus, resource, why), entries in grouped.items()
    ]
    page.table(columns, rows)
