"""Solar power in the days of a campus: what is generated and not fed back is used, beside what is bought."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from analysis.comparison.meter_days import MeterDays
from analysis.monthly.day_books import Key

PRODUCTION, EXPORT = "electricity_production", "electricity_export"


def with_solar(
    main: MeterDays, solar: Mapping[Key, MeterDays], begun: Mapping[Key, date], dates: list[date]
) -> MeterDays:
    """The main's days with self-use added; a day on which a running solar meter is silent loses its cover."""
    energy, estimated, covered = main.energy.copy(), main.estimated.copy(), main.covered.copy()
    for (meter, quantity), days in solar.items():
        running = np.array([day >= begun[meter, quantity] for day in dates], np.bool_)
        energy += (1.0 if quantity == PRODUCTION else -1.0) * days.energy
        estimated += days.estimated
        covered = np.where(running, np.minimum(covered, days.covered), covered)
    return MeterDays(energy, estimated, covered)
