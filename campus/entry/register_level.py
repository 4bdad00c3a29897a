"""What is known of a register around a moment: where it stood, where it stood later, what it was expected to use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from campus.config.meter import Meter
from campus.config.model import Group
from campus.entry.kinds import booked_quantity
from campus.entry.moment import span_days
from campus.ledger.facts import Fact, facts_of
from campus.ledger.pages import Page, read_pages
from campus.period import Month, local_day
from campus.readings.protocol import Readings, Series
from campus.register.accounting import account
from campus.register.life import MeterLife
from campus.register.manual_reading import Band, Known

LIFE = ("swap", "multiplier", "reset", "manual_reading")

BEFORE = 120
"""Readings looked back at: enough to tell a spike from a level (the accounting looks 12 ahead)."""

COVERAGE = 0.5
"""A month of last year says something when at least half of it is known."""

RECENT = timedelta(days=92)
NEIGHBOURS = 50
"""Meters that are held against a doubtful reading, for two that were mixed up."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A register at a moment."""

    time_ms: int
    value: float


@dataclass(frozen=True, slots=True)
class Registers:
    """Looks at registers through the readings, the facts in force and the books."""

    group: Group
    readings: Readings
    connection: Connection

    def known(self, meter: Meter, at_ms: int) -> Known:
        """Everything a reading at a moment can be held against, but for other meters."""
        facts = facts_of(self.connection, meter.id, *LIFE)
        quantity = booked_quantity(self.group, meter.id)
        life = MeterLife.of(meter, facts, quantity)
        last = self.last(meter, at_ms, facts)
        days = span_days(last.time_ms, at_ms) if last else 0.0
        per_day = self.expected_per_day(meter, last.time_ms, at_ms) if last else None
        same = [_number(f, "value") for f in facts if f.kind == "manual_reading" and f.at_ms == at_ms]
        return Known(
            last=last.value if last else None,
            days=days,
            per_day=None if per_day is None else per_day / multiplier_at(life, at_ms),
            most=life.most(at_ms - last.time_ms) if last else None,
            following=self.following(meter, at_ms, facts),
            same_moment=same[-1] if same else None,
            modulus=life.modulus,
            resolution=life.resolution,
        )

    def last(self, meter: Meter, at_ms: int, facts: Sequence[Fact]) -> Standing | None:
        """Where the register stood last before a moment, by the rules of the books: spikes do not count."""
        quantity = booked_quantity(self.group, meter.id)
        earlier = [f for f in facts if f.at_ms < at_ms]
        noted = [(f.at_ms, _number(f, "value")) for f in earlier if f.kind == "manual_reading"]
        parts = [self.readings.before(meter.id, key, at_ms, BEFORE) for key in self._keys(meter, quantity)]
        parts.append(Series(np.array([t for t, _ in noted], np.int64), np.array([v for _, v in noted], np.float64)))
        series = Series(np.concatenate([p.times_ms for p in parts]), np.concatenate([p.values for p in parts]))
        accepted = account(series, MeterLife.of(meter, earlier, quantity)).accepted
        found = [Standing(int(accepted.times_ms[-1]), float(accepted.values[-1]))] if len(accepted) else []
        found += [Standing(f.at_ms, _number(f, "initial")) for f in earlier if f.kind == "swap"]
        found += [Standing(f.at_ms, 0.0) for f in earlier if f.kind == "reset" and f.body.get("confirmed")]
        found += [Standing(f.at_ms, _number(f, "register")) for f in earlier if f.body.get("register") is not None]
        return max(found, key=lambda standing: standing.time_ms, default=None)

    def following(self, meter: Meter, at_ms: int, facts: Sequence[Fact]) -> float | None:
        """The value the same register showed next after a moment; None where a rollover or reset may lie between."""
        quantity = booked_quantity(self.group, meter.id)
        later = [f for f in facts if f.at_ms > at_ms]
        found = [Standing(f.at_ms, _number(f, "value")) for f in later if f.kind == "manual_reading"]
        found += [Standing(f.at_ms, _number(f, "final")) for f in later if f.kind == "swap"]
        for key in self._keys(meter, quantity):
            after = self.readings.after(meter.id, key, at_ms + 1, 1)
            found += [Standing(int(t), float(v)) for t, v in zip(after.times_ms, after.values, strict=True)]
        found.sort(key=lambda standing: standing.time_ms)
        ends = min((f.at_ms for f in later if f.kind == "reset" and f.body.get("confirmed")), default=None)
        return found[0].value if found and (ends is None or found[0].time_ms < ends) else None

    def expected_per_day(self, meter: Meter, start_ms: int, end_ms: int) -> float | None:
        """Use a day to expect in a span, in the base unit: the same months of last year, else the quarter before.

        Months of last year must be known for half of the span's days. None where the books know neither.
        """
        zone = self.group.zone_of(meter)
        quantity = booked_quantity(self.group, meter.id)
        days = _days_by_month(start_ms, end_ms, zone)
        by_month = {month: self._mean(meter, quantity, *_of_last_year(month)) for month in days}
        known = [(count, mean) for month, count in days.items() if (mean := by_month[month]) is not None]
        told = sum(count for count, _ in known)
        if told >= COVERAGE * sum(days.values()):
            return sum(count * mean for count, mean in known) / told
        before = local_day(start_ms, zone)
        return self._mean(meter, quantity, before - RECENT, before - timedelta(days=1))

    def _mean(self, meter: Meter, quantity: str, first: date, last: date) -> float | None:
        pages = read_pages(self.connection, meter.id, quantity, first, last)
        covered = sum(_covered_s(page) for page in pages)
        if covered < COVERAGE * ((last - first).days + 1) * 86_400:
            return None
        return sum(page.total for page in pages) / (covered / 86_400)

    def others(self, meter: Meter, at_ms: int) -> dict[str, Band]:
        """Plausible values of other meters of the same campus and resource at a moment."""
        found: dict[str, Band] = {}
        near = [m for m in self.group.meters.values() if (m.campus, m.resource) == (meter.campus, meter.resource)]
        for other in [m for m in near if m.id != meter.id][:NEIGHBOURS]:
            band = self.known(other, at_ms).band
            if band is not None and band.high < float("inf"):
                found[other.id] = band
        return found

    def _keys(self, meter: Meter, quantity: str) -> list[str]:
        return [key for key in self.readings.channels(meter.id) if key == quantity]


