"""The books of one meter's quantity: raw readings and facts in, pages and findings out.

Everything is recomputed from a point where the state is known to the end of the data; pages that
come out as they were keep their revision, so only what really changed is written.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from analysis.interval_lookback import interval_restart_ms, interval_series
from analysis.restart import CARE, behind, restart_ms, spans_of_care
from campus.config.meter import Meter
from campus.finding import Finding
from campus.ledger.facts import Fact, facts_of
from campus.ledger.findings import findings_of
from campus.ledger.pages import Page, page_extent, read_pages
from campus.period import day_start_ms, hour_edges_ms, hours_of_day, local_day
from campus.reading import Channel
from campus.readings.protocol import EMPTY, Readings, Series
from campus.register.accounting import Accounted, account
from campus.register.hours import Hours
from campus.register.intervals import account_intervals, outside
from campus.register.life import MeterLife
from campus.register.profile import PROFILE_HOURS
from campus.register.spread import spread
from campus.register.steps import Steps

HISTORY = timedelta(hours=PROFILE_HOURS) + timedelta(days=1)
LIFE_FACTS = ("swap", "multiplier", "reset", "manual_reading")


@dataclass(frozen=True, slots=True, eq=False)
class Booked:
    """New pages of consecutive days, and what they replace.

    Findings that end after `findings_after_ms` and pages of days outside `pages_from`..`pages_until` give way.
    """

    pages: list[Page]
    findings: list[Finding]
    findings_after_ms: int
    pages_from: date
    pages_until: date


@dataclass(frozen=True, slots=True)
class _Start:
    """Accounting starts at local day `day` (None: with the first reading) from a known level."""

    day: date | None = None
    time_ms: int | None = None
    value: float = 0.0

    @property
    def level(self) -> Series:
        if self.time_ms is None:
            return EMPTY
        return Series(np.array([self.time_ms], np.int64), np.array([self.value]))


@dataclass(frozen=True, slots=True)
class MeterBooks:
    """Everything needed to book one quantity of a meter."""

    meter: Meter
    quantity: str
    zone: ZoneInfo
    readings: Readings
    connection: Connection

    def book(self, changed_ms: int) -> Booked:
        """Book everything that a change at `changed_ms` (or later) may touch."""
        facts = facts_of(self.connection, self.meter.id, *LIFE_FACTS)
        life = MeterLife.of(self.meter, facts, self.quantity)
        manual = self._by_hand(facts)
        start = self._start(changed_ms, life, manual)
        register = self._register(start, life, manual)
        intervals = list(self._intervals(start))
        steps = register.steps
        for found in intervals:
            steps = steps.merged(outside(found.steps, steps))
        findings = [f for found in (register, *intervals) for f in found.findings] + _undecided(register)
        after_ms = start.time_ms if start.time_ms is not None else self._day_start(start.day)
        pages = self._pages(start, steps, register.accepted, facts)
        before = start.day - timedelta(days=1) if start.day else date.min
        first = pages[0].day if pages and not start.day else date.min
        return Booked(pages, findings, after_ms, first, pages[-1].day if pages else before)

    def _day_start(self, day: date | None) -> int:
        return -1 if day is None else day_start_ms(day, self.zone)

    def _start(self, changed_ms: int, life: MeterLife, manual: Series) -> _Start:
        care = spans_of_care(findings_of(self.connection, self.meter.id, self.quantity, *CARE), life)
        registers, intervals = self._channels(registers=True), self._channels(registers=False)
        moments: list[int | None] = []
        if registers or len(manual) or not intervals:
            first_ms = behind(changed_ms, care)
            moments.append(restart_ms(self.readings, self.meter.id, registers, manual.times_ms.tolist(), first_ms))
        moments += [interval_restart_ms(self.readings, self.meter.id, channel, changed_ms) for channel in intervals]
        known = [moment for moment in moments if moment is not None]
        return _Start() if len(known) < len(moments) else self._anchored(min(known), care)

    def _anchored(self, moment_ms: int, care: Sequence[tuple[int, int]]) -> _Start:
        """The first anchor at or before a moment that cuts no span of care."""
        while True:
            day = local_day(behind(moment_ms, care), self.zone)
            found = read_pages(self.connection, self.meter.id, self.quantity, day, day)
            if not found:
                return _Start()
            anchor = json.loads(found[0].anchor)
            if not anchor:
                return _Start(day)
            if behind(anchor["time_ms"], care) == anchor["time_ms"]:
                return _Start(day, anchor["time_ms"], anchor["value"])
            moment_ms = anchor["time_ms"]

    def _channels(self, *, registers: bool) -> list[str]:
        channels = [Channel.parse(key) for key in self.readings.channels(self.meter.id)]
        mine = [c for c in channels if c.quantity == self.quantity and not c.part]
        return [c.key for c in mine if (c.interval_s == 0) == registers]

    def _by_hand(self, facts: Sequence[Fact]) -> Series:
        """Readings people took of the main register."""
        taken = [f for f in facts if f.kind == "manual_reading" and self.quantity == self.meter.booked]
        return Series(
            np.array([f.at_ms for f in taken], np.int64), np.array([f.body["value"] for f in taken], np.float64)
        )

    def _register(self, start: _Start, life: MeterLife, manual: Series) -> Accounted:
        begin = -1 if start.time_ms is None else start.time_ms
        registers = self._channels(registers=True)
        parts = [manual, *(self.readings.series(self.meter.id, key, begin, self._end_ms()) for key in registers)]
        times, values = np.concatenate([p.times_ms for p in parts]), np.concatenate([p.values for p in parts])
        # Of several readings at the anchor's moment those below it were dealt with before it.
        new = (times > begin) | ((times == begin) & (values > start.value))
        level = start.level
        return account(
            Series(np.concatenate([level.times_ms, times[new]]), np.concatenate([level.values, values[new]])), life
        )

    def _intervals(self, start: _Start) -> Iterator[Accounted]:
        for key in self._channels(registers=False):
            begin = max(self._day_start(start.day), 0)
            series = interval_series(self.readings, self.meter.id, key, begin, self._end_ms())
            length_s = Channel.parse(key).interval_s
            most = self.meter.most_in_interval(length_s)
            yield account_intervals(series, length_s * 1000, most, self.meter.zero_meaning)

    def _end_ms(self) -> int:
        extent = self.readings.extent(self.meter.id)
        return extent[1] + 1 if extent else 0

    def _pages(self, start: _Start, steps: Steps, accepted: Series, facts: Sequence[Fact]) -> list[Page]:
        if len(steps) == 0:
            return []
        first = start.day or local_day(int(steps.start_ms[0]), self.zone)
        # A step without length (two values of one moment) may stand at the very end of the data, on midnight.
        last = local_day(max(int(steps.end_ms.max()) - 1, int(steps.start_ms.max())), self.zone)
        if last < first:
            return []
        books = self._books_before(start)
        edges = hour_edges_ms(books[0].day if books else first, last, self.zone)
        before = Hours.joined([page.hours for page in books])
        hours = spread(steps, edges, self.zone, before).slice(len(before), len(edges) - 1)
        return list(self._cut(first, hours, accepted, facts))

    def _books_before(self, start: _Start) -> list[Page]:
        if start.day is None:
            return []
        known = page_extent(self.connection, self.meter.id, self.quantity)
        anchored = start.day if start.time_ms is None else local_day(start.time_ms, self.zone)
        first = max(anchored - HISTORY, known[0] if known else start.day)
        return read_pages(self.connection, self.meter.id, self.quantity, first, start.day - timedelta(days=1))

    def _cut(self, first: date, hours: Hours, accepted: Series, facts: Sequence[Fact]) -> Iterator[Page]:
        position, day = 0, first
        life = life_digest(self.meter, self.quantity)
        while position < len(hours):
            count = hours_of_day(day, self.zone)
            start_ms = day_start_ms(day, self.zone)
            end_ms = day_start_ms(day + timedelta(days=1), self.zone)
            at, until = (int(i) for i in np.searchsorted(accepted.times_ms, (start_ms, end_ms)))
            level = {"time_ms": int(accepted.times_ms[at - 1]), "value": float(accepted.values[at - 1])} if at else {}
            used = [str(f.id) for f in facts if start_ms <= f.at_ms < end_ms]
            yield Page(
                meter=self.meter.id,
                quantity=self.quantity,
                day=day,
                hours=hours.slice(position, position + count),
                span_s=(end_ms - start_ms) // 1000,
                anchor=json.dumps(level, sort_keys=True),
                provenance={"readings": until - at, "facts": " ".join(used), "life": life},
            )
            position += count
            day += timedelta(days=1)


def _undecided(register: Accounted) -> list[Finding]:
    if register.undecided_ms is None:
        return []
    return [Finding("undecided", register.undecided_ms, register.undecided_ms)]


def life_digest(meter: Meter, quantity: str) -> str:
    """Short fingerprint of what the meter list says about a register."""
    said = (MeterLife.of(meter, (), quantity), meter.zero_meaning)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
