"""Hours of the books: how much, how much of it estimated, how long covered, by which method."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray


class Status(StrEnum):
    MEASURED = "measured"
    ESTIMATED = "estimated"
    MISSING = "missing"


class Method(IntEnum):
    """How an hour's consumption came about; everything above MEASURED is an estimate."""

    MISSING = 0
    MEASURED = 1
    LINEAR = 2
    """Gap without enough history: spread evenly."""
    PROFILE = 3
    """Gap spread by the meter's own hourly profile."""
    BRIDGED = 4
    """Readings inside the interval were refused as spike or dip."""
    FROM_ZERO = 5
    """Unrecorded reset: counted from 0, to be confirmed."""
    MULTIPLIER = 6
    """The multiplier changed inside the interval without a reading at that moment."""

    @property
    def status(self) -> Status:
        if self is Method.MISSING:
            return Status.MISSING
        return Status.MEASURED if self is Method.MEASURED else Status.ESTIMATED


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Consecutive local hours; all arrays have one value an hour.

    `energy` and `estimated` are in the quantity's base unit (kWh, m3), multiplier applied;
    `estimated` is the part of `energy` that is not measured; `covered_s` is the number of
    seconds of the hour with known consumption; `method` the weakest method involved.
    """

    energy: NDArray[np.float64]
    estimated: NDArray[np.float64]
    covered_s: NDArray[np.uint16]
    method: NDArray[np.uint8]

    @classmethod
    def missing(cls, count: int) -> Self:
        return cls(np.zeros(count), np.zeros(count), np.zeros(count, np.uint16), np.zeros(count, np.uint8))

    @classmethod
    def joined(cls, parts: Sequence["Hours"]) -> Self:
        """Several runs of hours as one."""
        if not parts:
            return cls.missing(0)
        return cls(
            np.concatenate([p.energy for p in parts]),
            np.concatenate([p.estimated for p in parts]),
            np.concatenate([p.covered_s for p in parts]),
            np.concatenate([p.method for p in parts]),
        )

    def __len__(self) -> int:
        return len(self.energy)

    def slice(self, start: int, stop: int) -> "Hours":
        return Hours(
            self.energy[start:stop], self.estimated[start:stop], self.covered_s[start:stop], self.method[start:stop]
        )

    def status(self, hour: int) -> Status:
        return Method(self.method[hour]).status

    def pack(self) -> bytes:
        """Little-endian: n float64, n float64, n uint16, n uint8; 19 bytes an hour."""
        return b"".join(
            (
                self.energy.astype("<f8").tobytes(),
                self.estimated.astype("<f8").tobytes(),
                self.covered_s.astype("<u2").tobytes(),
                self.method.astype("u1").tobytes(),
            )
        )

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        count = len(packed) // 19
        return cls(
            np.frombuffer(packed, "<f8", count),
            np.frombuffer(packed, "<f8", count, 8 * count),
            np.frombuffer(packed, "<u2", count, 16 * count),
            np.frombuffer(packed, "u1", count, 18 * count),
        )
