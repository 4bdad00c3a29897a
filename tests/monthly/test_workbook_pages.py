"""Where printed pages of the workbook end."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

from analysis.monthly.report import HeadStep
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.styles import Styles
from analysis.monthly.sheets.table import Column, Totals
from tests import handmade_month as by_hand
from tests.workbook import opened

COLUMNS = [Column("校区", "text"), Column("用量")]


def written(fill: Any) -> Any:
    content = BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    page = Page(workbook.add_worksheet("页"), Styles(workbook), (40.0, 60.0))
    page.head("标题", "副标题")
    fill(page)
    page.finish("", "")
    workbook.close()
    return load_workbook(BytesIO(content.getvalue())).active


def breaks(sheet: Any) -> list[int]:
    """The first row of each further page."""
    return [one.id + 1 for one in sheet.row_breaks.brk]


def rows(count: int) -> list[list[Any]]:
    return [[f"校区{i}", 1.0] for i in range(count)]


def test_a_table_that_fits_on_a_page_is_moved_whole_with_its_heading() -> None:
    def fill(page: Page) -> None:
        page.table(COLUMNS, rows(15))
        page.section("第二张")
        page.table(COLUMNS, rows(15), Totals())

    sheet = written(fill)
    (first,) = breaks(sheet)
    assert sheet.cell(first, 1).value == "第二张"
    assert sheet.cell(first + 1, 1).value == "校区"


def test_a_list_longer_than_a_page_has_its_headings_on_each() -> None:
    def fill(page: Page) -> None:
        page.table(COLUMNS, [[f"校区{i}" + "名" * 30 * (i % 4), 1.0] for i in range(100)])

    sheet = written(fill)
    assert len(breaks(sheet)) >= 3
    assert [sheet.cell(row, 1).value for row in breaks(sheet)] == ["校区"] * len(breaks(sheet))
    assert sum(str(row[0].value).startswith("校区") for row in sheet.iter_rows()) == 100 + 1 + len(breaks(sheet))


def test_every_page_begins_with_the_title() -> None:
    sheet = written(lambda page: page.say("一句话"))
    assert sheet.print_title_rows == "$1:$2"
    assert breaks(sheet) == []


def test_no_head_count_of_a_long_history_is_lost() -> None:
    report = by_hand.single()
    steps = [HeadStep("c1", report.first_day.replace(day=1 + i % 28), 700.0 + i, 400.0, 100.0, i) for i in range(120)]
    book = opened(replace(report, definitions=replace(report.definitions, heads=tuple(steps))))
    shown = [row[2] for row in book.sheet("口径与系数").iter_rows(values_only=True) if row[0] == "高中部" and row[6]]
    assert shown == [700.0 + i for i in range(120)]
