"""Whether the service is well: stores reachable, data fresh, books up to date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from api.context import Context
from api.figures.backlog import Backlog, backlog
from api.figures.freshness import Freshness, Latest, count_by_state, freshness
from campus.config.meter import Meter
from campus.errors import Retry

BOOKS_LATE_S = 300.0
"""Readings that wait longer than this mean the worker stands still or cannot keep up."""
PROCESS_LATE_S = 180.0


class Verdict(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    """Serving, but some data is late."""
    DOWN = "down"
    """A store cannot be reached."""


@dataclass(frozen=True, slots=True)
class Health:
    verdict: Verdict
    reasons: tuple[str, ...]
    meters: Mapping[Freshness, int]
    newest_ms: int | None
    backlog: Backlog | None


def health(context: Context) -> Health:
    """Look at both stores; never raises for a store that is away, that is what it reports."""
    now_ms, meters = context.now_ms, list(context.group.meters.values())
    try:
        latest = context.readings.latest([m.id for m in meters])
    except Retry as error:
        return Health(Verdict.DOWN, (f"readings: {error}",), count_by_state([]), None, None)
    try:
        waiting = backlog(context.engine, now_ms)
    except SQLAlchemyError as error:
        reason = f"ledger: {type(error).__name__}"
        return Health(Verdict.DOWN, (reason,), count_by_state([]), None, None)
    states = count_by_state(freshness(m, latest.get(m.id, {}), now_ms) for m in meters)
    reasons = tuple(_reasons(states, waiting, now_ms))
    return Health(Verdict.DEGRADED if reasons else Verdict.OK, reasons, states, _newest(meters, latest), waiting)


def _reasons(states: Mapping[Freshness, int], waiting: Backlog, now_ms: int) -> Iterable[str]:
    late = states[Freshness.LATE] + states[Freshness.SILENT]
    if late:
        yield f"{late} meters have sent nothing for more than three of their intervals"
    if waiting.books_lag_s is not None and waiting.books_lag_s > BOOKS_LATE_S:
        yield f"readings have waited {waiting.books_lag_s:.0f} s for the books"
    if waiting.spool_messages:
        yield f"{waiting.spool_messages} messages wait in the collector's spool"
    for name, (at_ms, _) in sorted(waiting.processes.items()):
        silent_s = (now_ms - at_ms) / 1000
        if silent_s > PROCESS_LATE_S:
            yield f"{name} has said nothing for {silent_s:.0f} s"


def _newest(meters: Iterable[Meter], latest: Mapping[str, Latest]) -> int | None:
    return max((t for m in meters for t, _ in latest.get(m.id, {}).values()), default=None)
