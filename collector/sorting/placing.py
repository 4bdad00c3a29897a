"""One message's readings laid out by meter and time, with those that belong nowhere."""

from dataclasses import dataclass, field
from datetime import datetime

from campus.clock import to_ms
from campus.reading import Reading
from collector.decoders.protocol import Decoded
from collector.mqtt.wire import Arrival
from collector.sorting.check import LastRegister, value_fault
from collector.sorting.routing import Route, Target

Values = dict[tuple[str, int], dict[str, float]]
"""(meter, time_ms) → channel key → value."""


@dataclass(slots=True)
class Placed:
    """What a decoded message says, in the terms of the meter list.

    What hardly ever occurs is an empty tuple until it does: a message costs two containers, not eight.
    """

    values: Values = field(default_factory=dict)
    registers: list[tuple[LastRegister, Target, int, float]] = field(default_factory=list)
    faults: tuple[str, ...] = ()
    again: tuple[tuple[str, int, str, float], ...] = ()
    """Second values of a channel at the same moment: another fact, kept beside the first."""
    unclaimed: tuple[str, ...] = ()
    """Channels of a known device that no meter of the list takes."""
    strangers: tuple[str, ...] = ()
    timed: bool = True
    stale: int = 0
    """Readings of a retained message without a time: nobody knows when they were true."""

    def put(self, targets: tuple[Target, ...], time_ms: int, value: float) -> None:
        """A value in its place, or among the faults."""
        for target in targets:
            if not target.low <= value <= target.high:
                self.faults += (value_fault(target.channel, value, target.low, target.high),)
                continue
            key = target.meter, time_ms
            known = self.values.get(key)
            if known is None:
                self.values[key] = {target.channel: value}
            elif known.setdefault(target.channel, value) != value:
                self.again += ((target.meter, time_ms, target.channel, value),)
            if target.last is not None:
                self.registers.append((target.last, target, time_ms, value))

    def leave_out(self, route: Route, reading: Reading) -> None:
        """Nobody takes it: a new device, or something of a known one that was not asked for."""
        device = reading.meter or route.topic_device
        if route.knows(reading):
            self.unclaimed += (reading.channel.key,)
        elif device not in self.strangers:
            self.strangers += (device,)


def place(decoded: Decoded, route: Route, arrival: Arrival) -> Placed:
    """Lay out a message; raises whatever a reading that no decoder should yield makes go wrong."""
    placed = Placed()
    targets_of = route.targets
    moment: datetime | None = None
    time_ms = arrival.received_ms
    for reading in decoded.readings:
        targets = targets_of(reading)
        if not targets:
            placed.leave_out(route, reading)
            continue
        if reading.time is None:
            placed.timed = False
            if arrival.retained:
                placed.stale += 1
                continue
            time_ms, moment = arrival.received_ms, None
        elif reading.time is not moment:
            moment = reading.time
            time_ms = to_ms(moment)
        placed.put(targets, time_ms, reading.value)
    return placed
