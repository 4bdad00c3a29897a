"""Where accounting has to start again so that the result equals a computation from scratch.

A judgement of the books depends on some readings ahead and on some days behind (see
`campus.register.accounting`). Going back behind all of these makes a late reading, swap or
correction recompute exactly what it touches.
"""

from collections.abc import Sequence

from campus.finding import Finding
from campus.readings.protocol import Readings
from campus.register.events import LOOKAHEAD, MEMORY_MS
from campus.register.life import MeterLife
from campus.register.replacement import SLACK_MS

DEPARTURES = ("jump", "reset", "unknown_drop")
"""Findings after which a return to the earlier level may still undo what was decided."""


def restart_ms(
    readings: Readings, meter: str, channel: str, changed_ms: int, care: Sequence[tuple[int, int]]
) -> int | None:
    """Latest moment before `changed_ms` from which accounting ends the same; None: from the beginning.

    `care` are spans (begin, end) that must not be cut, from `spans_of_care`.
    """
    before = readings.before(meter, channel, changed_ms, LOOKAHEAD + 2)
    if len(before) < LOOKAHEAD + 2:
        return None
    restart = int(before.times_ms[0])
    while reaching := [begin for begin, end in care if begin < restart <= end]:
        restart = min(reaching)
    return restart


def spans_of_care(departures: Sequence[Finding], life: MeterLife) -> list[tuple[int, int]]:
    """Spans in which a decision may still depend on what came before them."""
    spans = [(int(f.details["since_ms"]), f.start_ms + MEMORY_MS) for f in departures]
    return spans + [(swap.at_ms - SLACK_MS - 1, swap.at_ms + SLACK_MS) for swap in life.swaps]
