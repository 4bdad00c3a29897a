"""`campus import` as it is typed: one JSON document, exit codes, figures."""

import gzip
import json
import lzma
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CAMBRIDGE = ROOT.parent / "shared" / "data" / "cambridge_estates"

CONFIG = """group: G
timezone: Asia/Shanghai
campuses:
- id: senior
  name: 高中部
  meters:
  - {id: E1, resource: electricity}
"""
TABLE = "表号,抄表时间,示数\nE1,2026-03-01,100\nE1,2026-03-02,abc\nE9,2026-03-02,5\nE1,2026-03-01,100\n"


def campus(folder: Path, *words: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "cli", "import", "-c", str(folder / "campus.yaml"), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=250, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "campus.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def document(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def test_one_document_and_exit_0_with_rejected_rows(folder: Path) -> None:
    (folder / "t.csv").write_text(TABLE, encoding="gbk")
    code, out, _ = campus(folder, str(folder / "t.csv"), "--json")
    told = document(out)
    assert (code, told["accepted"], told["duplicate"]) == (0, 1, 1)
    assert told["rejected"] == [
        {"row": 3, "reason": "column 示数: 'abc' is no number"},
        {"row": 4, "reason": "unknown meter E9"},
    ]
    code, out, err = campus(folder, str(folder / "t.csv"))
    assert code == 0
    assert "0 accepted, 2 duplicate, 2 rejected" in out
    assert "row 4: unknown meter E9" in err


def test_a_refused_file_is_exit_2_and_the_others_are_imported(folder: Path) -> None:
    (folder / "page.csv").write_text("<html><body>error</body></html>", encoding="utf-8")
    with lzma.open(folder / "t.csv.xz", "wb") as packed:
        packed.write(TABLE.encode())
    code, out, _ = campus(folder, str(folder / "page.csv"), str(folder / "t.csv.xz"), str(folder / "no.csv"), "--json")
    told = document(out)
    assert (code, told["accepted"]) == (2, 1)
    assert [f.get("refused", "")[:24] for f in told["files"]] == [
        "page.csv is an HTML page",
        "",
        "no.csv cannot be read: N",
    ]
    assert {"file": "page.csv", "row": 0, "reason": told["files"][0]["refused"]} in told["rejected"]


def test_a_packed_file_cut_off_is_refused_whole(folder: Path) -> None:
    whole = gzip.compress((TABLE * 400).encode())
    (folder / "t.csv.gz").write_bytes(whole[: len(whole) // 2])
    code, out, _ = campus(folder, str(folder / "t.csv.gz"), "--json")
    assert code == 2
    assert "damaged or cut off" in document(out)["refused"]


@pytest.mark.parametrize(
    "words",
    [("--zone", "Mars/Base"), ("--interval", "soon"), ("--columns", "x=y"), ("--quantity", "joy"),
     ("--meters", "E1=Z9"), ("--kwh-per-m3", "-1"), ("--separator", "abc"), ("--create", "campus")],
)  # fmt: skip
def test_wrong_options_are_exit_2(folder: Path, words: tuple[str, str]) -> None:
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    code, _, err = campus(folder, str(folder / "t.csv"), *words)
    assert code == 2
    assert words[1].removeprefix("E1=") in err


@pytest.mark.skipif(not CAMBRIDGE.is_dir(), reason="the measured data lies outside the repository")
def test_the_gas_of_an_estate_in_one_command(tmp_path: Path) -> None:
    with lzma.open(CAMBRIDGE / "dev_gas_kwh_hourly_2016_2023.csv.xz", "rt", encoding="utf-8") as packed:
        lines = [line for _, line in zip(range(24 * 60 + 1), packed, strict=False)]
    file = tmp_path / "gas.csv"
    file.write_text("".join(lines), encoding="utf-8")
    filled = sum(cell.strip() != "" for line in lines[1:] for cell in line.split(",")[1:])
    create = "campus=cambridge,resource=gas,role=main,timezone=Europe/London"
    code, out, _ = campus(
        tmp_path,
        str(file),
        "--create",
        create,
        "--prefix",
        "g-",
        "--unit",
        "kWh",
        "--kwh-per-m3",
        "11.2",
        "--stats",
        "--json",
    )
    told = document(out)
    assert (code, told["accepted"], told["rejected"]) == (0, filled, [])
    assert told["findings"]["zero_run"] > 0
    assert told["stats"]["readings"] == filled
    assert "g-b1," in (tmp_path / "meters/cambridge.csv").read_text(encoding="utf-8-sig")
