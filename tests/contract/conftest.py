"""Every store of readings there is, once for each test of the contract."""

import pytest

from campus.readings.sqlite import SqliteReadings
from tests.contract.stores import Store


@pytest.fixture(scope="session", params=["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    name: str = request.param
    path = tmp_path_factory.mktemp("readings") / "readings.db"
    return Store(name, lambda: SqliteReadings(path))
