"""Collects what a message yields while a decoder walks through it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from campus.errors import Refused
from campus.quantity import Kind
from campus.reading import Reading
from collector.decoders.protocol import Decoded, Described, Event
from collector.formats.moments import plausible
from collector.formats.numbers import STATE_QUANTITIES, Number, Unreadable, finite, read_number, read_state
from collector.formats.units import conversion

_PHASES = frozenset(("L1", "L2", "L3"))
_SUMMED = frozenset(
    (
        "electricity_import", "electricity_export", "electricity_production", "reactive_energy_import",
        "reactive_energy_export", "active_power", "pv_power",
    )
)  # fmt: skip


@dataclass(slots=True)
class Gather:
    """Readings, events and unmapped fields of one message.

    `meter` and `time` are those of readings that name no other. Numbers that cannot be read
    become events, never readings and never errors: one bad field does not cost the message.
    """

    received: datetime
    meter: str | None = None
    time: datetime | None = None
    readings: list[Reading] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    described: list[Described] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)

    def add(  # noqa: PLR0913  a reading has these parts
        self,
        quantity: str,
        value: object,
        unit: str = "",
        part: str = "",
        *,
        scale: float = 1.0,
        time: datetime | None = None,
        meter: str | None = None,
        volatile: bool = False,
        kind: Kind | None = None,
        interval_s: int = 0,
    ) -> bool:
        """Take a value if it is one; the unit written behind the number wins over `unit`."""
        number = self.base_value(quantity, value, unit, scale)
        if number is None:
            return False
        self.readings.append(
            Reading(quantity, number, time or self.time, meter or self.meter, part, kind, interval_s, volatile)
        )
        return True

    def base_value(self, quantity: str, value: object, unit: str = "", scale: float = 1.0) -> float | None:
        """The value in the base unit, or None; why an unreadable one is left out becomes an event."""
        try:
            if quantity in STATE_QUANTITIES:
                state = read_state(value)
                number = None if state is None else Number(state)
            else:
                number = read_number(value)
            if number is None:
                return None
            return finite(conversion(number.unit or unit, quantity)(number.value * scale))
        except (Unreadable, Refused) as error:
            self.event("unreadable_value", quantity=quantity, reason=str(error))
            return None

    def total(self, quantity: str, values: list[object], unit: str = "", **parts: Any) -> bool:
        """Take the sum of several values, where every one of them is a number."""
        numbers = [self.base_value(quantity, value, unit) for value in values]
        known = [number for number in numbers if number is not None]
        return bool(known) and len(known) == len(numbers) and self.add(quantity, sum(known), **parts)

    def event(self, kind: str, **details: float | str | bool) -> None:
        self.events.append(Event(kind, self.meter, details))

    def moment(self, value: object, parse: Callable[[Any], datetime], source: str = "time") -> datetime | None:
        """A time in the message if it can be true; otherwise None, with an event that says so."""
        if value is None or value == "":
            return None
        try:
            moment = parse(value)
            possible = plausible(moment, self.received)
        except (ValueError, TypeError, OverflowError):
            self.event("unreadable_time", field=source, value=str(value)[:64])
            return None
        if not possible:
            self.event("implausible_time", field=source, value=str(value)[:64])
            return None
        return moment

    def has(self, quantity: str, part: str = "") -> bool:
        return any(reading.quantity == quantity and reading.part == part for reading in self.readings)

    def sum_phases(self) -> None:
        """Where only L1, L2 and L3 came, the whole meter is their sum."""
        alike: dict[tuple[str, str | None, datetime | None], dict[str, Reading]] = {}
        for reading in self.readings:
            if reading.quantity in _SUMMED:
                alike.setdefault((reading.quantity, reading.meter, reading.time), {})[reading.part] = reading
        for parts in alike.values():
            if "" not in parts and parts.keys() >= _PHASES:
                total = sum(parts[phase].value for phase in sorted(_PHASES))
                self.readings.append(parts["L1"]._replace(part="", value=total))

    def done(self) -> Decoded:
        """What was gathered; a reading that occurs twice in the message is one."""
        return Decoded(
            tuple(dict.fromkeys(self.readings)),
            tuple(self.events),
            tuple(self.described),
            tuple(dict.fromkeys(self.unmapped)),
        )
