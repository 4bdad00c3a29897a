"""Rows of a planned file into strands; every row or cell that yields nothing is rejected with its reason."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from campus.errors import Refused
from collector.importers.columns import NO_OFFSET, Moments, Sound, read_moments, sound_rows
from collector.importers.dates import DAY_MS
from collector.importers.layout import ValueColumn
from collector.importers.numerals import parse_numbers
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.plan import Plan
from collector.importers.rows import Rows
from collector.importers.strand import Strand, Target, target

Times = NDArray[np.int64]
_ESTIMATED = frozenset({"e", "est", "estimated", "estimate", "估算", "估计", "y", "yes", "true", "1"})


class Harvest:
    """Takes the batches of one file in order; keeps only what the clock change of a zone needs."""

    def __init__(self, plan: Plan, options: ImportOptions, outcome: Outcome) -> None:
        self.plan, self.options, self.outcome = plan, options, outcome
        self._targets: dict[tuple[str, str, str], Target | str] = {}
        self._shown_once: set[tuple[str, int]] = set()
        self._told: set[int] = set()

    def strands(self, rows: Rows) -> list[Strand]:
        sound = sound_rows(rows, self.plan.layout, self.outcome)
        if not sound.cells:
            return []
        self._count_estimated(sound)
        if self.plan.layout.shape == "by_meter":
            return list(self._by_meter(sound))
        return list(self._long(sound))

    def target_of(self, name: str, quantity: str, unit: str) -> Target | str:
        """Where values of a meter name go, or why nowhere."""
        key = name, quantity, unit
        found = self._targets.get(key)
        if found is None:
            found = self._targets[key] = self._decide(*key)
        return found

    def _decide(self, name: str, quantity: str, unit: str) -> Target | str:
        meter = self.plan.names.find(name or self.options.meter)
        if self.options.meter and self.plan.layout.meter is None:
            meter = self.plan.names.listed(self.options.meter)
        if meter is None:
            if name.strip():
                self.outcome.unknown_meters.add(name.strip())
            return self.plan.names.why_unknown(name)
        try:
            return target(meter, quantity, unit, self.plan.kind, self.plan.interval_s, self.options)
        except Refused as refused:
            return str(refused)

    def moments(self, sound: Sound) -> Moments:
        layout = self.plan.layout
        clocks = sound.column(layout.clock) if layout.clock is not None else None
        found = read_moments(sound.column(layout.time), clocks, self.plan.reader)
        for i, reason in found.bad.items():
            self.outcome.reject(int(sound.numbers[i]), reason)
        return found

    def _count_estimated(self, sound: Sound) -> None:
        flag = self.plan.layout.flag
        if flag is None:
            return
        marked = sum(len(row) > flag and row[flag].strip().lower() in _ESTIMATED for row in sound.cells)
        self.outcome.estimated_by_source += marked * max(1, sum(len(b.columns) for b in self.plan.layout.blocks[:1]))

    def _ends(self, moments: Moments, names: Sequence[str], numbers: Times) -> tuple[Times, NDArray[np.bool_]]:
        """UTC of each reading (for interval data its end), and which positions are sound."""
        good = np.ones(len(moments.ms), np.bool_)
        good[list(moments.bad)] = False
        span = self.plan.interval_s * 1000 if self.plan.stamp == "start" else 0
        # Days and weeks are added on the local clock: such a slot has 23 or 25 hours where the clock is set.
        naive = moments.ms + (span if span >= DAY_MS else 0)
        own = moments.offset_ms != NO_OFFSET
        first, second, never = self.plan.clock.to_utc(naive)
        self._tell_apart(naive, first, second, names, own)
        for i in np.flatnonzero(never & good & ~own):
            good[i] = False
            self.outcome.reject(int(numbers[i]), f"the clock of {self.plan.clock.zone} never shows this time")
        ends = np.where(own, naive - np.where(own, moments.offset_ms, 0), first)
        return ends + (span if span < DAY_MS else 0), good

    def _tell_apart(
        self, naive: Times, first: Times, second: Times, names: Sequence[str], own: NDArray[np.bool_]
    ) -> None:
        """Of a time the clock shows twice the first row is the earlier one (the later one in a descending file)."""
        twice = np.flatnonzero((first != second) & ~own & (second > first))
        if not len(twice):
            return
        same = [i for i, name in enumerate(names) if name == names[int(twice[0])]]
        steps = np.diff(naive[same])
        descending = int((steps < 0).sum()) > int((steps > 0).sum())
        for i in twice:
            key = names[int(i)], int(naive[i])
            again = key in self._shown_once
            self._shown_once.add(key)
            if again != descending:
                first[i] = second[i]

    def _by_meter(self, sound: Sound) -> Iterator[Strand]:
        moments = self.moments(sound)
        ends, good = self._ends(moments, [""] * len(sound.cells), sound.numbers)
        columns = list(zip(*_padded(sound.cells, self.plan.layout.most), strict=True))
        for column in self.plan.layout.values:
            where = self.target_of(column.name, column.quantity, column.unit)
            values, refused = parse_numbers(columns[column.index], self.plan.decimal)
            if isinstance(where, str):
                if column.index not in self._told:
                    self._told.add(column.index)
                    self.outcome.reject(self.plan.layout.header_row, f"column {column.name}: {where}")
                continue
            self._reject_cells(sound, good, column, refused)
            filled = ~np.isnan(values)
            self.outcome.blank += int((~filled & good).sum()) - sum(bool(good[i]) for i, _ in refused)
            kept = filled & good
            if kept.any():
                yield where.strand(self.plan.interval_s, ends[kept], values[kept], sound.numbers[kept])

    def _long(self, sound: Sound) -> Iterator[Strand]:
        layout = self.plan.layout
        moments = self.moments(sound)
        blank = [""] * len(sound.cells)
        names = sound.column(layout.meter) if layout.meter is not None else blank
        ends, good_times = self._ends(moments, names, sound.numbers)
        for column in layout.values:
            units = sound.column(layout.unit) if layout.unit is not None else blank
            quantities = sound.column(layout.quantity) if layout.quantity is not None else blank
            index: dict[tuple[str, str, str], int] = {}
            codes = np.fromiter(
                (index.setdefault(key, len(index)) for key in zip(names, quantities, units, strict=True)),
                np.int64,
                len(names),
            )
            good = good_times.copy()
            values, refused = parse_numbers(sound.column(column.index), self.plan.decimal)
            self._reject_cells(sound, good, column, refused)
            wrong = {i for i, _ in refused}
            for i in np.flatnonzero(np.isnan(values) & good):
                if int(i) not in wrong:
                    self.outcome.reject(int(sound.numbers[i]), "the value is missing")
            good &= ~np.isnan(values)
            order = np.argsort(codes, kind="stable")
            order = order[good[order]]
            edges = np.flatnonzero(np.diff(codes[order])) + 1
            keys = list(index)
            for part in np.split(order, edges) if len(order) else []:
                name, quantity, unit = keys[int(codes[part[0]])]
                where = self.target_of(name, quantity or column.quantity, unit or column.unit)
                if isinstance(where, str):
                    for number in sound.numbers[part].tolist():
                        self.outcome.reject(number, where)
                    continue
                yield where.strand(self.plan.interval_s, ends[part], values[part], sound.numbers[part])

    def _reject_cells(
        self, sound: Sound, good: NDArray[np.bool_], column: ValueColumn, refused: list[tuple[int, str]]
    ) -> None:
        for i, reason in refused:
            if good[i]:
                self.outcome.reject(int(sound.numbers[i]), f"column {column.name}: {reason}")


def _padded(cells: list[list[str]], width: int) -> list[list[str]]:
    if all(len(row) == width for row in cells):
        return cells
    return [row[:width] + [""] * (width - len(row)) for row in cells]
