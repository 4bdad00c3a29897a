"""A recorded span: messages in order of arrival, labels and truth beside them, byte for byte repeatable."""

import csv
import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest

from simulators.recording import record
from simulators.stream import history
from tests.unit.simulators.places import local, ms, simulation

LEAK = "constant_leak@SH-W-DORM:2026-03-10T02:00+6h=0.8"
FROM, UNTIL = local("2026-03-09"), local("2026-03-11")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("span")
    record(path, simulation(LEAK), FROM, UNTIL, timedelta(minutes=30))
    return path


def test_lines_hold_arrival_topic_and_payload_in_order(folder: Path) -> None:
    with gzip.open(folder / "messages.ndjson.gz", "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    assert all(sorted(line) == ["at", "payload", "topic"] for line in lines)
    assert all(isinstance(line["payload"], str) for line in lines)
    moments = [local(line["at"][:19]) for line in lines]
    assert moments == sorted(moments)
    assert all(line["at"].endswith("+08:00") for line in lines)
    samples = sum(len(p) for p in history(simulation(LEAK), FROM, UNTIL, timedelta(minutes=30)))
    assert len(lines) < samples < 2 * len(lines)


def test_the_truth_is_the_use_of_every_hour(folder: Path) -> None:
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 48 * len({row["meter"] for row in rows})
    (world, _) = simulation(LEAK).worlds(ms("2026-03-11"))
    expected = world.hourly("SH-W-MAIN", ms("2026-03-10T02:00"), ms("2026-03-10T03:00"))[0]
    (told,) = (r["use"] for r in rows if r["meter"] == "SH-W-MAIN" and r["start"] == "2026-03-10T02:00:00+08:00")
    assert float(told) == pytest.approx(expected, abs=1e-6)


def test_labels_are_written_out(folder: Path) -> None:
    (label,) = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    assert label["fault"] == "constant_leak"
    assert label["campus"] == "senior"
    assert label["size"] == 0.8
    assert label["expected"] == {"extra_m3": 4.8}


def test_the_same_span_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    written: list[object] = []
    record(tmp_path, simulation(LEAK), FROM, UNTIL, timedelta(minutes=30), written.append)
    for name in ("messages.ndjson.gz", "labels.json", "truth.csv", "campus.yaml"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    assert written
