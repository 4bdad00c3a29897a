"""A group's messages in order of arrival, and the samples a collector would make of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from campus.clock import to_ms
from campus.errors import Refused
from campus.reading import Sample
from simulators.delivery import Sending, Source
from simulators.faults.protocol import Label, Planted
from simulators.payloads.protocol import Column, Row
from simulators.payloads.registry import shape_named
from simulators.spec import Instrument, Sites
from simulators.timeline import DAY_MS, Floats, Timeline
from simulators.world import World

_COPY_AFTER_MS = 1000
_CHUNK_MS = 14 * DAY_MS


class Arrival(NamedTuple):
    """One message on its way: sorts by time of arrival, then by source and moment."""

    at_ms: int
    source: int
    stamp_ms: int
    copy: int
    row: int
    sheet: "Sheet"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Numbers of one source for many moments: per meter and channel the wire numbers as a list."""

    source: Source
    rows: tuple[tuple[Instrument, tuple[Column, ...], dict[str, list[float]], dict[str, list[float]]], ...]
    sending: Sending

    def __lt__(self, other: object) -> bool:
        """Arrivals never differ in their sheet alone."""
        return False


class Simulation:
    """A group with planted faults. Asking for a later time extends it; values already given never change."""

    def __init__(
        self, group: Sites, seed: int = 1, planted: Sequence[Planted] = (), calm_after_ms: int | None = None
    ) -> None:
        self.group = group
        self.seed = seed
        self.calm_after_ms = calm_after_ms
        self._planted: dict[str, list[Planted]] = {site.id: [] for site in group.sites}
        for fault in planted:
            self._planted[group.site_of(fault.subject).id].append(fault)
        self._timeline: Timeline | None = None
        self._worlds: list[World] = []

    def worlds(self, end_ms: int) -> list[World]:
        """Every campus, reaching at least to a moment."""
        needed = Timeline.reaching(end_ms)
        if self._timeline is None or needed.last_year > self._timeline.last_year:
            self._timeline = needed
            sites = self.group.sites
            self._worlds = [World(s, needed, self.seed, self._planted[s.id]) for s in sites]
        return self._worlds

    def check(self, start_ms: int, end_ms: int, interval_s: float) -> None:
        """Refuse a span, interval or fault that cannot be simulated."""
        if not interval_s >= 1:
            message = f"the interval must be at least one second, not {interval_s:g}"
            raise Refused(message)
        Timeline.reaching(start_ms)
        self.worlds(end_ms)

    def labels(self, end_ms: int) -> list[Label]:
        """Labels of all planted faults."""
        return [label for world in self.worlds(end_ms) for label in world.labels()]

    def arrivals(self, start_ms: int, end_ms: int, interval_s: int) -> list[Arrival]:
        """Messages measured in [start_ms, end_ms), not sorted; those late may arrive after the end."""
        found: list[Arrival] = []
        number = 0
        for world in self.worlds(end_ms):
            for source in world.sources:
                sheet = sheet_of(world, source, start_ms, end_ms, interval_s, self.calm_after_ms)
                if sheet is not None:
                    found.extend(_arrivals(sheet, number))
                number += 1
        return found

    def in_order(self, start_ms: int, end_ms: int, interval_s: int) -> Iterator[list[Arrival]]:
        """All messages measured in [start_ms, end_ms) in order of arrival, in large portions."""
        self.check(start_ms, end_ms, interval_s)
        waiting: list[Arrival] = []
        begin = start_ms
        while begin < end_ms:
            stop = min(begin + _CHUNK_MS, end_ms)
            waiting = sorted(waiting + self.arrivals(begin, stop, interval_s))
            ready = len(waiting) if stop == end_ms else _first_after(waiting, stop)
            yield waiting[:ready]
            waiting = waiting[ready:]
            begin = stop


