"""`campus collect`: MQTT in, durable readings out, until SIGTERM or Ctrl-C."""

import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from campus.config.load import load_group
from campus.config.model import Group
from campus.ledger.engine import open_ledger
from campus.readings.open import open_readings
from cli.logs import log_to_stderr
from collector.alone import alone
from collector.decoders.recognise import recognise
from collector.decoders.registry import known_decoders
from collector.local_file import LocalFile
from collector.service import Collector, Parts


def command(
    config: Annotated[Path, typer.Option("-c", "--config", help="the configuration file")] = Path("campus.yaml"),
) -> None:
    """Collect readings. SIGHUP, or a changed file, reloads the meter list."""
    log_to_stderr()
    collect(config)


def collect(config: Path, watch: Callable[[Collector], None] | None = None) -> None:
    """Run a collector in this process until it is told to stop; `watch` gets it before it starts."""

    def load() -> Group:
        return load_group(config, known_decoders())

    group = load()
    spool = config.absolute().parent / group.collector.spool
    with alone(spool), closing(LocalFile(spool)) as local:
        ledger = open_ledger(group.ledger)
        with closing(open_readings(group, config.absolute().parent)) as readings:
            parts = Parts(group, readings, ledger, local, recognise, load, config.absolute())
            collector = Collector(parts, Random())  # noqa: S311 (jitter, no secret)
            _obey_signals(collector)
            if watch:
                watch(collector)
            collector.run()
        ledger.dispose()


def _obey_signals(collector: Collector) -> None:
    def stop(_number: int, _frame: object) -> None:
        collector.stopping = True

    def reload(_number: int, _frame: object) -> None:
        collector.reload_requested = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, reload)
