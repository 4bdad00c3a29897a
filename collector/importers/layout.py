"""Where in a table things stand: which row is the header, which columns are time, meter, values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from campus.errors import Refused
from campus.quantity import Kind
from collector.importers.dates import looks_like_date
from collector.importers.numerals import is_number
from collector.importers.options import ImportOptions, Stamp
from collector.importers.rows import Rows
from collector.importers.slots import SlotBlock, slot_blocks, unlabelled_block
from collector.importers.words import Meaning, Role, meanings, plain, speaks_of_registers, split_unit

Known = Callable[[str], bool]
Shape = Literal["long", "by_meter", "by_day"]

HEADER_WITHIN = 40
"""Rows of titles and remarks that may stand above the header."""
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values; in shape `by_meter` its name is the meter's."""

    index: int
    name: str
    quantity: str = ""
    unit: str = ""
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns are counted from 0; `header_row` is 0 without a header, `width` the cells a sound row has at least."""

    shape: Shape
    header_row: int
    first_row: int
    width: int
    time: int
    clock: int | None = None
    meter: int | None = None
    values: tuple[ValueColumn, ...] = ()
    blocks: tuple[SlotBlock, ...] = ()
    unit: int | None = None
    quantity: int | None = None
    flag: int | None = None
    utc: bool = False
    stamp: Stamp | None = None
    leaning: Kind | None = None
    """What the words of the header suggest, to be believed where the values prove nothing."""
    most: int = 0
    """Cells of the header row: more than these are more than it names."""


def detect_layout(rows: Rows, options: ImportOptions, known: Known) -> Layout:
    """The layout of a table, from its first rows. `known` tells whether a text names a meter of the list.

    Raises `Refused` when no rows follow the header, or what the columns are cannot be told.
    """
    if not rows.cells:
        message = "the table has no rows"
        raise Refused(message)
    at = _header_at(rows.cells[:HEADER_WITHIN])
    if at is None:
        return _Headless(rows, options, known).layout()
    if at + 1 >= len(rows.cells):
        message = f"nothing stands below the header in row {rows.numbers[at]}"
        raise Refused(message)
    return _Headed(rows, at, options, known).layout()


def _header_at(cells: Sequence[Sequence[str]]) -> int | None:
    for at, row in enumerate(cells):
        filled = [cell for cell in row if cell.strip()]
        timed = any(m.role in {"time", "date"} for cell in filled for m in meanings(cell))
        if len(filled) > 1 and timed and not any(looks_like_date(cell) for cell in filled):
            return at
    return None


class _Headed:
    """Reads a header row and the rows below it."""

    def __init__(self, rows: Rows, at: int, options: ImportOptions, known: Known) -> None:
        self._header = [cell.strip() for cell in rows.cells[at]]
        self._row, self._first = rows.numbers[at], rows.numbers[at] + 1
        self._sample = rows.cells[at + 1 : at + 1 + SAMPLE]
        self._options, self._known = options, known
        self._means = [meanings(cell) for cell in self._header]
        self._named = {role: self._column_of(role, name) for role, name in options.columns.items()}
        self._taken: set[int] = set(self._named.values())

    def _column_of(self, role: str, name: str) -> int:
        for index, cell in enumerate(self._header):
            if plain(cell) == plain(name):
                return index
        return _numbered(role, name, len(self._header), self._header)

    def layout(self) -> Layout:
        blocks = tuple(slot_blocks(self._header))
        inside = {index for block in blocks for index in block.columns}
        self._taken |= inside
        time, meaning = self._time()
        layout = Layout(
            "by_day" if blocks else "long", self._row, self._first, 0, time, blocks=blocks,
            utc=meaning.utc, stamp=meaning.stamp, most=len(self._header),
            unit=self._plain_role("unit"), quantity=self._plain_role("quantity"), flag=self._plain_role("flag"),
        )  # fmt: skip
        if blocks:
            layout = replace(layout, meter=self._meter())
        else:
            layout = self._with_values(replace(layout, clock=self._clock()))
        named = [self._header[layout.time], *(column.name for column in layout.values)]
        leaning = Kind.REGISTER if any(map(speaks_of_registers, named)) else None
        return replace(layout, width=self._width(layout), leaning=leaning)

    def _width(self, layout: Layout) -> int:
        """Nameless columns at the end, as a comma there makes them, may be missing in a row."""
        named = [index for index, cell in enumerate(self._header) if cell]
        return max([*named, layout.time]) + 1

    def _cells(self, index: int) -> list[str]:
        cells = (row[index].strip() for row in self._sample if index < len(row))
        return [cell for cell in cells if cell]

    def _by_role(self, role: Role) -> list[tuple[int, Meaning]]:
        found = [(i, m) for i, means in enumerate(self._means) for m in means if m.role == role]
        return sorted((f for f in found if f[0] not in self._taken), key=lambda f: (f[1].rank, f[0]))

    def _time(self) -> tuple[int, Meaning]:
        if "time" in self._named or "date" in self._named:
            index = self._named.get("time", self._named.get("date", 0))
            own = [m for m in self._means[index] if m.role in {"time", "date"}]
            return index, own[0] if own else Meaning("time")
        found = sorted(self._by_role("time") + self._by_role("date"), key=lambda f: (f[1].rank, f[0]))
        for index, meaning in found:
            cells = self._cells(index)
            if not cells or not all(_clock_only(cell) for cell in cells[:20]):
                self._taken.add(index)
                return index, meaning
        message = "no column holds dates; name it with --columns time=NAME"
        raise Refused(message)

    def _clock(self) -> int | None:
        if "clock" in self._named:
            return self._named["clock"]
        for role in ("clock", "time"):
            for index, _ in self._by_role(role):
                if (cells := self._cells(index)) and all(_clock_only(cell) for cell in cells[:20]):
                    self._taken.add(index)
                    return index
        return None

    def _plain_role(self, role: Role) -> int | None:
        found = self._named.get(role)
        if found is None and (candidates := self._by_role(role)):
            found = candidates[0][0]
            self._taken.add(found)
        return found

    def _meter(self) -> int | None:
        """The column named so, or the one most of whose cells are meters of the list."""
        if "meter" in self._named:
            return self._named["meter"]
        if self._options.meter:
            return None
        free = [i for i in range(len(self._header)) if i not in self._taken]
        hits = {i: sum(self._known(cell) for cell in set(self._cells(i))) for i in free}
        best = max(hits, key=lambda i: hits[i], default=None)
        if best is not None and hits[best]:
            return best
        candidates = self._by_role("meter")
        return candidates[0][0] if candidates else None

    def _with_values(self, layout: Layout) -> Layout:
        meter = self._meter()
        if meter is not None:
            self._taken.add(meter)
        if "value" in self._named:
            index = self._named["value"]
            own = next((m for m in self._means[index] if m.role == "value"), Meaning("value"))
            return replace(layout, meter=meter, values=(self._value(index, own),))
        values = [self._value(i, m) for i, m in self._by_role("value")]
        others = [i for i, cell in enumerate(self._header) if cell and i not in self._taken]
        single = meter is not None or self._options.meter or (len(others) == 1 and values)
        if single and not (len(others) == 1 and self._known(self._header[others[0]]) and meter is None):
            return replace(layout, meter=meter, values=self._long_values(values, others))
        columns = tuple(self._column_meter(i) for i in others)
        if not columns:
            message = f"the header in row {self._row} names no column of values"
            raise Refused(message)
        return replace(layout, shape="by_meter", values=columns)

    def _long_values(self, values: list[ValueColumn], others: list[int]) -> tuple[ValueColumn, ...]:
        specific = tuple(v for v in values if v.quantity)
        if specific and len({v.quantity for v in specific}) == len(specific) == len(values):
            return specific
        if values and (len(values) == 1 or self._rank(values[0]) < self._rank(values[1])):
            return (values[0],)
        numeric = [i for i in others if (cells := self._cells(i)) and all(map(is_number, cells))]
        if len(numeric) == 1 and not values:
            return (self._value(numeric[0], Meaning("value")),)
        names = ", ".join([v.name for v in values] or [self._header[i] for i in others]) or "none"
        message = f"which column holds the values cannot be told from the header ({names}); say --columns value=NAME"
        raise Refused(message)

    def _rank(self, column: ValueColumn) -> tuple[bool, bool]:
        """Columns that say what they hold come before those that do not."""
        return not (column.kind or column.quantity), not column.unit

    def _value(self, index: int, meaning: Meaning) -> ValueColumn:
        return ValueColumn(index, self._header[index], meaning.quantity, meaning.unit, meaning.kind)

    def _column_meter(self, index: int) -> ValueColumn:
        whole = self._header[index]
        name, unit = split_unit(whole)
        if self._known(whole) or not name:
            return ValueColumn(index, whole)
        return ValueColumn(index, name.strip(), unit=unit)


class _Headless:
    """Reads a table without header by what its cells look like."""

    def __init__(self, rows: Rows, options: ImportOptions, known: Known) -> None:
        self._options, self._known = options, known
        first = next((i for i, row in enumerate(rows.cells) if any(looks_like_date(cell) for cell in row)), None)
        if first is None and not options.columns:
            seen = " | ".join(cell.strip() for cell in rows.cells[0][:8])
            message = f"no header and no date found; the first row is: {seen[:200]}"
            raise Refused(message)
        self._first = first or 0
        self._row = rows.cells[self._first]
        self._number = rows.numbers[self._first - 1] + 1 if self._first else 1
        self._sample = rows.cells[self._first : self._first + SAMPLE]

    def _named(self, role: str) -> int | None:
        name = self._options.columns.get(role)
        return None if name is None else _numbered(role, name, len(self._row), [])

    def layout(self) -> Layout:
        time = self._named("time")
        if time is None:
            time = self._named("date")
        if time is None:
            time = next(i for i, cell in enumerate(self._row) if looks_like_date(cell))
        behind = range(time + 1, len(self._row))
        slots = [i for i in behind if all(self._number_or_blank(row, i) for row in self._sample)]
        block = (
            unlabelled_block(slots[0], len(slots)) if slots and slots == list(range(slots[0], slots[-1] + 1)) else None
        )
        base = Layout("by_day", 0, self._number, len(self._row), time, most=len(self._row))
        if block is not None:
            return replace(base, meter=self._meter(range(time)), blocks=(block,))
        clock = next((i for i in behind if _clock_only(self._row[i].strip())), None)
        value = self._named("value")
        if value is None:
            numbers = [i for i in behind if i != clock and is_number(self._row[i])]
            if len(numbers) != 1:
                message = f"{len(numbers)} columns without header hold numbers; say --columns value=NUMBER (from 1)"
                raise Refused(message)
            value = numbers[0]
        others = [i for i in range(len(self._row)) if i not in {time, clock, value}]
        column = ValueColumn(value, f"column {value + 1}")
        return replace(base, shape="long", clock=clock, meter=self._meter(others), values=(column,))

    def _number_or_blank(self, row: Sequence[str], index: int) -> bool:
        cell = row[index].strip() if index < len(row) else ""
        return not cell or is_number(cell)

    def _meter(self, candidates: Sequence[int]) -> int | None:
        named = self._named("meter")
        if named is not None or self._options.meter:
            return named
        hits = {
            i: sum(self._known(cell) for cell in {row[i].strip() for row in self._sample if i < len(row)})
            for i in candidates
        }
        best = max(hits, key=lambda i: hits[i], default=None)
        if best is not None and (hits[best] or len(hits) == 1):
            return best
        if len(hits) > 1:
            numbers = " or ".join(str(i + 1) for i in hits)
            message = f"which column names the meter cannot be told; say --columns meter={numbers}"
            raise Refused(message)
        return None


def _clock_only(cell: str) -> bool:
    return ":" in cell and not looks_like_date(cell)


def _numbered(role: str, name: str, width: int, header: Sequence[str]) -> int:
    if name.isdecimal() and 1 <= int(name) <= width:
        return int(name) - 1
    names = f"{', '.join(cell for cell in header if cell)}, or a number" if header else "a number"
    message = f"--columns {role}={name}: there is no such column; it can be {names} from 1 to {width}"
    raise Refused(message)
