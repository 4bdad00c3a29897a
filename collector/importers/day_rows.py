"""Rows that hold a whole local day: 48 half hours, 46 or 50 of them when the clock is set."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from campus.quantity import Kind
from collector.importers.columns import NO_OFFSET, Moments, Sound, sound_rows
from collector.importers.dates import DAY_MS
from collector.importers.harvest import Harvest
from collector.importers.local_time import LocalClock
from collector.importers.numerals import parse_numbers
from collector.importers.options import Stamp
from collector.importers.rows import Rows
from collector.importers.slots import DAY_S, SlotBlock
from collector.importers.strand import Strand

Times = NDArray[np.int64]
Values = NDArray[np.float64]

NO_SLOT = -1


class _Grid(NamedTuple):
    """Values of a block, rows by slots, with the moment of each; NaN where nothing is to be stored."""

    times: Times
    values: Values


class DayHarvest(Harvest):
    """Like `Harvest`, for layouts of slots."""

    def strands(self, rows: Rows) -> list[Strand]:
        sound = sound_rows(rows, self.plan.layout, self.outcome)
        if not sound.cells:
            return []
        self._count_estimated(sound)
        moments = self.moments(sound)
        good = self._whole_days(sound, moments)
        self._wrong: set[int] = set()
        grids = [self._grid(block, sound, moments, good) for block in self.plan.layout.blocks]
        self._reject_empty(sound, grids, good)
        strands: list[Strand] = []
        for block, grid in zip(self.plan.layout.blocks, grids, strict=True):
            strands += self._strands_of(block, grid, sound, good)
        return strands

    def _whole_days(self, sound: Sound, moments: Moments) -> NDArray[np.bool_]:
        good = np.ones(len(sound.cells), np.bool_)
        good[list(moments.bad)] = False
        for i in np.flatnonzero((moments.ms % DAY_MS != 0) & good):
            good[i] = False
            self.outcome.reject(int(sound.numbers[i]), "a row of a whole day must be dated at midnight")
        return good

    def _grid(self, block: SlotBlock, sound: Sound, moments: Moments, good: NDArray[np.bool_]) -> _Grid:
        values = np.empty((len(sound.cells), len(block.columns)))
        bad: dict[int, list[str]] = {}
        for j, index in enumerate(block.columns):
            values[:, j], refused = parse_numbers(sound.column(index), self.plan.decimal)
            for i, reason in refused:
                bad.setdefault(i, []).append(f"column {index + 1}: {reason}")
        self._wrong |= set(bad)
        for i, reasons in bad.items():
            if good[i]:
                self.outcome.reject(int(sound.numbers[i]), "; ".join(reasons[:3]) + ("; …" if reasons[3:] else ""))
        register = self.plan.kind is not Kind.INTERVAL
        offsets = _regular(block, self.plan.stamp, register=register)
        days = moments.ms // DAY_MS
        pairs = np.array([self.plan.clock.offsets_of_day(int(day)) for day in days], np.int64)
        own = moments.offset_ms != NO_OFFSET
        utc = moments.ms - np.where(own, np.where(own, moments.offset_ms, 0), pairs[:, 0])
        times = utc[:, None] + offsets[None, :]
        times[:, offsets == NO_SLOT] = NO_SLOT
        for i in np.flatnonzero((pairs[:, 0] != pairs[:, 1]) & ~own & good).tolist():
            times[i] = set_day(self.plan.clock, int(days[i]), block, self.plan.stamp, values[i], register=register)
        overfull = ((times == NO_SLOT) & ~np.isnan(values) & (values != 0)).any(axis=1)
        for i in np.flatnonzero(overfull & good).tolist():
            count = int((times[i] != NO_SLOT).sum())
            self.outcome.reject(int(sound.numbers[i]), f"the day has room for {count} values, the row has more")
            good[i] = False
        values[times == NO_SLOT] = np.nan
        return _Grid(times, values)

    def _reject_empty(self, sound: Sound, grids: list[_Grid], good: NDArray[np.bool_]) -> None:
        filled = [(~np.isnan(grid.values)).sum(axis=1) for grid in grids]
        for i in np.flatnonzero(good):
            if all(count[i] == 0 for count in filled):
                if int(i) not in self._wrong:
                    self.outcome.reject(int(sound.numbers[i]), "the row has no values")
                continue
            for grid, count in zip(grids, filled, strict=True):
                if count[i]:
                    self.outcome.blank += int((grid.times[i] != NO_SLOT).sum() - count[i])

    def _strands_of(self, block: SlotBlock, grid: _Grid, sound: Sound, good: NDArray[np.bool_]) -> Iterator[Strand]:
        layout = self.plan.layout
        filled = ~np.isnan(grid.values) & good[:, None]
        groups: dict[tuple[str, str], list[int]] = {}
        for i, row in enumerate(sound.cells):
            if filled[i].any():
                name = row[layout.meter] if layout.meter is not None else ""
                unit = block.unit or (row[layout.unit] if layout.unit is not None else "")
                groups.setdefault((name, unit), []).append(i)
        for (name, unit), members in groups.items():
            where = self.target_of(name, "", unit)
            at = np.array(members)
            if isinstance(where, str):
                for i in members:
                    self.outcome.reject(int(sound.numbers[i]), where)
                continue
            chosen = filled[at]
            numbers = np.broadcast_to(sound.numbers[at][:, None], chosen.shape)[chosen]
            yield where.strand(self.plan.interval_s, grid.times[at][chosen], grid.values[at][chosen], numbers)


def _regular(block: SlotBlock, stamp: Stamp, *, register: bool) -> Times:
    """Milliseconds from midnight to the moment of each slot on a day of 24 hours."""
    if block.counted or block.labels_s is None:
        ends = (np.arange(len(block.columns), dtype=np.int64) + 1) * block.interval_s
        moments = ends - block.interval_s if register else ends
    else:
        labels = np.array(block.labels_s, np.int64)
        ends = labels + (block.interval_s if stamp == "start" else 0)
        moments = labels if register else ends
    return np.where(ends > DAY_S, NO_SLOT, moments * 1000)


def set_day(clock: LocalClock, day: int, block: SlotBlock, stamp: Stamp, values: Values, *, register: bool) -> Times:
    """UTC of each slot on a day whose clock is set; `NO_SLOT` where the day has no such slot.

    Counted slots follow each other. Named ones stand at their time on the clock (the first, where it
    comes twice), unless the row is filled without a hole and short at its end: then it was counted too.
    """
    start = day * DAY_MS - clock.offsets_of_day(day)[0]
    finish = (day + 1) * DAY_MS - clock.offsets_of_day(day)[1]
    step = block.interval_s * 1000
    counted = start + (np.arange(len(block.columns), dtype=np.int64) + 1) * step
    counted = np.where(counted > finish, NO_SLOT, counted - (step if register else 0))
    if block.counted or block.labels_s is None:
        return counted
    back_s = block.interval_s if stamp == "end" and not register else 0
    begins = day * DAY_MS + (np.array(block.labels_s, np.int64) - back_s) * 1000
    first, _, never = clock.to_utc(begins)
    named = np.where(never, NO_SLOT, first + (0 if register else step))
    beyond, inside = values[counted == NO_SLOT], values[never]
    if never.any() and np.isnan(beyond).all() and (inside != 0).all() and not np.isnan(inside).any():
        return counted
    return named
