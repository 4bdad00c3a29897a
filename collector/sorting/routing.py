"""From a message to the meters it speaks of.

Every meter with a topic is a binding: topic pattern, decoder, and where one message carries several
meters the device or part that is this one. What a topic means is worked out once and remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from campus.config.meter import DEFAULT_RATE, DeviceType, Meter
from campus.config.model import Group
from campus.quantity import QUANTITIES, Kind, Resource
from campus.reading import Channel, Reading
from collector.decoders.protocol import Decoder
from collector.decoders.registry import build_decoder
from collector.sorting.check import LastRegister, plausible_range
from collector.topics import TopicPattern

REMEMBERED_TOPICS = 100_000
RATE_OF_COUNTERS = 3600.0
"""Hours of operation and starts: one a second is more than any device does."""
OPEN_RESOURCES = frozenset({Resource.HEAT_PUMP, Resource.SENSOR})
"""Meters that take every quantity, not only those of their own resource."""


@dataclass(slots=True)
class Target:
    """One channel of one meter, with what its values are checked against."""

    meter: str
    channel: str
    quantity: str
    low: float
    high: float
    last: LastRegister | None
    """Memory of a register; None for gauges and interval data."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A meter of the list, and how its messages are recognised."""

    meter: Meter
    pattern: TopicPattern

    def takes(self, reading: Reading) -> bool:
        wanted = QUANTITIES[reading.quantity].resource
        meter = self.meter
        return (not meter.part or meter.part == reading.part) and (
            wanted is None or wanted is meter.resource or meter.resource in OPEN_RESOURCES
        )

    def channel(self, reading: Reading) -> Channel:
        """The reading's channel on this meter: its own part is the meter itself, points get their places."""
        part = "" if self.meter.part else self.meter.points.get(reading.part, reading.part)
        return Channel(reading.quantity, part, reading.interval_s)


@dataclass(frozen=True, slots=True)
class Reader:
    """One decoder of one device type and zone, kept for the life of the configuration."""

    name: str
    device: DeviceType
    zone: ZoneInfo
    decoder: Decoder

    @property
    def several_messages(self) -> bool:
        """Whether what a message means depends on earlier ones."""
        return bool(getattr(self.decoder, "SEVERAL_MESSAGES", False))

    def same_as(self, name: str, device: DeviceType, zone: ZoneInfo) -> bool:
        return self.name == name and self.device == device and self.zone == zone


def _rate(meter: Meter, quantity: str) -> float:
    """Plausible use per hour: the list's for the booked quantity, the resource's own for any other."""
    resource = QUANTITIES[quantity].resource
    if quantity == meter.booked or resource is meter.resource:
        return meter.plausible_rate
    return DEFAULT_RATE.get(resource, RATE_OF_COUNTERS) if resource else RATE_OF_COUNTERS


Memory = dict[tuple[str, str], LastRegister]
Sought = tuple[str, str | None, str, int]


@dataclass(slots=True)
class Route:
    """What one decoder's readings on one topic mean; `topic_device` is the {device} of the topic."""

    reader: Reader
    bindings: tuple[Binding, ...]
    topic_device: str
    memory: Memory
    _found: dict[Sought, tuple[Target, ...]] = field(default_factory=dict)

    def targets(self, reading: Reading) -> tuple[Target, ...]:
        """The channels a reading goes to; empty when nobody takes it."""
        sought = reading.quantity, reading.meter, reading.part, reading.interval_s
        found = self._found.get(sought)
        if found is None:
            found = tuple(self._target(b, reading) for b in self._of_device(reading) if b.takes(reading))
            if len(self._found) < REMEMBERED_TOPICS:
                self._found[sought] = found
        return found

    def knows(self, reading: Reading) -> bool:
        """Whether the reading's device is configured here, whatever part or quantity it says."""
        return bool(self._of_device(reading))

    def _of_device(self, reading: Reading) -> list[Binding]:
        return [b for b in self.bindings if b.meter.device in ("", reading.meter, self.topic_device)]

    def _target(self, binding: Binding, reading: Reading) -> Target:
        channel = binding.channel(reading).key
        low, high = plausible_range(reading.quantity)
        kind = reading.kind or QUANTITIES[reading.quantity].kind
        last: LastRegister | None = None
        if kind is Kind.REGISTER and not reading.interval_s and not reading.volatile:
            meter = binding.meter
            last = self.memory.setdefault((meter.id, channel), LastRegister(0.0, 0.0))
            last.rate_per_h, last.resolution = _rate(meter, reading.quantity), meter.register_resolution
        return Target(binding.meter.id, channel, reading.quantity, low, high, last)


class Router:
    """All bindings of a configuration; decoders that did not change are taken over from the one before."""

    def __init__(self, group: Group, before: "Router | None" = None, *, share_decoders: bool = True) -> None:
        self.memory: Memory = before.memory if before else {}
        self._readers: list[Reader] = []
        self._kept = before._readers if before and share_decoders else []  # noqa: SLF001 (its own class)
        self._bindings: list[tuple[Reader, Binding]] = []
        self._routes: dict[str, tuple[Route, ...]] = {}
        for meter in group.meters.values():
            device = group.devices.get(meter.decoder) or DeviceType(decoder=meter.decoder)
            topic = meter.topic or device.topic
            if topic:
                reader = self._reader(meter.decoder, device, group.zone_of(meter))
                self._bindings.append((reader, Binding(meter, TopicPattern.parse(topic))))
        self._several = any(reader.several_messages for reader in self._readers)
        self.filters = sorted({binding.pattern.filter for _, binding in self._bindings})

    def needs_earlier(self, topic: str) -> bool:
        """Whether messages of this topic are read together with others."""
        return self._several and any(route.reader.several_messages for route in self.routes(topic))

    @property
    def meters(self) -> list[str]:
        """Ids of the meters that are read over MQTT."""
        return sorted({binding.meter.id for _, binding in self._bindings})

    def warm(self, latest: Mapping[str, Mapping[str, tuple[int, float]]]) -> None:
        """Remember the newest values of a store: meter → channel key → (time_ms, value)."""
        for meter, channels in latest.items():
            for channel, (time_ms, value) in channels.items():
                self.memory[meter, channel] = LastRegister(0.0, 0.0, time_ms, value)

    def routes(self, topic: str) -> tuple[Route, ...]:
        """How a topic is read, one route per decoder; empty for a topic nobody configured."""
        found = self._routes.get(topic)
        if found is None:
            if len(self._routes) >= REMEMBERED_TOPICS:
                self._routes.clear()
            found = self._routes[topic] = self._resolve(topic)
        return found

    def _resolve(self, topic: str) -> tuple[Route, ...]:
        matching: dict[int, tuple[Reader, list[Binding], str]] = {}
        for reader, binding in self._bindings:
            names = binding.pattern.match(topic)
            if names is not None:
                _, bindings, _ = matching.setdefault(id(reader), (reader, [], names.get("device", "")))
                bindings.append(binding)
        routes = [Route(reader, tuple(found), device, self.memory) for reader, found, device in matching.values()]
        # Where patterns of two device types overlap, the one that lists this very device is meant.
        named = [r for r in routes if r.topic_device and any(b.meter.device == r.topic_device for b in r.bindings)]
        return tuple(named or routes)

    def _reader(self, name: str, device: DeviceType, zone: ZoneInfo) -> Reader:
        for reader in self._readers:
            if reader.same_as(name, device, zone):
                return reader
        kept = next((r for r in self._kept if r.same_as(name, device, zone)), None)
        reader = kept or Reader(name, device, zone, build_decoder(device, zone))
        self._readers.append(reader)
        return reader
