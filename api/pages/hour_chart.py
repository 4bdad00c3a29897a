"""The last 48 hours of one meter: measured solid, estimated hatched, missing a gap with a tick."""

from collections.abc import Sequence
from datetime import datetime

from analysis.consumption import Consumption
from api.pages import numbers
from api.pages.chart import MUTED, TICK_SHARE, Options, colour, column, frame, hatched, legend, solid, table, tip
from api.words import Words
from campus.quantity import Resource
from campus.register.hours import Status

MIDNIGHT_EVERY = 6
"""Hours between labels of the time axis."""


def options(rows: Sequence[Consumption], resource: Resource, words: Words, now: datetime) -> Options:
    """ECharts options, one column an hour; the running hour is drawn without a tick."""
    full = colour(resource)
    over = [row.end <= now for row in rows]
    tick = TICK_SHARE * max((row.value or 0 for row in rows), default=0) or 1
    width = {"barCategoryGap": "18%"}
    series = [
        column(words.status[Status.MEASURED], "h", [_measured(r) for r in rows], solid(full), **width),
        column(words.status[Status.ESTIMATED], "h", [_estimated(r) for r in rows], hatched(full)),
        column(
            words.status[Status.MISSING],
            "h",
            [tick if row.value is None and done else None for row, done in zip(rows, over, strict=True)],
            solid(MUTED),
        ),
    ]
    tips = [_tip(row, words, done=done) for row, done in zip(rows, over, strict=True)]
    chart = frame([_label(row.start, n) for n, row in enumerate(rows)], series, tips)
    shown = [n for n, row in enumerate(rows) if row.start.hour % MIDNIGHT_EVERY == 0]
    chart["xAxis"]["axisLabel"][":interval"] = f"index => {shown}.includes(index)"
    return chart


def legend_of(resource: Resource, words: Words) -> str:
    """HTML of the legend."""
    swatches = {Status.MEASURED: "this", Status.ESTIMATED: "estimated", Status.MISSING: "gap"}
    return legend(resource, [(swatch, words.status[status]) for status, swatch in swatches.items()])


def as_table(rows: Sequence[Consumption], words: Words) -> str:
    """The same hours as a table, newest first."""
    unit = numbers.unit_of(rows[0].unit) if rows else ""
    body = [
        (
            numbers.moment(row.start),
            numbers.figure(row.value),
            words.status[row.status],
            numbers.covered(row.coverage),
            numbers.estimated(row.estimated_share),
        )
        for row in reversed(rows)
    ]
    return table((words.hour, unit, words.state, words.coverage, words.estimated_share), body)


def _measured(row: Consumption) -> float | None:
    return None if row.value is None else round(row.value * (1 - (row.estimated_share or 0)), 4)


def _estimated(row: Consumption) -> float | None:
    return round(row.value * row.estimated_share, 4) if row.value is not None and row.estimated_share else None


def _label(start: datetime, place: int) -> str:
    new_day = start.hour == 0 or place == 0
    return f"{start:%H:%M}\n{start:%m-%d}" if new_day else f"{start:%H:%M}"


def _tip(row: Consumption, words: Words, *, done: bool) -> str:
    status = words.status[row.status] if done or row.value is not None else words.in_progress
    lines = [(status, numbers.amount(row.value, row.unit))]
    if row.value is not None and row.coverage < 1:
        lines.append((words.coverage, numbers.covered(row.coverage)))
    if row.estimated_share:
        lines.append((words.estimated_share, numbers.estimated(row.estimated_share)))
    if not done and row.value is not None:
        lines.append((words.in_progress, ""))
    return tip(numbers.moment(row.start), lines)
