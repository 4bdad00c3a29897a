"""What a payload shape is: numbers on the wire, and the message around them."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

import numpy as np

from simulators.spec import Instrument
from simulators.timeline import Floats


class Column(NamedTuple):
    """One number of a message: its channel key, digits behind the point, base units per wire unit."""

    channel: str
    digits: int
    factor: float = 1.0

    def wire(self, values: Floats) -> Floats:
        """Base units → the numbers written into messages."""
        return np.round(values / self.factor, self.digits)

    def base(self, wire: Floats) -> Floats:
        """The numbers written → base units, as a decoder converts them."""
        return wire * self.factor


class Voice(NamedTuple):
    """A topic a device speaks on, and which of its numbers stand in the message."""

    topic: str
    columns: tuple[Column, ...]


class Row(NamedTuple):
    """One device in one message; `values` are wire numbers by channel key."""

    instrument: Instrument
    values: Mapping[str, float]


class Binding(NamedTuple):
    """How a meter list recognises and reads the device."""

    topic: str
    decoder: str
    device: str = ""
    part: str = ""


class Shape:
    """A payload shape; each kind of device overrides what it says and how."""

    clocked: ClassVar[bool] = True
    """Messages carry the time of measurement."""
    step_s: ClassVar[int] = 1
    """Shortest time between messages of such devices."""

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        """Topics and numbers of a device."""
        raise NotImplementedError

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        """The payload of one message."""
        raise NotImplementedError

    def binding(self, instrument: Instrument) -> Binding:
        """What the meter list says about the device."""
        raise NotImplementedError

    def device_types(self) -> Mapping[str, Mapping[str, object]]:
        """The `devices` section of campus.yaml this shape needs; presets need none."""
        return {}
