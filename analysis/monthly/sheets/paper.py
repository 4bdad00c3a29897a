"""A4 landscape: how far a grid is scaled to fit its width, and where a page ends."""

from collections.abc import Sequence
from typing import Any, Final

MARGIN_SIDE_INCH: Final = 0.47
MARGIN_TOP_INCH: Final = 0.75
MARGIN_BOTTOM_INCH: Final = 0.67
_A4_PAPER: Final = 9
_WIDTH_POINTS: Final = 842 - 2 * 72 * MARGIN_SIDE_INCH
_HEIGHT_POINTS: Final = 595 - 72 * (MARGIN_TOP_INCH + MARGIN_BOTTOM_INCH)
_RESERVE: Final = 0.96
"""Other fonts make columns and rows a little larger than reckoned."""


def pixels(width: float) -> int:
    """Screen width of a column of that many digits."""
    return int(width * 7 + 5)


class Paper:
    """Counts the height of what is written and breaks the page before what would be cut in two."""

    def __init__(self, sheet: Any, widths: Sequence[float]) -> None:
        self._sheet = sheet
        points = sum(pixels(width) for width in widths) * 0.75
        self._page = _HEIGHT_POINTS * _RESERVE * max(1.0, points / _WIDTH_POINTS)
        self._used = 0.0
        self._repeated = 0.0
        self._breaks: list[int] = []

    def add(self, row: int, height: float) -> None:
        """Count a row; one that does not fit begins a new page."""
        if self._used + height > self._page:
            self.turn(row)
        self._used += height

    @property
    def room(self) -> float:
        """Height of a page below its repeated rows."""
        return self._page - self._repeated

    def full(self, height: float) -> bool:
        """Whether a row so high would begin a new page."""
        return self._used + height > self._page

    def keep(self, row: int, height: float) -> None:
        """Begin a new page at `row` unless what comes next, so high, still fits whole."""
        if self._used > self._repeated and self._used + height > self._page:
            self.turn(row)

    def turn(self, row: int) -> None:
        """Begin a new page at `row`."""
        if row > 0 and row not in self._breaks:
            self._breaks.append(row)
        self._used = self._repeated

    def repeat(self, first: int, last: int, height: float) -> None:
        """Print these rows on top of every page."""
        self._sheet.repeat_rows(first, last)
        self._repeated = height

    def set_up(self, last_row: int, last_column: int) -> None:
        """Landscape, margins, one page wide, page breaks and print area."""
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(_A4_PAPER)
        sheet.set_margins(MARGIN_SIDE_INCH, MARGIN_SIDE_INCH, MARGIN_TOP_INCH, MARGIN_BOTTOM_INCH)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_h_pagebreaks(self._breaks)
        sheet.print_area(0, 0, last_row, last_column)
        sheet.hide_gridlines(2)
