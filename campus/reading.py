"""One measured value, and the sample in which the values of one meter at one moment are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from campus.quantity import QUANTITIES, Kind


class Channel(NamedTuple):
    """Which value of a meter: `voltage[L1]`, `electricity_import`, `electricity_import/1800s`.

    The last form is interval data: consumption of the 1800 s that end at the sample's time.
    """

    quantity: str
    part: str = ""
    interval_s: int = 0

    @property
    def key(self) -> str:
        """The form in which stores keep a channel; `Channel.parse` is its inverse."""
        part = f"[{self.part}]" if self.part else ""
        interval = f"/{self.interval_s}s" if self.interval_s else ""
        return f"{self.quantity}{part}{interval}"

    @classmethod
    def parse(cls, key: str) -> "Channel":
        head, slash, interval = key.rpartition("/") if key.endswith("s") else (key, "", "")
        if not slash or not interval[:-1].isdecimal():
            head, interval = key, "0s"
        name, bracket, part = head.partition("[")
        return cls(name, part[:-1] if bracket else "", int(interval[:-1]))


class Reading(NamedTuple):
    """What a decoder yields: one value in the quantity's base unit.

    `meter` is the device's own id where the message or topic names it, else None.
    `time` is None where the message has no usable one: arrival time then stands in.
    """

    quantity: str
    value: float
    time: datetime | None = None
    meter: str | None = None
    part: str = ""
    kind: Kind | None = None
    interval_s: int = 0
    volatile: bool = False
    """The register restarts at 0 whenever the device reboots."""

    @property
    def unit(self) -> str:
        return QUANTITIES[self.quantity].unit

    @property
    def channel(self) -> Channel:
        return Channel(self.quantity, self.part, self.interval_s)


@dataclass(frozen=True, slots=True)
class Sample:
    """The durable unit: what one meter of the meter list said at one moment, as it came.

    `time_ms` is when it was measured, `received_ms` when it reached us (both ms since the epoch,
    UTC). Two samples with equal meter, time and values are one; equal time with other values
    are two facts, and both are kept.
    """

    meter: str
    time_ms: int
    received_ms: int
    values: Mapping[str, float]
    """Channel key → finite value in base units."""
