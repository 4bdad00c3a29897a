"""What is flowing now: power or flow of the counted meters, else the newest register reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.figures.freshness import LATE_INTERVALS, Latest, newest
from campus.config.meter import Meter
from campus.quantity import Resource
from campus.reading import Channel

GAUGE = {
    Resource.ELECTRICITY: ("active_power", "kW", 0.001),
    Resource.HEAT_PUMP: ("active_power", "kW", 0.001),
    Resource.WATER: ("flow", "m3/h", 1.0),
    Resource.GAS: ("flow", "m3/h", 1.0),
    Resource.HEAT: ("heat_power", "kW", 0.001),
}
"""Resource → (quantity, unit shown, factor from its base unit)."""

MIN_FRESH_MS = 300_000


@dataclass(frozen=True, slots=True)
class Live:
    """A value of now. `meter` is set when it is the last reading of one meter instead of a sum of gauges.

    `speaking` of `meters` counted meters contribute; `time_ms` is the oldest contribution.
    """

    value: float
    unit: str
    time_ms: int
    meter: str
    speaking: int
    meters: int
    is_register: bool = False


def live(resource: Resource, meters: Sequence[Meter], latest: Mapping[str, Latest], now_ms: int) -> Live | None:
    """The live value of a resource; None when no counted meter has ever been heard."""
    name, unit, factor = GAUGE[resource]
    gauges = [g for m in meters if (g := _gauge(m, name, latest.get(m.id, {}), now_ms))]
    if gauges:
        value = factor * sum(v for v, _ in gauges)
        return Live(value, unit, min(t for _, t in gauges), "", len(gauges), len(meters))
    heard = [(n, m) for m in meters if (n := newest(m, latest.get(m.id, {})))]
    if not heard:
        return None
    last, meter = max(heard, key=lambda pair: pair[0].time_ms)
    return Live(last.value, last.unit, last.time_ms, meter.id, 1, len(meters), is_register=not last.channel.interval_s)


def _gauge(meter: Meter, name: str, latest: Latest, now_ms: int) -> tuple[float, int] | None:
    """Fresh value of a gauge (whole meter, else the sum of its three phases), and its time.

    The multiplier (倍率) is of the register; gauges are primary values, or their field map scales them.
    """
    fresh_ms = max(LATE_INTERVALS * meter.interval_s * 1000, MIN_FRESH_MS)
    fresh = {
        Channel.parse(key).part: (value, time_ms)
        for key, (time_ms, value) in latest.items()
        if Channel.parse(key).quantity == name and now_ms - time_ms <= fresh_ms
    }
    phases = [fresh[part] for part in ("L1", "L2", "L3") if part in fresh]
    parts = [fresh[""]] if "" in fresh else phases if len(phases) == 3 else []  # noqa: PLR2004 - three phases
    if not parts:
        return None
    return sum(v for v, _ in parts), min(t for _, t in parts)
