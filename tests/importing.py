"""Imports in tests: a list of meters, a file, and what the store holds afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from campus.config.model import Group
from campus.ledger.engine import open_ledger
from campus.readings.sqlite import SqliteReadings
from collector.importers.import_file import Run, import_file
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.readings_file import Stores

RECEIVED_MS = 1_790_000_000_000


def group_of(meters: Sequence[str], zone: str = "Europe/London", resource: str = "electricity") -> Group:
    listed = [{"id": meter, "resource": resource} for meter in meters]
    return Group.model_validate({"timezone": zone, "campuses": [{"id": "school", "name": "学校", "meters": listed}]})


@dataclass(slots=True)
class Importer:
    """An installation in a folder that files can be imported into."""

    folder: Path
    group: Group
    readings: SqliteReadings
    ledger: Engine

    def __call__(
        self, path: Path, options: ImportOptions | None = None, *, dry_run: bool = False, strict: bool = False
    ) -> Outcome:
        stores = Stores(self.readings, self.ledger, RECEIVED_MS)
        run = Run(self.folder / "campus.yaml", options or ImportOptions(), stores, dry_run=dry_run, strict=strict)
        outcome, self.group = import_file(path, self.group, run)
        return outcome

    def text(self, text: str, options: ImportOptions | None = None, encoding: str = "utf-8") -> Outcome:
        path = self.folder / "table.csv"
        path.write_bytes(text.encode(encoding))
        return self(path, options)

    def stored(self, meter: str, channel: str) -> list[tuple[int, float]]:
        """(UTC seconds, value) of everything kept."""
        found = self.readings.series(meter, channel, -(10**15), 10**15)
        return [(t // 1000, v) for t, v in zip(found.times_ms.tolist(), found.values.tolist(), strict=True)]


@contextmanager
def importer(folder: Path, group: Group) -> Iterator[Importer]:
    readings = SqliteReadings(folder / "readings.db")
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}")
    try:
        yield Importer(folder, group, readings, ledger)
    finally:
        readings.close()
        ledger.dispose()
