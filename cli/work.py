"""`campus work`: only the worker, which turns readings into books."""

import signal
from typing import Annotated

import typer
from apscheduler.schedulers.blocking import BlockingScheduler

from analysis.worker import Worker, schedule
from campus.clock import system_clock
from cli.installation import DEFAULT_CONFIG, ConfigPath, opened


def command(
    *,
    config: ConfigPath = DEFAULT_CONFIG,
    once: Annotated[bool, typer.Option(help="book what is waiting, then end")] = False,
) -> None:
    """Run until stopped by Ctrl-C or SIGTERM."""
    with opened(config) as installation:
        worker = Worker(installation.group, installation.readings, installation.ledger, system_clock)
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
