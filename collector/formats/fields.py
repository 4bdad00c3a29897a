"""Configured fields, checked and compiled ahead: what a number becomes costs nothing to look up."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from campus.config.meter import DeviceType, FieldMap
from campus.errors import Misconfigured, Refused
from campus.quantity import Kind, quantity
from campus.reading import Reading
from collector.formats.gather import Gather
from collector.formats.numbers import STATE_QUANTITIES
from collector.formats.units import conversion

_MAKE: Callable[[type[Reading], tuple[object, ...]], Reading] = tuple.__new__
_LARGEST = 1.7e308


class Plan(NamedTuple):
    """One configured value: base = number × factor + offset."""

    quantity: str
    factor: float
    offset: float
    part: str
    kind: Kind | None
    interval_s: int
    state: bool
    unit: str
    """Unit of the number; a leading / is a pointer to it."""
    scale: float

    def reading(self, number: float, time: datetime | None, meter: str | None, part: str) -> Reading | None:
        value = number * self.factor + self.offset
        if -_LARGEST < value < _LARGEST:
            return _MAKE(
                Reading, (self.quantity, value, time, meter, self.part or part, self.kind, self.interval_s, False)
            )
        return None

    def take(
        self, gather: Gather, value: object, time: datetime | None, meter: str | None, part: str, unit: str = ""
    ) -> None:
        """The slow way: text, states, units in the message."""
        number = gather.base_value(self.quantity, value, unit or self.unit, self.scale)
        if number is not None:
            gather.readings.append(
                Reading(self.quantity, number, time, meter, self.part or part, self.kind, self.interval_s)
            )


def compile_field(field: FieldMap, interval_s: int) -> Plan:
    """Check one field of the configuration; what is wrong with it is said with what would be accepted."""
    try:
        known = quantity(field.quantity)
        factor, offset = (1.0, 0.0) if field.unit.startswith("/") else conversion(field.unit, field.quantity)
    except Refused as error:
        message = f"field {field.path!r}: {error}"
        raise Misconfigured(message) from None
    interval = interval_s if field.kind is Kind.INTERVAL else 0
    if field.kind is Kind.INTERVAL and interval_s <= 0:
        message = f"field {field.path!r}: interval data needs options: {{interval_s: seconds of one interval}}"
        raise Misconfigured(message)
    kind = None if field.kind is known.kind else field.kind
    state = field.quantity in STATE_QUANTITIES
    return Plan(
        field.quantity, field.scale * factor, offset, field.part, kind, interval, state, field.unit, field.scale
    )


def check_options(device: DeviceType, known: dict[str, str]) -> None:
    """Refuse options a decoder does not have; `known` maps option to its meaning."""
    for name in device.options:
        if name not in known:
            listed = "; ".join(f"{option}: {words}" for option, words in known.items()) or "none"
            message = f"decoder {device.decoder}: unknown option {name!r}; accepted: {listed}"
            raise Misconfigured(message)


def refuse_unused(device: DeviceType, *keys: str) -> None:
    """Refuse parts of a device type that this decoder would ignore."""
    for key in keys:
        if getattr(device, key):
            message = (
                f"decoder {device.decoder} has no use for {key!r}: it finds that in the message itself; leave it out"
            )
            raise Misconfigured(message)


def interval_of(device: DeviceType) -> int:
    """Option interval_s as whole seconds; 0 without it."""
    given = device.options.get("interval_s", 0)
    if isinstance(given, bool) or not isinstance(given, (int, float)) or given < 0 or given != int(given):
        message = f"option interval_s: {given!r} is not a whole number of seconds, such as 1800"
        raise Misconfigured(message)
    return int(given)
