"""`campus work`: only the worker, which turns readings into books."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import structlog
import typer
from apscheduler.schedulers.blocking import BlockingScheduler

from analysis.worker import Worker, schedule
from campus.clock import system_clock
from campus.config.load import load_group
from campus.config.model import Group
from campus.config.watch import ChangedFiles
from campus.errors import Misconfigured
from cli.installation import DEFAULT_CONFIG, ConfigPath, opened
from cli.logs import log_to_stderr
from collector.decoders.registry import known_decoders

log = structlog.get_logger("worker")


def command(
    *,
    config: ConfigPath = DEFAULT_CONFIG,
    once: Annotated[bool, typer.Option(help="book what is waiting, then end")] = False,
) -> None:
    """Run until stopped by Ctrl-C or SIGTERM."""
    log_to_stderr()
    with opened(config) as installation:
        reload = _reloading(installation.path)
        worker = Worker(installation.group, installation.readings, installation.ledger, system_clock, reload)
        worker.adopt(installation.group)
        if once:
            result = worker.round()
            raise typer.Exit(0 if result is not None else 1)
        scheduler = BlockingScheduler()
        schedule(worker, scheduler)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: scheduler.shutdown(wait=False))
        worker.round()
        scheduler.start()


def _reloading(path: Path) -> Callable[[], Group | None]:
    files = ChangedFiles(path)

    def reload() -> Group | None:
        if not files.changed():
            return None
        try:
            return load_group(path, known_decoders())
        except Misconfigured as error:
            log.error("configuration not reloaded, the one before stays in force", reason=str(error))
            return None

    return reload
