"""A recording replayed gives the books of the live path, to the last bit.

A simulated school year goes through a real broker, a collector process and a worker that books while
messages still arrive. What the collector received, and when, is recorded and then replayed.
"""

import json
import multiprocessing
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import Engine, select

from analysis.bookkeeping import book_dirty
from campus.clock import from_ms, system_clock
from campus.config.load import load_group
from campus.config.model import Group
from campus.ledger import noticed
from campus.ledger.dirty import oldest_mark_ms
from campus.ledger.engine import open_ledger
from campus.ledger.schema import finding, page
from campus.readings.open import open_readings
from campus.readings.protocol import Readings
from cli.collect import collect
from cli.logs import log_to_stderr
from collector.decoders.recognise import recognise
from collector.mqtt.wire import Arrival
from collector.recorded import recorded
from collector.replay import replay
from collector.service import Collector
from simulators.configuration import write_group
from simulators.faults.planting import parse_fault
from simulators.group import primary
from simulators.spec import Sites
from simulators.stream import Simulation, messages
from tests.servers.mosquitto import mosquitto

BEGIN = datetime(2025, 9, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)
FAULTS = (
    "zero_dip@PR-E-MAIN:2025-11-03T09:00+3h",
    "spike@PR-W-TEACH:2025-12-01T09:00+1h",
    "silent_gateway@PR-GW1:2026-03-10T09:00+30h",
    "late_batch@PR-E-MAIN:2026-05-04T09:00+5h=3",
)


def write(folder: Path, simulation: Simulation, broker: str) -> Path:
    folder.mkdir()
    days = BEGIN.date(), (BEGIN + YEAR).date()
    return write_group(folder, simulation.group, broker, first=days[0], last=days[1], interval_s=3600)


def collect_and_record(config: Path, recording: Path) -> None:
    """The collector, with an ear at the place where messages enter the pipeline."""

    def watch(collector: Collector) -> None:
        pipeline = collector._pipeline
        store = pipeline.store

        def overheard(arrivals: list[Arrival], now_ms: int, now_s: float) -> list[int]:
            for arrival in arrivals:
                at = from_ms(arrival.received_ms).isoformat()
                line = {"at": at, "topic": arrival.topic, "payload": arrival.payload.decode()}
                file.write(json.dumps(line) + "\n")
            file.flush()
            return store(arrivals, now_ms, now_s)

        pipeline.store = overheard  # type: ignore[method-assign, assignment]  # the point of this test

    # An earlier test of this process may have left its closed stream with the logger.
    log_to_stderr()
    with recording.open("w", encoding="utf-8") as file:
        collect(config, watch)


def publish(simulation: Simulation, port: int) -> int:
    client = Client(CallbackAPIVersion.VERSION2, "simulated-gateways")
    client.max_inflight_messages_set(1000)
    client.max_queued_messages_set(0)
    client.connect("127.0.0.1", port)
    client.loop_start()
    sent = [client.publish(m.topic, m.payload, 1) for m in messages(simulation, BEGIN, BEGIN + YEAR, HOUR)]
    for info in sent:
        info.wait_for_publish(60)
    client.disconnect()
    client.loop_stop()
    return len(sent)


def books(ledger: Engine) -> list[tuple[object, ...]]:
    """Everything the books say, but for when and how often it was said."""
    pages = select(page.c.meter, page.c.quantity, page.c.day, page.c.hours, page.c.anchor, page.c.provenance)
    found = select(finding).where(finding.c.kind.not_in(noticed.KINDS))
    with ledger.connect() as connection:
        return [
            *map(tuple, connection.execute(pages.order_by(page.c.meter, page.c.quantity, page.c.day))),
            *map(tuple, connection.execute(found.order_by(*finding.primary_key.columns))),
        ]


def live(config: Path, recording: Path, simulation: Simulation, port: int) -> list[tuple[object, ...]]:
    process = multiprocessing.get_context("fork").Process(target=collect_and_record, args=(config, recording))
    process.start()
    group, readings, ledger = parts(config)
    try:
        time.sleep(2)
        sent = publish(simulation, port)
        deadline = time.monotonic() + 120
        lines = 0
        while (lines < sent or oldest_mark_ms(ledger) is not None) and time.monotonic() < deadline:
            book_dirty(group, readings, ledger, system_clock)
            lines = recording.read_text(encoding="utf-8").count("\n")
        assert lines == sent
        os.kill(process.pid or 0, signal.SIGTERM)
        process.join(20)
        book_dirty(group, readings, ledger, system_clock)
        return books(ledger)
    finally:
        process.kill()
        process.join()
        readings.close()
        ledger.dispose()


def parts(config: Path) -> tuple[Group, Readings, Engine]:
    group = load_group(config)
    return group, open_readings(group, config.parent), open_ledger(group.ledger)


def test_a_school_year_replayed_gives_the_same_books(tmp_path: Path) -> None:
    planted = [parse_fault(text, BEGIN) for text in FAULTS]
    simulation = Simulation(Sites("示例", (primary(),)), seed=11, planted=planted)
    recording = tmp_path / "recording.ndjson"
    with mosquitto(["autosave_interval 1000000"]) as broker:
        lived = live(write(tmp_path / "live", simulation, broker.url), recording, simulation, broker.port)
    group, readings, ledger = parts(write(tmp_path / "replayed", simulation, "mqtt://127.0.0.1:1883"))
    result = replay(group, readings, ledger, recorded(recording), recognise)
    book_dirty(group, readings, ledger, lambda: from_ms(result.last_ms))
    assert books(ledger) == lived
    readings.close()
    ledger.dispose()
    pages = [row for row in lived if isinstance(row[3], bytes)]
    assert {row[0] for row in pages} >= {"PR-E-MAIN", "PR-E-CANTEEN", "PR-W-MAIN", "PR-G-CANTEEN", "PR-HP"}
    assert len([row for row in pages if row[0] == "PR-E-MAIN"]) >= 365
    assert {"transient_dip", "spike"} <= {str(row[2]) for row in lived if row not in pages}
