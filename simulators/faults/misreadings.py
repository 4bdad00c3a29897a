"""Displays and messages that say something else than the register."""

from collections.abc import Mapping

import numpy as np

from campus.errors import Refused
from simulators.channels import Channels, Read
from simulators.faults.protocol import Fault, Truth
from simulators.faults.registry import fault
from simulators.timeline import Floats, Times


class Misreading(Fault):
    """While it lasts, the booked channel of one meter reads wrong."""

    resources = ("electricity", "water", "gas", "heat_pump")
    changes = "register"

    def misread(self, channels: Mapping[str, Channels]) -> Mapping[str, Channels]:
        own = channels[self.meter]
        booked = next(iter(own))
        right = own[booked]

        def read(times_ms: Times) -> Floats:
            return np.where(self.lasting(times_ms), self.wrong(right, times_ms), right(times_ms))

        return {self.meter: {**own, booked: read}}

    def wrong(self, right: Read, times_ms: Times) -> Floats:
        """What is read instead."""
        raise NotImplementedError


@fault("stuck")
class Stuck(Misreading):
    """The same value again and again; when it ends the display has caught up."""

    lasts_h = 36.0

    def wrong(self, right: Read, times_ms: Times) -> Floats:
        return np.full(len(times_ms), right(np.array([self.start_ms]))[0])


@fault("unit_x1000")
class UnitTimes1000(Misreading):
    """Somebody changed the unit: Wh come as kWh, litres as m3."""

    unit = "x"
    default = "1000"
    lasts_h = 24.0 * 2

    def wrong(self, right: Read, times_ms: Times) -> Floats:
        return right(times_ms) * self.size


@fault("zero_dip")
class ZeroDip(Misreading):
    """The gateway lost the meter and says 0."""

    lasts_h = 0.75

    def wrong(self, right: Read, times_ms: Times) -> Floats:
        del right
        return np.zeros(len(times_ms))


@fault("spike")
class Spike(Misreading):
    """A value times ten for one quarter of an hour."""

    unit = "x"
    default = "10"
    lasts_h = 0.25

    def wrong(self, right: Read, times_ms: Times) -> Floats:
        return right(times_ms) * self.size


@fault("swapped_meters")
class SwappedMeters(Fault):
    """Two meters are mistaken for each other; size is the id of the other one, of the same resource."""

    resources = ("electricity", "water", "gas")
    unit = "meter"
    changes = "register"
    lasts_h = 24.0 * 10

    def misread(self, channels: Mapping[str, Channels]) -> Mapping[str, Channels]:
        mine, other = channels[self.meter], channels[self.text]
        return {
            self.meter: {k: self._other_while(read, other.get(k, read)) for k, read in mine.items()},
            self.text: {k: self._other_while(read, mine.get(k, read)) for k, read in other.items()},
        }

    def _other_while(self, own: Read, other: Read) -> Read:
        return lambda t: np.where(self.lasting(t), other(t), own(t))

    def touched(self, truth: Truth) -> tuple[str, ...]:
        del truth
        return (self.meter, self.text)

    def check(self, truth: Truth) -> None:
        super().check(truth)
        own = next(i for i in truth.site.instruments if i.id == self.meter)
        fitting = [i.id for i in truth.site.instruments if i.resource == own.resource and i.id != own.id]
        if self.text not in fitting:
            message = f"swapped_meters needs =other meter of {own.resource}; here: {', '.join(fitting)}"
            raise Refused(message)
