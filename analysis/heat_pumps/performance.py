"""Performance of a heat pump over a span: running, all-in, defrost-aware, and against the model.

Running COP looks at the machine while it heats; all-in COP at the bill: stand-by, pumps, auxiliary heater and the
heat that defrosting takes back are all in it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.heat_pumps.cop_model import modelled_cop
from campus.errors import Refused

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """Consecutive equal intervals; NaN where not known.

    `compressor_kwh` is the machine without its auxiliary heater, `auxiliary_kwh` that heater (0 without one),
    `other_kwh` pumps and controls metered apart, `heat_kwh` heat delivered (negative while defrosting),
    `ambient_c` and `sink_c` (tank or supply) temperatures.
    """

    compressor_kwh: Array
    heat_kwh: Array
    auxiliary_kwh: Array
    other_kwh: Array
    ambient_c: Array
    sink_c: Array
    hours_each: float = 1.0

    def __post_init__(self) -> None:
        lengths = {len(a) for a in (self.compressor_kwh, self.heat_kwh, self.auxiliary_kwh, self.other_kwh)}
        if lengths | {len(self.ambient_c), len(self.sink_c)} != {len(self.heat_kwh)}:
            message = "the arrays of a heat pump are not equally long"
            raise Refused(message)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Intervals with energy and heat known."""
        energies = (self.compressor_kwh, self.heat_kwh, self.auxiliary_kwh, self.other_kwh)
        known: NDArray[np.bool_] = np.logical_and.reduce([np.isfinite(a) for a in energies])
        return known


@dataclass(frozen=True, slots=True)
class Performance:
    """Figures over the known intervals, None where nothing ran; `coverage` is their share.

    `against_model` is the running COP over the modelled one at the same temperatures, 1 = as modelled; it leaves
    out intervals without temperatures. `model_uncertain` is the share of it outside the model's range.
    """

    cop_running: float | None
    cop_all_in: float | None
    against_model: float | None
    model_uncertain: float
    electricity_kwh: float
    heat_kwh: float
    auxiliary_share: float | None
    auxiliary_share_above_freezing: float | None
    defrost_share: float | None
    defrost_heat_kwh: float
    standby_kwh: float
    standby_w: float | None
    run_hours: float
    coverage: float


def performance(data: Intervals, idle_w: float) -> Performance:
    """Evaluate a span; the machine counts as running above `idle_w` (mean compressor power of an interval).

    A running interval that delivers no heat, or takes some back, is defrosting: it is in all-in COP only.
    The auxiliary heater's heat (its electricity, one to one) is no merit of the heat pump and is taken off the
    running heat.
    """
    known = data.known
    running = known & (data.compressor_kwh > idle_w * data.hours_each / 1000)
    pumped = data.heat_kwh - data.auxiliary_kwh
    heating = running & (pumped > 0)
    defrosting = running & ~heating
    standby = known & ~running
    every_kwh = np.where(known, data.compressor_kwh + data.auxiliary_kwh + data.other_kwh, 0.0)
    total, heat = float(every_kwh.sum()), float(data.heat_kwh[known].sum())
    auxiliary = float(data.auxiliary_kwh[known].sum())
    warm = known & (data.ambient_c > 0)
    ratio, uncertain = _against_model(data, heating, pumped)
    standby_kwh = float(every_kwh[standby].sum()) - float(data.auxiliary_kwh[standby].sum())
    standby_hours = float(standby.sum()) * data.hours_each
    return Performance(
        cop_running=_ratio(float(pumped[heating].sum()), float(data.compressor_kwh[heating].sum())),
        cop_all_in=_ratio(heat, total),
        against_model=ratio,
        model_uncertain=uncertain,
        electricity_kwh=total,
        heat_kwh=heat,
        auxiliary_share=_ratio(auxiliary, total),
        auxiliary_share_above_freezing=_ratio(float(data.auxiliary_kwh[warm].sum()), float(every_kwh[warm].sum())),
        defrost_share=_ratio(float(defrosting.sum()), float(running.sum())),
        defrost_heat_kwh=float(np.minimum(data.heat_kwh[defrosting], 0.0).sum()),
        standby_kwh=standby_kwh,
        standby_w=_ratio(standby_kwh * 1000, standby_hours),
        run_hours=float(running.sum()) * data.hours_each,
        coverage=float(known.mean()) if len(known) else 0.0,
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _against_model(data: Intervals, heating: NDArray[np.bool_], pumped: Array) -> tuple[float | None, float]:
    """Electricity the model would need for the same heat, over what was drawn."""
    usable = heating & np.isfinite(data.ambient_c) & np.isfinite(data.sink_c)
    if not usable.any():
        return None, 0.0
    modelled = [
        modelled_cop(float(s), float(a)) for s, a in zip(data.sink_c[usable], data.ambient_c[usable], strict=True)
    ]
    cops = np.array([m.cop for m in modelled])
    outside = np.array([m.clamped or m.extrapolated for m in modelled], np.bool_)
    needed = float((pumped[usable] / cops).sum())
    return needed / float(data.compressor_kwh[usable].sum()), float(outside.mean())