def history(
    simulation: Simulation, start: datetime, end: datetime, interval: timedelta = timedelta(hours=1)
) -> Iterator[list[Sample]]:
    """Samples as the collector would have stored them, in order of arrival, in portions of two weeks.

    They carry the numbers the messages carry, through the same unit conversion.
    """
    for portion in simulation.in_order(to_ms(start), to_ms(end), int(interval.total_seconds())):
        yield [sample for arrival in portion for sample in samples_of(arrival)]


class Published(NamedTuple):
    """An MQTT message and when it reaches the broker."""

    at_ms: int
    topic: str
    payload: str


def messages(
    simulation: Simulation, start: datetime, end: datetime, interval: timedelta = timedelta(minutes=15)
) -> Iterator[Published]:
    """MQTT messages measured in [start, end), in order of arrival."""
    for portion in simulation.in_order(to_ms(start), to_ms(end), int(interval.total_seconds())):
        yield from map(message_of, portion)


def message_of(arrival: Arrival) -> Published:
    """The message as bytes on the wire would read."""
    sheet, number = arrival.sheet, arrival.row
    rows = [
        Row(instrument, {c.channel: _written(wire[c.channel][number], c) for c in columns})
        for instrument, columns, wire, _ in sheet.rows
        if not _absent(sheet.sending, instrument.id, number)
    ]
    shape = shape_named(sheet.source.shape)
    return Published(arrival.at_ms, sheet.source.topic, shape.render(sheet.source.topic, arrival.stamp_ms, rows))


def samples_of(arrival: Arrival) -> Iterator[Sample]:
    """What the collector stores of a message: one sample per meter in it."""
    sheet, number = arrival.sheet, arrival.row
    time_ms = arrival.stamp_ms // 1000 * 1000 if sheet.source.clocked else arrival.at_ms
    for instrument, _, _, base in sheet.rows:
        if not _absent(sheet.sending, instrument.id, number):
            yield Sample(instrument.id, time_ms, arrival.at_ms, {k: values[number] for k, values in base.items()})


def sheet_of(
    world: World, source: Source, start_ms: int, end_ms: int, interval_s: int, calm_after_ms: int | None
) -> Sheet | None:
    """All numbers of a source in a window; None when it says nothing there."""
    step = max(interval_s, source.step_s) * 1000
    measured = np.arange(-(-start_ms // step) * step, end_ms, step, dtype=np.int64)
    if not len(measured):
        return None
    instruments = {i.id: i for i in world.site.instruments}
    rows = []
    for meter in source.meters:
        voices = shape_named(source.shape).voices(instruments[meter])
        columns = next(v.columns for v in voices if v.topic == source.topic)
        wire = {c.channel: c.wire(world.channels[meter][c.channel](measured)) for c in columns}
        base = {c.channel: _listed(c.base(wire[c.channel])) for c in columns}
        rows.append((instruments[meter], columns, {k: _listed(v) for k, v in wire.items()}, base))
    return Sheet(source, tuple(rows), world.deliveries(source, measured, calm_after_ms))


def _arrivals(sheet: Sheet, number: int) -> Iterator[Arrival]:
    sending = sheet.sending
    rows = zip(sending.arrival_ms.tolist(), sending.stamp_ms.tolist(), sending.copies.tolist(), strict=True)
    for row, (at_ms, stamp_ms, copies) in enumerate(rows):
        for copy in range(copies):
            yield Arrival(at_ms + copy * _COPY_AFTER_MS, number, stamp_ms, copy, row, sheet)


def _absent(sending: Sending, meter: str, row: int) -> bool:
    gone = sending.absent.get(meter)
    return gone is not None and bool(gone[row])


def _first_after(arrivals: Sequence[Arrival], at_ms: int) -> int:
    low, high = 0, len(arrivals)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if arrivals[middle].at_ms < at_ms else (low, middle)
    return low


def _written(wire: float, column: Column) -> float:
    return int(wire) if column.digits == 0 else wire


def _listed(values: Floats) -> list[float]:
    listed: list[float] = values.tolist()
    return listed
