"""The stores of readings the contract runs on, in this process and in another."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from campus.config.model import Influx
from campus.readings.protocol import Readings
from campus.readings.sqlite import SqliteReadings

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Store:
    """One store: a file, or an InfluxDB and the secret it asks for."""

    place: Path | Influx
    secret: str = ""

    def open(self) -> Readings:
        if isinstance(self.place, Path):
            return SqliteReadings(self.place)
        from campus.readings.influx import InfluxReadings  # noqa: PLC0415 - takes a second, which SQLite need not pay

        return InfluxReadings(self.place, self.secret)

    def writer(self, meter: str, batches: int, rows: int) -> subprocess.Popen[str]:
        """Another process that appends `batches` of `rows` samples and prints each batch's number once it is durable.

        Sample i of the writer has time i ms and value i.
        """
        place = str(self.place) if isinstance(self.place, Path) else self.place.model_dump()
        command = [sys.executable, "-m", "tests.contract.writer", json.dumps(place), self.secret, meter]
        return subprocess.Popen([*command, str(batches), str(rows)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
