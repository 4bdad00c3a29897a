"""The life of a meter: what its register can do, and what people recorded about it (换表, 倍率)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from campus.config.meter import DEFAULT_MODULUS, DEFAULT_RATE, DEFAULT_RESOLUTION, RATE_MARGIN, Meter
from campus.ledger.facts import Fact
from campus.quantity import Resource, quantity

HOUR_MS = 3_600_000
CALM_GAP_MS = {
    Resource.WATER: 24 * HOUR_MS,
    Resource.GAS: 24 * HOUR_MS,
}
"""Longest interval in which a straight line still counts as measured; 1 h for electricity and heat."""

JITTER = 1.1
"""Gateways keep their interval within a few seconds; a late reading is no gap."""

WATER_BACKFLOW_M3 = 0.1


@dataclass(frozen=True, slots=True)
class Swap:
    """A meter was replaced (换表): the old register ended at `final`, the new one began at `initial`."""

    at_ms: int
    final: float
    initial: float
    multiplier: float | None = None
    """Of the new meter; None: unchanged."""


@dataclass(frozen=True, slots=True)
class MultiplierChange:
    """The multiplier changed; `register` is the reading at that moment where somebody noted it."""

    at_ms: int
    multiplier: float
    register: float | None = None


@dataclass(frozen=True, slots=True)
class MeterLife:
    """All that turns a register into consumption; rates are per hour, before the multiplier."""

    multiplier: float = 1.0
    modulus: float | None = None
    max_rate: float = 1000.0
    resolution: float = 0.01
    backflow: float = 0.02
    calm_gap_ms: int = int(HOUR_MS * JITTER)
    swaps: tuple[Swap, ...] = ()
    multipliers: tuple[MultiplierChange, ...] = ()
    confirmed_resets_ms: tuple[int, ...] = ()

    @classmethod
    def of(cls, meter: Meter, facts: Sequence[Fact], quantity_name: str | None = None) -> Self:
        """The life of a listed meter's register, from its line in the meter list and its dated facts.

        Swaps, noted registers and confirmed resets speak of the main register; its companions
        (export, reactive energy, hot water, …) share only the multiplier, and that only in kind.
        """
        kind = quantity(quantity_name or meter.booked or "generic")
        main = kind.name == meter.booked
        resource = kind.resource or meter.resource
        resolution = meter.register_resolution if main else DEFAULT_RESOLUTION.get(resource, 0.01)
        changes = [f for f in facts if f.kind == "multiplier"]
        scaled = main or resource is Resource.ELECTRICITY
        return cls(
            multiplier=meter.multiplier if scaled else 1.0,
            modulus=meter.register_modulus if main else DEFAULT_MODULUS.get(resource),
            max_rate=meter.plausible_rate if main else DEFAULT_RATE.get(resource, 1000.0),
            resolution=resolution,
            backflow=WATER_BACKFLOW_M3 if resource is Resource.WATER else 2 * resolution,
            calm_gap_ms=int(CALM_GAP_MS.get(resource, HOUR_MS) * JITTER),
            swaps=tuple(_swap(f) for f in facts if main and f.kind == "swap"),
            multipliers=tuple(_change(f, main=main) for f in changes if scaled),
            confirmed_resets_ms=tuple(f.at_ms for f in facts if main and f.kind == "reset" and f.body.get("confirmed")),
        )

    def most(self, span_ms: float) -> float:
        """Largest plausible register step in a span; two least digits cover quantisation."""
        return RATE_MARGIN * self.max_rate * span_ms / HOUR_MS + 2 * self.resolution

    def most_each(self, spans_ms: NDArray[np.int64]) -> NDArray[np.float64]:
        """`most` of many spans."""
        return RATE_MARGIN * self.max_rate * spans_ms / HOUR_MS + 2 * self.resolution


def _swap(fact: Fact) -> Swap:
    return Swap(fact.at_ms, _number(fact, "final"), _number(fact, "initial"), _optional(fact, "multiplier"))


def _change(fact: Fact, *, main: bool) -> MultiplierChange:
    return MultiplierChange(fact.at_ms, _number(fact, "multiplier"), _optional(fact, "register") if main else None)


def _number(fact: Fact, name: str) -> float:
    value = fact.body[name]
    if isinstance(value, int | float):
        return float(value)
    message = f"fact {fact.id}: {name} is not a number"
    raise TypeError(message)


def _optional(fact: Fact, name: str) -> float | None:
    return None if fact.body.get(name) is None else _number(fact, name)
