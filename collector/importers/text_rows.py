"""Separated text (CSV, TSV, …) cut into rows. No line is lost to a quote that is never closed."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import mode

from campus.errors import Refused
from collector.importers.encoding import Encoding, detect_encoding
from collector.importers.recognise import Bytes, opened
from collector.importers.rows import CELLS_AT_ONCE, Rows

SAMPLE_LINES = 60
MOST_LINES_A_RECORD = 20
"""Lines one quoted cell may run over; a quote open for longer was never meant."""
MOST_CELLS = 20_000

_DECLARED = re.compile(r'^[\ufeff\ufffd]*"?sep=(.)"?\s*$', re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"^\s*<(!doctype html|html|head|body|table|script|meta|\?xml|xml)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class TextTable:
    """A text file whose encoding and separator are known to fit; see `open_text`."""

    def __init__(self, path: Path, encoding: Encoding, separator: str, width: int, first_line: int) -> None:
        self._path, self._encoding, self._separator = path, encoding, separator
        self._lines_at_once = max(200, CELLS_AT_ONCE // max(width, 1))
        self._width, self._first_line = width, first_line
        self._size = max(1, path.stat().st_size)
        self._source: Bytes | None = None

    @property
    def taken(self) -> float:
        return self._source.taken / self._size if self._source else 0.0

    def batches(self) -> Iterator[Rows]:
        with opened(self._path) as source:
            self._source = source
            text = self._encoding.open(source.stream)
            number = 1
            for _ in range(self._first_line):
                text.readline()
                number += 1
            left: list[str] = []
            while lines := left + list(islice(text, self._lines_at_once - len(left))):
                ended = len(lines) < self._lines_at_once
                rows, used = _cut(lines, number, self._separator, self._width, last=ended)
                number += used
                left = lines[used:]
                yield rows
            self._source = None


def open_text(path: Path, named_encoding: str = "", separator: str = "") -> TextTable:
    """Find encoding and separator; a file that is no table is refused with what it is."""
    with opened(path) as source:
        encoding = detect_encoding(source.stream, named_encoding)
        text = encoding.open(source.stream)
        lines = [_clean(line) for line in islice(text, SAMPLE_LINES)]
        text.detach()
    _refuse_foreign(path, lines)
    first_line = 0
    filled = [i for i, line in enumerate(lines) if line.strip()]
    if not filled:
        message = f"{path.name} has no text in its first {len(lines)} lines"
        raise Refused(message)
    if declared := _DECLARED.match(lines[filled[0]]):
        first_line = filled[0] + 1
        separator = separator or declared[1]
        if len(filled) == 1:
            message = f"{path.name} holds nothing but its sep= line"
            raise Refused(message)
    sample = [line for line in lines[first_line:] if line.strip()]
    separator = separator or _separator(sample)
    widths = _widths(sample, separator) if separator else []
    if not widths or max(widths) < 2:  # noqa: PLR2004 - a time and a value
        message = f"{path.name} has a single column; say with --separator what stands between columns"
        raise Refused(message)
    if max(widths) > MOST_CELLS:
        message = f"{path.name} has {max(widths)} columns; {MOST_CELLS} are the most"
        raise Refused(message)
    return TextTable(path, encoding, separator, mode(widths), first_line)


def _clean(line: str) -> str:
    return line.replace("\0", "")


def _refuse_foreign(path: Path, lines: list[str]) -> None:
    start = "".join(lines[:10])[:2000]
    if found := _MARKUP.match(start.lstrip("\ufeff\ufffd")):
        what = "an XML document" if "xml" in found[1].lower() and "html" not in start.lower() else "an HTML page"
        hint = "; often the error page of a portal: download the table again, or save it as XLSX in a spreadsheet"
        message = f"{path.name} is {what}, not a table{hint}"
        raise Refused(message)
    if len(_CONTROL.findall(start)) > len(start) // 50:
        message = f"{path.name} is a binary file, not a table; CSV, XLSX or XLS would be accepted"
        raise Refused(message)


def _widths(lines: list[str], separator: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=separator) if row]
    except (csv.Error, TypeError, ValueError):
        return []


def _separator(lines: list[str]) -> str:
    """The separator that cuts most lines into equally many cells.

    Decimal commas also cut evenly, but never into more cells than the true separator plus one.
    """
    best, best_width, best_support = "", 1, 0.0
    for candidate in "\t;|,":
        widths = [w for w in _widths(lines, candidate) if w > 1]
        if not widths:
            continue
        width = mode(sorted(widths, reverse=True))
        support = widths.count(width) / len(lines)
        steadier = support > 1.25 * best_support
        wider = width > best_width + 1 and support >= 0.75 * best_support
        if not best or steadier or wider:
            best, best_width, best_support = candidate, width, support
    return best


def _cut(lines: list[str], first: int, separator: str, width: int, *, last: bool) -> tuple[Rows, int]:
    """Rows of some lines, and how many lines they used; a record may go on in lines not read yet."""
    lines = [_clean(line) if "\0" in line else line for line in lines]
    try:
        cells = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        cells = []
    if len(cells) != len(lines):
        return _cut_slowly(lines, first, separator, width, last=last)
    numbers = [number for number, row in enumerate(cells, first) if any(row)]
    if len(numbers) != len(cells):
        cells = [row for row in cells if any(row)]
    return Rows(numbers, cells, []), len(lines)


def _cut_slowly(lines: list[str], first: int, separator: str, width: int, *, last: bool) -> tuple[Rows, int]:
    rows, at = Rows([], [], []), 0
    while at < len(lines):
        span = _record_lines(lines, at, separator, width)
        if span == 0 and not last and len(lines) - at < MOST_LINES_A_RECORD and at > 0:
            break
        if span == 0:
            rows.broken.append((first + at, "a quote that opens in this row is never closed"))
            at += 1
            continue
        record = "".join(lines[at : at + span])
        try:
            cut = next(csv.reader(io.StringIO(record, newline=""), delimiter=separator), [])
        except csv.Error as error:
            rows.broken.append((first + at, f"cannot be cut into cells: {error}"))
            cut = []
        if any(cut):
            rows.numbers.append(first + at)
            rows.cells.append(cut)
        at += span
    return rows, at


def _record_lines(lines: list[str], at: int, separator: str, width: int) -> int:
    """How many lines the record beginning at a line has; 0 when its quote is never closed."""
    if _closed(lines[at], separator):
        return 1
    for span in range(2, min(MOST_LINES_A_RECORD, len(lines) - at) + 1):
        record = "".join(lines[at : at + span])
        if _closed(record, separator):
            cut = next(csv.reader(io.StringIO(record, newline=""), delimiter=separator))
            return span if len(cut) == width else 0
    return 0


def _closed(record: str, separator: str) -> bool:
    try:
        list(csv.reader(io.StringIO(record, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end of data" not in str(error)
    return True