def multiplier_at(life: MeterLife, at_ms: int) -> float:
    """The multiplier in force at a moment."""
    changes = chain(
        ((c.at_ms, c.multiplier) for c in life.multipliers),
        ((s.at_ms, s.multiplier) for s in life.swaps if s.multiplier is not None),
    )
    past = sorted((at, multiplier) for at, multiplier in changes if at <= at_ms)
    return past[-1][1] if past else life.multiplier


def _days_by_month(start_ms: int, end_ms: int, zone: ZoneInfo) -> dict[Month, int]:
    """Days of each month in a span; a span within a day counts as that day."""
    first, last = local_day(start_ms, zone), local_day(end_ms, zone)
    found: dict[Month, int] = {}
    month = Month.of(first)
    while month <= Month.of(last):
        found[month] = (min(last, month.last_day) - max(first, month.first_day)).days + 1
        month = month.next
    return found


def _of_last_year(month: Month) -> tuple[date, date]:
    before = Month(month.year - 1, month.number)
    return before.first_day, before.last_day


def _covered_s(page: Page) -> int:
    return int(page.hours.covered_s.sum(dtype=np.int64))


def _number(fact: Fact, name: str) -> float:
    value = fact.body[name]
    if isinstance(value, int | float):
        return float(value)
    message = f"fact {fact.id}: {name} is not a number"
    raise TypeError(message)
