"""Durable first, acknowledged then: what happens to batches when stores come and go."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, select

from campus.errors import Retry
from campus.ledger import quarantine
from campus.ledger.engine import open_ledger
from campus.ledger.schema import dirty
from campus.reading import Sample
from campus.readings.protocol import Appended
from collector.keeping.arrivals import FirstArrivals
from collector.keeping.keep import Keeper
from collector.keeping.local_file import LocalFile
from collector.keeping.pipeline import Pipeline
from collector.keeping.spool import Spool
from collector.keeping.tail import Tail
from collector.mqtt.backoff import Backoff
from collector.mqtt.wire import Arrival
from collector.sorting.batch import Batch
from collector.sorting.intake import Intake
from collector.sorting.routing import Router
from collector.sorting.tally import Tally
from tests.collector.test_routing import ENERGY, RECEIVED_MS, group, json_device, meter

DAY_MS = 86_400_000


class Store:
    """Readings in memory that can be made unavailable; keeps the order in which samples came."""

    def __init__(self) -> None:
        self.down = ""
        self.poison: set[float] = set()
        self.samples: list[Sample] = []

    def append(self, samples: Sequence[Sample]) -> Appended:
        if self.down:
            raise Retry(self.down)
        good = [s for s in samples if not self.poison & set(s.values.values())]
        self.samples += [s for s in good if s not in self.samples]
        return Appended(len(good), tuple((s, "poison") for s in samples if s not in good))

    @property
    def values(self) -> list[float]:
        return [s.values["electricity_import"] for s in self.samples]

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class Bench:
    """A pipeline with its stores, its clock, and the messages of one meter."""

    def __init__(self, folder: Path, most_pages: int = 0) -> None:
        self.folder = folder
        self.store = Store()
        self.tally = Tally()
        self.ledger: Engine = open_ledger(f"sqlite:///{folder / 'ledger.db'}")
        self.now_s = 100.0
        self.most_pages = most_pages
        self.local = LocalFile(folder / "spool.db", most_pages)
        self.pipeline = self.start()

    def start(self) -> Pipeline:
        configured = group(meter("m", decoder="d", topic="t"), d=json_device(ENERGY))
        return Pipeline(
            intake=Intake(Router(configured), self.tally, lambda _t, _p: ""),
            keeper=Keeper(self.store, self.ledger),
            spool=Spool(self.local),
            arrivals=FirstArrivals(self.local),
            tail=Tail(self.local),
            tally=self.tally,
            backoff=Backoff(Random(7)),  # noqa: S311 (jitter, no secret)
        )

    def restart(self) -> None:
        self.local.close()
        self.local = LocalFile(self.folder / "spool.db", self.most_pages)
        self.pipeline = self.start()

    def send(self, first: int, count: int = 1, *, repeated: bool = False, at_ms: int = 0, pad: int = 0) -> list[int]:
        """Store `count` messages with energy `first`, `first` + 1, …; packet id = energy + 1."""
        self.now_s += 1
        return self.pipeline.store(
            [
                Arrival("t", b'{"e": %d%s}' % (n, b" " * pad), RECEIVED_MS + (at_ms or n), n + 1, repeated)
                for n in range(first, first + count)
            ],
            RECEIVED_MS,
            self.now_s,
        )

    def wait(self, seconds: float = 60.0) -> list[int]:
        self.now_s += seconds
        return self.pipeline.retry(RECEIVED_MS, self.now_s)

    def dirty(self) -> set[tuple[str, int]]:
        with self.ledger.connect() as connection:
            return {(row.meter, row.slot) for row in connection.execute(select(dirty))}

    def quarantined(self) -> dict[str, int]:
        with self.ledger.connect() as connection:
            return quarantine.counts(connection)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.local.close()
    made.ledger.dispose()


def test_stored_and_marked_is_acknowledged(bench: Bench) -> None:
    assert bench.send(0, 3) == [1, 2, 3]
    assert bench.store.values == [0.0, 1.0, 2.0]
    assert bench.dirty() == {("m", RECEIVED_MS // DAY_MS)}
    assert bench.tally.counts["acknowledged"] == 3


def test_while_the_store_is_down_batches_wait_and_are_acknowledged(bench: Bench) -> None:
    bench.store.down = "store down"
    assert bench.send(0, 2) == [1, 2]
    assert bench.send(2, 2) == [3, 4]
    assert (bench.store.values, bench.pipeline.spool.depth) == ([], 4)
    assert bench.pipeline.trouble == "store down"
    assert bench.pipeline.spool.age_s(RECEIVED_MS + 30_000) == 30.0
    bench.store.down = ""
    bench.wait()
    assert (bench.store.values, bench.pipeline.spool.depth, bench.pipeline.trouble) == ([0.0, 1.0, 2.0, 3.0], 0, "")
    assert bench.dirty() == {("m", RECEIVED_MS // DAY_MS)}


def test_order_of_arrival_is_kept_when_the_store_returns(bench: Bench) -> None:
    bench.store.down = "store down"
    bench.send(0)
    bench.store.down = ""
    assert bench.send(1) == [2]
    assert bench.store.values == []
    bench.wait()
    assert bench.send(2) == [3]
    assert bench.store.values == [0.0, 1.0, 2.0]


def test_the_spool_survives_a_restart(bench: Bench) -> None:
    bench.store.down = "store down"
    bench.send(0, 5)
    bench.restart()
    assert bench.pipeline.spool.depth == 5
    bench.store.down = ""
    bench.wait()
    assert bench.store.values == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_ledger_that_is_away_is_an_outage_too(bench: Bench) -> None:
    bench.ledger.dispose()
    blocker = sqlite3.connect(bench.folder / "ledger.db", isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    with bench.ledger.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    assert bench.send(0, 2) == [1, 2]
    assert bench.pipeline.spool.depth == 2
    assert "ledger" in bench.pipeline.trouble
    blocker.execute("ROLLBACK")
    blocker.close()
    bench.wait()
    assert bench.store.values == [0.0, 1.0]
    assert bench.dirty() == {("m", RECEIVED_MS // DAY_MS)}


def test_a_dead_store_is_not_asked_for_every_batch(bench: Bench) -> None:
    asked: list[int] = []
    append = bench.store.append

    def counting(samples: Sequence[Sample]) -> Appended:
        asked.append(len(samples))
        return append(samples)

    bench.store.append = counting  # type: ignore[method-assign]  # a spy
    bench.store.down = "store down"
    for n in range(50):
        bench.now_s -= 1
        bench.send(n)
    assert len(asked) == 1


def test_with_store_down_and_disk_full_nothing_is_acknowledged_and_nothing_lost(tmp_path: Path) -> None:
    bench = Bench(tmp_path, most_pages=20)
    bench.store.down = "readings: disk full"
    sent = 0
    while bench.pipeline.stuck is None:
        acknowledged = bench.send(sent, 50, pad=200)
        sent += 50
        assert sent < 20_000, "the spool never filled up"
    assert acknowledged == []
    spooled = bench.pipeline.spool.depth
    assert spooled == sent - 50
    assert "disk full" in bench.pipeline.trouble
    assert bench.wait() == []
    bench.store.down = ""
    acknowledged = []
    for _ in range(sent):
        acknowledged += bench.wait()
        if acknowledged and not bench.pipeline.spool:
            break
    assert acknowledged == list(range(sent - 49, sent + 1))
    assert sorted(bench.store.values) == [float(n) for n in range(sent)]
    bench.local.close()
    bench.ledger.dispose()


def test_acknowledgements_of_a_lost_connection_are_void_the_readings_are_not(tmp_path: Path) -> None:
    bench = Bench(tmp_path, most_pages=12)
    bench.store.down = "down"
    n = 0
    while bench.pipeline.stuck is None:
        bench.send(n, 50)
        n += 50
    bench.pipeline.lose_connection()
    bench.store.down = ""
    assert [bench.wait() for _ in range(5)] == [[]] * 5
    assert sorted(bench.store.values) == [float(k) for k in range(n)]
    bench.local.close()
    bench.ledger.dispose()


def test_a_message_delivered_again_keeps_its_first_arrival(bench: Bench) -> None:
    bench.send(5, at_ms=1000)
    bench.restart()
    assert bench.send(5, at_ms=9000, repeated=True) == [6]
    assert [s.time_ms for s in bench.store.samples] == [RECEIVED_MS + 1000]
    # The same packet id with another message is another message, whatever the flag says.
    bench.pipeline.begin_session()
    bench.send(5, at_ms=9500, repeated=True)
    assert [s.time_ms for s in bench.store.samples] == [RECEIVED_MS + 1000, RECEIVED_MS + 9500]


def test_quarantine_is_not_doubled_by_a_second_delivery(bench: Bench) -> None:
    for repeated in (False, True):
        bench.now_s += 1
        arrival = Arrival("t", b"broken", RECEIVED_MS + 5000 * repeated, 9, repeated)
        assert bench.pipeline.store([arrival], RECEIVED_MS, bench.now_s) == [9]
    assert bench.quarantined() == {"undecodable": 1}


def test_what_the_store_refuses_goes_to_quarantine_and_blocks_nothing(bench: Bench) -> None:
    bench.store.poison = {1.0}
    assert bench.send(0, 3) == [1, 2, 3]
    assert bench.store.values == [0.0, 2.0]
    assert bench.quarantined() == {"refused_by_store": 1}
    assert bench.tally.counts["quarantined_refused_by_store"] == 1


def test_a_packed_batch_is_the_same_batch_to_the_last_bit() -> None:
    values = {"electricity_import": 0.1 + 0.2, "voltage[L1]": 5e-324, "flow": -1.7976931348623157e308}
    batch = Batch([Sample("m", 1, 2, values)])
    assert Batch.unpack(batch.pack()) == batch
