"""Sheets of a workbook as rows of text cells: XLSX streamed through openpyxl, old binary XLS through calamine."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO

import openpyxl
from openpyxl.workbook import Workbook
from python_calamine import CalamineError, CalamineWorkbook

from campus.entry.template import DATA_SHEET
from campus.errors import Refused
from collector.importers.recognise import opened
from collector.importers.rows import CELLS_AT_ONCE, Rows

PEEKED_ROWS = 50
_EXACT_INTEGERS = 2**53


def cell_text(value: object) -> str:
    """A cell as text that reads back to the same number or moment."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT_INTEGERS else repr(value)
    if isinstance(value, datetime):
        # A serial date is a binary fraction of a day: half past is 29:59.999995 without rounding.
        rounded = value + timedelta(microseconds=500)
        return rounded.replace(microsecond=rounded.microsecond // 1000 * 1000).isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)


class SheetTable:
    """One sheet; an XLSX is streamed anew for each pass, an XLS (65,536 rows at most) is held."""

    def __init__(self, path: Path, sheet: str, *, old: bool) -> None:
        self._path, self._sheet, self._old = path, sheet, old
        self._rows_taken = 0
        self._height = 0

    @property
    def taken(self) -> float:
        return min(1.0, self._rows_taken / self._height) if self._height else 0.0

    def batches(self) -> Iterator[Rows]:
        with _sheet_rows(self._path, self._sheet, old=self._old) as rows:
            numbered = enumerate(rows, 1)
            width, self._rows_taken = 1, 0
            while part := _taken_quietly(numbered, max(200, CELLS_AT_ONCE // width)):
                width = max(width, *(len(row) for _, row in part))
                # A sheet does not store blank cells at the end of a row: they are blank, not missing.
                kept = [(number, row + [""] * (width - len(row))) for number, row in part if any(row)]
                self._rows_taken = part[-1][0]
                yield Rows([number for number, _ in kept], [row for _, row in kept], [])
        self._height = self._rows_taken


def _taken_quietly(numbered: Iterator[tuple[int, list[str]]], count: int) -> list[tuple[int, list[str]]]:
    """The next rows; openpyxl warns of styles it does not know, which changes no value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(islice(numbered, count))


def open_workbook(path: Path, sheet: str, *, old: bool) -> SheetTable:
    """The named sheet, or the only one with content; several are refused, so that none is left out unsaid.

    Our own templates carry a sheet of explanations beside their data.
    """
    names = _sheet_names(path, old=old)
    if sheet and sheet not in names:
        message = f"{path.name} has no sheet {sheet!r}; it has {', '.join(names)}"
        raise Refused(message)
    if not sheet and DATA_SHEET in names:
        sheet = DATA_SHEET
    if not sheet:
        filled = [name for name in names if _has_content(path, name, old=old)]
        if not filled:
            message = f"{path.name} holds no filled sheet"
            raise Refused(message)
        if len(filled) > 1:
            message = f"{path.name} has several filled sheets ({', '.join(filled)}); choose one with --sheet"
            raise Refused(message)
        sheet = filled[0]
    return SheetTable(path, sheet, old=old)


def _has_content(path: Path, sheet: str, *, old: bool) -> bool:
    with _sheet_rows(path, sheet, old=old) as rows:
        return any(any(row) for _, row in _taken_quietly(enumerate(rows), PEEKED_ROWS))


def _sheet_names(path: Path, *, old: bool) -> list[str]:
    with opened(path) as source, _readable(path):
        if old:
            return list(CalamineWorkbook.from_filelike(source.stream).sheet_names)
        book = _book(source.stream)
        names = [sheet.title for sheet in book.worksheets]
        book.close()
        return names


def _book(stream: IO[bytes]) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(stream, read_only=True, data_only=True)


@contextmanager
def _sheet_rows(path: Path, sheet: str, *, old: bool) -> Iterator[Iterator[list[str]]]:
    with opened(path) as source, _readable(path):
        if old:
            values = CalamineWorkbook.from_filelike(source.stream).get_sheet_by_name(sheet)
            yield ([cell_text(v) for v in row] for row in values.to_python(skip_empty_area=False))
            return
        book = _book(source.stream)
        page = book[sheet]
        # Exporters write a wrong extent; without it every row is read as it stands.
        page.reset_dimensions()
        try:
            yield ([cell_text(v) for v in row] for row in page.iter_rows(values_only=True))
        finally:
            book.close()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Whatever the workbook libraries raise on broken input becomes one refusal."""
    try:
        yield
    except Refused:
        raise
    except (CalamineError, Exception) as error:  # noqa: BLE001 - broken input makes them raise almost anything
        message = f"{path.name} cannot be read as a workbook: {type(error).__name__}: {error}"
        raise Refused(message) from None
