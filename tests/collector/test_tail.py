"""A restart forgets nothing that later messages are read together with."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from campus.config.meter import DeviceType, FieldMap
from campus.config.model import Group
from campus.ledger.engine import open_ledger
from collector.decoders.sparkplug_b import SparkplugB
from collector.formats.sparkplug_payload import Payload
from collector.keeping.arrivals import FirstArrivals
from collector.keeping.keep import Keeper
from collector.keeping.local_file import LocalFile
from collector.keeping.pipeline import Pipeline
from collector.keeping.spool import Spool
from collector.keeping.tail import MOST_TOPICS, Tail
from collector.mqtt.backoff import Backoff
from collector.mqtt.wire import Arrival
from collector.sorting.intake import Intake
from collector.sorting.routing import Router
from collector.sorting.tally import Tally
from tests.collector.test_pipeline import Store
from tests.collector.test_routing import RECEIVED_MS, group, meter

FLOAT = 9
"""Sparkplug data type Float."""


class Life:
    """One collector after another on the same files."""

    def __init__(self, folder: Path, configured: Group) -> None:
        self.folder, self.group = folder, configured
        self.store = Store()
        self.ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}")
        self.now_ms = RECEIVED_MS
        self.begin()

    def begin(self) -> None:
        self.local = LocalFile(self.folder / "spool.db")
        self.pipeline = Pipeline(
            intake=Intake(Router(self.group), Tally(), lambda _t, _p: None),
            keeper=Keeper(self.store, self.ledger),
            spool=Spool(self.local),
            arrivals=FirstArrivals(self.local),
            tail=Tail(self.local),
            tally=Tally(),
            backoff=Backoff(Random(1)),  # noqa: S311 (jitter, no secret)
        )
        self.pipeline.recall(self.now_ms, 0.0)

    def die_and_begin_again(self) -> None:
        self.local.close()
        self.begin()

    def say(self, topic: str, payload: bytes) -> None:
        self.now_ms += 1000
        arrival = Arrival(topic, payload, self.now_ms, self.now_ms % 60_000)
        assert self.pipeline.store([arrival], self.now_ms, self.now_ms / 1000)

    def end(self) -> None:
        self.local.close()
        self.ledger.dispose()


@pytest.fixture
def lives() -> Iterator[list[Life]]:
    made: list[Life] = []
    yield made
    for life in made:
        life.end()


def begin(lives: list[Life], folder: Path, configured: Group) -> Life:
    lives.append(Life(folder, configured))
    return lives[-1]


def test_a_sparkplug_birth_names_values_after_a_restart(tmp_path: Path, lives: list[Life]) -> None:
    sparkplug = DeviceType(
        decoder="sparkplug_b", fields=(FieldMap(path="Energy", quantity="electricity_import", unit="kWh"),)
    )
    configured = group(meter("m", decoder="sp", topic="spBv1.0/school/+/edge/m1", device="edge/m1"), sp=sparkplug)
    life = begin(lives, tmp_path, configured)
    birth, data = Payload(), Payload()
    named = birth.metrics.add()
    named.name, named.alias, named.datatype, named.float_value = "Energy", 7, FLOAT, 100.0
    later = data.metrics.add()
    later.alias, later.datatype, later.float_value = 7, FLOAT, 101.5
    life.say("spBv1.0/school/DBIRTH/edge/m1", birth.SerializeToString())
    life.die_and_begin_again()
    life.say("spBv1.0/school/DDATA/edge/m1", data.SerializeToString())
    assert life.store.values == [100.0, 101.5]


def test_a_camera_value_and_its_error_word_meet_over_a_restart(tmp_path: Path, lives: list[Life]) -> None:
    life = begin(lives, tmp_path, group(meter("w", "water", decoder="ai_on_the_edge", topic="cam/#")))
    life.say("cam/main/value", b"679.25")
    life.die_and_begin_again()
    life.say("cam/main/error", b"no error")
    life.die_and_begin_again()
    assert [dict(s.values) for s in life.store.samples] == [{"water_volume": 679.25}]


def test_only_decoders_of_several_messages_cost_a_note() -> None:
    configured = group(
        meter("a", decoder="sparkplug_b", topic="spBv1.0/#"), meter("b", decoder="tasmota", topic="tele/#")
    )
    router = Router(configured)
    assert SparkplugB.SEVERAL_MESSAGES
    assert router.needs_earlier("spBv1.0/x/DDATA/y")
    assert not router.needs_earlier("tele/x/SENSOR")


def test_topics_that_were_silent_for_longest_are_forgotten(tmp_path: Path) -> None:
    local = LocalFile(tmp_path / "spool.db")
    tail = Tail(local)
    tail.remember([Arrival(f"t{n}", b"", n) for n in range(MOST_TOPICS + 3)])
    tail.remember([Arrival("t1", b"again", 9)])
    tail.trim()
    recalled = tail.recall()
    assert len(recalled) == MOST_TOPICS
    assert recalled[-1] == Arrival("t1", b"again", 9)
    assert recalled[0].topic == "t4"
    local.close()
