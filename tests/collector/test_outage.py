"""While a store is away readings wait in the spool, in order; a full disk stops acknowledgements."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from campus.config.model import Influx
from campus.readings.influx import InfluxReadings
from tests.collector.site import Site, eventually, publish, running, timed
from tests.servers.influxdb import influxdb
from tests.servers.mosquitto import Broker, mosquitto

CHUNK = 200
CHUNKS = 25


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def publish_chunk(broker: Broker, number: int, start_ms: int) -> None:
    lines = [timed(n, start_ms) for n in range(number * CHUNK, (number + 1) * CHUNK)]
    assert publish(broker.port, "acme/d1/up", lines)


def test_influxdb_stopped_while_messages_come(tmp_path: Path, broker: Broker) -> None:
    site = Site(tmp_path)
    start_ms = now_ms()
    with influxdb() as influx:
        site.write(
            f'url: "{broker.url}", client_id: influx-outage',
            readings=f'{{url: "{influx.url}", bucket: campus, api: v1}}',
        )
        with running(site) as collector:
            assert eventually(lambda: bool(site.state().get("connected")))
            publish_chunk(broker, 0, start_ms)
            assert eventually(lambda: site.state()["acknowledged"] == CHUNK)
            influx.stop()
            for number in range(1, 4):
                publish_chunk(broker, number, start_ms)
            assert eventually(lambda: site.state()["acknowledged"] == 4 * CHUNK)
            assert site.state()["spool_depth"] == 3 * CHUNK
            assert eventually(lambda: float(site.state()["spool_age_s"] or 0) > 1)
            # Killed while it waits: the spool is on the disk, not in memory.
            collector.kill()
        with running(site):
            assert eventually(lambda: site.state().get("spool_depth") == 3 * CHUNK)
            influx.start()
            publish_chunk(broker, 4, start_ms)
            assert eventually(lambda: site.state()["spool_depth"] == 0 and site.state()["acknowledged"] == CHUNK, 60)
        store = InfluxReadings(Influx(url=influx.url, bucket="campus", org="", token_file=None, api="v1"), "")
        kept = store.series("timed", "electricity_import", 0, 1 << 60)
        booked = site.booked("timed", store)
        store.close()
    assert [round(float(v), 2) for v in kept.values] == [round(1000 + n / 100, 2) for n in range(5 * CHUNK)]
    assert booked == pytest.approx((5 * CHUNK - 1) / 100)


def fill(file: Path) -> None:
    """Take every block that is left."""
    with file.open("wb", buffering=0) as filling:
        while True:
            filling.write(b"\0" * 4096)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1.5 MB, so that full is really full."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run([mount, "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)], check=False)
    if not made or made.returncode:
        pytest.skip("mounting a small file system needs root; the spool's own limit is tested without it")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_acknowledgements_and_loses_nothing(tiny_disk: Path, tmp_path: Path) -> None:
    site = Site(tiny_disk)
    start_ms = now_ms()
    with mosquitto(["autosave_interval 1000000"]) as broker:
        site.write(f'url: "{broker.url}", client_id: full, in_flight: 400')
        with running(site, tmp_path / "collector.log") as collector:
            assert eventually(lambda: bool(site.state().get("connected")))
            publish_chunk(broker, 0, start_ms)
            assert eventually(lambda: site.count("timed") == CHUNK)
            ballast = tiny_disk / "ballast"
            with pytest.raises(OSError, match="No space"):
                fill(ballast)
            for number in range(1, CHUNKS):
                publish_chunk(broker, number, start_ms)
            assert eventually(lambda: "nothing is acknowledged" in collector.log), collector.log
            time.sleep(2)
            assert site.count("timed") < CHUNKS * CHUNK
            ballast.unlink()
            # Room for what all of them need: the file system grows as if somebody had cleaned up.
            subprocess.run(["mount", "-o", "remount,size=30m", str(tiny_disk)], check=True)
            assert eventually(lambda: site.count("timed") == CHUNKS * CHUNK, 90), collector.log
            assert eventually(lambda: site.state()["spool_depth"] == 0 and not site.state()["disk_full"], 60)
    assert site.registers("timed") == [round(1000 + n / 100, 2) for n in range(CHUNKS * CHUNK)]
    assert site.booked("timed") == pytest.approx((CHUNKS * CHUNK - 1) / 100)
