"""Every store of readings there is, once for each test of the contract."""

import os
import random
from collections.abc import Callable, Iterator

import pytest

from campus.config.model import Influx
from campus.readings.protocol import Readings
from tests.contract.stores import Store
from tests.servers.influx_v2 import InfluxV2
from tests.servers.influxdb import InfluxServer


def _sqlite(request: pytest.FixtureRequest) -> Store:
    folder: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    return Store(folder.mktemp("readings") / "readings.db")


def _influx_v1(request: pytest.FixtureRequest) -> Store:
    server = request.getfixturevalue("influx_server")
    assert isinstance(server, InfluxServer)
    return Store(Influx(url=server.url, bucket="contract_v1", api="v1"))


def _influx_v2(request: pytest.FixtureRequest) -> Store:
    server, behind = request.getfixturevalue("influx_v2_server"), request.getfixturevalue("influx_server")
    assert isinstance(server, InfluxV2)
    behind.query('CREATE DATABASE "contract_v2"')
    return Store(Influx(url=server.url, bucket="contract_v2", org=server.org), server.token)


def _influx_given(_request: pytest.FixtureRequest) -> Store:
    bucket, org = os.environ.get("INFLUXDB_BUCKET", "campus"), os.environ.get("INFLUXDB_ORG", "")
    influx = Influx(url=os.environ["INFLUXDB_URL"], bucket=bucket, org=org)
    return Store(influx, os.environ.get("INFLUXDB_TOKEN", ""))


STORES: dict[str, Callable[[pytest.FixtureRequest], Store]] = {
    "sqlite": _sqlite,
    "influx-v1": _influx_v1,
    "influx-v2": _influx_v2,
}
if os.environ.get("INFLUXDB_URL"):
    STORES["influx-given"] = _influx_given


@pytest.fixture(scope="session", params=list(STORES))
def store(request: pytest.FixtureRequest) -> Store:
    return STORES[request.param](request)


@pytest.fixture(scope="module")
def readings(store: Store) -> Iterator[Readings]:
    opened = store.open()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def new_meter() -> Callable[[], str]:
    """Ids nobody used before, also not in an earlier run on the same server."""
    run = random.SystemRandom().randrange(10**9)
    numbers = iter(range(10**9))
    return lambda: f"m{run}-{next(numbers)}"


@pytest.fixture
def meter(new_meter: Callable[[], str]) -> str:
    return new_meter()
