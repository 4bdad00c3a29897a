"""Hot water from an air-source heat pump (空气源热泵热水).

COP after Staffell et al. 2012, Energy & Environmental Science 5, 9291: valid for a lift of 15 to 60 K.
"""

from dataclasses import dataclass, replace

import numpy as np

from simulators.demand import DORM_WATER, HEAT_PUMP
from simulators.timeline import Floats

SINK_C = 47.0
"""Mean water temperature at the condenser while a tank is heated from 15 to 55 degC."""

SET_POINT_C = 55.0
HEAT_KWH_PER_M3_K = 1.163
PLACES = ("tank", "supply", "ambient", "inlet")
"""Where temperatures are measured: tank, hot water leaving, outdoor air, cold water coming in."""

STAND_BY_KW = 0.08
REST_C = 30.0
"""Temperature of the tank while the school is empty and the pump rests."""

_SWING_K = 4.5
_NORMAL_STARTS = 2.0


def cop(sink_c: float, ambient_c: Floats) -> Floats:
    """Heat per electricity; a lift below 15 K counts as 15 K, above 60 K the curve is extrapolated."""
    lift = np.maximum(sink_c - ambient_c, 15.0)
    return 6.81 - 0.121 * lift + 0.000630 * lift * lift


@dataclass(frozen=True, slots=True, eq=False)
class Plant:
    """Hours of a hot-water plant; all arrays have one value an hour.

    `drawn_m3` hot water, `heat_kwh` delivered to the tank, `efficiency` actual against modelled COP,
    `starts` of the compressor, `auxiliary_kw` of the electric heater.
    """

    drawn_m3: Floats
    heat_kwh: Floats
    ambient_c: Floats
    tank_c: Floats
    efficiency: Floats
    starts: Floats
    auxiliary_kw: Floats
    rated_kw: float

    @property
    def compressor_kwh(self) -> Floats:
        """Electricity of the compressor: heat over COP, less what the electric heater brings."""
        heat = np.maximum(self.heat_kwh - self.auxiliary_kw, 0.0)
        return heat / (cop(SINK_C, self.ambient_c) * self.efficiency) + STAND_BY_KW

    @property
    def duty(self) -> Floats:
        """Share of the hour the compressor runs."""
        return np.clip(self.compressor_kwh / self.rated_kw, 0.02, 1.0)

    def with_efficiency(self, factor: Floats) -> "Plant":
        return replace(self, efficiency=self.efficiency * factor)


def plant(drawn_m3: Floats, ambient_c: Floats, cold_c: Floats, rated_kw: float) -> Plant:
    """A sound plant that reheats each day's hot water by its charging shape (shapes of §12.3)."""
    daily_m3 = drawn_m3.reshape(-1, 24)
    heat = (daily_m3 * (SET_POINT_C - cold_c.reshape(-1, 24))).sum(1) * HEAT_KWH_PER_M3_K
    heat_kwh = (heat[:, None] * HEAT_PUMP[None, :]).ravel()
    behind = np.cumsum(DORM_WATER - HEAT_PUMP)
    depth = (behind - behind.min()) / (behind.max() - behind.min())
    in_use = daily_m3.sum(1) > 0
    tank = np.where(in_use[:, None], SET_POINT_C + 0.5 - _SWING_K * depth[None, :], REST_C).ravel()
    starts = np.where(heat_kwh > 0, _NORMAL_STARTS, 0.0)
    ones = np.ones_like(heat_kwh)
    return Plant(drawn_m3, heat_kwh, ambient_c, tank, ones, starts, np.zeros_like(ones), rated_kw)
