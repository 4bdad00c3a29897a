"""公共机构统计: the statutory form, one block for each campus and, before them, their sum as formulas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.monthly.report import MonthReport, UnitPart
from analysis.monthly.report_path import Found, look_up
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, UNKNOWN_MARK, Cell, LeftSum, Unknown, figures, known
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.table import Column
from analysis.monthly.sheets.words import month, unit
from analysis.monthly.statutory_template import StatutoryTemplate, TemplateRow

BY_HAND: Final = "手工填报"
BEFORE_MONTHS: Final = 3
HEAD_POINTS: Final = 90.0
ROW_POINTS: Final = 14.0
STEP: Final = "money"


@dataclass(frozen=True, slots=True)
class Filled:
    """A row of the form for one campus: its months (none for a row of the whole span), the last cell, the remark."""

    row: TemplateRow
    months: tuple[Cell, ...]
    last: Cell
    remark: str


def write(book: Book, template: StatutoryTemplate) -> None:
    """The whole sheet."""
    report = book.report
    months = _months(report)
    widths = (14.0, 30.0, 12.0, *([17.0] * len(months)), 19.0, max(32.0, 118.0 - 17 * len(months)))
    page = book.page("公共机构统计", widths, f"{template.title}（{book.span}）")
    page.line = ROW_POINTS
    columns = [
        Column("类别", "text"),
        Column("指标", "text"),
        Column("计量单位", "centre"),
        *(Column(month(m), STEP) for m in months),
        Column("合计／本期", STEP),
        Column("备注", "text"),
    ]
    at = tuple(range(len(columns)))
    page.headings(columns, at, frozen=True)
    page.paper.repeat(0, page.row - 1, HEAD_POINTS)
    filled = [[_filled(row, report, campus, months) for row in template.rows] for campus in book.units]
    if len(filled) > 1:
        page.band("全集团合计")
        _sums(page, book, columns, filled)
    for campus, rows in zip(book.units, filled, strict=True):
        page.paper.keep(page.row, ROW_POINTS * (len(rows) + 2))
        page.band(campus.name or campus.id)
        for i, entry in enumerate(rows):
            page.cells(columns, at, _cells(entry, rows[i - 1].row.group if i else "", len(months)))
    page.notes([template.note] if template.note else [])


def _months(report: MonthReport) -> list[str]:
    months = list(dict.fromkeys(e.month for part in report.whole.resources for e in part.months))
    return months or [report.first_month]


def _filled(row: TemplateRow, report: MonthReport, campus: UnitPart, months: Sequence[str]) -> Filled:
    if row.text:
        return Filled(row, (), row.text, "")
    if row.manual:
        empty: tuple[Cell, ...] = (None,) * len(months) if row.monthly else ()
        return Filled(row, empty, None, BY_HAND)
    if not row.monthly:
        found = _found(row, report, campus, "")
        return Filled(row, (), _cell(row, found), _remark([("", found)]))
    each = [_found(row, report, campus, m) for m in months]
    cells = tuple(_cell(row, found) for found in each)
    last: Cell = LeftSum(cells, whole=True) if row.adds_up else None
    if all(cell is ABSENT for cell in cells):
        last = ABSENT
    return Filled(row, cells, last, _remark(list(zip(months, each, strict=True))))


def _found(row: TemplateRow, report: MonthReport, campus: UnitPart, of: str) -> Found:
    if row.path:
        return look_up(row.path, report, campus, of)
    for cell in report.statutory:
        if (cell.campus, cell.month, cell.field) == (campus.id, of, row.field):
            return Found(cell.value, reason=cell.note or "未录入", remark=cell.note)
    return Found(absent=True)


def _cell(row: TemplateRow, found: Found) -> Cell:
    if found.absent:
        return ABSENT
    if isinstance(found.value, str):
        return found.value
    return known(None if found.value is None else found.value * row.scale, found.reason)


def _remark(each: Sequence[tuple[str, Found]]) -> str:
    """What is to know about the months, those that say the same together."""
    told: dict[str, list[str]] = {}
    for of, found in each:
        said = f"— {found.reason}" if found.value is None and not found.absent else found.remark
        if said:
            told.setdefault(said, []).append(month(of) if of else "")
    if len(each) == 1:
        return "；".join(told)
    return "；".join(f"{'、'.join(months)}：{said}" for said, months in told.items())


def _cells(entry: Filled, group_before: str, months: int) -> list[Cell]:
    row = entry.row
    middle = entry.months or (None,) * months
    return [row.group if row.group != group_before else "", row.name, unit(row.unit), *middle, entry.last, entry.remark]


def _sums(page: Page, book: Book, columns: Sequence[Column], filled: Sequence[Sequence[Filled]]) -> None:
    """The group's block: each cell adds up the same cell of every campus; what does not add up is the group's own."""
    count = len(filled[0])
    first = page.row + count + 1
    months = [column.heading for column in columns[BEFORE_MONTHS:-2]]
    group = ""
    for i, entry in enumerate(filled[0]):
        row = entry.row
        blocks = [campus[i] for campus in filled]
        added = row.adds_up and not row.text and not isinstance(entry.last, str)
        shown = Filled(row, (), None, _missing(blocks)) if added else _group_row(book, row, len(months))
        page.cells(columns, range(len(columns)), _cells(shown, group, len(months)))
        group = row.group
        if added:
            _formulas(page, blocks, [first + k * (count + 1) + i for k in range(len(filled))], len(months))


def _group_row(book: Book, row: TemplateRow, months: int) -> Filled:
    """A row of the group itself: texts, indicators that no sum gives."""
    entry = _filled(row, book.report, book.report.whole, _months(book.report))
    return Filled(row, entry.months or (None,) * months, entry.last, entry.remark)


def _formulas(page: Page, blocks: Sequence[Filled], rows: Sequence[int], months: int) -> None:
    row = blocks[0].row
    for step in range(months + 1) if blocks[0].months else (months,):
        column = BEFORE_MONTHS + step
        cells = [entry.months[step] if step < len(entry.months) else _last(entry) for entry in blocks]
        if all(cell is ABSENT for cell in cells):
            page.put_above(column, ABSENT, STEP)
        else:
            page.put_formula(column, *_sum(row, rows, column, cells), f"{STEP} own", above=1)


def _last(entry: Filled) -> Cell:
    if not isinstance(entry.last, LeftSum):
        return entry.last
    counted = figures(entry.last.cells)
    needed = [cell for cell in entry.last.cells if isinstance(cell, float | int | Unknown)]
    return sum(counted) if counted and len(counted) == len(needed) else Unknown("各月不全")


def _sum(row: TemplateRow, rows: Sequence[int], column: int, cells: Sequence[Cell]) -> tuple[str, float | str]:
    reference = ",".join(xl_rowcol_to_cell(r, column) for r in rows)
    counted = figures(cells)
    if row.manual:
        return f'=IF(COUNT({reference})=0,"",SUM({reference}))', ""
    needed = max(sum(isinstance(cell, float | int | Unknown) for cell in cells), 1)
    formula = f'=IF(COUNT({reference})<{needed},"{UNKNOWN_MARK}",SUM({reference}))'
    return formula, sum(counted) if len(counted) == needed else UNKNOWN_MARK


def _missing(entries: Sequence[Filled]) -> str:
    if entries[0].row.manual:
        return "各校区填报后自动相加"
    unknown = sum(any(isinstance(cell, Unknown) for cell in (*e.months, e.last)) for e in entries)
    return f"— {unknown} 个校区数据不全，不作合计" if unknown else ""
