"""What goes wrong with an air-source heat pump."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulators.faults.protocol import Fault, Truth, Value
from simulators.faults.registry import fault
from simulators.heat_pump import Plant
from simulators.setting import Setting


class HeatPumpFault(Fault):
    """Goes on a heat pump."""

    resources = ("heat_pump",)


@fault("cop_drift")
class CopDrift(HeatPumpFault):
    """COP sinks evenly to a factor over the duration and stays there: fouled coil, lost refrigerant."""

    unit = "x"
    default = "0.7"
    least = 0.05
    lasts_h = 24.0 * 30

    def machine(self, plant: Plant, place: Setting) -> Plant:
        middle = place.timeline.hour_starts_ms + 1_800_000
        done = np.clip((middle - self.start_ms) / (self.end_ms - self.start_ms), 0.0, 1.0)
        return plant.with_efficiency(1.0 - (1.0 - self.size) * done)

    def expected(self, truth: Truth) -> Mapping[str, Value]:
        del truth
        return {"stays_after_end": True}


@fault("short_cycling")
class ShortCycling(HeatPumpFault):
    """The compressor starts so many times an hour and runs minutes only."""

    unit = "1/h"
    default = "10"
    lasts_h = 24.0 * 2

    def machine(self, plant: Plant, place: Setting) -> Plant:
        inside = (place.since(self.start_ms, self.end_ms) >= 1.0) & (plant.starts > 0)
        return replace(plant, starts=np.where(inside, round(self.size), plant.starts))


@fault("auxiliary_heater_stuck")
class AuxiliaryHeaterStuck(HeatPumpFault):
    """The electric heater stays on at so many kW and takes over heat from the compressor."""

    unit = "kW"
    default = "30"
    lasts_h = 24.0 * 5

    def machine(self, plant: Plant, place: Setting) -> Plant:
        return replace(plant, auxiliary_kw=plant.auxiliary_kw + self.size * place.since(self.start_ms, self.end_ms))
