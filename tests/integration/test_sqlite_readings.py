"""The readings file itself: full disks, locks, foreign and newer files, many processes at its birth."""

import json
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from campus.config.model import Group, Influx
from campus.errors import Misconfigured, Retry
from campus.reading import Sample
from campus.readings.influx import InfluxReadings
from campus.readings.open import open_readings
from campus.readings.sqlite import SqliteReadings
from tests.contract.stores import ROOT, Store


def samples(count: int, meter: str = "m") -> list[Sample]:
    return [Sample(meter, i, i, {"flow": float(i), "temperature": 20.5}) for i in range(count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "readings.db"


def test_the_folder_and_file_are_made(path: Path) -> None:
    readings = SqliteReadings(path)
    assert readings.append(samples(3)).stored == 3
    readings.close()
    again = SqliteReadings(path)
    assert again.count() == 3
    again.close()


def test_a_commit_waits_for_the_disk_and_others_can_read_meanwhile(path: Path) -> None:
    readings = SqliteReadings(path)
    with readings._file.connection() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    readings.close()


def test_a_full_disk_means_retry_and_keeps_none_of_the_batch(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = SqliteReadings(path)
    readings.append(samples(10))
    with readings._file.connection() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(Retry, match="disk full"):
        readings.append(samples(20_000, "other"))
    # The connection that met the limit is gone, and with it the limit: there is room again.
    assert readings.count() == 10
    assert readings.append(samples(20_000, "other")).stored == 20_000
    assert readings.count("other") == 20_000
    monkeypatch.undo()
    readings.close()


FILL = """
import json, resource, sys
from pathlib import Path
from campus.errors import Retry
from campus.reading import Sample
from campus.readings.sqlite import SqliteReadings

readings = SqliteReadings(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
durable, told = 0, ""
try:
    for batch in range(1_000):
        first = batch * 100
        readings.append([Sample("m", i, i, {"flow": float(i)}) for i in range(first, first + 100)])
        durable = first + 100
except Retry as error:
    told = str(error)
print(json.dumps([durable, told]))
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="this system has no limit on the size of files")
def test_a_write_the_system_refuses_means_retry_and_what_was_reported_stays(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, check=True, cwd=ROOT)
    durable, told = json.loads(done.stdout)
    assert durable > 0
    assert str(path) in told
    assert "input/output error" in told or "disk full" in told
    readings = SqliteReadings(path)
    assert readings.series("m", "flow", 0, durable).values.tolist() == [float(i) for i in range(durable)]
    assert readings.append(samples(5, "next")).stored == 5
    readings.close()


def test_a_lock_held_too_long_means_retry_and_reading_goes_on(path: Path) -> None:
    readings = SqliteReadings(path, busy_timeout_s=0.05)
    readings.append(samples(3))
    intruder = sqlite3.connect(path, isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Retry, match="locked by another process"):
        readings.append(samples(4))
    assert readings.count() == 3
    intruder.execute("ROLLBACK")
    intruder.close()
    assert readings.append(samples(4)).stored == 4
    assert readings.count() == 4
    readings.close()


def test_a_batch_that_fails_gives_its_numbers_back(path: Path) -> None:
    """A stream first seen in a failed batch must not be confused with the one that gets its number."""
    one, two = SqliteReadings(path, busy_timeout_s=0.05), SqliteReadings(path)
    with one._file.connection() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Retry):
        one.append(samples(20_000, "failed"))
    two.append(samples(5, "other"))
    one.append(samples(2, "failed"))
    assert (one.count("failed"), one.count("other")) == (2, 5)
    one.close()
    two.close()


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    SqliteReadings(path).close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(Misconfigured, match=r"readings\.db.*newer version.*schema 99"):
        SqliteReadings(path)


def test_another_programs_file_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE ledger (x)")
    other.close()
    with pytest.raises(Misconfigured, match="another program's"):
        SqliteReadings(path)
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("ledger",)]
    other.close()


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("time,value\n" * 500)
    with pytest.raises(Misconfigured, match="not an SQLite file"):
        SqliteReadings(path)
    assert path.read_text().startswith("time,value")


def test_a_place_that_cannot_be_written_means_retry(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Retry, match="folder"):
        SqliteReadings(tmp_path / "file" / "readings.db")
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(Retry, match="cannot be opened"):
        SqliteReadings(tmp_path / "folder.db")


def test_a_damaged_file_is_named(path: Path) -> None:
    readings = SqliteReadings(path)
    readings.append(samples(20_000))
    readings.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    damaged = SqliteReadings(path)
    with pytest.raises(Retry, match="damaged"):
        damaged.series("m", "flow", 0, 10**6)
    damaged.close()


def test_many_processes_open_a_new_file_at_once(path: Path) -> None:
    path.parent.mkdir()
    writers = [Store(path).writer(f"m{i}", 3, 10) for i in range(5)]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0] * 5
    readings = SqliteReadings(path)
    assert {meter: readings.count(meter) for meter in readings.meters()} == {f"m{i}": 30 for i in range(5)}
    readings.close()


def test_closed_is_closed(path: Path) -> None:
    readings = SqliteReadings(path)
    readings.close()
    readings.close()
    with pytest.raises(Retry, match="closed"):
        readings.count()


def test_a_long_series_crosses_the_pieces_it_is_read_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campus.readings.sqlite.PIECE_MS", 7)
    readings = SqliteReadings(path)
    said = [(i, 0.0) for i in range(30)] + [(11, float(v)) for v in range(1, 21)]
    readings.append([Sample("m", t, t, {"flow": v}) for t, v in said])
    got = readings.series("m", "flow", 0, 30)
    assert list(zip(got.times_ms.tolist(), got.values.tolist(), strict=True)) == sorted(said)
    assert readings.series("m", "flow", 5, 21).times_ms.tolist() == sorted(t for t, _ in said if 5 <= t < 21)
    readings.close()


def test_campus_yaml_names_the_file(tmp_path: Path) -> None:
    for url, expected in (
        ("sqlite:///data/a.db", tmp_path / "data/a.db"),
        (f"sqlite:///{tmp_path}/b.db", tmp_path / "b.db"),
    ):
        readings = open_readings(Group(readings=url, campuses=()), tmp_path)
        readings.append(samples(1))
        assert expected.exists()
        readings.close()


@pytest.mark.parametrize("url", ["sqlite:///", "postgresql://x/y", "data/readings.db", ""])
def test_a_readings_url_that_is_none_teaches(url: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"sqlite:///data/readings\.db"):
        open_readings(Group(readings=url, campuses=()), tmp_path)


def test_campus_yaml_names_an_influxdb_which_need_not_be_up(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    influx = Influx(url="http://127.0.0.1:9", token_file=Path("token"))
    readings = open_readings(Group(readings=influx, campuses=()), tmp_path)
    assert isinstance(readings, InfluxReadings)
    with pytest.raises(Retry, match=r"127\.0\.0\.1:9 cannot be reached"):
        readings.append(samples(1))
    readings.close()


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    influx = Influx(url="http://127.0.0.1:9", token_file=Path("no-such-file"))
    with pytest.raises(Misconfigured, match="no-such-file"):
        open_readings(Group(readings=influx, campuses=()), tmp_path)
