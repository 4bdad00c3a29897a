"""An empty table for each kind of fact: headings in two languages, one example, and a sheet that explains them."""

import io

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from campus.entry.columns import columns_of
from campus.entry.kinds import kind_of_fact

DATA_SHEET = "数据 data"
WORDS_SHEET = "说明 columns"
EXAMPLE_MARK = "例"
"""A row whose first cell begins so is an example, and not imported."""

_HEAD = Font(bold=True)
_REQUIRED = PatternFill("solid", fgColor="FFF2CC")
_GREY = Font(italic=True, color="808080")
_WIDEST = 60


def template(kind: str) -> bytes:
    """The workbook of a kind. Raises `Refused` for an unknown one."""
    named = kind_of_fact(kind)
    columns = columns_of(kind)
    book = Workbook()
    data, words = book.worksheets[0], book.create_sheet(WORDS_SHEET)
    data.title = DATA_SHEET
    data.append([column.heading for column in columns])
    data.append([f"{EXAMPLE_MARK} {columns[0].example}", *(column.example for column in columns[1:])])
    words.append(["列 column", "必填 required", "说明", "meaning", "例 example"])
    for column in columns:
        must = "是 yes" if column.required else "否 no"
        words.append([column.heading, must, column.meaning_zh, column.meaning_en, column.example])
    words.append([])
    words.append([f"{named.chinese} ({kind})"])
    words.append(
        [f"以“{EXAMPLE_MARK}”开头的行不导入。", None, None, f"Rows that begin with {EXAMPLE_MARK} are left out."]
    )
    for index, column in enumerate(columns, 1):
        if column.required:
            data.cell(1, index).fill = _REQUIRED
        data.cell(2, index).font = _GREY
        # A date that Excel would turn round stays as it is typed.
        data.column_dimensions[get_column_letter(index)].number_format = "@"
    for sheet in (data, words):
        _dress(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = _HEAD
    for index, cells in enumerate(sheet.columns, 1):
        width = max(sum(2 if ord(c) > 0x2E80 else 1 for c in str(cell.value or "")) for cell in cells)  # noqa: PLR2004 - where wide characters begin
        sheet.column_dimensions[get_column_letter(index)].width = min(width + 3, _WIDEST)
