"""The way from the meter to the broker: delay, loss, lateness, repeats, outages and the burst after them.

Whether a message is lost depends on its source and moment alone, never on what else is asked.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from campus.period import HOUR_MS, Month, day_start_ms, local_day
from simulators.randomness import chance, generator
from simulators.spec import Gateway
from simulators.timeline import CHINA, Times

Mask = NDArray[np.bool_]

_BURST_STEP_MS = 40
_LONGEST_BURST_MS = 60_000
_LATEST_MS = 20 * 60_000


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One MQTT topic's sender: a device on its own, or a gateway that batches several."""

    topic: str
    gateway: Gateway
    shape: str
    meters: tuple[str, ...]
    clocked: bool
    """Its messages carry the time of measurement."""
    step_s: int
    """It speaks no more often than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Sending:
    """Messages of one source: when measured, the time written in them, when they arrive, how often.

    `absent` names meters left out of single messages; all arrays have one value per message.
    """

    source: Source
    measured_ms: Times
    stamp_ms: Times
    arrival_ms: Times
    copies: NDArray[np.int64]
    absent: dict[str, Mask]

    def without(self, meters: tuple[str, ...], gone: Mask) -> "Sending":
        """Some meters say nothing in the messages marked; a message without any meter is not sent."""
        absent = dict(self.absent) | {m: self.absent.get(m, np.zeros_like(gone)) | gone for m in meters}
        empty = np.all([absent.get(m, np.zeros_like(gone)) for m in self.source.meters], axis=0)
        return replace(self, absent=absent, copies=np.where(empty, 0, self.copies))


def deliver(source: Source, measured_ms: Times, seed: int, calm_after_ms: int | None) -> Sending:
    """Send what was measured through a gateway with its usual weaknesses.

    After `calm_after_ms` no chance outage begins, so that a demonstration starts with everybody on line.
    """
    gateway, name = source.gateway, source.topic
    low, high = gateway.delay_s
    delay = (1000 * (low + (high - low) * chance(measured_ms, seed, name, "delay"))).astype(np.int64)
    late = chance(measured_ms, seed, name, "late") < gateway.late
    delay += np.where(late & source.clocked, (chance(measured_ms, seed, name, "by") * _LATEST_MS).astype(np.int64), 0)
    copies = (chance(measured_ms, seed, name, "loss") >= gateway.loss).astype(np.int64)
    copies *= 1 + (chance(measured_ms, seed, name, "again") < gateway.repeats)
    sending = Sending(source, measured_ms, measured_ms, measured_ms + delay, copies, {})
    for start_ms, end_ms in outages(gateway, measured_ms, seed, calm_after_ms):
        sending = interrupted(sending, start_ms, end_ms, keeps=gateway.buffers and source.clocked)
    return sending


def interrupted(sending: Sending, start_ms: int, end_ms: int, *, keeps: bool) -> Sending:
    """No connection in [start_ms, end_ms): lost, or kept and sent in one burst when it returns."""
    out = (sending.measured_ms >= start_ms) & (sending.measured_ms < end_ms)
    if not out.any():
        return sending
    if not keeps:
        return replace(sending, copies=np.where(out, 0, sending.copies))
    place = np.cumsum(out) - 1
    burst = end_ms + sending.arrival_ms - sending.measured_ms + np.minimum(place * _BURST_STEP_MS, _LONGEST_BURST_MS)
    return replace(sending, arrival_ms=np.where(out, np.maximum(burst, sending.arrival_ms), sending.arrival_ms))


def outages(gateway: Gateway, measured_ms: Times, seed: int, calm_after_ms: int | None) -> list[tuple[int, int]]:
    """Chance outages that touch the moments: one a month, somewhere in it."""
    if not len(measured_ms) or gateway.outage_h[1] <= 0:
        return []
    month = Month.of(local_day(int(measured_ms[0]) - 7 * HOUR_MS, CHINA))
    found = []
    while day_start_ms(month.first_day, CHINA) <= int(measured_ms[-1]):
        start_ms, end_ms = _outage(gateway, month, seed)
        if calm_after_ms is None or end_ms < calm_after_ms:
            found.append((start_ms, end_ms))
        month = month.next
    return found


def _outage(gateway: Gateway, month: Month, seed: int) -> tuple[int, int]:
    draw = generator(seed, gateway.id, "outage", month)
    opens = day_start_ms(month.first_day, CHINA)
    closes = day_start_ms(date.fromordinal(month.last_day.toordinal() + 1), CHINA)
    lasts = int(draw.uniform(*gateway.outage_h) * HOUR_MS)
    start = opens + int(draw.uniform() * (closes - opens - lasts))
    return start, start + lasts
