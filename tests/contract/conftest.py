"""Every store of readings there is, once for each test of the contract."""

import os
import random
from collections.abc import Callable

import pytest

from campus.config.model import Influx
from campus.readings.influx import InfluxReadings
from campus.readings.sqlite import SqliteReadings
from tests.contract.stores import Store
from tests.servers.influx_v2 import InfluxV2
from tests.servers.influxdb import InfluxServer


@pytest.fixture(scope="session", params=["sqlite", "influx-v1", "influx-v2", "influx-given"])
def store(request: pytest.FixtureRequest) -> Store:
    stores: dict[str, Callable[[pytest.FixtureRequest], Store]] = {
        "sqlite": _sqlite,
        "influx-v1": _influx_v1,
        "influx-v2": _influx_v2,
        "influx-given": _influx_given,
    }
    return stores[request.param](request)


def _sqlite(request: pytest.FixtureRequest) -> Store:
    folder: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    path = folder.mktemp("readings") / "readings.db"
    return Store("sqlite", lambda: SqliteReadings(path))


def _influx_v1(request: pytest.FixtureRequest) -> Store:
    server = request.getfixturevalue("influx_server")
    assert isinstance(server, InfluxServer)
    return Store("influx-v1", lambda: InfluxReadings(Influx(url=server.url, bucket="contract_v1", api="v1")))


def _influx_v2(request: pytest.FixtureRequest) -> Store:
    server, behind = request.getfixturevalue("influx_v2_server"), request.getfixturevalue("influx_server")
    assert isinstance(server, InfluxV2)
    behind.query('CREATE DATABASE "contract_v2"')
    influx = Influx(url=server.url, bucket="contract_v2", org=server.org)
    return Store("influx-v2", lambda: InfluxReadings(influx, server.token))


def _influx_given(_request: pytest.FixtureRequest) -> Store:
    url = os.environ.get("INFLUXDB_URL")
    if not url:
        pytest.skip("INFLUXDB_URL names no server of your own")
    bucket, org = os.environ.get("INFLUXDB_BUCKET", "campus"), os.environ.get("INFLUXDB_ORG", "")
    influx = Influx(url=url, bucket=bucket, org=org)
    return Store("influx-given", lambda: InfluxReadings(influx, os.environ.get("INFLUXDB_TOKEN", "")))


@pytest.fixture(scope="session")
def new_meter() -> Callable[[], str]:
    """Ids nobody used before, also not in an earlier run on the same server."""
    run = random.SystemRandom().randrange(10**9)
    numbers = iter(range(10**9))
    return lambda: f"m{run}-{next(numbers)}"


@pytest.fixture
def meter(new_meter: Callable[[], str]) -> str:
    return new_meter()
