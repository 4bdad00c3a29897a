"""Gas that flows outside meals."""

from simulators.faults.registry import fault
from simulators.faults.water_leaks import SteadyFlow


@fault("gas_valve_open")
class GasValveOpen(SteadyFlow):
    """A pilot or valve left open, 0.2 m3/h day and night."""

    resources = ("gas",)
    default = "0.2"
    lasts_h = 24.0 * 3
