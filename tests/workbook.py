"""A written workbook as a reader finds it: cells, formulas with their stored values, and what they should be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from analysis.monthly.report import MonthReport
from analysis.monthly.statutory_template import StatutoryTemplate
from analysis.monthly.workbook import workbook_bytes

SUM = re.compile(r"^=SUM\((?P<cells>[A-Z0-9:,]+)\)$")
GUARDED = re.compile(
    r'^=IF\(COUNT\((?P<counted>[A-Z0-9:,]+)\)(?P<test><|=)(?P<number>\d+),"(?P<mark>—?)",SUM\((?P<cells>[A-Z0-9:,]+)\)\)$'
)


@dataclass(frozen=True)
class Formula:
    sheet: str
    cell: str
    text: str
    stored: object


class Opened:
    """The content of an .xlsx file, once with formulas and once with their stored values."""

    def __init__(self, content: bytes) -> None:
        self.formulas = load_workbook(BytesIO(content))
        self.values = load_workbook(BytesIO(content), data_only=True)

    @property
    def sheets(self) -> list[str]:
        return list(self.values.sheetnames)

    def sheet(self, name: str) -> Any:
        return self.values[name]

    def cells(self) -> Iterator[tuple[str, Any]]:
        for sheet in self.values.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        yield sheet.title, cell

    def all_formulas(self) -> list[Formula]:
        return [
            Formula(sheet.title, cell.coordinate, str(cell.value), self.values[sheet.title][cell.coordinate].value)
            for sheet in self.formulas.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]

    def worked_out(self, formula: Formula) -> object:
        """What the formula gives with the stored values of the cells it names, worked out here."""
        plain, guarded = SUM.match(formula.text), GUARDED.match(formula.text)
        if plain:
            return sum(self._numbers(formula.sheet, plain["cells"]))
        assert guarded, f"{formula.sheet}!{formula.cell}: {formula.text}"
        count, number = len(self._numbers(formula.sheet, guarded["counted"])), int(guarded["number"])
        held = count < number if guarded["test"] == "<" else count == number
        return (guarded["mark"] or None) if held else sum(self._numbers(formula.sheet, guarded["cells"]))

    def _numbers(self, sheet: str, cells: str) -> list[float]:
        found = []
        for part in cells.split(","):
            block = self.values[sheet][part]
            rows = block if isinstance(block, tuple) else ((block,),)
            found += [c.value for row in rows for c in row if isinstance(c.value, int | float)]
        return found

    def row(self, sheet: str, label: str, column: int = 1) -> list[object]:
        """The first row with this label."""
        for row in self.values[sheet].iter_rows(values_only=True):
            if len(row) >= column and row[column - 1] == label:
                return list(row)
        pytest.fail(f"{sheet}: no row {label}")

    def texts(self, sheet: str) -> str:
        return "\n".join(
            str(v) for row in self.values[sheet].iter_rows(values_only=True) for v in row if isinstance(v, str)
        )


def opened(report: MonthReport, template: StatutoryTemplate | None = None) -> Opened:
    return Opened(workbook_bytes(report, template))
