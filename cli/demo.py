"""`campus demo`: a living group of two campuses on this machine, with history and planted faults."""

import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import Progress

from analysis.bookkeeping import book_dirty
from campus.clock import system_clock, to_ms
from campus.ledger.dirty import SLOT_MS, mark_slots
from campus.ledger.entry import enter
from campus.ledger.facts import Fact
from cli.installation import Installation, opened
from cli.local_broker import start_broker
from cli.logs import log_to_stderr
from cli.port import free_port, refuse_taken
from cli.processes import Processes
from cli.run import start_service
from simulators.configuration import head_count_facts, write_group
from simulators.group import demo
from simulators.live import Publisher, run
from simulators.recording import write_labels
from simulators.stream import Simulation, history

HISTORY = timedelta(days=2 * 365 + 62)
"""Two years to compare and the rest of the oldest month, so that every month of last year is whole."""
LIVE_INTERVAL_S = 5
SEED = 1
DEMO_AUTHOR = "demo"


def command(
    *,
    port: Annotated[int, typer.Option(help="port of the pages")] = 8000,
    exit_after: Annotated[float | None, typer.Option(help="stop by itself after so many seconds of service")] = None,
    directory: Annotated[
        Path | None, typer.Option("--dir", help="keep the demo's files here; continued when it exists")
    ] = None,
    browser: Annotated[bool, typer.Option("--open", help="open the page in the browser")] = False,
) -> None:
    """Runs in one process group; Ctrl-C stops everything, and without --dir nothing is left behind."""
    log_to_stderr()
    refuse_taken("127.0.0.1", port)
    console = Console(stderr=True)
    with _folder(directory) as folder, Processes() as processes:
        broker = start_broker(processes, folder / "broker", free_port())
        now = datetime.now(UTC).replace(microsecond=0)
        simulation = demo(now, SEED)
        config = write_demo(folder, simulation, broker.url, now)
        console.print(f"broker: {broker.name} on {broker.url}")
        with opened(config) as installation:
            _prepare(installation, simulation, now, console)
        if processes.stopping:
            return
        start_service(processes, config, "127.0.0.1", port)
        with _living(simulation, broker.url, now):
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, processes)
            console.print(f"[bold]{address}[/bold]  Ctrl-C stops the demo. Its files: {folder}")
            if browser:
                webbrowser.open(address)
            processes.watch(exit_after)


def write_demo(folder: Path, simulation: Simulation, broker_url: str, now: datetime) -> Path:
    """campus.yaml with its lists, and the labels of the planted faults; returns the path of campus.yaml."""
    first = (now - HISTORY).date()
    write_labels(folder / "labels.json", simulation.labels(to_ms(now)))
    return write_group(folder, simulation.group, broker_url, first=first, last=now.date(), interval_s=3600)


def _prepare(installation: Installation, simulation: Simulation, now: datetime, console: Console) -> None:
    """History into the store, what people would have entered into the ledger, then the books of it all."""
    started = time.monotonic()
    meters = len(installation.group.meters)
    ledger, readings = installation.ledger, installation.readings
    if any(readings.count(meter) for meter in installation.group.meters):
        console.print("continuing with the history that is already there")
        return
    for known in known_facts(simulation, to_ms(now)):
        enter(ledger, known, to_ms(now))
    begin = now - HISTORY
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("two years of readings", total=HISTORY.total_seconds())
        for samples in history(simulation, begin, now):
            readings.append([sample for sample in samples if sample.received_ms <= to_ms(now)])
            with ledger.begin() as connection:
                slots = sorted({(s.meter, s.time_ms // SLOT_MS) for s in samples})
                mark_slots(connection, slots, to_ms(now))
            if samples:
                bar.update(task, completed=samples[-1].received_ms / 1000 - begin.timestamp())
        task = bar.add_task("books", total=None)
        book_dirty(installation.group, readings, ledger, system_clock)
    samples_kept = readings.count()
    console.print(f"{samples_kept:,} readings of {meters} meters booked in {time.monotonic() - started:.1f} s")


def known_facts(simulation: Simulation, now_ms: int) -> list[Fact]:
    """Head counts, and what somebody wrote down about planted events that have happened, such as swaps."""
    written = [fact for label in simulation.labels(now_ms) for fact in label.facts]
    return [
        Fact(f.kind, f.subject, f.at_ms, f.body, DEMO_AUTHOR, now_ms)
        for f in [*head_count_facts(simulation.group), *written]
        if f.at_ms <= now_ms
    ]


@contextmanager
def _living(simulation: Simulation, broker_url: str, start: datetime) -> Iterator[None]:
    """The simulated gateways publish from a thread of this process until the context is left."""
    stop = threading.Event()
    publisher = Publisher(broker_url)
    publisher.open()
    interval = timedelta(seconds=LIVE_INTERVAL_S)
    thread = threading.Thread(
        target=run, args=(simulation, publisher.publish, start, interval), kwargs={"stop": stop, "clock": system_clock}
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        publisher.close()


def _wait_for(address: str, processes: Processes) -> None:
    while not processes.stopping:
        with suppress(httpx.TransportError):
            if httpx.get(f"{address}/api/v1/health", timeout=2).is_success:
                return
        processes.watch(0.2)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="campus-demo-") as folder:
        yield Path(folder)
