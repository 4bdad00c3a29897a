"""Strands into the store: repeats are counted, contradictions rejected, everything else durable and marked dirty."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from campus.errors import Retry
from campus.ledger.dirty import SLOT_MS, mark_dirty
from campus.reading import Sample
from campus.readings.protocol import Column, Readings, TakesColumns
from collector.importers.outcome import Outcome
from collector.importers.strand import Strand


class Deposit:
    """Writes the strands of one import.

    `known` are the stores searched for repeats; `into` is where new samples go. The days of all strands are
    marked dirty in `ledger`, repeats included: an import that was cut short is put right by running it again.
    """

    def __init__(self, known: Sequence[Readings], into: Readings, ledger: Engine | None, received_ms: int) -> None:
        self._known, self._into, self._ledger, self._received_ms = known, into, ledger, received_ms

    def put(self, strands: Sequence[Strand], outcome: Outcome, *, correct: bool) -> None:
        """Store a batch; on return it is durable and marked."""
        columns: list[Column] = []
        for strand in _merged(strands):
            fresh = self._fresh(strand, outcome, correct=correct)
            if len(fresh):
                columns.append(Column(strand.meter, strand.channel, strand.times_ms[fresh], strand.values[fresh]))
        if columns:
            self._append(columns)
            outcome.accepted += sum(len(column.values) for column in columns)
        if self._ledger is not None:
            mark_dirty(self._ledger, _touched(strands), self._received_ms)

    def _append(self, columns: Sequence[Column]) -> None:
        if isinstance(self._into, TakesColumns):
            self._into.append_columns(columns, self._received_ms)
            return
        appended = self._into.append([sample for column in columns for sample in self._samples(column)])
        if appended.refused:
            # Values and times were checked cell by cell: only a fault of this program can come here.
            sample, reason = appended.refused[0]
            message = f"the store refused {sample}: {reason}"
            raise Retry(message)

    def _samples(self, column: Column) -> Iterator[Sample]:
        for time, value in zip(column.times_ms.tolist(), column.values.tolist(), strict=True):
            yield Sample(column.meter, time, self._received_ms, {column.channel: value})

    def _fresh(self, strand: Strand, outcome: Outcome, *, correct: bool) -> NDArray[np.intp]:
        """Positions of values not known yet, in order of time."""
        order = np.argsort(strand.times_ms, kind="stable")
        times, values = strand.times_ms[order], strand.values[order]
        known: dict[int, list[float]] = {}
        for store in self._known:
            found = store.series(strand.meter, strand.channel, int(times[0]), int(times[-1]) + 1)
            for time, value in zip(found.times_ms.tolist(), found.values.tolist(), strict=True):
                known.setdefault(time, []).append(value)
        if not known and (np.diff(times) > 0).all():
            return order
        fresh: list[int] = []
        contrary: dict[int, tuple[int, float, float]] = {}
        for i, time, value in zip(order.tolist(), times.tolist(), values.tolist(), strict=True):
            earlier = known.setdefault(time, [])
            if value in earlier:
                outcome.duplicate += 1
            elif earlier and not correct:
                row = int(strand.rows[i])
                count, known_value, told = contrary.get(row, (0, earlier[0], value))
                contrary[row] = count + 1, known_value, told
            else:
                earlier.append(value)
                fresh.append(i)
        for row, (count, known_value, told) in contrary.items():
            which = "the value" if count == 1 else f"{count} values"
            outcome.reject(
                row,
                f"{which} for {strand.meter} contradict what is known of the same time "
                f"({known_value:g} is known, the row says {told:g}); --correct keeps both",
            )
        return np.array(fresh, np.intp)


def _merged(strands: Sequence[Strand]) -> list[Strand]:
    """One strand per meter and channel, so that two names of one meter in a file meet each other."""
    groups: dict[tuple[str, str], list[Strand]] = {}
    for strand in strands:
        groups.setdefault((strand.meter, strand.channel), []).append(strand)
    return [
        parts[0]
        if len(parts) == 1
        else Strand(
            meter, channel, parts[0].interval_s,
            np.concatenate([p.times_ms for p in parts]),
            np.concatenate([p.values for p in parts]),
            np.concatenate([p.rows for p in parts]),
        )
        for (meter, channel), parts in groups.items()
    ]  # fmt: skip


def _touched(strands: Sequence[Strand]) -> list[tuple[str, int]]:
    """One moment in each UTC day a strand lies in; an interval also lies where it begins."""
    touched: list[tuple[str, int]] = []
    for strand in strands:
        edges = np.concatenate([strand.times_ms, strand.times_ms - strand.interval_s * 1000])
        touched += [(strand.meter, int(day) * SLOT_MS) for day in np.unique(edges // SLOT_MS)]
    return touched
