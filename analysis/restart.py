"""Where accounting has to start again so that the result equals a computation from scratch.

A judgement of the books depends on some readings ahead and on some days behind (see
`campus.register.accounting`). Going back behind all of these makes a late reading, swap or
correction recompute exactly what it touches.
"""

from collections.abc import Sequence

import numpy as np

from campus.finding import Finding
from campus.readings.protocol import Readings
from campus.register.events import LOOKAHEAD, MEMORY_MS
from campus.register.life import MeterLife
from campus.register.replacement import SLACK_MS

DEPARTURES = ("jump", "reset", "unknown_drop")
"""Findings after which a return to the earlier level may still undo what was decided."""

CARE = (*DEPARTURES, "replacement")


ENOUGH = 2 * LOOKAHEAD + 2
"""Readings to go back: a judgement made `LOOKAHEAD` readings earlier may itself refuse as many before it."""


def restart_ms(
    readings: Readings, meter: str, channels: Sequence[str], manual_ms: Sequence[int], before_ms: int
) -> int | None:
    """Latest moment before `before_ms` from which accounting ends the same; None: from the beginning.

    `manual_ms` are the times of readings taken by hand: they are judged among those of the `channels`.
    """
    found = [readings.before(meter, channel, before_ms, ENOUGH).times_ms for channel in channels]
    by_hand = np.array([at for at in manual_ms if at < before_ms], np.int64)
    times = np.unique(np.concatenate([*found, by_hand]))
    return int(times[-ENOUGH]) if len(times) >= ENOUGH else None


def spans_of_care(findings: Sequence[Finding], life: MeterLife) -> list[tuple[int, int]]:
    """Spans (begin, end) that must not be cut: a decision in them may depend on what came before.

    `findings` are those the books hold now, of the kinds `CARE`: a swap that was withdrawn is known
    only from them.
    """
    spans = [(int(f.details["since_ms"]), f.start_ms + MEMORY_MS) for f in findings if f.kind in DEPARTURES]
    swaps = [swap.at_ms for swap in life.swaps]
    swaps += [int(f.details["recorded_ms"]) for f in findings if f.kind == "replacement"]
    return spans + [(at_ms - SLACK_MS - 1, at_ms + SLACK_MS) for at_ms in swaps]


def behind(moment_ms: int, care: Sequence[tuple[int, int]]) -> int:
    """The latest moment up to `moment_ms` that cuts no span of care."""
    while reaching := [begin for begin, end in care if begin < moment_ms <= end]:
        moment_ms = min(reaching)
    return moment_ms
