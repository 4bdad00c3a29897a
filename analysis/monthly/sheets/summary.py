"""汇总: what the reader came for in sentences, then every resource in one row, then the signatures."""

from typing import Final

from analysis.monthly.report import Heads, ResourcePart, UnitPart
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, UNKNOWN_MARK, Cell, judged, known
from analysis.monthly.sheets.charts import clustered, finished
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.resource import NO_AREA, NO_FACTOR, NO_HEADS, NO_READINGS, NO_TARIFF, NOT_WHOLE
from analysis.monthly.sheets.styles import HUES
from analysis.monthly.sheets.table import Column, Total, Totals
from analysis.monthly.sheets.words import unit
from analysis.monthly.sheets.year_on_year import why_no_line

WIDTHS: Final = (14, 8, 12, 12, 14, 11, 11, 15, 10, 30, 11, 11, 16, 13, 14)
COMBINED: Final = "combined_energy"
SHOWN_REVISIONS: Final = 8


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("汇总", WIDTHS, book.report.title.zh)
    for i, sentence in enumerate(book.report.sentences):
        page.say(sentence.zh, "headline" if i == 0 else "sentence")
    _resources(page, book)
    _chart(page, book)
    _basis(page, book.report.whole)
    if book.report.notes:
        page.section("说明", 17.0)
        page.notes([f"· {note.zh}" for note in book.report.notes])
    _signatures(page)


def _resources(page: Page, book: Book) -> None:
    whole = book.report.whole
    page.section("各类能源资源")
    columns = [
        Column("能源资源", "text"),
        Column("单位", "centre"),
        Column("本期用量"),
        Column("上年同期"),
        Column("增减", "change"),
        Column("人均本期", "ratio"),
        Column("人均上年", "ratio"),
        Column("同类日比较\n（人均）", "reduction"),
        Column("误差\n（90 %）", "margin"),
        Column("结论", "text"),
        Column("覆盖率", "percent"),
        Column("估算占比", "percent"),
        Column("费用", "money", "元", Total.WHOLE),
        Column("折标煤", "whole", "kgce", Total.KNOWN),
        Column("CO₂", "whole", "kg", Total.KNOWN),
    ]
    parts = [part for part in whole.resources if part.resource != COMBINED]
    combined = whole.resource(COMBINED)
    totals: dict[str, Cell] = {
        "费用": known(whole.cost_yuan, "部分费用未知，不作合计"),
        "折标煤": known(whole.kgce, NO_FACTOR),
        "CO₂": known(whole.kg_co2, NO_FACTOR),
    }
    after = [] if combined is None else [[*_row(combined, whole)[:-3], ABSENT, None, None]]
    page.table(columns, [_row(part, whole) for part in parts], Totals("合计", totals), after=after)
    page.notes(["综合能耗按同一套折标系数计算，两年相同；它的用量就是折标煤，不再计入合计。"] if after else [])


def _row(part: ResourcePart, whole: UnitPart) -> list[Cell]:
    this, last, line = part.this, part.last, part.lines.l2
    reason = why_no_line(line)
    return [
        part.name.zh,
        unit(part.unit),
        known(this.value, NO_READINGS),
        known(last.value, "上年同期没有已知读数"),
        known(part.change, NOT_WHOLE),
        known(this.per_head, whole.heads.reason, NO_HEADS),
        known(last.per_head, whole.heads_last.reason, f"上年{NO_HEADS}"),
        judged(line.reduction, line.met, reason),
        known(line.margin, None, reason if line.reduction is None else "数据不足以估计误差"),
        line.verdict.zh,
        this.coverage,
        known(this.estimated_share, NO_READINGS),
        known(this.cost_yuan, this.cost_reason, NO_TARIFF),
        known(this.kgce, NO_FACTOR),
        known(this.kg_co2, NO_FACTOR),
    ]


def _chart(page: Page, book: Book) -> None:
    parts = [part for part in book.report.whole.resources if part.lines.l2.reduction is not None]
    if not parts:
        return
    labels = [part.name.zh for part in parts]
    reductions = [part.lines.l2.reduction for part in parts]
    values: list[Cell] = list(reductions)
    goals: list[Cell] = [part.lines.l2.target for part in parts]
    series = [("人均降幅（同类日比较）", HUES[COMBINED], values)]
    chart = clustered(page, book.workbook, labels, series, ("目标", goals))
    page.chart(
        finished(
            chart,
            "人均降幅（同类日比较；柱向上为下降，向下为上升）",
            "",
            "0%",
            below_zero=any(v is not None and v < 0 for v in reductions),
        ),
        200.0,
    )


def _basis(page: Page, whole: UnitPart) -> None:
    area = f"{whole.area_m2:,.0f} m²" if whole.area_m2 is not None else f"{UNKNOWN_MARK}（{NO_AREA}）"
    page.notes(
        [
            f"用能人数（日平均）：本期 {_heads(whole.heads)}；上年同期 {_heads(whole.heads_last)}。建筑面积：{area}。",
        ]
    )


def _heads(heads: Heads) -> str:
    if heads.total is None:
        return f"{UNKNOWN_MARK}（{heads.reason.zh if heads.reason else NO_HEADS}）"
    parts = (("住校生", heads.boarders), ("走读生", heads.day_students), ("教职工", heads.staff))
    told = "、".join(f"{name} {value:,.0f}" for name, value in parts if value is not None)
    return f"{heads.total:,.0f} 人（{told}）"


def _signatures(page: Page) -> None:
    page.skip(24.0)
    blank = "　" * 9
    page.say(f"制表人：{blank}审核人：{blank}单位负责人：{blank}（盖章）　　　　　年　　月　　日")
