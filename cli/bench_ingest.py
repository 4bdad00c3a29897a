"""Messages a second from MQTT QoS 1 into durable SQLite, acknowledged after commit, beside a bare paho.

Broker, publisher, collector and reference are processes of their own, as they are in production.
"""

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import orjson
import structlog
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from campus.errors import CampusError
from campus.ledger.engine import open_ledger
from campus.ledger.process_state import read_states
from campus.readings.sqlite import SqliteReadings
from cli.bench_figure import Figure
from cli.bench_load import AHEAD, METERS, publish
from cli.collect import collect
from collector.service import Collector

BAR = 5_000.0
RSS_LIMIT_MB = 250.0
WARMUP_S = 30.0
DRAIN_S = 60.0
PLACES = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"

CONFIG = """\
group: bench
broker: {{url: "mqtt://127.0.0.1:{port}"}}
readings: sqlite:///readings.db
ledger: sqlite:///ledger.db
collector: {{spool: spool.db}}
devices:
  bench:
    decoder: json
    topic: bench/{{device}}/up
    time: {{path: /ts, format: unix_ms}}
    fields:
      - {{path: /power, quantity: active_power, unit: W}}
      - {{path: /voltage, quantity: voltage, unit: V}}
      - {{path: /current, quantity: current, unit: A}}
      - {{path: /energy, quantity: electricity_import, unit: kWh}}
      - {{path: /frequency, quantity: frequency, unit: Hz}}
campuses:
  - id: bench
    meters:
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One subscriber against the publisher."""

    messages: int
    seconds: float
    taken: int
    least_ahead: int

    @property
    def rate(self) -> float:
        return self.taken / self.seconds


def measure(seconds: float) -> list[Figure]:
    """The figure `ingest_sqlite`; what it rests on goes to the log."""
    with tempfile.TemporaryDirectory(prefix="campus-bench-") as folder, _broker(Path(folder)) as port:
        base = Path(folder)
        bare = _run(_bare, (port,), port, seconds / 2)
        config = base / "campus.yaml"
        config.write_text(_configuration(port), encoding="utf-8")
        ours = _run(_collect, (str(config),), port, seconds)
        readings = SqliteReadings(base / "readings.db")
        stored = readings.count()
        readings.close()
        ledger = open_ledger(f"sqlite:///{base / 'ledger.db'}")
        rss_mb = float(read_states(ledger)["collector"][1]["rss_mb"] or 0)
        ledger.dispose()
    log = structlog.get_logger()
    log.info("reference: bare paho", messages=bare.messages, per_s=round(bare.rate), least_ahead=bare.least_ahead)
    log.info(
        "collector",
        messages=ours.messages,
        stored=stored,
        values_per_s=round(ours.rate * 5),
        rss_mb=rss_mb,
        least_ahead=ours.least_ahead,
    )
    faults: list[str] = []
    if stored != ours.messages:
        faults.append(f"{ours.messages} messages published, {stored} stored")
    if rss_mb > RSS_LIMIT_MB:
        faults.append(f"{rss_mb:.0f} MB of memory")
    if min(bare.least_ahead, ours.least_ahead) <= 0:
        faults.append("the publisher could not keep ahead; the figures are its own")
    return [Figure("ingest_sqlite", BAR, ours.rate, "messages/s", bare.rate, tuple(faults))]


def _run(target: Callable[..., None], arguments: tuple[object, ...], port: int, seconds: float) -> Run:
    context = multiprocessing.get_context("spawn")
    taken: Synchronized[int] = context.Value("q", -1, lock=False)
    process = context.Process(target=target, args=(*arguments, taken))
    process.start()
    try:
        _await(lambda: taken.value >= 0, process, WARMUP_S, "the subscriber did not connect")
        started = time.monotonic()
        published = publish(port, seconds, time.time_ns() // 1_000_000, lambda: taken.value)
        _await(lambda: taken.value >= published.messages, process, DRAIN_S, "the subscriber did not catch up")
        elapsed = time.monotonic() - started
    finally:
        if process.pid and process.is_alive():
            os.kill(process.pid, signal.SIGTERM)
        process.join(30)
        if process.is_alive():
            process.kill()
            process.join()
    return Run(published.messages, elapsed, taken.value, published.least_ahead)


def _await(done: Callable[[], bool], process: "multiprocessing.process.BaseProcess", most_s: float, why: str) -> None:
    end = time.monotonic() + most_s
    while not done():
        if time.monotonic() > end or not process.is_alive():
            raise CampusError(why)
        time.sleep(0.005)


def _collect(config: str, taken: "Synchronized[int]") -> None:
    """The real collector; a thread tells the publisher how far it is."""

    def report(collector: Collector) -> None:
        while not collector.stopping:
            if collector.listening:
                taken.value = collector.tally.counts["acknowledged"]
            time.sleep(0.02)

    def watch(collector: Collector) -> None:
        threading.Thread(target=report, args=(collector,), daemon=True).start()

    collect(Path(config), watch)


def _bare(port: int, taken: "Synchronized[int]") -> None:
    """The simplest subscriber there is: paho as it comes, parse the JSON, acknowledge automatically."""
    client = Client(CallbackAPIVersion.VERSION2, "bench-bare")
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())

    def on_message(_client: Client, _data: object, message: MQTTMessage) -> None:
        orjson.loads(message.payload)
        taken.value += 1

    def on_connect(*_: object) -> None:
        client.subscribe("bench/#", 1)

    def on_subscribe(*_: object) -> None:
        taken.value = 0

    client.on_connect = on_connect
    client.on_subscribe = on_subscribe
    client.on_message = on_message
    client.connect("127.0.0.1", port)
    while not stopping.is_set():
        client.loop(0.1)
    client.disconnect()


def _configuration(port: int) -> str:
    meters = [
        f"      - {{id: m{n:03d}, resource: electricity, decoder: bench, device: m{n:03d}}}" for n in range(METERS)
    ]
    return CONFIG.format(port=port) + "\n".join(meters) + "\n"


@contextmanager
def _broker(folder: Path) -> Iterator[int]:
    """A mosquitto of its own that neither drops nor throttles."""
    program = shutil.which("mosquitto", path=os.pathsep.join((os.environ.get("PATH", ""), PLACES)))
    if program is None:
        message = "mosquitto is not installed; on Debian or Ubuntu: apt-get install mosquitto"
        raise CampusError(message)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
        f"max_inflight_messages 0\nmax_queued_messages {10 * AHEAD}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(  # noqa: S603 (the program found above)
        [program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await_port(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    message = "mosquitto did not start"
    raise CampusError(message)
