"""电, 水, 气: one resource by campus and by month, this year beside last year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.monthly.amount import Amount, MonthAmount
from analysis.monthly.report import ResourcePart, UnitPart
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, Cell, LeftSum, known
from analysis.monthly.sheets.charts import Pair, year_columns
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.table import Column, Total, Totals
from analysis.monthly.sheets.words import month, unit

WIDTHS: Final = (20, 13, 13, 15, 12, 11, 11, 12, 12, 12, 16, 13, 14)
NO_READINGS: Final = "没有已知读数"
NO_HEADS: Final = "用能人数未录入"
NO_AREA: Final = "建筑面积未录入"
NO_TARIFF: Final = "电价、水价或气价未录入"
NO_FACTOR: Final = "所用系数中没有这一项，或用量未知"
NOT_WHOLE: Final = "本期或上年同期数据不完整，不作总量比较"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which resource a sheet shows, and its name."""

    resource: str
    name: str
    title: str


def write(book: Book, sheet: Sheet) -> None:
    """The whole sheet; without meters of this resource it says so."""
    page = book.page(sheet.name, WIDTHS, sheet.title)
    whole = book.report.whole.resource(sheet.resource)
    if whole is None:
        page.say(f"本报告范围内没有{sheet.title.removesuffix('统计')}的表计，因此没有数据。", "headline")
        return
    page.say(whole.sentence.zh, "headline")
    _by_campus(page, book, whole)
    _by_month(page, whole)
    _chart(page, book, whole)
    if len(whole.months) > 1:
        _matrix(page, book, whole)


def _by_campus(page: Page, book: Book, whole: ResourcePart) -> None:
    of = unit(whole.unit)
    columns = [
        Column("校区", "text"),
        Column("本期用量", "whole", of, Total.KNOWN),
        Column("上年同期", "whole", of, Total.KNOWN),
        Column("增减", "change"),
        Column("其中估算", "whole", of, Total.KNOWN),
        Column("覆盖率\n本期", "percent"),
        Column("覆盖率\n上年", "percent"),
        Column("人均本期", "ratio", of),
        Column("人均上年", "ratio", of),
        Column("单位面积", "ratio", f"{of}/m²"),
        Column("费用", "money", "元", Total.WHOLE),
        Column("折标煤", "whole", "kgce", Total.KNOWN),
        Column("CO₂", "whole", "kg", Total.KNOWN),
    ]
    rows = [_campus_row(campus, whole.resource) for campus in book.units]
    row = _figures(whole, book.report.whole)
    cells = dict(zip([c.heading for c in columns[1:]], row, strict=True))
    cells["其中估算"] = known(whole.this.estimated, None)
    page.table(columns, rows, Totals("合计", cells), frozen=True)


def _campus_row(campus: UnitPart, resource: str) -> list[Cell]:
    part = campus.resource(resource)
    name = campus.name or campus.id
    return [name, *([ABSENT] * (len(WIDTHS) - 1))] if part is None else [name, *_figures(part, campus)]


def _figures(part: ResourcePart, of: UnitPart) -> list[Cell]:
    this, last = part.this, part.last
    return [
        known(this.value, NO_READINGS),
        known(last.value, "上年同期没有已知读数"),
        known(part.change, NOT_WHOLE),
        known(this.estimated if this.value is not None else None, NO_READINGS),
        this.coverage,
        last.coverage,
        known(this.per_head, of.heads.reason or (NO_READINGS if this.value is None else NO_HEADS)),
        known(last.per_head, of.heads_last.reason or f"上年{NO_HEADS if last.value is not None else NO_READINGS}"),
        known(this.per_m2, NO_AREA if of.area_m2 is None else NO_READINGS),
        known(this.cost_yuan, this.cost_reason, NO_TARIFF),
        known(this.kgce, NO_FACTOR),
        known(this.kg_co2, NO_FACTOR),
    ]


