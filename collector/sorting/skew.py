"""Findings that need more than one message: clocks that stay wrong, and one row a day for what repeats."""

from dataclasses import dataclass, field

from campus.finding import Finding
from campus.ledger.noticed import Noticed
from collector.sorting.check import ClockFault

DAY_MS = 86_400_000
STEADY_S = 5.0
STEADY_MESSAGES = 3
"""A gateway that sends what it buffered is late by a different time with every message; a wrong clock
is off by the same time again and again."""


@dataclass(slots=True)
class _Run:
    offset_s: float
    messages: int


@dataclass(slots=True)
class ClockWatch:
    """Tells wrong clocks from late data, per meter."""

    _runs: dict[str, _Run] = field(default_factory=dict)

    def steady(self, meter: str, fault: ClockFault | None) -> bool:
        """Take the newest time of a message; True once the same offset has come several times in a row."""
        if fault is None:
            self._runs.pop(meter, None)
            return False
        run = self._runs.get(meter)
        if run is None or abs(run.offset_s - fault.offset_s) > STEADY_S:
            self._runs[meter] = _Run(fault.offset_s, 1)
            return False
        run.messages += 1
        return run.messages >= STEADY_MESSAGES


@dataclass(slots=True)
class Notebook:
    """Findings waiting to be written, one per meter, quantity, kind and UTC day, carried on while it lasts."""

    _open: dict[tuple[str, str, str, int], Noticed] = field(default_factory=dict)
    _changed: set[tuple[str, str, str, int]] = field(default_factory=set)

    def note(
        self, meter: str, quantity: str, kind: str, start_ms: int, end_ms: int, details: dict[str, float | int | str]
    ) -> None:
        key = meter, quantity, kind, end_ms // DAY_MS
        known = self._open.get(key)
        times = int(known.finding.details["times"]) + 1 if known else 1
        first, last = start_ms, end_ms
        if known:
            first, last = known.finding.start_ms, max(end_ms, known.finding.end_ms)
        found = Finding(kind, first, last, {**details, "times": times}, needs_confirmation=True)
        self._open[key] = Noticed(meter, quantity, found)
        self._changed.add(key)

    def take(self) -> list[Noticed]:
        """What changed since the last call; days before the newest two are closed and forgotten."""
        changed = [self._open[key] for key in sorted(self._changed)]
        self._changed.clear()
        if self._open:
            newest = max(key[3] for key in self._open)
            self._open = {key: value for key, value in self._open.items() if key[3] >= newest - 1}
        return changed

    def put_back(self, noticed: list[Noticed]) -> None:
        """They could not be written: keep them for the next time, unless they grew meanwhile."""
        for one in noticed:
            key = one.meter, one.quantity, one.finding.kind, one.finding.end_ms // DAY_MS
            self._open.setdefault(key, one)
            self._changed.add(key)
