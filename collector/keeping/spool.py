"""The spool: batches that wait, in order of arrival, while the store or the ledger is unavailable."""

from collections.abc import Sequence
from typing import NamedTuple

from collector.keeping.local_file import LocalFile
from collector.sorting.batch import Batch


class Waiting(NamedTuple):
    no: int
    batch: Batch


class Spool:
    """First in, first out. `depth` counts samples and quarantined messages, not batches."""

    def __init__(self, file: LocalFile) -> None:
        self._file = file
        with file.reading() as connection:
            count, oldest = connection.execute("SELECT coalesce(sum(size), 0), min(oldest_ms) FROM waiting").fetchone()
        self.depth = int(count)
        self.oldest_ms: int | None = oldest

    def __bool__(self) -> bool:
        return self.oldest_ms is not None

    def put(self, batch: Batch) -> None:
        """Keep a batch behind those that wait already; durable on return, `Retry` when the disk is full."""
        row = len(batch), batch.oldest_ms, batch.pack()
        with self._file.transaction() as connection:
            connection.execute("INSERT INTO waiting (size, oldest_ms, body) VALUES (?, ?, ?)", row)
        self.depth += len(batch)
        if self.oldest_ms is None:
            self.oldest_ms = batch.oldest_ms

    def head(self, samples: int) -> list[Waiting]:
        """The oldest batches, together about `samples` long, at least one while any waits."""
        found: list[Waiting] = []
        taken = 0
        with self._file.reading() as connection:
            for no, size, body in connection.execute("SELECT no, size, body FROM waiting ORDER BY no"):
                if found and taken + size > samples:
                    break
                found.append(Waiting(no, Batch.unpack(body)))
                taken += size
        return found

    def remove(self, drained: Sequence[Waiting]) -> None:
        """They are durable elsewhere now."""
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM waiting WHERE no <= ?", (drained[-1].no,))
            (self.oldest_ms,) = connection.execute("SELECT min(oldest_ms) FROM waiting").fetchone()
        self.depth = max(0, self.depth - sum(len(w.batch) for w in drained)) if self else 0
        if not self:
            self._file.shrink()

    def age_s(self, now_ms: int) -> float:
        """How long the oldest batch has waited."""
        return 0.0 if self.oldest_ms is None else max(0.0, (now_ms - self.oldest_ms) / 1000)
