"""Full costs by cost centre (全成本核算): own meters, and shares of common ones by their stated key."""

from collections.abc import Mapping
from dataclasses import dataclass

from campus.cost_centre import CostCentres


@dataclass(frozen=True, slots=True)
class Portion:
    """What a centre bears of one meter; `key` is empty for a meter of its own."""

    meter: str
    key: str
    share: float
    use: float
    yuan: float


@dataclass(frozen=True, slots=True)
class CentreCost:
    """A centre's costs; `unknown` meters have no figure and are missing from the sums."""

    centre: str
    portions: tuple[Portion, ...]
    unknown: tuple[str, ...]

    @property
    def use(self) -> float:
        return sum(p.use for p in self.portions)

    @property
    def yuan(self) -> float:
        return sum(p.yuan for p in self.portions)


@dataclass(frozen=True, slots=True)
class Allocation:
    """All centres, and what of the whole nobody bears; together they are the whole bill."""

    centres: tuple[CentreCost, ...]
    rest_use: float
    rest_yuan: float


Metered = tuple[float, float]
"""(use, yuan) of a meter."""


def allocate(centres: CostCentres, meters: Mapping[str, Metered | None], whole: Metered) -> Allocation:
    """Split the costs of meters (None: not known) over the centres; `whole` is the campus's use and bill."""
    costs = []
    for centre in centres.centres:
        wanted = [(meter, "", 1.0) for meter in centre.meters]
        wanted += [(s.meter, s.key, s.shares[centre.id]) for s in centres.shared if centre.id in s.shares]
        portions, unknown = [], []
        for meter, key, share in wanted:
            known = meters.get(meter)
            if known is None:
                unknown.append(meter)
            else:
                portions.append(Portion(meter, key, share, known[0] * share, known[1] * share))
        costs.append(CentreCost(centre.id, tuple(portions), tuple(unknown)))
    rest_use = whole[0] - sum(c.use for c in costs)
    rest_yuan = whole[1] - sum(c.yuan for c in costs)
    return Allocation(tuple(costs), rest_use, rest_yuan)
