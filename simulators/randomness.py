"""Chance that depends on names and moments only, never on the order in which it is asked."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray


def key(*names: object) -> int:
    """A 64-bit number for a list of names, the same in every process and on every machine."""
    return int.from_bytes(blake2b("\x1f".join(map(str, names)).encode(), digest_size=8).digest(), "little")


def generator(*names: object) -> np.random.Generator:
    """The random stream that belongs to these names."""
    return np.random.default_rng(key(*names))


def chance(times_ms: NDArray[np.int64], *names: object) -> NDArray[np.float64]:
    """One uniform number in [0, 1) per moment (splitmix64 of name and moment)."""
    state = times_ms.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key(*names))
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((state ^ (state >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53
