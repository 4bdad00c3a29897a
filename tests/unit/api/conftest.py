"""The small group behind the API, without pages: NiceGUI can be mounted once per process only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine

from api.app import build_app
from api.context import Context
from campus.ledger.engine import open_ledger
from campus.readings.open import open_readings
from campus.readings.protocol import Readings
from tests.small_group import GROUP, NOW, fill


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Readings, Engine]]:
    folder = tmp_path_factory.mktemp("small-group")
    group = GROUP.model_copy(update={"readings": f"sqlite:///{folder}/readings.db"})
    readings, engine = open_readings(group, folder), open_ledger(f"sqlite:///{folder}/ledger.db")
    fill(engine, readings)
    yield readings, engine
    readings.close()
    engine.dispose()


@pytest.fixture
def context(stores: tuple[Readings, Engine]) -> Context:
    """The small group's moment; nothing in it changes."""
    return Context(GROUP, *stores, lambda: NOW)


@pytest.fixture
def client(context: Context) -> Iterator[TestClient]:
    app = build_app(context.group, context.readings, context.engine, context.clock, pages=False)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Context]:
    """The same group before its first message."""
    group = GROUP.model_copy(update={"readings": f"sqlite:///{tmp_path}/readings.db"})
    readings, engine = open_readings(group, tmp_path), open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    yield Context(group, readings, engine, lambda: NOW)
    readings.close()
    engine.dispose()


@pytest.fixture
def engine_of_nothing(tmp_path: Path) -> Iterator[Engine]:
    """A database that is no ledger."""
    engine = create_engine(f"sqlite:///{tmp_path}/nothing.db")
    yield engine
    engine.dispose()
