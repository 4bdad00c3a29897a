"""The register on a meter's face: initial value, quantisation, multiplier, modulus and replacement."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from simulators.flow import Flow
from simulators.spec import Instrument
from simulators.timeline import Floats, Times


class Fitted(NamedTuple):
    """One physical register in one place: stands at `initial` at `from_ms`, counts use / multiplier."""

    from_ms: int
    initial: float
    multiplier: float


@dataclass(frozen=True, slots=True, eq=False)
class Dial:
    """Registers of one measuring point in order of installation; the first also counts backwards."""

    flow: Flow
    fitted: tuple[Fitted, ...]
    resolution: float
    decimals: int
    modulus: float

    def read(self, times_ms: Times) -> Floats:
        """The display at each moment: counted down to whole digits, starting again at the modulus."""
        total = self.flow.total(times_ms)
        value = np.empty(len(times_ms))
        for number, face in enumerate(self.fitted):
            here = times_ms >= face.from_ms if number else np.ones(len(times_ms), dtype=bool)
            since = total[here] - self.flow.total(np.array([face.from_ms]))[0]
            value[here] = face.initial + since / face.multiplier
        digits = np.floor(value / self.resolution + 1e-6)
        return np.round(np.mod(digits, round(self.modulus / self.resolution)) * self.resolution, self.decimals)

    def at(self, moment_ms: int) -> float:
        return float(self.read(np.array([moment_ms]))[0])

    def multiplier_at(self, moment_ms: int) -> float:
        return [f for n, f in enumerate(self.fitted) if n == 0 or f.from_ms <= moment_ms][-1].multiplier

    def before(self, moment_ms: int) -> "Dial":
        """The registers fitted before a moment, as if the later ones had never come."""
        return replace(self, fitted=tuple(f for n, f in enumerate(self.fitted) if n == 0 or f.from_ms < moment_ms))

    def replaced(self, at_ms: int, initial: float, multiplier: float) -> "Dial":
        """Another register is fitted at a moment (换表)."""
        return replace(self, fitted=(*self.fitted, Fitted(at_ms, initial, multiplier)))

    def turned_to(self, at_ms: int, value: float) -> "Dial":
        """The same register preset, so that it shows `value` at a moment and the past agrees with it."""
        first = self.fitted[0]
        return replace(self, fitted=(Fitted(at_ms, value, first.multiplier), *self.fitted[1:]))


def dial(meter: Instrument, flow: Flow, reference_ms: int) -> Dial:
    """The register a meter left the works with; `initial` is its display at the reference moment."""
    first = Fitted(reference_ms, meter.initial, meter.multiplier)
    return Dial(flow, (first,), meter.resolution, meter.decimals, meter.modulus)
