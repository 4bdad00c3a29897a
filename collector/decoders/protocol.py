"""What a decoder is: bytes of one message in, readings in base units out, nothing kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from campus.config.meter import DeviceType
from campus.errors import Refused
from campus.quantity import Kind
from campus.reading import Reading


class Undecodable(Refused):
    """The payload is broken or says nothing usable; the message goes to quarantine with this reason."""


@dataclass(frozen=True, slots=True)
class Message:
    """One MQTT message as it arrived; `received` has a zone."""

    topic: str
    payload: bytes
    received: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Something a device reports beside readings: a leak flag, low battery, a reading error."""

    kind: str
    meter: str | None = None
    details: Mapping[str, float | str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Described:
    """What a discovery or parameter message says about a device."""

    topic: str
    path: str
    quantity: str
    unit: str
    meter: str | None = None
    kind: Kind | None = None
    """None where the value is no measurement."""
    expected_interval_s: int | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """All a message yields. `unmapped` names numeric fields nobody asked for, so they can be offered."""

    readings: tuple[Reading, ...] = ()
    events: tuple[Event, ...] = ()
    described: tuple[Described, ...] = ()
    unmapped: tuple[str, ...] = ()


class Decoder(Protocol):
    """A decoder for one configured device type.

    Formats that need several messages (an alias table, sibling topics) keep that state in the
    instance; the collector holds one instance per device type and broker connection.
    Raises `Undecodable`, and nothing else whatever the bytes.
    """

    def decode(self, message: Message) -> Decoded: ...


class DecoderFactory(Protocol):
    """Builds a decoder for a device type; `zone` is that of times without one."""

    def __call__(self, device: DeviceType, zone: tzinfo) -> Decoder: ...
