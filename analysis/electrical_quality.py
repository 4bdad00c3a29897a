"""Quality of a three-phase supply (domain handbook §8.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from campus.errors import Refused


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Two measures in circulation: the limit of 15 % belongs to `over_max`."""

    over_max: float
    over_mean: float

    def exceeds(self, limit: float) -> bool:
        return self.over_max > limit


def current_imbalance(currents_a: Sequence[float]) -> Imbalance | None:
    """(Imax - Imin) / Imax and the largest deviation over the mean; None without any current."""
    if not all(0 <= current < float("inf") for current in currents_a):
        message = f"currents {list(currents_a)} are not all finite and positive"
        raise Refused(message)
    highest = max(currents_a, default=0.0)
    if not highest:
        return None
    mean = sum(currents_a) / len(currents_a)
    return Imbalance((highest - min(currents_a)) / highest, max(abs(c - mean) for c in currents_a) / mean)
