"""What happens to a register in its life: rollover, replacement, installation."""

import math
from collections.abc import Mapping

from campus.errors import Refused
from simulators.delivery import Sending
from simulators.dial import Dial
from simulators.faults.protocol import Fact, Fault, Truth, Value
from simulators.faults.registry import fault

_SMALLEST_MULTIPLIER = 0.001


class RegisterEvent(Fault):
    """The truth goes on; only the display differs."""

    resources = ("electricity", "water", "gas", "heat_pump")
    changes = "register"
    lasts_h = None


@fault("rollover")
class Rollover(RegisterEvent):
    """The register passes its modulus at the start and counts on from 0."""

    def refit(self, register: Dial) -> Dial:
        return register.turned_to(self.start_ms, 0.0)

    def expected(self, truth: Truth) -> Mapping[str, Value]:
        return {"modulus": truth.dials[self.meter].modulus}


@fault("replacement")
class Replacement(RegisterEvent):
    """The meter is swapped (换表): size is the new multiplier, or multiplier/initial reading."""

    unit = "k_new/initial"
    default = "1.5x/3.21"
    sized = False

    def refit(self, register: Dial) -> Dial:
        return register.replaced(self.start_ms, self._initial, self._multiplier(register))

    def facts(self, truth: Truth) -> tuple[Fact, ...]:
        register = truth.dials[self.meter]
        body: dict[str, Value] = {
            "final": register.before(self.start_ms).at(self.start_ms),
            "initial": register.at(self.start_ms),
            "multiplier": register.multiplier_at(self.start_ms),
        }
        return (Fact("swap", self.meter, self.start_ms, body),)

    @property
    def _initial(self) -> float:
        return self._number(self.text.partition("/")[2] or "0", 0.0)

    def _multiplier(self, register: Dial) -> float:
        written = self.text.partition("/")[0]
        if written.endswith("x"):
            return register.multiplier_at(self.start_ms - 1) * self._number(written[:-1], _SMALLEST_MULTIPLIER)
        return self._number(written, _SMALLEST_MULTIPLIER)

    def _number(self, text: str, least: float) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not least <= number < math.inf:
            message = f"size of replacement is multiplier/initial such as 80/1234.5 or 1.5x/0, not {self.text!r}"
            raise Refused(message)
        return number


@fault("meter_added")
class MeterAdded(RegisterEvent):
    """The sub-meter is installed at the start with its register at `size`; before, nothing is heard of it."""

    default = "0"
    unit = "register"

    def refit(self, register: Dial) -> Dial:
        return register.turned_to(self.start_ms, self.size)

    def send(self, sending: Sending) -> Sending:
        if self.meter not in sending.source.meters:
            return sending
        return sending.without((self.meter,), sending.measured_ms < self.start_ms)
