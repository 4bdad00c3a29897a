"""The whole service on somebody's own broker, InfluxDB and PostgreSQL, fed by a foreign client."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.collector.site import publish
from tests.servers.influx_v2 import InfluxV2
from tests.servers.influxdb import InfluxServer
from tests.servers.mosquitto import Broker, mosquitto
from tests.servers.ports import free_port
from tests.servers.postgresql import PgServer

ROOT = Path(__file__).resolve().parents[2]
HOUR_S = 3600
CONNECTED = 'campus_process_connected{process="collector"} 1.0'
CONFIG = """\
group: 自家服务器
broker: {{url: "{broker}", client_id: own-servers}}
readings: {{url: "{influx}", org: {org}, bucket: {bucket}, token_file: token}}
ledger: {ledger}
devices:
  vendor:
    decoder: json
    topic: "vendor/{{device}}/up"
    time: {{path: /when, format: unix}}
    fields:
      - {{path: /sum, quantity: electricity_import, unit: kWh}}
      - {{path: /now, quantity: active_power, unit: kW}}
campuses:
  - id: school
    meters:
      - {{id: main, resource: electricity, role: main, decoder: vendor, device: "77", multiplier: 40, max_rate: 50}}
"""


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    """Not the shared one: a collector that listens to everything leaves a session behind."""
    with mosquitto() as running:
        yield running


def eventually(happened: Callable[[], bool], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if happened():
                return True
        time.sleep(0.3)
    return False


def test_the_service_runs_on_what_a_school_already_has(
    tmp_path: Path, own_broker: Broker, influx_server: InfluxServer, influx_v2_server: InfluxV2, pg_server: PgServer
) -> None:
    bucket = "own-servers"
    influx_server.query(f'CREATE DATABASE "{bucket}"')
    (tmp_path / "token").write_text(influx_v2_server.token, encoding="utf-8")
    (tmp_path / "token").chmod(0o600)
    config = tmp_path / "campus.yaml"
    config.write_text(
        CONFIG.format(
            broker=own_broker.url,
            influx=influx_v2_server.url,
            org=influx_v2_server.org,
            bucket=bucket,
            ledger=pg_server.database(),
        ),
        encoding="utf-8",
    )
    port = free_port()
    hour = int(time.time()) // HOUR_S * HOUR_S - 6 * HOUR_S
    command = [sys.executable, "-m", "cli", "run", "-c", str(config), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as service:
        try:
            address = f"http://127.0.0.1:{port}/api/v1"
            assert eventually(lambda: httpx.get(f"{address}/health").is_success, 60)
            assert eventually(lambda: CONNECTED in httpx.get(f"http://127.0.0.1:{port}/metrics").text, 30)
            # Six hours of a reading every ten minutes: 0.5 on the register, 20 kWh behind the CT of 40.
            lines = [json.dumps({"when": hour + n * 600, "sum": 1000 + n / 2, "now": 120.0}) for n in range(37)]
            assert publish(own_broker.port, "vendor/77/up", lines)
            span = {"from": f"{_iso(hour)}", "to": f"{_iso(hour + 6 * HOUR_S)}", "by": "hour"}
            rows = f"{address}/meters/main/consumption"
            assert eventually(lambda: _values(httpx.get(rows, params=span)) == [120.0] * 6, 60)
            os.killpg(service.pid, signal.SIGTERM)
            assert service.wait(40) == 0
        finally:
            with suppress(ProcessLookupError):
                os.killpg(service.pid, signal.SIGKILL)


def _iso(moment_s: int) -> str:
    return datetime.fromtimestamp(moment_s, UTC).isoformat().replace("+00:00", "Z")


def _values(answer: httpx.Response) -> list[float | None]:
    rows = answer.raise_for_status().json()["rows"]
    return [None if row["value"] is None else round(row["value"], 6) for row in rows]
