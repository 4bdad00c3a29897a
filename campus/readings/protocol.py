"""What every store of raw readings must do; one contract suite runs on each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from campus.reading import Sample


@dataclass(frozen=True, slots=True)
class Series:
    """One channel of one meter: `times_ms` (int64) ascending, `values` (float64), equal length.

    Equal times occur when a device said two things at one moment; they are ordered by value.
    """

    times_ms: NDArray[np.int64]
    values: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.times_ms)


EMPTY = Series(np.empty(0, np.int64), np.empty(0, np.float64))


@dataclass(frozen=True, slots=True)
class Appended:
    """How an append ended: all samples not in `refused` are durable now."""

    stored: int
    """Samples taken, repeats of known samples included."""
    refused: tuple[tuple[Sample, str], ...] = ()
    """Samples the store will never take, each with its reason; the caller quarantines them."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Many samples of one channel of one meter, as files carry them: equal-length arrays of finite values."""

    meter: str
    channel: str
    times_ms: NDArray[np.int64]
    values: NDArray[np.float64]


class Readings(Protocol):
    """A store of raw readings. Methods raise `Retry` while the store is unavailable."""

    def append(self, samples: Sequence[Sample]) -> Appended:
        """Keep samples; on return they are durable. The same sample twice is one."""

    def series(self, meter: str, channel: str, start_ms: int, end_ms: int) -> Series:
        """All values of a channel key in [start_ms, end_ms)."""

    def before(self, meter: str, channel: str, time_ms: int, count: int = 1) -> Series:
        """The last `count` values strictly before a moment, ascending."""

    def after(self, meter: str, channel: str, time_ms: int, count: int = 1) -> Series:
        """The first `count` values at or after a moment, ascending."""

    def latest(self, meters: Sequence[str]) -> Mapping[str, Mapping[str, tuple[int, float]]]:
        """Meter → channel key → (time_ms, value) of the newest value each."""

    def channels(self, meter: str) -> Sequence[str]:
        """Channel keys ever stored for a meter, sorted."""

    def meters(self) -> Sequence[str]:
        """Ids of all meters with readings, sorted."""

    def count(self, meter: str | None = None) -> int:
        """Number of samples kept (of one meter)."""

    def extent(self, meter: str) -> tuple[int, int] | None:
        """(first, last) sample time of a meter in ms, or None without any."""

    def close(self) -> None: ...


@runtime_checkable
class TakesColumns(Protocol):
    """A store that has a quicker way for columns; what it keeps is the same as by `append`."""

    def append_columns(self, columns: Sequence[Column], received_ms: int) -> None:
        """Keep all samples or, on an error, none; on return they are durable."""
