"""`campus accuracy`: twelve things that happen to registers, through the production books."""

import json
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from analysis.accuracy import HOUR_BAR_KWH, MONTH_BAR_PCT, Expected, Score, score
from analysis.bookkeeping import book_dirty
from campus.clock import to_ms
from campus.config.model import Group
from campus.ledger.dirty import mark_dirty
from campus.ledger.engine import open_ledger
from campus.ledger.facts import Fact, record
from campus.ledger.findings import findings_of
from campus.ledger.pages import read_pages
from campus.reading import Sample
from campus.readings.sqlite import SqliteReadings
from campus.register.hours import Hours
from simulators.register_events import (
    DAYS,
    MAX_RATE_KW,
    MID,
    MODULUS,
    START,
    STEP_S,
    RegisterEvent,
    hourly_truth_kwh,
    register_events,
)

METER = "main"
QUANTITY = "electricity_import"
AFTERWARDS = datetime(2026, 7, 2, tzinfo=UTC)


def command(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
    markdown: Annotated[bool, typer.Option(help="the table of the documentation")] = False,
) -> None:
    """Score every event; exit 1 when one misses the bar."""
    scores = [run(event) for event in register_events()]
    if as_json:
        typer.echo(json.dumps([asdict(s) for s in scores], indent=1))
    elif markdown:
        typer.echo(as_markdown(scores))
    else:
        _print(scores)
    if not all(s.ok for s in scores):
        sys.exit(1)


def run(event: RegisterEvent) -> Score:
    """One event through store, dirty marks, worker and pages, in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        readings = SqliteReadings(Path(folder) / "readings.db")
        engine = open_ledger(f"sqlite:///{folder}/ledger.db")
        group = Group.model_validate(
            {"campuses": [{"id": "school", "meters": [_METER_LINE]}], "timezone": "Asia/Shanghai"}
        )
        mid_ms = to_ms(START) + MID * STEP_S * 1000
        if event.replacement:
            swap = {"final": event.replacement.final, "initial": event.replacement.initial}
            with engine.begin() as connection:
                record(connection, Fact("swap", METER, mid_ms, swap, "benchmark", 0))
        messages = event.messages
        samples = [
            Sample(METER, int(at), to_ms(START) + round(arrival * 1000), {QUANTITY: float(value)})
            for at, value, arrival in zip(messages.times_ms, messages.value, messages.arrival_s, strict=True)
        ]
        published = []
        for _ in range(2):
            readings.append(samples)
            mark_dirty(engine, [(METER, s.time_ms) for s in samples], 0)
            book_dirty(group, readings, engine, lambda: AFTERWARDS)
            with engine.connect() as connection:
                pages = read_pages(connection, METER, QUANTITY, date.min, date.max)
                found = findings_of(connection, METER, QUANTITY)
            published.append(([p.hours.pack() for p in pages], found))
        readings.close()
        engine.dispose()
    inside = [p for p in pages if START.date() <= p.day < START.date() + timedelta(days=DAYS)]
    outside_kwh = sum(p.total for p in pages) - sum(p.total for p in inside)
    hours = Hours.joined([p.hours for p in inside])
    hours.energy[0] += outside_kwh
    noticed = tuple((kind, to_ms(START) + sample * STEP_S * 1000) for kind, sample in event.noticed)
    expected = Expected(hourly_truth_kwh(), event.estimated_hours, noticed, STEP_S * 1000)
    return score(event.name, hours, found, expected, idempotent=published[0] == published[1])


_METER_LINE = {
    "id": METER,
    "resource": "electricity",
    "role": "main",
    "modulus": MODULUS,
    "max_rate": MAX_RATE_KW,
    "interval_s": STEP_S,
}


def as_markdown(scores: list[Score]) -> str:
    """The table that stands in the documentation."""
    head = ["event", "month error %", "worst hour kWh", "estimated hours", "noticed", "ok"]
    rows = [head, ["---"] * len(head), *(_row(s) for s in scores)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(scored: Score) -> list[str]:
    hours = scored.estimated_hours
    return [
        scored.event,
        f"{abs(scored.month_total_error_pct):.4f}",
        f"{scored.worst_hour_error_kwh:.2f}",
        f"{hours[0]}–{hours[-1]}" if len(hours) > 1 else str(*hours),
        ", ".join(scored.noticed),
        "yes" if scored.ok else "NO",
    ]


def _print(scores: list[Score]) -> None:
    table = Table(title=f"Bars: month ≤ {MONTH_BAR_PCT} %, worst hour ≤ {HOUR_BAR_KWH:g} kWh")
    for title in ("event", "month error %", "worst hour kWh", "estimated hours", "noticed", "ok"):
        table.add_column(title)
    for scored in scores:
        table.add_row(*_row(scored))
    Console().print(table)
