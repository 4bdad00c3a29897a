"""What a batch of rows yields: strands of one channel of one meter, ready for the store."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from campus.config.meter import Meter
from campus.errors import Refused
from campus.quantity import QUANTITIES, Kind, Resource, quantity
from campus.reading import Channel
from collector.importers.options import ImportOptions
from collector.importers.units import Conversion, conversion
from collector.importers.words import quantity_named

_ANY_RESOURCE = frozenset({Resource.HEAT_PUMP, Resource.SENSOR})


@dataclass(frozen=True, slots=True, eq=False)
class Strand:
    """Equal-length arrays: `times_ms` UTC (the end, for interval data), `values` in base units, `rows` of the file."""

    meter: str
    channel: str
    interval_s: int
    times_ms: NDArray[np.int64]
    values: NDArray[np.float64]
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Target:
    """Where values go: a meter's channel, and how they become its base unit."""

    meter: str
    channel: str
    conversion: Conversion

    def strand(
        self, interval_s: int, times: NDArray[np.int64], values: NDArray[np.float64], rows: NDArray[np.int64]
    ) -> Strand:
        c = self.conversion
        if not c.changes_nothing:
            values = (values + c.before) * c.multiply / c.divide
        return Strand(self.meter, self.channel, interval_s, times, values, rows)


def target(
    meter: Meter, named_quantity: str, named_unit: str, kind: Kind | None, interval_s: int, options: ImportOptions
) -> Target:
    """Decide the channel of a value; what does not fit the meter is `Refused` with the reason."""
    unit = named_unit or options.unit
    name = options.quantity or quantity_named(named_quantity)
    if named_quantity and not name:
        message = f"unknown quantity {named_quantity!r}"
        raise Refused(message)
    if not name and unit.lower() in {"kvarh", "varh"}:
        name = "reactive_energy_import"
    name = name or meter.booked or ""
    if not name:
        message = f"meter {meter.id} is a {meter.resource}: say what is measured with --quantity"
        raise Refused(message)
    what = quantity(name)
    if what.resource not in {None, meter.resource} and meter.resource not in _ANY_RESOURCE:
        message = f"{name} does not belong to the {meter.resource} meter {meter.id}"
        raise Refused(message)
    if kind is Kind.INTERVAL and what.kind is Kind.GAUGE:
        message = f"{name} is a gauge; interval data is consumption"
        raise Refused(message)
    channel = Channel(name, "", interval_s if kind is Kind.INTERVAL else 0)
    return Target(meter.id, channel.key, conversion(unit, QUANTITIES[name].unit, options.kwh_per_m3))
