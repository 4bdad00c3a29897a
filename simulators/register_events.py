"""One scripted school main meter and twelve things that happen to registers.

Thirty days from a Monday, a cumulative kWh register sampled every 15 min; each event disturbs the
messages in a known way while the hourly truth stays the same. Hours are counted from the start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from campus.clock import to_ms

START = datetime(2026, 6, 1, tzinfo=timezone(timedelta(hours=8)))
DAYS = 30
STEP_S = 900
SAMPLES = DAYS * 96 + 1
MID = 1488
"""Sample number of the middle: day 15, a Tuesday, 12:00."""
MODULUS = 1_000_000.0
MAX_RATE_KW = 400.0
DELAY_S = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Messages:
    """Samples in order of arrival: number, register value and arrival in seconds since the start."""

    sample: NDArray[np.int64]
    value: NDArray[np.float64]
    arrival_s: NDArray[np.float64]

    @property
    def times_ms(self) -> NDArray[np.int64]:
        return to_ms(START) + self.sample * STEP_S * 1000


@dataclass(frozen=True, slots=True)
class Replacement:
    """The record a person entered for a swap, at the time of sample `MID`."""

    final: float
    initial: float


@dataclass(frozen=True, slots=True, eq=False)
class RegisterEvent:
    """A scripted event: its messages, the record that goes with it, and what must be noticed.

    `estimated_hours` are those that must be flagged; `noticed` are (kind, sample number) pairs.
    """

    name: str
    messages: Messages
    estimated_hours: tuple[int, ...] = ()
    noticed: tuple[tuple[str, int], ...] = ()
    replacement: Replacement | None = None


def load_kw() -> NDArray[np.float64]:
    """Load of each 15-min interval: classes from 7 to 18 h, study until 22 h, base otherwise."""
    t = np.arange(SAMPLES - 1) * STEP_S
    hour = (t % 86_400) / 3600
    weekday = (t // 86_400) % 7 < 5
    classes = weekday & (hour >= 7) & (hour < 18)
    study = weekday & (hour >= 18) & (hour < 22)
    return np.where(classes, 150 + 20 * np.sin(hour), np.where(study, 70.0, 40.0))


def hourly_truth_kwh() -> NDArray[np.float64]:
    """Energy of each of the 720 hours."""
    quarters: NDArray[np.float64] = (load_kw() * 0.25).reshape(-1, 4)
    hours: NDArray[np.float64] = quarters.sum(axis=1)
    return hours


def register_events(decimals: int | None = None) -> list[RegisterEvent]:
    """All events; `decimals` rounds the readings as a real register would show them."""
    return [_rounded(build(), decimals) for build in _SCRIPTS]


def _register(start: float = 250_000.0) -> NDArray[np.float64]:
    return start + np.concatenate([[0.0], np.cumsum(load_kw() * 0.25)])


def _in_order(value: NDArray[np.float64], keep: NDArray[np.bool_] | None = None) -> Messages:
    sample = np.arange(SAMPLES) if keep is None else np.flatnonzero(keep)
    return Messages(sample, value[sample], (sample * STEP_S + DELAY_S).astype(np.float64))


def _by_arrival(messages: Messages) -> Messages:
    order = np.argsort(messages.arrival_s, kind="stable")
    return Messages(messages.sample[order], messages.value[order], messages.arrival_s[order])


def _clean() -> RegisterEvent:
    return RegisterEvent("clean", _in_order(_register()))


def _offline_6h() -> RegisterEvent:
    keep = np.ones(SAMPLES, np.bool_)
    keep[MID : MID + 24] = False
    return RegisterEvent("offline_6h", _in_order(_register(), keep), tuple(range(371, 378)))


def _buffered_burst() -> RegisterEvent:
    keep = np.ones(SAMPLES, np.bool_)
    keep[MID + 16 : MID + 23] = False
    messages = _in_order(_register(), keep)
    buffered = (messages.sample >= MID) & (messages.sample < MID + 16)
    arrival = messages.arrival_s.copy()
    arrival[buffered] = (MID + 16) * STEP_S + 6840 - (messages.sample[buffered] - MID) * (STEP_S / 10_000)
    return RegisterEvent(
        "buffered_burst", _by_arrival(Messages(messages.sample, messages.value, arrival)), (375, 376, 377)
    )


def _zero_45min() -> RegisterEvent:
    value = _register()
    value[MID : MID + 3] = 0.0
    return RegisterEvent("zero_45min", _in_order(value), (371, 372), (("transient_dip", MID),))


def _spike_x10() -> RegisterEvent:
    value = _register()
    value[MID] *= 10
    return RegisterEvent("spike_x10", _in_order(value), (371, 372), (("spike", MID),))


def _rollover() -> RegisterEvent:
    value = _register(980_000.0)
    first_after = int(np.flatnonzero(value >= MODULUS)[0])
    return RegisterEvent("rollover", _in_order(value % MODULUS), (), (("rollover", first_after),))


def _restarted(initial: float) -> NDArray[np.float64]:
    value = _register()
    value[MID + 1 :] += initial - value[MID]
    return value


def _reset_to_0() -> RegisterEvent:
    return RegisterEvent("reset_to_0", _in_order(_restarted(0.0)), (372,), (("reset", MID + 1),))


def _swap(name: str, initial: float) -> RegisterEvent:
    record = Replacement(float(_register()[MID]), initial)
    return RegisterEvent(name, _in_order(_restarted(initial)), (), (("replacement", MID),), record)


def _swap_1234_5() -> RegisterEvent:
    return _swap("swap_1234_5", 1234.5)


def _swap_higher() -> RegisterEvent:
    return _swap("swap_higher", 812_000.0)


def _duplicates() -> RegisterEvent:
    once = _in_order(_register())
    twice = Messages(np.repeat(once.sample, 2), np.repeat(once.value, 2), np.repeat(once.arrival_s, 2))
    return RegisterEvent("duplicates", twice)


def _out_of_order() -> RegisterEvent:
    once = _in_order(_register())
    arrival = once.arrival_s + 1000.0 * (7 - once.sample % 8)
    return RegisterEvent("out_of_order", _by_arrival(Messages(once.sample, once.value, arrival)))


def _one_low_40() -> RegisterEvent:
    value = _register()
    value[MID] -= 40
    return RegisterEvent("one_low_40", _in_order(value), (371, 372), (("transient_dip", MID),))


_SCRIPTS: tuple[Callable[[], RegisterEvent], ...] = (
    _clean,
    _offline_6h,
    _buffered_burst,
    _zero_45min,
    _spike_x10,
    _rollover,
    _reset_to_0,
    _swap_1234_5,
    _swap_higher,
    _duplicates,
    _out_of_order,
    _one_low_40,
)


def _rounded(event: RegisterEvent, decimals: int | None) -> RegisterEvent:
    if decimals is None:
        return event
    messages = Messages(
        event.messages.sample, np.around(event.messages.value, decimals).astype(np.float64), event.messages.arrival_s
    )
    record = event.replacement and Replacement(
        round(event.replacement.final, decimals), round(event.replacement.initial, decimals)
    )
    return RegisterEvent(event.name, messages, event.estimated_hours, event.noticed, record)
