"""How fresh the data is: per meter, and for the group as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from campus.config.meter import Meter
from campus.reading import Channel

LATE_INTERVALS = 3
SILENT_MS = 24 * 3_600_000

Latest = Mapping[str, tuple[int, float]]
"""Channel key → (time_ms, value), as `Readings.latest` returns it for one meter."""


class Freshness(StrEnum):
    FRESH = "fresh"
    """The newest reading is at most three intervals old."""
    LATE = "late"
    SILENT = "silent"
    """Nothing for more than a day."""
    NEVER = "never"
    BY_HAND = "by_hand"
    """Has no topic: read by people or imported, so age says nothing."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest value of the channel a meter is known by."""

    channel: Channel
    time_ms: int
    value: float


def newest(meter: Meter, latest: Latest) -> Newest | None:
    """The booked register if the meter has sent one, else whatever came last."""
    found = [Newest(Channel.parse(key), time_ms, value) for key, (time_ms, value) in latest.items()]
    booked = [n for n in found if n.channel.quantity == meter.booked and not n.channel.part]
    return max(booked or found, key=lambda n: (n.time_ms, n.channel.key), default=None)


def freshness(meter: Meter, latest: Latest, now_ms: int) -> Freshness:
    """State of one meter by the age of its newest value of any channel."""
    last_ms = max((time_ms for time_ms, _ in latest.values()), default=None)
    if not meter.topic and not meter.device:
        return Freshness.BY_HAND if last_ms is not None else Freshness.NEVER
    if last_ms is None:
        return Freshness.NEVER
    age_ms = now_ms - last_ms
    if age_ms <= LATE_INTERVALS * meter.interval_s * 1000:
        return Freshness.FRESH
    return Freshness.LATE if age_ms <= SILENT_MS else Freshness.SILENT


def count_by_state(states: Iterable[Freshness]) -> dict[Freshness, int]:
    """How many meters are in each state, all states named."""
    counts = dict.fromkeys(Freshness, 0)
    for state in states:
        counts[state] += 1
    return counts
