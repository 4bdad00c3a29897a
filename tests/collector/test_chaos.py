"""Nothing acknowledged is lost and nothing is doubled, whoever dies."""

import threading
import time
from pathlib import Path
from random import Random

import pytest

from campus.ledger.dirty import SLOT_MS
from tests.collector.site import Process, Site, eventually, publish, running, timed
from tests.servers.mosquitto import mosquitto

KILLS = 50
LINES = 40
SEED = 20260301


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Publisher(threading.Thread):
    """Publishes numbered messages with `mosquitto_pub` until told to stop; counts what the broker took."""

    def __init__(self, port: int, *, untimed: bool) -> None:
        super().__init__(daemon=True)
        self.port, self.untimed = port, untimed
        self.timed_sent = self.untimed_sent = 0
        self.start_ms = now_ms()
        self.ending = threading.Event()

    def run(self) -> None:
        while not self.ending.is_set():
            first = self.timed_sent
            lines = [timed(n, self.start_ms) for n in range(first, first + LINES)]
            while not publish(self.port, "acme/d1/up", lines):
                time.sleep(0.05)
            self.timed_sent += LINES
            if self.untimed:
                # A repeated publish would be another message here, so it must succeed at once.
                first = self.untimed_sent
                assert publish(self.port, "plain/p1/energy", [f"{n / 10:.1f}" for n in range(first, first + LINES)])
                self.untimed_sent += LINES
            time.sleep(0.02)

    def finish(self) -> None:
        self.ending.set()
        self.join(60)


def expect_exactly_once(site: Site, publisher: Publisher) -> None:
    assert eventually(
        lambda: (
            site.count("timed") >= publisher.timed_sent
            and (not publisher.untimed_sent or site.count("untimed") >= publisher.untimed_sent)
        )
    ), f"published {publisher.timed_sent} + {publisher.untimed_sent}, stored {site.count('timed')} + {site.count()}"
    assert site.registers("timed") == [round(1000 + n / 100, 2) for n in range(publisher.timed_sent)]
    assert sorted(site.registers("untimed")) == [n / 10 for n in range(publisher.untimed_sent)]
    last_ms = publisher.start_ms + publisher.timed_sent - 1
    slots = range(publisher.start_ms // SLOT_MS, last_ms // SLOT_MS + 1)
    assert {("timed", slot) for slot in slots} <= site.dirty()
    assert site.booked("timed") == pytest.approx((publisher.timed_sent - 1) / 100)


def test_killed_at_fifty_random_moments(tmp_path: Path) -> None:
    random = Random(SEED)  # noqa: S311 (moments to kill at, no secret)
    site = Site(tmp_path)
    with mosquitto() as broker:
        site.write(f'url: "{broker.url}"')
        with running(site):
            assert eventually(lambda: bool(site.state().get("connected")))
        publisher = Publisher(broker.port, untimed=True)
        publisher.start()
        for _ in range(KILLS):
            collector = Process(site)
            time.sleep(random.uniform(0.05, 1.0))
            collector.kill()
        publisher.finish()
        assert publisher.timed_sent > KILLS * LINES / 2
        with running(site):
            expect_exactly_once(site, publisher)


def test_broker_restarts(tmp_path: Path) -> None:
    random = Random(SEED)  # noqa: S311 (moments to kill at, no secret)
    site = Site(tmp_path)
    with mosquitto() as broker:
        site.write(f'url: "{broker.url}"')
        with running(site):
            assert eventually(lambda: bool(site.state().get("connected")))
            publisher = Publisher(broker.port, untimed=False)
            publisher.start()
            for _ in range(5):
                time.sleep(random.uniform(0.5, 1.5))
                broker.stop()
                time.sleep(random.uniform(0.1, 0.5))
                broker.start()
            publisher.finish()
            expect_exactly_once(site, publisher)
