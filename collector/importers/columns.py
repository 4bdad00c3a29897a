"""Columns of a batch of rows: rows of the right width, and their moments."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from collector.importers.dates import MomentReader, Unreadable
from collector.importers.layout import Layout
from collector.importers.outcome import Outcome
from collector.importers.rows import Rows

NO_OFFSET = np.iinfo(np.int64).min
_HOUR_MS = 3_600_000


class Sound(NamedTuple):
    """Rows below the header with as many cells as it names."""

    numbers: NDArray[np.int64]
    cells: list[list[str]]

    def column(self, index: int) -> list[str]:
        return [row[index] for row in self.cells]


def sound_rows(rows: Rows, layout: Layout, outcome: Outcome | None = None) -> Sound:
    """Leave out what stands above the first row, and rows of the wrong width (these are rejected)."""
    numbers, cells = rows.numbers, rows.cells
    if numbers and numbers[0] < layout.first_row:
        skipped = sum(number < layout.first_row for number in numbers)
        numbers, cells = numbers[skipped:], cells[skipped:]
    widths = set(map(len, cells))
    if widths - set(range(layout.width, layout.most + 1)):
        kept = []
        for i, row in enumerate(cells):
            short, extra = len(row) < layout.width, any(map(str.strip, row[layout.most :]))
            if not (short or extra):
                kept.append(i)
            elif outcome is not None:
                what = "header" if layout.header_row else "first row"
                count = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                outcome.reject(numbers[i], f"{count} where the {what} has {layout.most}")
        numbers, cells = [numbers[i] for i in kept], [cells[i] for i in kept]
    if outcome is not None:
        outcome.rows += len(rows.numbers) - sum(number < layout.first_row for number in rows.numbers[:100])
        for number, reason in rows.broken:
            if number >= layout.first_row:
                outcome.rows += 1
                outcome.reject(number, reason)
    return Sound(np.array(numbers, np.int64), cells)


class Moments(NamedTuple):
    """Moments of a column: `ms` on the file's clock, `offset_ms` where a stamp names one (else `NO_OFFSET`).

    `bad` maps the positions that are no moment to the reason.
    """

    ms: NDArray[np.int64]
    offset_ms: NDArray[np.int64]
    bad: dict[int, str]
    timed: bool


def read_moments(texts: Sequence[str], clocks: Sequence[str] | None, reader: MomentReader) -> Moments:
    """Read a column of dates, with times of day from a second column where the table has one."""
    count = len(texts)
    ms, offsets = np.zeros(count, np.int64), np.full(count, NO_OFFSET, np.int64)
    bad: dict[int, str] = {}
    timed = False
    for i, text in enumerate(texts):
        try:
            moment = reader.read(text)
            at = moment.ms
            if clocks is not None and not moment.has_time:
                at += _clock_ms(clocks[i], reader)
        except Unreadable as error:
            bad[i] = str(error)
            continue
        timed = timed or moment.has_time or clocks is not None
        ms[i] = at
        if moment.offset_ms is not None:
            offsets[i] = moment.offset_ms
    return Moments(ms, offsets, bad, timed)


def _clock_ms(text: str, reader: MomentReader) -> int:
    stripped = text.strip()
    if stripped.isdecimal() and int(stripped) <= 24:  # noqa: PLR2004 - an hour column
        return int(stripped) * _HOUR_MS
    return reader.clock_ms(stripped)
