"""`campus init`, then `campus check`, as a new user types them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import build


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CAMPUS_BROKER_URL", "CAMPUS_LEDGER_URL", "CAMPUS_READINGS_URL"):
        monkeypatch.delenv(name, raising=False)


def campus(*words: str) -> Result:
    return CliRunner().invoke(build(words[0]), list(words))


def test_a_new_group_is_valid_as_written(tmp_path: Path) -> None:
    written = campus("init", str(tmp_path / "new"))
    assert written.exit_code == 0
    assert f"{tmp_path}/new/campus.yaml" in written.stdout
    checked = campus("check", "-c", str(tmp_path / "new" / "campus.yaml"))
    assert checked.exit_code == 0
    assert checked.stderr == ""
    lines = checked.stdout.splitlines()
    assert lines[0] == f"{tmp_path}/new/campus.yaml is valid: 示例教育集团, 1 campus, 3 meters"
    assert lines[1].startswith("  senior 高中部: 2 electricity (1 main), 1 water (1 main); calendar ")
    assert lines[2:] == ["subscribes to # at mqtt://127.0.0.1:1883", "  acme/{device}/up: 3 meters"]


def test_a_mistake_is_told_with_its_line_and_exit_2(tmp_path: Path) -> None:
    campus("init", str(tmp_path))
    listed = tmp_path / "meters" / "senior.csv"
    text = listed.read_text("utf-8-sig").replace(",electricity,main", ",电,总表").replace(",electricity,", ",点,")
    listed.write_bytes(text.encode("gbk"))
    checked = campus("check", "-c", str(tmp_path / "campus.yaml"))
    assert checked.exit_code == 2
    assert checked.stdout == ""
    known = "'electricity', 'water', 'gas', 'heat', 'heat_pump' or 'sensor'"
    assert checked.stderr.splitlines() == [
        f"{listed}:3: resource: '点' is not accepted, write {known}",
        f"campus: 1 error in {tmp_path}/campus.yaml",
    ]


def test_warnings_alone_leave_it_valid(tmp_path: Path) -> None:
    path = tmp_path / "campus.yaml"
    path.write_text("campuses:\n  - id: a\n    meters: [{id: m, resource: gas, topic: x, decoder: json}]\n", "utf-8")
    checked = campus("check", "-c", str(path))
    assert checked.exit_code == 0
    assert checked.stderr.startswith(f"{path}:3: warning: campuses[0].meters[0].decoder: ")
    assert checked.stdout.splitlines()[1] == "  a: 1 gas; no calendar"


def test_calendar_of_an_unannounced_year_is_said(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("terms: [{first: 2040-03-01, last: 2040-07-01}]\n", "utf-8")
    path = tmp_path / "campus.yaml"
    path.write_text("campuses:\n  - {id: a, calendar: c.yaml}\n", "utf-8")
    assert "(holidays of 2040 are not announced yet)" in campus("check", "-c", str(path)).stdout


def test_init_never_overwrites(tmp_path: Path) -> None:
    campus("init", str(tmp_path))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    again = campus("init", str(tmp_path))
    assert again.exit_code != 0
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
