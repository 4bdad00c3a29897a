"""Main − Σ subs (总分表平衡): per hour and in sum, over the hours all of them know."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.balance.constant_ratio import WrongMultiplier, wrong_multiplier
from campus.register.hours import Hours

VALID_DEVIATION = 0.02
"""Sub-item error allowed by GB/T 36674-2018: subs may exceed their main by this much."""
NOTABLE_REST = 0.1
"""Share of the main beyond which the rest is named: more than losses in lines and transformers."""


class Imbalance(StrEnum):
    """What the difference tells."""

    BALANCED = "balanced"
    UNMETERED = "unmetered"
    """A notable part of the main is on no sub-meter, or lost."""
    CHILDREN_EXCEED = "children_exceed"
    """The subs measure more than their main: a wrong parent, multiplier or meter."""
    WRONG_MULTIPLIER = "wrong_multiplier"
    UNKNOWN = "unknown"
    """No hour is known of all meters."""


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """Main and subs of a span. `difference` is 0 in hours not `known` by all; the sums leave those hours out.

    `coverage` is the share of hours compared, `estimated` the estimated part of main and subs in them.
    """

    difference: NDArray[np.float64]
    known: NDArray[np.bool_]
    main: float
    subs: Mapping[str, float]
    estimated: float
    coverage: float
    verdict: Imbalance
    multiplier: WrongMultiplier | None

    @property
    def rest(self) -> float:
        """Loss and unmetered use."""
        return self.main - sum(self.subs.values())

    @property
    def rest_share(self) -> float | None:
        return self.rest / self.main if self.main else None


def balance(main: Hours, subs: Mapping[str, Hours], span_s: NDArray[np.int64] | int = 3600) -> Balance:
    """Balance a main against its sub-meters, arrays of the same hours; `span_s` are the seconds of each hour.

    An hour counts only when main and every sub know all of it: a sub that was silent is not a loss.
    """
    meters = [main, *subs.values()]
    known = np.logical_and.reduce([m.covered_s >= span_s for m in meters]) if len(main) else np.zeros(0, np.bool_)
    zero = np.zeros(len(main))
    difference = np.where(known, main.energy - sum((s.energy for s in subs.values()), zero), 0.0)
    sums = {name: float(hours.energy[known].sum()) for name, hours in subs.items()}
    total = float(main.energy[known].sum())
    estimated = sum(float(m.estimated[known].sum()) for m in meters)
    suspected = wrong_multiplier(main.energy[known], {name: s.energy[known] for name, s in subs.items()})
    return Balance(
        difference=difference,
        known=known,
        main=total,
        subs=sums,
        estimated=estimated,
        coverage=float(known.mean()) if len(known) else 0.0,
        verdict=_verdict(total, sum(sums.values()), int(known.sum()), suspected),
        multiplier=suspected,
    )


def _verdict(main: float, subs: float, hours: int, suspected: WrongMultiplier | None) -> Imbalance:
    if not hours:
        return Imbalance.UNKNOWN
    if suspected:
        return Imbalance.WRONG_MULTIPLIER
    if subs > main * (1 + VALID_DEVIATION):
        return Imbalance.CHILDREN_EXCEED
    return Imbalance.UNMETERED if main - subs > NOTABLE_REST * main else Imbalance.BALANCED
