"""各校区: every campus in one row, the chart of use per head, and the rankings of comparable ones."""

from typing import Final

from analysis.monthly.report import RankingPart, UnitPart
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, Cell, judged, known
from analysis.monthly.sheets.charts import clustered, finished
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.resource import NO_AREA, NO_FACTOR, NO_HEADS, NO_READINGS
from analysis.monthly.sheets.styles import HUES, tint
from analysis.monthly.sheets.table import Column, Total, Totals
from analysis.monthly.sheets.words import KINDS, RESOURCES, unit, word
from analysis.monthly.sheets.year_on_year import why_no_line

WIDTHS: Final = (20, 8, 10, 10, 12, 13, 12, 12, 13, 12, 12, 16, 16, 14, 15)
CHARTED: Final = ("electricity", "water")


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("各校区", WIDTHS, "各校区概况")
    _table(page, book)
    for resource in CHARTED:
        _chart(page, book, resource)
    for ranking in book.report.rankings:
        _ranking(page, ranking)


def _table(page: Page, book: Book) -> None:
    columns = [
        Column("校区", "text"),
        Column("类型", "centre"),
        Column("用能人数\n本期", "count", "人", Total.WHOLE),
        Column("用能人数\n上年", "count", "人", Total.WHOLE),
        Column("建筑面积", "count", "m²", Total.WHOLE),
        Column("电", "whole", "kWh", Total.KNOWN),
        Column("水", "whole", "m³", Total.KNOWN),
        Column("气", "whole", "m³", Total.KNOWN),
        Column("综合能耗", "whole", "kgce", Total.KNOWN),
        Column("人均\n综合能耗", "ratio", "kgce"),
        Column("单位面积\n综合能耗", "ratio", "kgce/m²"),
        Column("费用本期", "money", "元", Total.WHOLE),
        Column("费用上年", "money", "元", Total.WHOLE),
        Column("CO₂", "whole", "kg", Total.KNOWN),
        Column("电 同类日比较", "reduction"),
    ]
    whole = book.report.whole
    cells = dict(zip([c.heading for c in columns[2:]], _figures(whole)[1:], strict=True))
    page.table(columns, [_row(campus) for campus in book.units], Totals("合计", cells), frozen=True)


def _row(campus: UnitPart) -> list[Cell]:
    return [campus.name or campus.id, *_figures(campus)]


def _figures(of: UnitPart) -> list[Cell]:
    combined = of.resource("combined_energy")
    electricity = of.resource("electricity")
    line = electricity.lines.l2 if electricity else None
    return [
        word(KINDS, of.kind),
        known(of.heads.total, of.heads.reason, NO_HEADS),
        known(of.heads_last.total, of.heads_last.reason, f"上年{NO_HEADS}"),
        known(of.area_m2, NO_AREA),
        _use(of, "electricity"),
        _use(of, "water"),
        _use(of, "gas"),
        known(of.kgce, NO_FACTOR),
        known(combined.this.per_head if combined else None, of.heads.reason, NO_FACTOR),
        known(combined.this.per_m2 if combined else None, NO_AREA if of.area_m2 is None else NO_FACTOR),
        known(of.cost_yuan, _costs_missing(of)),
        known(of.cost_last_yuan, "上年费用不全"),
        known(of.kg_co2, NO_FACTOR),
        ABSENT if line is None else judged(line.reduction, line.met, why_no_line(line)),
    ]


def _use(of: UnitPart, resource: str) -> Cell:
    part = of.resource(resource)
    return ABSENT if part is None else known(part.this.value, NO_READINGS)


def _costs_missing(of: UnitPart) -> str:
    parts = [part for part in of.resources if part.this.cost_yuan is None and part.resource != "combined_energy"]
    named = [
        f"{part.name.zh}费未知（{part.this.cost_reason.zh if part.this.cost_reason else '原因未注明'}）"
        for part in parts
    ]
    return "、".join(named) or "费用未知"


def _chart(page: Page, book: Book, resource: str) -> None:
    parts = [(campus.name or campus.id, campus.resource(resource)) for campus in book.units]
    shown = [(name, part) for name, part in parts if part is not None]
    if not any(part.this.per_head is not None for _, part in shown):
        return
    hue = HUES[resource]
    labels = [name for name, _ in shown]
    series: list[tuple[str, str, list[Cell]]] = [
        ("上年", tint(hue), [part.last.per_head for _, part in shown]),
        ("本年", hue, [part.this.per_head for _, part in shown]),
    ]
    title = f"各校区人均用{word(RESOURCES, resource)}（空缺：用能人数或用量未知）"
    page.chart(finished(clustered(page, book.workbook, labels, series), title, f"{unit(shown[0][1].unit)}/人"))


def _ranking(page: Page, ranking: RankingPart) -> None:
    of = "校区" if ranking.of == "campuses" else "楼栋"
    page.section(f"{of}人均{word(RESOURCES, ranking.resource)}排序（只比同类）")
    columns = [
        Column(of, "text", span=2),
        Column("类别", "centre", span=2),
        Column("名次", "count"),
        Column("同类数", "count"),
        Column("人均", "ratio", unit(ranking.unit)),
        Column("与同类中位数相比", "change", span=2),
    ]
    rows: list[list[Cell]] = [
        [r.name or r.id, word(KINDS, r.kind), r.place, r.of, r.per_head, r.against_median] for r in ranking.places
    ]
    if rows:
        page.table(columns, rows)
    page.notes([f"未排序 — {entry.name or entry.id}：{entry.words.zh}。" for entry in ranking.left_out])