def _by_month(page: Page, whole: ResourcePart) -> None:
    of = unit(whole.unit)
    columns = [
        Column("月份", "text"),
        Column("本期用量", "whole", of, Total.KNOWN),
        Column("上年同月", "whole", of, Total.KNOWN),
        Column("增减", "change"),
        Column("其中估算", "whole", of, Total.KNOWN),
        Column("覆盖率\n本期", "percent"),
        Column("覆盖率\n上年", "percent"),
        Column("人均本期", "ratio", of),
        Column("人均上年", "ratio", of),
        Column("有效日\n本期", "count", "天"),
        Column("费用", "money", "元", Total.WHOLE),
        Column("折标煤", "whole", "kgce", Total.KNOWN),
        Column("CO₂", "whole", "kg", Total.KNOWN),
    ]
    page.section("按月")
    rows = [_month_row(entry) for entry in whole.months]
    page.table(columns, rows, Totals() if len(rows) > 1 else None)


def _month_row(entry: MonthAmount) -> list[Cell]:
    this, last = entry.this, entry.last
    return [
        month(entry.month),
        known(this.value, NO_READINGS),
        known(last.value, "上年同月没有已知读数"),
        known(_change(this, last), NOT_WHOLE),
        known(this.estimated if this.value is not None else None, NO_READINGS),
        this.coverage,
        last.coverage,
        known(this.per_head, NO_READINGS if this.value is None else NO_HEADS),
        known(last.per_head, NO_READINGS if last.value is None else f"上年{NO_HEADS}"),
        this.valid_days,
        known(this.cost_yuan, this.cost_reason, NO_TARIFF),
        known(this.kgce, NO_FACTOR),
        known(this.kg_co2, NO_FACTOR),
    ]


def _change(this: Amount, last: Amount) -> float | None:
    whole = this.days == this.valid_days and last.days == last.valid_days
    return this.value / last.value - 1 if whole and this.value is not None and last.value else None


def _chart(page: Page, book: Book, whole: ResourcePart) -> None:
    per_head = all(e.this.per_head is not None for e in whole.months if e.this.value is not None)
    goal = whole.lines.l2.target if per_head else None
    pairs = [_pair(entry, goal, per_head=per_head) for entry in whole.months]
    if not any(pair.this is not None or pair.last is not None for pair in pairs):
        return
    of = unit(whole.unit)
    what = f"人均用{whole.name.zh}" if per_head else f"用{whole.name.zh}"
    aim = f"（虚线：上年人均下降 {goal:.0%}）" if goal is not None else ""
    words = (f"{what}：本年与上年逐月比较{aim}", f"{of}/人" if per_head else of)
    page.chart(year_columns(page, book.workbook, whole.resource, pairs, words))
    if not per_head:
        page.notes(["用能人数不全，图中为总量而非人均，因此没有目标线。"])


def _pair(entry: MonthAmount, goal: float | None, *, per_head: bool) -> Pair:
    last, this = _shown(entry.last, per_head=per_head), _shown(entry.this, per_head=per_head)
    target = last * (1 - goal) if goal is not None and last is not None else None
    return Pair(
        month(entry.month),
        last,
        (last or 0.0) * (entry.last.estimated_share or 0.0),
        this,
        (this or 0.0) * (entry.this.estimated_share or 0.0),
        target,
    )


def _shown(amount: Amount, *, per_head: bool) -> float | None:
    return amount.per_head if per_head else amount.value


def _matrix(page: Page, book: Book, whole: ResourcePart) -> None:
    months = [entry.month for entry in whole.months]
    most = len(WIDTHS) - 2
    page.section("各校区逐月用量")
    for begin in range(0, len(months), most):
        _months_table(page, book, whole, months[begin : begin + most], "合计" if len(months) <= most else "小计")


def _months_table(page: Page, book: Book, whole: ResourcePart, months: Sequence[str], last: str) -> None:
    of = unit(whole.unit)
    columns = [Column("校区", "text"), *(Column(month(m), "whole", of, Total.KNOWN) for m in months)]
    columns.append(Column(last, "whole", of, Total.KNOWN))
    page.table(columns, [_months_of(campus, whole.resource, months) for campus in book.units], Totals(last))


def _months_of(campus: UnitPart, resource: str, months: Sequence[str]) -> list[Cell]:
    part = campus.resource(resource)
    name = campus.name or campus.id
    if part is None:
        return [name, *([ABSENT] * (len(months) + 1))]
    by_month = {entry.month: entry.this for entry in part.months}
    cells = tuple(known(by_month[m].value if m in by_month else None, NO_READINGS) for m in months)
    return [name, *cells, LeftSum(cells)]
