"""Replaying recorded messages through the collector's own intake and keeper, time taken from the messages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Engine

from campus.config.model import Group
from campus.readings.protocol import Readings
from collector.keeping.keep import Keeper
from collector.mqtt.wire import Arrival
from collector.recorded import BadLine
from collector.sorting.intake import Intake, Recognise
from collector.sorting.routing import Router
from collector.sorting.tally import Tally

MOST_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a recording; `last_ms` is when its last message arrived."""

    messages: int
    samples: int
    quarantined: int
    refused: tuple[BadLine, ...]
    last_ms: int


def replay(
    group: Group, readings: Readings, ledger: Engine, recording: Iterable[Arrival | BadLine], recognise: Recognise,
    progress: Callable[[int], None] = lambda _ms: None,
) -> Replayed:  # fmt: skip
    """Store everything a recording says, in the order in which it arrived."""
    tally, keeper = Tally(), Keeper(readings, ledger)
    intake = Intake(Router(group), tally, recognise)
    refused: list[BadLine] = []
    portion: list[Arrival] = []
    messages = quarantined = last_ms = 0

    def keep() -> None:
        nonlocal messages, quarantined, last_ms
        batch, _ = intake.sort(portion)
        quarantined += len(batch.quarantined) + keeper.keep(batch, portion[-1].received_ms)
        messages += len(portion)
        last_ms = max(last_ms, portion[-1].received_ms)
        progress(last_ms)
        portion.clear()

    for arrival in recording:
        if isinstance(arrival, BadLine):
            refused.append(arrival)
            continue
        portion.append(arrival)
        if len(portion) == MOST_AT_ONCE:
            keep()
    if portion:
        keep()
    return Replayed(messages, tally.counts["samples"], quarantined, tuple(refused), last_ms)
