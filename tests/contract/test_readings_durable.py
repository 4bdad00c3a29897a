"""What was reported durable stays: writers side by side, writers killed, stores stopped and started again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import numpy as np
import pytest

from campus.config.model import Influx
from campus.errors import Retry
from campus.reading import Sample
from campus.readings.protocol import Readings
from tests.contract.stores import Store
from tests.servers.influx_v2 import influx_v2
from tests.servers.influxdb import influxdb


def test_two_processes_append_side_by_side(store: Store, readings: Readings, new_meter: Callable[[], str]) -> None:
    meters = [new_meter(), new_meter()]
    writers = [store.writer(meter, 15, 200) for meter in meters]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    for meter in meters:
        got = readings.series(meter, "flow", 0, 10**6)
        assert np.array_equal(got.times_ms, np.arange(3_000))
        assert np.array_equal(got.values, np.arange(3_000))


def test_two_processes_append_the_same_samples(store: Store, readings: Readings, meter: str) -> None:
    for writer in [store.writer(meter, 10, 100) for _ in range(2)]:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert readings.count(meter) == 1_000


def test_threads_share_one_opening(readings: Readings, new_meter: Callable[[], str]) -> None:
    meters = [new_meter() for _ in range(6)]

    def work(meter: str) -> int:
        for i in range(20):
            readings.append([Sample(meter, i, i, {"flow": 1.0})])
            assert len(readings.series(meter, "flow", 0, 100)) == i + 1
        return readings.count(meter)

    with ThreadPoolExecutor(len(meters)) as threads:
        assert list(threads.map(work, meters)) == [20] * len(meters)


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_leaves_everything_it_reported(store: Store, readings: Readings, meter: str, seed: int) -> None:
    writer = store.writer(meter, 10_000, 50)
    assert writer.stdout is not None
    with writer.stdout:
        batches_before_kill = int(np.random.default_rng(seed).integers(1, 30))
        reported = [int(writer.stdout.readline()) for _ in range(batches_before_kill)]
        writer.kill()
        reported += [int(line) for line in writer.stdout if line.endswith("\n")]
    writer.wait()
    durable = (reported[-1] + 1) * 50
    got = readings.series(meter, "flow", 0, durable)
    assert np.array_equal(got.times_ms, np.arange(durable))
    assert np.array_equal(got.values, np.arange(durable))
    assert readings.append([Sample(meter, -1, -1, {"flow": 7.0})]).refused == ()
    assert readings.extent(meter) == (-1, readings.before(meter, "flow", 10**9).times_ms[0])


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_stopped_influxdb_means_retry_and_started_again_all_is_well(api: Literal["v1", "v2"]) -> None:
    first, second = Sample("m", 1, 1, {"flow": 1.0}), Sample("m", 2, 2, {"flow": 2.0})
    with influxdb() as server, influx_v2(server) as v2:
        server.query('CREATE DATABASE "own"')
        url = server.url if api == "v1" else v2.url
        readings = Store(Influx(url=url, bucket="own", org=v2.org, api=api), v2.token if api == "v2" else "").open()
        readings.append([first])
        server.stop()
        for _ in range(3):
            with pytest.raises(Retry, match=r"InfluxDB at 127\.0\.0\.1"):
                readings.append([second])
        with pytest.raises(Retry):
            readings.series("m", "flow", 0, 10)
        server.start()
        assert readings.append([second]).stored == 1
        assert readings.series("m", "flow", 0, 10).values.tolist() == [1.0, 2.0]
        readings.close()
