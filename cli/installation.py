"""An installation as campus.yaml describes it: the group, its readings and its ledger, opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from campus.config.load import load_group
from campus.config.model import Group
from campus.ledger.engine import open_ledger
from campus.readings.open import open_readings
from campus.readings.protocol import Readings
from collector.decoders.registry import known_decoders

ConfigPath = Annotated[Path, typer.Option("--config", "-c", help="the installation's campus.yaml")]
DEFAULT_CONFIG = Path("campus.yaml")
Json = Annotated[bool, typer.Option("--json", help="one JSON document on stdout, nothing else")]


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything most commands need; closed by `opened`."""

    path: Path
    group: Group
    readings: Readings
    ledger: Engine


@contextmanager
def opened(path: Path) -> Iterator[Installation]:
    """Load the configuration and open both stores; wrong configuration is exit 2 with its lines."""
    group = load_group(path, known_decoders())
    readings = open_readings(group, path.resolve().parent)
    ledger = open_ledger(group.ledger)
    try:
        yield Installation(path, group, readings, ledger)
    finally:
        readings.close()
        ledger.dispose()
