"""Solar power (光伏): what is used on site counts as electricity, CO2 only on what was bought."""

from dataclasses import dataclass

import numpy as np

from analysis.balance.virtual_hours import combined_hours
from campus.register.hours import Hours


@dataclass(frozen=True, slots=True, eq=False)
class SolarUse:
    """Hours of self-use (generation − export) and of all electricity used (purchase + self-use).

    `impossible_hours` are those in which more was exported than generated (clock or direction of a meter wrong):
    their self-use is 0 and counted as estimated.
    """

    self_use: Hours
    used: Hours
    purchased: float
    generated: float
    exported: float
    impossible_hours: int

    @property
    def self_use_share(self) -> float | None:
        """Share of the generation used on site."""
        return float(self.self_use.energy.sum()) / self.generated if self.generated else None

    @property
    def autonomy(self) -> float | None:
        """Share of all use that came from the roof."""
        used = float(self.used.energy.sum())
        return float(self.self_use.energy.sum()) / used if used else None


def solar_use(purchase: Hours, generation: Hours, export: Hours) -> SolarUse:
    """Put a purchase meter, generation and export together, hour by hour; sums cover hours known by all three."""
    plain = combined_hours([generation], [export])
    impossible = (plain.energy < -TOLERANCE_KWH) & (plain.covered_s > 0)
    self_use = Hours(
        np.maximum(plain.energy, 0.0),
        np.where(impossible, 0.0, np.minimum(plain.estimated, np.maximum(plain.energy, 0.0))),
        plain.covered_s,
        plain.method,
    )
    used = combined_hours([purchase, self_use])
    known = used.covered_s > 0
    return SolarUse(
        self_use=self_use,
        used=used,
        purchased=float(purchase.energy[known].sum()),
        generated=float(generation.energy[known].sum()),
        exported=float(export.energy[known].sum()),
        impossible_hours=int(impossible.sum()),
    )


TOLERANCE_KWH = 0.05
"""Registers move in steps; an export this much above the generation of an hour is nothing."""
