"""`campus simulate`: what it accepts, what it refuses, what it writes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulators.faults.registry import known_faults

ROOT = Path(__file__).resolve().parents[3]


def simulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "cli", "simulate", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)


def test_it_names_every_fault() -> None:
    done = simulate("--list-faults")
    assert done.returncode == 0
    named = [line.split("  ")[0] for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert named == list(known_faults())


@pytest.mark.parametrize("guide", ["simulate.md", "simulate.zh-CN.md"])
def test_the_guide_names_every_fault_and_shape(guide: str) -> None:
    text = (ROOT / "docs" / "guide" / guide).read_text(encoding="utf-8")
    named = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `") and "`--" not in line]
    assert set(known_faults()) <= set(named)
    assert {n for n in named if "_" in n} <= set(known_faults())


def test_it_writes_a_span_into_files(tmp_path: Path) -> None:
    fault = "zero_dip@SH-E-MAIN:2026-03-02T09:00+45m"
    span = ("--from", "2026-03-02", "--until", "2026-03-03", "--interval", "1h", "--fault", fault)
    done = simulate("--to", str(tmp_path), *span)
    assert done.returncode == 0, done.stderr
    assert {p.name for p in tmp_path.iterdir()} == {
        "campus.yaml", "figures.yaml", "meters", "calendars", "headcounts.csv", "messages.ndjson.gz", "labels.json",
        "truth.csv",
    }  # fmt: skip
    assert [label["fault"] for label in json.loads((tmp_path / "labels.json").read_text())] == ["zero_dip"]
    assert "messages in" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--broker mqtt://host:1883"),
        (("--to", "X"), "--from 2025-09-01 --until 2026-09-01"),
        (("--to", "X", "--from", "2026-03-02", "--until", "2026-03-02"), "does not lie after"),
        (("--to", "X", "--from", "2nd of March", "--until", "2026-03-02"), "is no date"),
        (("--to", "X", "--from", "1999-01-01", "--until", "2000-01-01"), "lives from 2020-01-01"),
        (("--to", "X", "--from", "2026-03-02", "--until", "2026-03-03", "--interval", "often"), "no length of time"),
        (("--to", "X", "--from", "2026-03-02", "--until", "2026-03-03", "--interval", "0s"), "at least one second"),
        (("--to", "X", "--from", "2026-03-02", "--until", "2026-03-03", "--fault", "flood@A:now"), "unknown fault"),
        (("--broker", "broker.example"), "write mqtt://host:1883"),
        (("--broker", "mqtt://127.0.0.1:1", "--speed", "0"), "--speed must be a positive number"),
        (("--broker", "mqtt://127.0.0.1:1", "--password-file", "/nowhere/at/all"), "cannot read --password-file"),
    ],
)
def test_wrong_input_is_refused_with_what_would_be_accepted(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = simulate(*(str(tmp_path / "X") if a == "X" else a for a in arguments))
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "X").exists()


def test_a_broker_that_does_not_answer_is_said_and_may_be_tried_again() -> None:
    done = simulate("--broker", "mqtt://127.0.0.1:1", "--duration", "1")
    assert done.returncode == 1
    assert "no broker answers at 127.0.0.1:1" in done.stderr
