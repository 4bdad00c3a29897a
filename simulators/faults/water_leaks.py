"""Water that runs when nobody draws it (漏水): a steady extra flow behind a meter."""

from collections.abc import Mapping
from typing import ClassVar

from campus.period import HOUR_MS
from simulators.faults.protocol import Fault, Truth, Value
from simulators.faults.registry import fault
from simulators.flow import Flow, Steady
from simulators.setting import Setting
from simulators.timeline import Floats


class SteadyFlow(Fault):
    """A constant flow from start to end."""

    unit = "m3/h"
    litres: ClassVar[bool] = False

    @property
    def per_hour(self) -> float:
        return self.size / 1000 if self.litres else self.size

    def added(self, place: Setting, clean: Floats) -> Flow | None:
        del place, clean
        return Steady(self.per_hour, self.start_ms, self.end_ms)

    def expected(self, truth: Truth) -> Mapping[str, Value]:
        del truth
        return {"extra_m3": round(self.per_hour * (self.end_ms - self.start_ms) / HOUR_MS, 6)}


@fault("constant_leak")
class ConstantLeak(SteadyFlow):
    """A pipe that leaks day and night, 0.3 to 5 m3/h."""

    resources = ("water",)
    default = "0.8"
    lasts_h = 24.0 * 9


@fault("toilet_leak")
class ToiletLeak(SteadyFlow):
    """A cistern that never fills up, 50 to 150 L/h."""

    resources = ("water",)
    unit = "L/h"
    litres = True
    default = "90"
    lasts_h = 24.0 * 14


@fault("burst")
class Burst(SteadyFlow):
    """A burst pipe, 20 to 60 m3/h until the valve is shut."""

    resources = ("water",)
    default = "35"
    lasts_h = 1.5
