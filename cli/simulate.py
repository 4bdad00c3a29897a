"""`campus simulate`: a living campus on a broker, or a span of it in files."""

import math
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from campus.clock import system_clock, to_ms
from campus.errors import Refused, Retry
from campus.period import local_day
from simulators.configuration import write_group
from simulators.faults.planting import parse_fault
from simulators.faults.registry import known_faults
from simulators.group import demo_group
from simulators.live import Publisher, run
from simulators.recording import record, write_labels
from simulators.spans import parse_span
from simulators.stream import Simulation
from simulators.timeline import CHINA

_LIVE_INTERVAL, _FILE_INTERVAL = "5s", "15m"


def command(  # noqa: PLR0913, PLR0917  one parameter per option
    broker: Annotated[str, typer.Option(help="publish live to this broker: mqtt://host:1883 or mqtts://…")] = "",
    to: Annotated[Path | None, typer.Option(help="folder to write into; with --broker only the configuration")] = None,
    start: Annotated[str, typer.Option("--from", help="first day or moment (local); live: now")] = "",
    until: Annotated[str, typer.Option(help="end of the span, not included")] = "",
    interval: Annotated[str, typer.Option(help="time between readings, such as 15m; default 5s live, 15m files")] = "",
    fault: Annotated[
        list[str] | None, typer.Option(help="name@meter:start[+duration][=size]; start may be now+10m; repeatable")
    ] = None,
    seed: Annotated[int, typer.Option(help="another seed is another group of the same kind")] = 1,
    speed: Annotated[float, typer.Option(help="live: simulated seconds per second")] = 1.0,
    duration: Annotated[float, typer.Option(help="live: stop after so many simulated seconds; 0: never")] = 0.0,
    username: Annotated[str, typer.Option(help="user name at the broker")] = "",
    password_file: Annotated[Path | None, typer.Option(help="file that holds the password")] = None,
    ca_file: Annotated[Path | None, typer.Option(help="certificate authority for mqtts")] = None,
    list_faults: Annotated[bool, typer.Option("--list-faults", help="name the faults that can be planted")] = False,
) -> None:
    """Publish the demonstration group live, or write a span of it for `campus replay`."""
    if list_faults:
        _list_faults()
        return
    if not broker and to is None:
        message = "say where to: --broker mqtt://host:1883 for live messages, or --to DIR for files"
        raise Refused(message)
    now = datetime.now(UTC)
    begin = _moment(start, "--from") if start else now
    simulation = Simulation(demo_group(), seed, [parse_fault(text, begin) for text in fault or []])
    step = parse_span(interval or (_LIVE_INTERVAL if broker else _FILE_INTERVAL))
    if not broker and to is not None:
        _to_files(simulation, to, start, until, step)
        return
    if not (math.isfinite(speed) and speed > 0 and math.isfinite(duration) and duration >= 0):
        message = "--speed must be a positive number and --duration a number of seconds, 0 for no end"
        raise Refused(message)
    simulation.check(to_ms(begin), to_ms(begin), step.total_seconds())
    publisher = Publisher(broker, username, _password(password_file), ca_file)
    if to is not None:
        today = local_day(to_ms(begin), CHINA)
        to.mkdir(parents=True, exist_ok=True)
        write_group(to, simulation.group, broker, first=today, last=today, interval_s=int(step.total_seconds()))
        write_labels(to / "labels.json", simulation.labels(to_ms(begin)))
    clock = None if start or speed != 1 else system_clock
    end = timedelta(seconds=duration) if duration else None

    def play(stop: threading.Event) -> int:
        return run(simulation, publisher.publish, begin, step, clock=clock, speed=speed, duration=end, stop=stop)

    _live(publisher, play)


def _live(publisher: Publisher, play: Callable[[threading.Event], int]) -> None:
    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    publisher.open()
    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        sent = play(stop)
        lost = publisher.close()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    typer.echo(f"{sent} messages published", err=True)
    if lost:
        message = f"{lost} messages were not acknowledged by the broker"
        raise Retry(message)


def _to_files(simulation: Simulation, folder: Path, start: str, until: str, step: timedelta) -> None:
    if not start or not until:
        message = "files need a span: --from 2025-09-01 --until 2026-09-01"
        raise Refused(message)
    begin, end = _moment(start, "--from"), _moment(until, "--until")
    if end <= begin:
        message = f"--until {until} does not lie after --from {start}"
        raise Refused(message)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("simulating", total=(end - begin).total_seconds())
        written = record(
            folder, simulation, begin, end, step,
            lambda at: bar.update(task, completed=(at - begin).total_seconds()),
        )  # fmt: skip
    typer.echo(f"{written} messages in {folder / 'messages.ndjson.gz'}", err=True)


def _list_faults() -> None:
    for name, kind in known_faults().items():
        size = f"{kind.default or '-'} {kind.unit}".strip()
        lasts = "for good" if kind.lasts_h is None else f"{kind.lasts_h:g} h"
        where = " or ".join(kind.resources) if kind.resources else kind.target
        doc = (kind.__doc__ or "").strip().splitlines()[0]
        typer.echo(f"{name}  on {where}; size {size}; lasts {lasts}\n    {doc}")


def _moment(text: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"{option} {text!r} is no date; write 2025-09-01 or 2025-09-01T08:00"
        raise Refused(message) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _password(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"cannot read --password-file {path}: {error.strerror}"
        raise Refused(message) from error
