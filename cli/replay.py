"""`campus replay`: recorded messages through the collector and the books on a simulated clock."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from analysis.bookkeeping import book_dirty
from campus.clock import from_ms
from campus.errors import Refused
from cli.installation import DEFAULT_CONFIG, ConfigPath, opened
from collector.decoders.recognise import recognise
from collector.recorded import recorded
from collector.replay import replay

SHOWN = 10


def command(
    file: Annotated[Path, typer.Argument(help='messages.ndjson or .gz: {"at", "topic", "payload"} a line')],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Nothing is sent; afterwards `consumption` answers as of the last message."""
    if not file.is_file():
        message = f"{file}: there is no such file"
        raise Refused(message)
    console = Console(stderr=True)
    beside = file.parent / "campus.yaml"
    chosen = beside if config == DEFAULT_CONFIG and not config.exists() and beside.exists() else config
    with opened(chosen) as site, Progress(console=console, transient=True) as bar:
        task = bar.add_task("messages", total=None)

        def progress(ms: int) -> None:
            bar.update(task, description=f"messages until {from_ms(ms):%Y-%m-%d}")

        result = replay(site.group, site.readings, site.ledger, recorded(file), recognise, progress)
        bar.update(task, description="books")
        booked = book_dirty(site.group, site.readings, site.ledger, lambda: from_ms(result.last_ms))
    console.print(
        f"{result.messages:,} messages until {from_ms(result.last_ms):%Y-%m-%d %H:%M} UTC: "
        f"{result.samples:,} readings, {result.quarantined:,} in quarantine; "
        f"{booked.pages_changed:,} pages of {booked.meters} meters booked"
    )
    for line in result.refused[:SHOWN]:
        console.print(f"{file}:{line.number}: {line.reason}", markup=False)
    if result.refused:
        console.print(f"{len(result.refused)} lines are no messages; the rest was taken")
        sys.exit(1)
