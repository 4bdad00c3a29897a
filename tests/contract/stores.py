"""The stores of readings the contract runs on."""

from collections.abc import Callable
from dataclasses import dataclass

from campus.readings.protocol import Readings


@dataclass(frozen=True)
class Store:
    """How to open one store, as often as wanted, and how to take it away and bring it back."""

    name: str
    open: Callable[[], Readings]
