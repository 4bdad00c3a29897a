"""Rows of a CSV file or a workbook, with the row number the person sees in Excel or an editor."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from campus.config.text import Unreadable, decode, read_bytes

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
TEXTS = frozenset({".csv", ".txt", ".tsv"})
ACCEPTED = ".csv, .tsv, .xlsx, .xls and .ods are read"


class Row(NamedTuple):
    number: int
    cells: tuple[str, ...]


def read_sheets(path: Path) -> list[list[Row]]:
    """All sheets with their non-empty rows; a text file is one sheet. Raises `Unreadable`."""
    raw, suffix = read_bytes(path), path.suffix.lower()
    if suffix in TEXTS and not raw.startswith(b"PK\x03\x04"):
        return [list(_text_rows(decode(raw)))]
    if suffix in WORKBOOKS or suffix in TEXTS:
        return _workbook(raw)
    what = f"{suffix or 'a file without ending'} is not a table"
    raise Unreadable(what, ACCEPTED)


def _workbook(raw: bytes) -> list[list[Row]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        what = f"is not a workbook Excel could open: {error}"
        raise Unreadable(what, ACCEPTED) from None
    return [list(_filled(enumerate(([_cell(v) for v in row] for row in sheet), start=1))) for sheet in sheets]


def _cell(value: object) -> str:
    # Excel keeps 101 as 101.0; nobody who typed a meter number meant a fraction.
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - exact digits of a double
        return str(int(value))
    return str(value).strip()


def _text_rows(text: str) -> Iterator[Row]:
    return _filled(_numbered(text))


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    reader, first = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True), 1
    try:
        for cells in reader:
            yield first, [cell.strip() for cell in cells]
            first = reader.line_num + 1
    except csv.Error as error:
        what, accepted = f"line {reader.line_num}: {error}", "check quotes; save as CSV once more"
        raise Unreadable(what, accepted) from None


def _filled(rows: Iterator[tuple[int, list[str]]] | enumerate[list[str]]) -> Iterator[Row]:
    return (Row(number, tuple(cells)) for number, cells in rows if any(cells))


def _delimiter(text: str) -> str:
    head = "\n".join(text.splitlines()[:5])
    return max(",;\t，", key=head.count)
