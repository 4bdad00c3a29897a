"""What goes wrong between a sound meter and the broker."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from campus.errors import Refused
from campus.period import HOUR_MS
from simulators.delivery import Sending, interrupted
from simulators.faults.protocol import Fault, Truth, Value
from simulators.faults.registry import fault


class TransmissionFault(Fault):
    """Changes the messages of the topics a meter speaks on, hence of all meters that share them."""

    changes = "delivery"
    needs_clock = False

    def send(self, sending: Sending) -> Sending:
        if self.meter not in sending.source.meters or not self.lasting(sending.measured_ms).any():
            return sending
        return self.disturb(sending)

    def disturb(self, sending: Sending) -> Sending:
        """The messages of one topic; those outside the fault's time must stay as they are."""
        raise NotImplementedError

    def touched(self, truth: Truth) -> tuple[str, ...]:
        sharing = [m for s in truth.sources if self.meter in s.meters for m in s.meters]
        return (self.meter, *(m for m in dict.fromkeys(sharing) if m != self.meter))

    def check(self, truth: Truth) -> None:
        super().check(truth)
        if self.needs_clock and not any(s.clocked for s in truth.sources if self.meter in s.meters):
            clocked = dict.fromkeys(m for s in truth.sources if s.clocked for m in s.meters)
            message = f"messages of {self.meter} carry no time of their own; these do: {', '.join(clocked)}"
            raise Refused(message)


@fault("clock_ahead")
class ClockAhead(TransmissionFault):
    """The clock of the device is wrong by so many hours; +8 is local time sent as UTC."""

    unit = "h"
    default = "8"
    least = -24.0
    lasts_h = 24.0 * 2
    needs_clock = True

    def disturb(self, sending: Sending) -> Sending:
        shift = np.where(self.lasting(sending.measured_ms), round(self.size * HOUR_MS), 0)
        return replace(sending, stamp_ms=sending.stamp_ms + shift) if sending.source.clocked else sending


@fault("duplicate_messages")
class DuplicateMessages(TransmissionFault):
    """Every message arrives so many times."""

    unit = "times"
    default = "2"

    def disturb(self, sending: Sending) -> Sending:
        again = np.where(self.lasting(sending.measured_ms) & (sending.copies > 0), round(self.size), sending.copies)
        return replace(sending, copies=again)


@fault("late_batch")
class LateBatch(TransmissionFault):
    """Readings are kept back and come in one batch, so many hours after the end."""

    unit = "h"
    default = "2"
    lasts_h = 4.0
    needs_clock = True

    def disturb(self, sending: Sending) -> Sending:
        if not sending.source.clocked:
            return sending
        arrives = self.end_ms + round(self.size * HOUR_MS)
        held = interrupted(sending, self.start_ms, self.end_ms, keeps=True)
        inside = self.lasting(sending.measured_ms)
        return replace(held, arrival_ms=np.where(inside, held.arrival_ms - self.end_ms + arrives, held.arrival_ms))

    def expected(self, truth: Truth) -> Mapping[str, Value]:
        del truth
        return {"arrives_after_end_h": self.size}


@fault("silent_meter")
class SilentMeter(Fault):
    """Nothing is heard of one meter; its neighbours on the same topic go on."""

    changes = "delivery"
    lasts_h = 30.0

    def send(self, sending: Sending) -> Sending:
        if self.meter not in sending.source.meters:
            return sending
        return sending.without((self.meter,), self.lasting(sending.measured_ms))


@fault("silent_gateway")
class SilentGateway(Fault):
    """A gateway is off: what its meters measure meanwhile never arrives."""

    target = "gateway"
    changes = "delivery"
    lasts_h = 6.0

    def send(self, sending: Sending) -> Sending:
        if sending.source.gateway.id != self.meter:
            return sending
        return interrupted(sending, self.start_ms, self.end_ms, keeps=False)

    def touched(self, truth: Truth) -> tuple[str, ...]:
        return tuple(i.id for i in truth.site.instruments if i.gateway == self.meter)
