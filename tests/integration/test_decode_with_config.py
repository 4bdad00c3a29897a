"""`campus decode -c`: a device no preset knows is added by configuration alone."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from campus.errors import Refused
from cli.main import build

YAML = """\
group: Test school
timezone: Asia/Shanghai
devices:
  acme:
    topic: acme/{device}/up
    fields:
      - {path: /data/kwh_total, quantity: electricity_import, unit: kWh}
      - {path: /data/p, quantity: active_power, unit: kW}
    time: {path: /ts, format: "%Y%m%d%H%M%S"}
  pump:
    decoder: number
    topic: pump/{device}/{field}
    fields:
      - {path: litres, quantity: water_volume, unit: L}
campuses:
  - id: north
    meters:
      - {id: hall, resource: electricity, role: main, decoder: acme, device: "7788"}
"""
PAYLOAD = b'{"ts":"20260301120000","data":{"kwh_total":"1234,5","p":2.5,"rssi":-60}}'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "campus.yaml"
    file.write_text(YAML, encoding="utf-8")
    return file


def decode(config: Path, topic: str, payload: bytes) -> Result:
    return CliRunner().invoke(
        build("decode"), ["decode", "-c", str(config), "--topic", topic, "-", "--json"], input=payload
    )


def test_a_listed_meter_takes_its_readings(config: Path) -> None:
    done = decode(config, "acme/7788/up", PAYLOAD)
    assert done.exit_code == 0, done.output
    assert [(r["quantity"], r["value"], r["time"], r["stored_as"]) for r in json.loads(done.stdout)] == [
        ("electricity_import", 1234.5, "2026-03-01T12:00:00+08:00", ["hall electricity_import"]),
        ("active_power", 2500.0, "2026-03-01T12:00:00+08:00", ["hall active_power"]),
    ]
    assert "not mapped: /data/rssi" in done.stderr


def test_a_device_that_is_in_no_list_yet_is_decoded_and_taken_by_nobody(config: Path) -> None:
    done = decode(config, "acme/9900/up", PAYLOAD)
    assert [(r["meter"], r["stored_as"]) for r in json.loads(done.stdout)] == [("9900", []), ("9900", [])]


def test_a_device_type_without_a_meter_can_be_tried(config: Path) -> None:
    rows = json.loads(decode(config, "pump/p1/litres", b"1500").stdout)
    assert [(r["meter"], r["quantity"], r["value"]) for r in rows] == [("p1", "water_volume", 1.5)]


def test_a_topic_nobody_configured_is_refused_with_the_known_patterns(config: Path) -> None:
    done = decode(config, "other/1", b"1")
    assert isinstance(done.exception, Refused)
    assert "acme/{device}/up, pump/{device}/{field}" in str(done.exception)
