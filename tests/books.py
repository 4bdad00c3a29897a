"""A meter's books on real stores in a temporary folder, for tests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine

from analysis.bookkeeping import BookingResult, book_dirty
from campus.config.model import Group
from campus.finding import Finding
from campus.ledger.dirty import SLOT_MS, mark_dirty
from campus.ledger.engine import open_ledger
from campus.ledger.facts import Fact, Value, record
from campus.ledger.findings import findings_of
from campus.ledger.pages import Page, Provenance, read_pages
from campus.reading import Sample
from campus.readings.sqlite import SqliteReadings

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Books:
    """One campus with some meters; `book` runs the worker once."""

    group: Group
    readings: SqliteReadings
    ledger: Engine
    quantity: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, *meters: Mapping[str, Any], timezone: str = "Asia/Shanghai") -> Self:
        group = Group.model_validate({"timezone": timezone, "campuses": [{"id": "campus", "meters": list(meters)}]})
        quantities = {m.id: m.booked or "" for m in group.meters.values()}
        return cls(
            group, SqliteReadings(folder / "readings.db"), open_ledger(f"sqlite:///{folder}/ledger.db"), quantities
        )

    def close(self) -> None:
        self.readings.close()
        self.ledger.dispose()

    def receive(self, meter: str, values: Iterable[tuple[int, float]], channel: str = "") -> None:
        """Readings (time_ms, value) arrive: kept, then marked dirty, as the collector does."""
        key = channel or self.quantity[meter]
        samples = [Sample(meter, at, at + 5000, {key: value}) for at, value in values]
        self.readings.append(samples)
        mark_dirty(self.ledger, [(meter, s.time_ms) for s in samples], 0)

    def enter(self, kind: str, meter: str, at_ms: int, **body: Value) -> None:
        """A person enters a dated fact; the worker will see the touched day."""
        with self.ledger.begin() as connection:
            record(connection, Fact(kind, meter, at_ms, body, "tester", 0))
        mark_dirty(self.ledger, [(meter, at_ms // SLOT_MS * SLOT_MS)], 0)

    def book(self) -> BookingResult:
        return book_dirty(self.group, self.readings, self.ledger, lambda: NOW)

    def pages(self, meter: str) -> list[Page]:
        with self.ledger.connect() as connection:
            return read_pages(connection, meter, self.quantity[meter], date.min, date.max)

    def findings(self, meter: str) -> list[Finding]:
        with self.ledger.connect() as connection:
            return findings_of(connection, meter, self.quantity[meter])

    def state(self, meter: str) -> tuple[list[tuple[date, bytes, str, Provenance]], list[Finding]]:
        """All that must be equal when the same facts came in another order."""
        pages = [(p.day, p.hours.pack(), p.anchor, p.provenance) for p in self.pages(meter)]
        return pages, self.findings(meter)
