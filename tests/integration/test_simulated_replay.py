"""A simulated span through collector and books comes to the simulated truth."""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from simulators.group import demo_group
from simulators.recording import record
from tests.unit.simulators.places import local, simulation

ROOT = Path(__file__).resolve().parents[2]
FAULTS = (
    "constant_leak@SH-W-DORM:2026-03-10T01:00+1d=0.8",
    "zero_dip@SH-E-MAIN:2026-03-10T09:00+45m",
    "late_batch@PR-E-MAIN:2026-03-10T09:00+4h=1",
    "duplicate_messages@SH-E-TEACH:2026-03-10T09:00+6h=3",
)


def campus(*arguments: str, folder: Path) -> str:
    command = [sys.executable, "-m", "cli", *arguments, "-c", str(folder / "campus.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("replayed")
    record(path, simulation(*FAULTS), local("2026-03-09T12:00"), local("2026-03-11T12:00"), timedelta(minutes=15))
    campus("replay", str(path / "messages.ndjson.gz"), folder=path)
    return path


def truth(folder: Path, day: str) -> dict[str, float]:
    used: dict[str, float] = defaultdict(float)
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            used[row["meter"]] += float(row["use"]) if row["start"].startswith(day) else 0.0
    return used


@pytest.mark.parametrize(
    "meter", ["SH-E-MAIN", "SH-E-TEACH", "SH-E-CANTEEN", "SH-HP", "SH-W-DORM", "PR-E-MAIN", "PR-W-TEACH"]
)
def test_the_books_of_a_day_are_its_true_use(folder: Path, meter: str) -> None:
    """Within two digits of the register, and 0.1 % where midnight fell between readings without a clock."""
    told = campus(
        "consumption",
        "--meter",
        meter,
        "--from",
        "2026-03-10",
        "--to",
        "2026-03-11",
        "--by",
        "day",
        "--json",
        folder=folder,
    )
    (day,) = json.loads(told)
    instrument = next(i for site in demo_group().sites for i in site.instruments if i.id == meter)
    digits = 2 * instrument.resolution * instrument.multiplier
    used = truth(folder, "2026-03-10")[meter]
    assert day["value"] == pytest.approx(used, abs=max(digits, 0.001 * used))
    assert day["coverage"] == 1.0
