"""One sheet of the workbook, written from top to bottom: sentences, tables, charts, notes; ready to print."""

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.monthly.sheets.cell import (
    NOT_FINITE,
    UNKNOWN_MARK,
    Absent,
    Cell,
    Judged,
    LeftSum,
    Styled,
    Unknown,
    known,
    text_width,
)
from analysis.monthly.sheets.paper import Paper, pixels
from analysis.monthly.sheets.styles import Styles
from analysis.monthly.sheets.table import Column, Placed, Total, Totals, reasons
from analysis.monthly.sheets.totals import disagreements, sum_formula

LINE: Final = 17.0
TEXTS: Final = frozenset(
    {"text", "centre", "title", "under title", "revised", "headline", "sentence", "section", "note", "band", "head"}
)
SECTION: Final = 22.0
LONGEST_TEXT: Final = 32_000


class Page:
    """Writes one sheet; every text goes in as text, whatever it begins with."""

    def __init__(self, sheet: Any, styles: Styles, widths: Sequence[float]) -> None:
        self.sheet = sheet
        self.row = 0
        self.widths = tuple(widths)
        self.paper = Paper(sheet, widths)
        self._styles = styles
        self.line = LINE
        self._announced: tuple[str, float] | None = None
        self._aside = len(widths) + 1
        self._aside_row = 0
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    @property
    def width_pixels(self) -> int:
        return sum(pixels(width) for width in self.widths)

    @property
    def name(self) -> str:
        return str(self.sheet.get_name())

    def style(self, name: str) -> Any:
        return self._styles[name]

    def head(self, title: str, under: str, revised: str = "") -> None:
        """Title, what it covers, and the revision mark; stay in view and stand on every printed page."""
        self._line(title, "title", 28.0)
        self._line(under, "under title", LINE)
        if revised:
            self._line(revised, "revised", LINE)
        self.sheet.freeze_panes(self.row, 0)
        self.paper.repeat(0, self.row - 1, 28.0 + LINE * (self.row - 1))

    def say(self, text: str, style: str = "sentence") -> None:
        """A paragraph over the whole width."""
        self._line(text, style, self._height(text, sum(self.widths), 20.0 if style == "headline" else LINE))

    def section(self, heading: str, following: float = 0.0) -> None:
        """A heading, written with what comes next so that it is never left alone at the foot of a page.

        `following` is the least height it must stay with.
        """
        self._announced = (heading, following)

    def notes(self, lines: Sequence[str]) -> None:
        """Small print below a table."""
        for line in lines:
            self._line(line, "note", self._height(line, sum(self.widths) * 1.1, 14.0))

    def skip(self, height: float = 8.0) -> None:
        """An empty row."""
        self._announce(height)
        self._set_height(height)
        self.row += 1

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        totals: Totals | None = None,
        *,
        frozen: bool = False,
        after: Sequence[Sequence[Cell]] = (),
    ) -> Placed:
        """Headings, rows and totals, then rows outside the sums; below them why cells are unknown.

        Frozen headings stay in view. A table that fits on a page is not cut in two;
        a longer list has its headings again on the next one.
        """
        at = self._positions(columns)
        height = 45.0 + self.line * (len(rows) + len(after) + 1)
        height = height if height + SECTION < self.paper.room else 45.0 + 3 * self.line
        self._announce(height)
        self.paper.keep(self.row, height)
        self.headings(columns, at, frozen=frozen)
        first = self.row
        for row in rows:
            if totals is None and self.paper.full(self._row_height(columns, at, row)):
                self.paper.turn(self.row)
                self.headings(columns, at)
            self.cells(columns, at, row)
        body = Placed(first, self.row - 1, at)
        foot: list[Cell] = []
        if totals is not None and rows:
            foot = self._totals(columns, body, rows, totals)
        for row in after:
            self.cells(columns, at, row)
        self.notes(reasons(columns, [*rows, *after], foot))
        if totals is not None:
            self.notes(disagreements(columns, rows, totals))
        return body

    def headings(self, columns: Sequence[Column], at: Sequence[int], *, frozen: bool = False) -> None:
        height = max(self._height(c.title, self._span_width(i, c.span), 15.0) for c, i in zip(columns, at, strict=True))
        self._set_height(height + 4)
        for column, index in zip(columns, at, strict=True):
            self._put(index, column.span, column.title, "head")
        self.row += 1
        if frozen:
            self.sheet.freeze_panes(self.row, 1)

    def cells(self, columns: Sequence[Column], at: Sequence[int], row: Sequence[Cell], variant: str = "") -> None:
        """One row of a table."""
        self._set_height(self._row_height(columns, at, row))
        for column, index, cell in zip(columns, at, row, strict=True):
            self._put(index, column.span, cell, column.style, variant)
        self.row += 1

    def aside(self, heading: Sequence[str], rows: Sequence[Sequence[Cell]], row: int) -> tuple[int, int]:
        """Figures behind a chart, right of the printed area; first row of them and first column."""
        first = max(row, self._aside_row)
        for offset, text in enumerate(heading):
            self._write(first, self._aside + offset, text, "aside")
        for r, cells in enumerate(rows, start=first + 1):
            for offset, cell in enumerate(cells):
                shown = cell if isinstance(cell, str | int | float) else None
                self._write(r, self._aside + offset, shown, "aside" if isinstance(cell, str) else "aside figure")
        self._aside_row = first + len(rows) + 2
        return first + 1, self._aside

    def chart(self, chart: Any, height: float = 240.0) -> None:
        """A chart over the whole width, kept on one page; `height` in points."""
        count = ceil(height / LINE)
        self._announce((count + 1) * LINE)
        self.paper.keep(self.row, (count + 1) * LINE)
        self.skip()
        chart.set_size({"width": self.width_pixels - 4, "height": int(count * LINE / 0.75)})
        self.sheet.insert_chart(self.row, 0, chart, {"object_position": 2, "x_offset": 2})
        for _ in range(count):
            self._set_height(LINE)
            self.row += 1

    def finish(self, header: str, footer: str) -> None:
        """Set the page up for printing."""
        self.paper.set_up(max(self.row - 1, 0), len(self.widths) - 1)
        self.sheet.set_header(header)
        self.sheet.set_footer(footer)

    def put_formula(self, column: int, formula: str, value: float | str, style: str, above: int = 0) -> None:
        """A formula with its value, in the present row or so many rows above it."""
        self.sheet.write_formula(self.row - above, column, formula, self.style(style), value)

    def put_above(self, column: int, cell: Cell, style: str) -> None:
        """A cell in the row just written."""
        self._write(self.row - 1, column, cell, f"{style} unknown" if isinstance(cell, Unknown | Absent) else style)

    def band(self, text: str) -> None:
        """A row over the whole width that names the rows below it."""
        self._line(text, "band", LINE + 1)

    def _totals(
        self, columns: Sequence[Column], body: Placed, rows: Sequence[Sequence[Cell]], totals: Totals
    ) -> list[Cell]:
        self._set_height(LINE + 1)
        foot: list[Cell] = []
        for i, (column, index) in enumerate(zip(columns, body.columns, strict=True)):
            given = totals.label if i == 0 else totals.cells.get(column.heading)
            if i and column.total is not Total.NONE and not isinstance(given, Unknown):
                cells = [row[i] for row in rows]
                if all(isinstance(cell, Absent) for cell in cells):
                    self._put(index, column.span, cells[0], column.style, "sum")
                    foot.append(None)
                    continue
                reference = f"{xl_rowcol_to_cell(body.first, index)}:{xl_rowcol_to_cell(body.last, index)}"
                if column.span > 1:
                    self._merge(index, column.span, f"{column.style} sum")
                self.put_formula(index, *sum_formula(cells, reference, column.total), f"{column.style} sum")
                given = None
            else:
                self._put(index, column.span, given, column.style, "sum")
            foot.append(given)
        self.row += 1
        return foot

    def _announce(self, height: float) -> None:
        """Write the heading that is still to be written, on the page where so much more fits."""
        if self._announced is None:
            return
        heading, following = self._announced
        self._announced = None
        self.skip()
        self.paper.keep(self.row, SECTION + max(height, following))
        self._line(heading, "section", SECTION)

    def _line(self, text: str, style: str, height: float) -> None:
        self._announce(height)
        self._set_height(height)
        self._put(0, len(self.widths), text, style)
        self.row += 1

    def _row_height(self, columns: Sequence[Column], at: Sequence[int], row: Sequence[Cell]) -> float:
        heights = [
            self._height(cell, self._span_width(i, column.span) - 2, self.line - 2) + 2
            for column, i, cell in zip(columns, at, row, strict=True)
            if isinstance(cell, str)
        ]
        return max([self.line, *heights])

    def _set_height(self, height: float) -> None:
        self.paper.add(self.row, height)
        self.sheet.set_row(self.row, height)

    def _positions(self, columns: Sequence[Column]) -> tuple[int, ...]:
        at, position = [], 0
        for column in columns:
            at.append(position)
            position += column.span
        return tuple(at)

    def _span_width(self, index: int, span: int) -> float:
        return sum(self.widths[index : index + span])

    def _height(self, text: str, width: float, line: float) -> float:
        return line * sum(max(1, ceil(text_width(part) / max(width * 0.94, 1))) for part in text.split("\n"))

    def _put(self, column: int, span: int, cell: Cell, style: str, variant: str = "") -> None:
        named = f"{style} {variant}".strip()
        if isinstance(cell, float | int):
            cell = known(cell, NOT_FINITE)
        if isinstance(cell, Unknown | Absent):
            named = f"{style} {'unknown sum' if variant == 'sum' else 'unknown'}"
        elif isinstance(cell, Styled):
            named = f"{cell.style} {variant}".strip()
        elif isinstance(cell, str) and variant != "sum" and style not in TEXTS:
            named = "centre"
        elif isinstance(cell, Judged) and not variant:
            named = f"{style} {cell.variant}"
        if span > 1:
            self._merge(column, span, named)
        if isinstance(cell, LeftSum):
            first = xl_rowcol_to_cell(self.row, column - len(cell.cells))
            reference = f"{first}:{xl_rowcol_to_cell(self.row, column - 1)}"
            total = Total.WHOLE if cell.whole else Total.KNOWN
            self.put_formula(column, *sum_formula(cell.cells, reference, total), named)
        else:
            self._write(self.row, column, cell, named)

    def _merge(self, column: int, span: int, style: str) -> None:
        self.sheet.merge_range(self.row, column, self.row, column + span - 1, "", self.style(style))

    def _write(self, row: int, column: int, cell: Cell, style: str) -> None:
        form = self.style(style)
        match cell:
            case None:
                self.sheet.write_blank(row, column, None, form)
            case Unknown():
                self.sheet.write_string(row, column, UNKNOWN_MARK, form)
            case Absent():
                self.sheet.write_string(row, column, cell.value, form)
            case Judged() | Styled():
                self.sheet.write_number(row, column, cell.value, form)
            case str():
                self.sheet.write_string(row, column, shortened(cell), form)
            case date():
                self.sheet.write_datetime(row, column, cell, form)
            case _:
                self.sheet.write_number(row, column, cell, form)


def shortened(text: str) -> str:
    """As much as a cell holds, with a mark where it was cut."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
