"""What changes when a factor is changed: the same quantities, two sets of factors, the differences named."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.coal_and_carbon.conversion import Factors, convert
from campus.factors.profile import Carrier


@dataclass(frozen=True, slots=True)
class FactorChange:
    """One value that differs, and by how much it moves the result (kgce, or kg CO2)."""

    what: str
    before: float
    after: float
    effect: float


def factor_changes(use: Mapping[Carrier, float], before: Factors, after: Factors) -> tuple[FactorChange, ...]:
    """Differences for these quantities; empty when the two sets agree on them."""
    old, new = convert(use, before), convert(use, after)
    changes = []
    for name, was, now in (("kgce", old.kgce, new.kgce), ("kg CO2", old.kg_co2, new.kg_co2)):
        for carrier in sorted(set(was) | set(now)):
            a, b, amount = was.get(carrier, 0.0), now.get(carrier, 0.0), use[carrier]
            if a != b:
                per = f"{name} per {carrier.unit} of {carrier}"
                changes.append(FactorChange(per, a / amount, b / amount, b - a))
    return tuple(changes)
