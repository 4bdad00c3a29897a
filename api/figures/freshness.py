"""How fresh the data is: per meter, and for the group as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from campus.config.meter import Meter
from campus.quantity import QUANTITIES
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
    """The newest value of one channel."""

    channel: Channel
    time_ms: int
    value: float

    @property
    def unit(self) -> str:
        known = QUANTITIES.get(self.channel.quantity)
        return known.unit if known else "1"


def shown(meter: Meter, latest: Latest) -> tuple[Newest, ...]:
    """The values a meter is known by: its booked register, or what the sensor is there to measure.

    A device that sent neither is known by whatever came last; empty when it was never heard.
    """
    found = [Newest(Channel.parse(key), time_ms, value) for key, (time_ms, value) in latest.items()]
    wanted = [meter.booked] if meter.booked else meter.measures
    own = [n for q in wanted if (n := _latest_of([n for n in found if n.channel.quantity == q])) is not None]
    last = _latest_of(found)
    return tuple(own) or ((last,) if last else ())


def newest(meter: Meter, latest: Latest) -> Newest | None:
    """The first of `shown`."""
    return next(iter(shown(meter, latest)), None)


def freshness(meter: Meter, latest: Latest, now_ms: int) -> Freshness:
    """State of a meter by the oldest of the values it is known by."""
    last_ms = min((n.time_ms for n in shown(meter, latest)), default=None)
    if not meter.topic and not meter.device:
        return Freshness.BY_HAND if last_ms is not None else Freshness.NEVER
    if last_ms is None:
        return Freshness.NEVER
    age_ms = now_ms - last_ms
    if age_ms <= LATE_INTERVALS * meter.interval_s * 1000:
        return Freshness.FRESH
    return Freshness.LATE if age_ms <= SILENT_MS else Freshness.SILENT


def _latest_of(found: list[Newest]) -> Newest | None:
    """Last in time; the whole meter before its parts."""
    return max(found, key=lambda n: (n.time_ms, not n.channel.part, n.channel.key), default=None)


def count_by_state(states: Iterable[Freshness]) -> dict[Freshness, int]:
    """How many meters are in each state, all states named."""
    counts = dict.fromkeys(Freshness, 0)
    for state in states:
        counts[state] += 1
    return counts
