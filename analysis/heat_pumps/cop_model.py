"""The COP an air-source heat pump should have: Staffell et al. 2012 (domain handbook §8.4).

COP = 6.81 - 0.121 dT + 0.000630 dT² for 15 <= dT <= 60 K, dT = sink - ambient temperature.
"""

from dataclasses import dataclass

from campus.errors import Refused

COEFFICIENTS = (6.81, -0.121, 0.00063)
LOWEST_DT = 15.0
HIGHEST_DT = 60.0
TURNING_DT = -COEFFICIENTS[1] / (2 * COEFFICIENTS[2])
"""Beyond it the parabola would rise again; the model stays at its lowest there."""

MEAN_SINK = 0.8
"""A tank heated from 15 to 55 °C is, on average, like one at 47 °C: four fifths of the way (handbook's proposal)."""


@dataclass(frozen=True, slots=True)
class ModelledCop:
    """`clamped`: dT below 15 K was taken as 15 K; `extrapolated`: dT above 60 K, outside the fitted range."""

    cop: float
    clamped: bool
    extrapolated: bool


def modelled_cop(sink_c: float, ambient_c: float) -> ModelledCop:
    """COP at a sink (tank or supply) and an ambient temperature in °C; non-finite ones are refused."""
    dt = sink_c - ambient_c
    if not -1000 < dt < 1000:  # noqa: PLR2004 - also false for NaN
        message = f"sink {sink_c} °C and ambient {ambient_c} °C are not temperatures"
        raise Refused(message)
    used = min(max(dt, LOWEST_DT), TURNING_DT)
    constant, linear, square = COEFFICIENTS
    return ModelledCop(constant + linear * used + square * used**2, dt < LOWEST_DT, dt > HIGHEST_DT)


def mean_sink_c(cold_c: float, hot_c: float) -> float:
    """Mean sink temperature of a tank heated from `cold_c` to `hot_c`."""
    return cold_c + MEAN_SINK * (hot_c - cold_c)
