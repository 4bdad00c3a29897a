"""`campus doctor`: a look at broker, stores, clock and data, and what needs attention."""

import json
import socket
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from api.figures.freshness import Freshness, freshness
from campus.clock import to_ms
from campus.config.calendar_file import calendar_of
from campus.config.meter import Meter
from campus.errors import CampusError
from campus.headcount import HeadCounts
from campus.ledger import discovered, quarantine
from campus.ledger.facts import facts_of
from campus.ledger.process_state import read_states
from campus.reading import Channel
from cli.installation import DEFAULT_CONFIG, ConfigPath, Installation, Json, opened

State = Literal["ok", "look", "bad"]
SILENT_PROCESS_S = 60
LAG_S = 60
AHEAD = timedelta(days=60)
"""So far ahead the calendar should be known: a term's plan, a holiday notice."""
SIGNS: dict[State, str] = {"ok": "[green]✓[/green]", "look": "[yellow]![/yellow]", "bad": "[red]✗[/red]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its state and, in words, what was seen and what to do."""

    subject: str
    state: State
    words: str


def command(config: ConfigPath = DEFAULT_CONFIG, *, as_json: Json = False) -> None:
    """Exit 1 when something is broken, 0 when all is well or merely worth a look."""
    with opened(config) as installation:
        findings = list(examine(installation, datetime.now(UTC)))
    if as_json:
        typer.echo(json.dumps([asdict(f) for f in findings], ensure_ascii=False))
    else:
        console = Console()
        for found in findings:
            console.print(f"{SIGNS[found.state]} [bold]{found.subject}[/bold]: ", end="")
            console.print(found.words, markup=False)
    if any(f.state == "bad" for f in findings):
        sys.exit(1)


def examine(installation: Installation, now: datetime) -> Iterator[Finding]:
    """Everything, in the order in which readings pass through."""
    yield _broker(installation.group.broker.url)
    yield from _processes(installation, now)
    yield _store(installation)
    yield from _meters(installation, now)
    yield from _set_aside(installation)
    yield from _campuses(installation, now)


def _broker(url: str) -> Finding:
    parts = urlsplit(url)
    port = parts.port or (8883 if parts.scheme == "mqtts" else 1883)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", port), timeout=5).close()
    except OSError as error:
        return Finding(
            "broker", "bad", f"{url} does not answer ({error.strerror or error}); is it running, is the port open?"
        )
    return Finding("broker", "ok", f"{url} accepts connections")


def _processes(installation: Installation, now: datetime) -> Iterator[Finding]:
    states = read_states(installation.ledger)
    for name in ("collector", "worker"):
        start = "collect" if name == "collector" else "work"
        at_ms, said = states.get(name, (None, {}))
        if at_ms is None:
            yield Finding(name, "look", f"has never run; start it with: campus {start}")
            continue
        age_s = (to_ms(now) - at_ms) / 1000
        trouble = said.get("trouble")
        if age_s > SILENT_PROCESS_S:
            yield Finding(name, "bad", f"last said something {age_s:,.0f} s ago; start it with: campus {start}")
        elif trouble:
            yield Finding(name, "bad", str(trouble))
        elif float(said.get("lag_s") or 0) > LAG_S:
            yield Finding(name, "look", f"is {said['lag_s']} s behind")
        else:
            yield Finding(name, "ok", f"running, last word {age_s:.0f} s ago")


def _store(installation: Installation) -> Finding:
    try:
        known = installation.readings.meters()
    except CampusError as error:
        return Finding("readings", "bad", str(error))
    return Finding("readings", "ok", f"{installation.readings.count():,} readings of {len(known)} meters")


def _meters(installation: Installation, now: datetime) -> Iterator[Finding]:
    listed = installation.group.meters
    try:
        latest = installation.readings.latest(list(listed))
    except CampusError:
        return
    states = {m.id: freshness(m, latest.get(m.id, {}), to_ms(now)) for m in listed.values()}
    counted = Counter(states.values())
    yield Finding("meters", "ok", ", ".join(f"{n} {state}" for state, n in counted.items()) or "none in the list")
    for state in (Freshness.SILENT, Freshness.NEVER):
        names = sorted(meter for meter, its in states.items() if its is state)
        if names:
            yield Finding("meters", "look", f"{state}: {', '.join(names)}")
    for meter in listed.values():
        parts = only_in_parts(meter, latest.get(meter.id, {}))
        if parts:
            known = ", ".join(parts)
            words = f"sends {meter.booked} only for {known}: it has no books until its list says which part it is"
            yield Finding(meter.id, "look", words)


def only_in_parts(meter: Meter, latest: Collection[str]) -> list[str]:
    """Parts of a meter's register when the whole never arrives; empty when all is well."""
    channels = [c for c in map(Channel.parse, latest) if c.quantity == meter.booked]
    return [] if any(not c.part for c in channels) else sorted({c.part for c in channels})


def _set_aside(installation: Installation) -> Iterator[Finding]:
    try:
        with installation.ledger.connect() as connection:
            kinds = quarantine.counts(connection)
        strangers = discovered.devices(installation.ledger)
    except SQLAlchemyError as error:
        yield Finding("ledger", "bad", str(error))
        return
    if kinds:
        yield Finding("quarantine", "look", ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())))
    if strangers:
        topics = ", ".join(sorted({d.topic for d in strangers})[:5])
        yield Finding("discovered devices", "look", f"{len(strangers)} not in any meter list, e.g. {topics}")


def _campuses(installation: Installation, now: datetime) -> Iterator[Finding]:
    for campus in installation.group.campuses:
        zone = installation.group.zone_of_campus(campus.id)
        today = now.astimezone(zone).date()
        with installation.ledger.connect() as connection:
            heads = HeadCounts.from_facts(facts_of(connection, campus.id, "head_count"), zone)
        if heads.on(today) is None:
            yield Finding(campus.id, "look", "no head count entered: figures per head cannot be compared (无法比较)")
        calendar = calendar_of(campus)
        days = [today + timedelta(days=n) for n in range(AHEAD.days)]
        unknown = [day for day in days if calendar.day_type(day) is None]
        if unknown:
            yield Finding(campus.id, "look", f"calendar does not cover {unknown[0]} to {unknown[-1]}")
