"""`campus decode` as it is typed."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner, Result

from campus.errors import Refused
from cli.main import build
from tests.unit.house.tree import ROOT

GOLDEN = ROOT / "tests" / "golden"
PLUG = GOLDEN / "zigbee2mqtt" / "plug" / "payload.json"


def campus(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(build("decode"), ["decode", *arguments], input=stdin)


def test_json_is_one_document_of_readings() -> None:
    done = campus("--topic", "zigbee2mqtt/copier", "--decoder", "zigbee2mqtt", str(PLUG), "--json")
    assert done.exit_code == 0
    rows = json.loads(done.stdout)
    assert {
        "quantity": "electricity_import",
        "kind": "register",
        "unit": "kWh",
        "value": 101.25,
        "time": "2025-04-05T00:00:00Z",
    } in [{**row, "time": "2025-04-05T00:00:00Z"} for row in rows if row["time"] == "2025-04-05T08:00:00+08:00"]


def test_standard_input_and_recognition() -> None:
    done = campus(
        "--topic", "wmbusmeters/x", "-", "--json", stdin=b'{"media":"water","meter":"iperl","id":"7","total_m3":1.5}'
    )
    assert json.loads(done.stdout) == [
        {"meter": "7", "quantity": "water_volume", "kind": "register", "unit": "m3", "value": 1.5, "time": None}
    ]


def test_the_arrival_time_dates_a_reading_of_known_age() -> None:
    payload = b'{"media":"gas","meter":"elster","id":"7","total_m3":1.5,"actuality_duration_s":60}'
    done = campus("--topic", "w/x", "-", "--json", "--at", "2026-03-01T08:01:00+08:00", stdin=payload)
    assert [row["time"] for row in json.loads(done.stdout)] == ["2026-03-01T08:00:00+08:00"]


def test_local_times_are_read_in_the_zone_given() -> None:
    done = campus(
        "--topic",
        "tele/x/SENSOR",
        "-",
        "--json",
        "--zone",
        "Europe/Berlin",
        stdin=b'{"Time":"2026-01-01T10:00:00","ENERGY":{"Total":1}}',
    )
    assert [row["time"] for row in json.loads(done.stdout)] == ["2026-01-01T10:00:00+01:00"]


def test_a_broken_payload_exits_1_with_the_reason_and_an_empty_list() -> None:
    done = campus("--topic", "tele/x/SENSOR", "-", "--json", stdin=b'{"Time":')
    assert done.exit_code == 1
    assert json.loads(done.stdout) == []
    assert "not JSON" in done.stderr


def test_people_get_a_table_and_what_was_not_mapped() -> None:
    done = campus("--topic", "zigbee2mqtt/x", "-", stdin=b'{"energy":12.5,"power":0,"odd":3}')
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["quantity", "value", "unit", "kind", "time"]
    assert lines[1].split() == ["electricity_import", "12.5", "kWh", "register", "arrival"]
    assert lines[-1] == "not mapped: /odd"


def test_recorded_messages_keep_their_order_and_state() -> None:
    done = campus(
        str(GOLDEN / "ai_on_the_edge" / "value_then_no_error" / "messages.ndjson"),
        "--decoder",
        "ai_on_the_edge",
        "--json",
    )
    assert [row["value"] for row in json.loads(done.stdout)] == [1033.4172]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--topic", "x", "no/such/file"), "no such file"),
        (("--topic", "x/y", "-"), "no known format"),
        (("-",), "--topic is missing"),
        (("--topic", "x", "--decoder", "shely", "-"), "unknown decoder 'shely'; known: "),
        (("--topic", "x", "--decoder", "json", "-"), "needs fields"),
        (("--topic", "x", "--at", "yesterday", "-"), "write 2026-"),
        (("--topic", "x", "--zone", "Nowhere", "-"), "IANA"),
        (("--topic", "x", "--decoder", "ttn", "-c", "campus.yaml", "-"), "not both"),
    ],
)
def test_wrong_input_is_refused_and_says_what_would_do(arguments: tuple[str, ...], said: str) -> None:
    done = campus(*arguments, stdin=b"12")
    assert isinstance(done.exception, Refused)
    assert said in str(done.exception)


def test_wrong_input_ends_the_program_with_2_and_one_line() -> None:
    command = [sys.executable, "-m", "cli", "decode", "--topic", "x/y", "-"]
    done = subprocess.run(command, cwd=ROOT, input=b"12", capture_output=True, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("campus: x/y: no known format")
    assert done.stdout == b""
