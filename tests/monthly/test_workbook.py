"""The monthly workbook as openpyxl reads it."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

from analysis.monthly.report import MonthReport
from analysis.monthly.workbook import workbook_bytes, write_workbook
from tests import handmade_month as by_hand
from tests.workbook import opened

SHEETS: Final = [
    "汇总",
    "各校区",
    "电",
    "水",
    "气",
    "热泵",
    "同比",
    "目标",
    "分项与平衡",
    "告警与响应",
    "数据质量",
    "口径与系数",
    "公共机构统计",
]
REPORTS: Final = [by_hand.usual, by_hand.seventeen, by_hand.single, by_hand.bare]
LANDSCAPE_A4: Final = ("landscape", 9)

Made = Callable[[], MonthReport]


@pytest.mark.parametrize("made", REPORTS)
def test_every_sheet_is_there_and_no_cell_is_an_error(made: Made) -> None:
    book = opened(made())
    assert book.sheets == SHEETS
    errors = [
        (sheet, c.coordinate, c.value)
        for sheet, c in book.cells()
        if c.data_type == "e" or str(c.value).startswith("#")
    ]
    assert errors == []


@pytest.mark.parametrize("made", REPORTS)
def test_every_stored_total_is_what_its_formula_gives(made: Made) -> None:
    book = opened(made())
    for formula in book.all_formulas():
        given = book.worked_out(formula)
        if isinstance(given, float | int):
            assert formula.stored == pytest.approx(given, rel=1e-12), formula
        else:
            assert formula.stored == given, formula


def test_totals_are_formulas_with_the_sums_of_the_campuses() -> None:
    book = opened(by_hand.usual())
    # 31.25 kWh a head, 1,250 + 1,350 + 1,450 heads, 0.92 of it in February and 1.04 in March.
    assert book.row("电", "合计")[1] == pytest.approx(31.25 * 4050 * (0.92 + 1.04))
    assert str(book.formulas["电"]["B9"].value).startswith("=SUM(")
    assert len(book.all_formulas()) > 100


def test_unknown_is_a_dash_with_its_reason_and_never_zero() -> None:
    book = opened(by_hand.usual())
    row = book.row("电", "初中部")
    assert row[8] == "—"
    assert "初中部的人均上年：2025 年 3 月在校人数未录入" in book.texts("电")
    assert book.row("各校区", "合计")[3] == "—"
    assert book.row("气", "小学部")[1] == "／"
    assert book.row("热泵", "食堂热泵")[6] == "—"


def test_nothing_known_leaves_no_figure_anywhere() -> None:
    book = opened(by_hand.bare())
    for name in ("汇总", "各校区", "电", "水", "气", "同比", "目标"):
        numbers = [
            c.coordinate for row in book.sheet(name).iter_rows() for c in row if isinstance(c.value, int | float)
        ]
        assert numbers == [], name
    assert "没有数据" in book.texts("电")
    assert "没有设定目标" in book.texts("目标")


def test_no_alerts_yet_is_said_plainly() -> None:
    assert "本版本尚未记录告警" in opened(by_hand.usual()).texts("告警与响应")


@pytest.mark.parametrize(
    "name", ["=1+1", '=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "1234"]
)
def test_names_that_look_like_formulas_stay_text(name: str) -> None:
    unit = replace(by_hand.campus(0, name, ("2026-02",)), id=name)
    report = replace(by_hand.report([unit], ("2026-02",)), group=name, title=by_hand.words(name))
    book = opened(report)
    assert book.sheet("各校区")["A4"].value == name
    assert book.formulas["各校区"]["A4"].data_type == "s"
    assert book.formulas["汇总"]["A1"].data_type == "s"
    assert [f for f in book.all_formulas() if not f.text.startswith(("=SUM(", "=IF(COUNT("))] == []
    with ZipFile(BytesIO(workbook_bytes(report))) as parts:
        charts = [parts.read(part).decode() for part in parts.namelist() if part.startswith("xl/charts/chart")]
    formulas = [found for chart in charts for found in re.findall(r"<c:f>(.*?)</c:f>", chart)]
    assert formulas
    assert all("!$" in formula for formula in formulas)


def test_a_revised_month_says_so_on_every_sheet_and_every_printed_page() -> None:
    book = opened(by_hand.usual())
    for name in book.sheets:
        assert "修订：3 项数据与 2026-04-02 发布的不同" in book.texts(name)
        assert "【修订】" in book.sheet(name).oddHeader.center.text
    quality = book.row("数据质量", "高中部·电·本期·用量")
    assert [value for value in quality if value is not None] == ["高中部·电·本期·用量", 60_000, 61_200]
    assert "迟到数据，3 天账页有变" in book.texts("数据质量")
    first = opened(by_hand.single())
    assert "修订" not in first.texts("汇总")
    assert "修订" not in first.sheet("汇总").oddHeader.center.text


@pytest.mark.parametrize("made", REPORTS)
def test_every_sheet_is_ready_to_print(made: Made) -> None:
    book = opened(made())
    for name in book.sheets:
        sheet = book.sheet(name)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == LANDSCAPE_A4
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert sheet.print_title_rows.startswith("$1:")
        assert sheet.freeze_panes is not None
        assert "德外教育集团" in sheet.oddHeader.left.text
        assert "制表日期" in sheet.oddFooter.left.text
        assert "2026 年 2 月" in sheet.oddFooter.right.text


def test_an_ampersand_or_a_leading_digit_does_not_garble_the_header() -> None:
    report = replace(by_hand.single(), group="3A & B 集团")
    with ZipFile(BytesIO(workbook_bytes(report))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "&amp;L&amp;9 3A &amp;&amp; B 集团" in sheet


def test_charts_are_native_and_show_both_years_the_estimate_and_the_target() -> None:
    report = by_hand.report([by_hand.campus(0, "高中部", ("2026-02", "2026-03"))])
    with ZipFile(BytesIO(workbook_bytes(report))) as parts:
        charts = [parts.read(part).decode() for part in parts.namelist() if part.startswith("xl/charts/chart")]
    (months,) = [chart for chart in charts if "人均用电：本年与上年逐月比较" in chart]
    for word in ("上年·实测", "本年·实测", "本年·估算", "目标"):
        assert f"<c:v>{word}</c:v>" in months
    assert "上年·估算" not in months
    assert 'prst="wdUpDiag"' in months
    assert "<c:lineChart>" in months
    assert '<c:min val="0"/>' in months


def test_seventeen_campuses_each_have_their_row_and_their_statutory_block() -> None:
    book = opened(by_hand.seventeen())
    for name in by_hand.SCHOOLS:
        assert book.row("各校区", name)
        assert book.row("公共机构统计", name)
    heads = sum(1250.0 + 100 * i for i in range(17))
    assert book.row("各校区", "合计")[2] == pytest.approx(heads)
    assert book.row("电", "合计")[1] == pytest.approx(31.25 * heads * (0.92 + 1.04))
    assert book.row("公共机构统计", "电消费量", 2)[5] == pytest.approx(31.25 * heads * (0.92 + 1.04))


def test_a_span_of_more_than_a_year_loses_no_month() -> None:
    months = [f"2025-{m:02d}" for m in range(1, 13)] + ["2026-01", "2026-02"]
    book = opened(by_hand.report([by_hand.campus(0, "高中部", months)], months))
    shown = book.texts("电").split("各校区逐月用量")[1]
    for month in months:
        assert f"{month[:4]} 年 {int(month[5:])} 月" in shown


def test_zero_is_a_figure_and_shown_as_one() -> None:
    unit = by_hand.campus(0, "高中部", ("2026-02",))
    entry = unit.resources[0].months[0]
    zero = replace(entry.this, value=0.0, estimated=0.0, estimated_share=None, per_head=0.0, cost_yuan=0.0)
    part = replace(unit.resources[0], this=zero, months=(replace(entry, this=zero),))
    book = opened(by_hand.report([replace(unit, resources=(part, *unit.resources[1:]))], ("2026-02",)))
    assert book.row("电", "高中部")[1] == 0
    assert book.row("电", "合计")[1] == 0


def test_a_figure_that_is_no_number_is_unknown() -> None:
    unit = replace(by_hand.campus(0, "高中部", ("2026-02",)), kg_co2=float("nan"), area_m2=float("inf"))
    book = opened(by_hand.report([unit], ("2026-02",)))
    assert book.row("各校区", "高中部")[4] == "—"
    assert book.row("各校区", "高中部")[13] == "—"
    assert "不是有效数值" in book.texts("各校区")


def test_a_total_the_report_states_otherwise_is_told() -> None:
    report = by_hand.single()
    book = opened(replace(report, whole=replace(report.whole, cost_yuan=1.0)))
    assert "费用本期：表内各行相加为" in book.texts("各校区")
    assert "表内各行相加为" not in opened(report).texts("各校区")


def test_a_text_longer_than_a_cell_is_cut_with_a_mark() -> None:
    report = replace(by_hand.single(), notes=(by_hand.words("长" * 40_000),))
    (told,) = [c.value for _, c in opened(report).cells() if isinstance(c.value, str) and "长长" in c.value]
    assert told.endswith("…")
    assert len(told) <= 32_767


def test_the_same_report_gives_the_same_file() -> None:
    assert workbook_bytes(by_hand.usual()) == workbook_bytes(by_hand.usual())


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "月报.xlsx"
    path.write_bytes(b"before")
    write_workbook(by_hand.single(), path)
    assert path.read_bytes() == workbook_bytes(by_hand.single())
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(OSError, match="absent"):
        write_workbook(by_hand.single(), tmp_path / "absent" / "x.xlsx")
