"""The monthly workbook (月报工作簿) a logistics office hands in: a report as Excel sheets with native charts."""

from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Final

import xlsxwriter

from analysis.monthly.report import MonthReport
from analysis.monthly.sheets import (
    alerts,
    breakdown,
    campuses,
    definitions,
    heat_pumps,
    quality,
    resource,
    statutory,
    summary,
    targets,
    year_on_year,
)
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.resource import Sheet
from analysis.monthly.sheets.styles import FONT
from analysis.monthly.statutory_template import StatutoryTemplate, load_template

METERED: Final = (
    Sheet("electricity", "电", "用电统计"),
    Sheet("water", "水", "用水统计"),
    Sheet("gas", "气", "用气统计"),
)
HEAT: Final = Sheet("heat", "热力", "热力统计")
OPTIONS: Final = {
    "default_format_properties": {"font_name": FONT, "font_size": 10},
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_workbook(report: MonthReport, path: Path, template: StatutoryTemplate | None = None) -> None:
    """Write the workbook to a file; a file of that name is replaced, but only by a whole workbook.

    `template` has the rows of the statutory sheet; the built-in one when None. Raises `OSError` where it cannot write.
    """
    content = workbook_bytes(report, template)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def workbook_bytes(report: MonthReport, template: StatutoryTemplate | None = None) -> bytes:
    """The workbook as the content of an .xlsx file; the same report gives the same content."""
    content = BytesIO()
    workbook = xlsxwriter.Workbook(content, OPTIONS)
    workbook.set_properties({"title": report.title.zh, "company": report.group, "created": _made(report)})
    book = Book(workbook, report)
    summary.write(book)
    campuses.write(book)
    for sheet in METERED:
        resource.write(book, sheet)
    if report.whole.resource(HEAT.resource) is not None:
        resource.write(book, HEAT)
    heat_pumps.write(book)
    year_on_year.write(book)
    targets.write(book)
    breakdown.write(book)
    alerts.write(book)
    quality.write(book)
    definitions.write(book)
    statutory.write(book, template or load_template())
    book.finish()
    workbook.close()
    return content.getvalue()


def _made(report: MonthReport) -> datetime:
    try:
        return datetime.fromisoformat(report.made_at).astimezone(UTC)
    except ValueError:
        return datetime.combine(report.through, time(), UTC)
