"""Electricity used while nobody needs it."""

import numpy as np

from simulators.almanac import DayKind
from simulators.faults.protocol import Fault
from simulators.faults.registry import fault
from simulators.flow import Flow, Hourly
from simulators.setting import Setting
from simulators.timeline import Floats

_NIGHT = (22, 6)


@fault("night_air_conditioning")
class NightAirConditioning(Fault):
    """Air conditioners left on every night from 22:00 to 06:00, so many kW."""

    resources = ("electricity",)
    unit = "kW"
    default = "40"
    lasts_h = 24.0 * 7

    def added(self, place: Setting, clean: Floats) -> Flow | None:
        del clean
        night = (place.hour_of_day >= _NIGHT[0]) | (place.hour_of_day < _NIGHT[1])
        return Hourly.of(self.size * night * place.since(self.start_ms, self.end_ms))


@fault("vacation_base_load")
class VacationBaseLoad(Fault):
    """Base load of vacation days times a factor: what was not switched off when people left."""

    resources = ("electricity",)
    unit = "x"
    default = "2"
    lasts_h = 24.0 * 30

    def added(self, place: Setting, clean: Floats) -> Flow | None:
        empty = place.timeline.hourly(np.asarray(place.kinds == DayKind.VACATION, dtype=np.float64))
        return Hourly.of((self.size - 1) * clean * empty * place.since(self.start_ms, self.end_ms))
