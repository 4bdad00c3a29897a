"""Real servers, started when the first test asks for one and shared by all that only use them.

A test that stops or kills a server starts its own: `with mosquitto() as broker: …`.
"""

from collections.abc import Iterator

import pytest

from tests.servers.influx_v2 import InfluxV2, influx_v2
from tests.servers.influxdb import InfluxServer, influxdb
from tests.servers.mosquitto import Broker, mosquitto
from tests.servers.postgresql import PgServer, postgresql


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    with mosquitto() as running:
        yield running


@pytest.fixture(scope="session")
def influx_server() -> Iterator[InfluxServer]:
    with influxdb() as running:
        yield running


@pytest.fixture(scope="session")
def influx_v2_server(influx_server: InfluxServer) -> Iterator[InfluxV2]:
    with influx_v2(influx_server) as running:
        yield running


@pytest.fixture(scope="session")
def pg_server() -> Iterator[PgServer]:
    with postgresql() as running:
        yield running
