"""`campus collect`: MQTT in, durable readings out, until SIGTERM or Ctrl-C."""

import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Annotated, TypeVar

import structlog
import typer

from campus.config.load import load_group
from campus.config.model import Group
from campus.errors import Retry
from campus.ledger.engine import open_ledger
from campus.readings.open import open_readings
from cli.logs import log_to_stderr
from collector.decoders.recognise import recognise
from collector.decoders.registry import known_decoders
from collector.keeping.alone import alone
from collector.keeping.local_file import LocalFile
from collector.service import Collector, Parts

T = TypeVar("T")

AGAIN_S = 2.0


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
    base = config.absolute().parent
    spool = base / group.collector.spool
    with alone(spool), closing(LocalFile(spool)) as local:
        ledger = _when_available(lambda: open_ledger(group.ledger))
        with closing(_when_available(lambda: open_readings(group, base))) as readings:
            parts = Parts(group, readings, ledger, local, recognise, load, config.absolute())
            collector = Collector(parts, Random())  # noqa: S311 (jitter, no secret)
            _obey_signals(collector)
            if watch:
                watch(collector)
            collector.run()
        ledger.dispose()


def _when_available(opened: Callable[[], T]) -> T:
    """Wait for a database that starts later than we do; meanwhile the broker keeps the messages."""
    told = ""
    while True:
        try:
            return opened()
        except Retry as error:
            if str(error) != told:
                told = str(error)
                structlog.get_logger().warning("waiting", reason=told)
            time.sleep(AGAIN_S)


def _obey_signals(collector: Collector) -> None:
    def stop(_number: int, _frame: object) -> None:
        collector.stopping = True

    def reload(_number: int, _frame: object) -> None:
        collector.reload_requested = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, reload)
