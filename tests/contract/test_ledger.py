"""What the ledger promises, on SQLite and on PostgreSQL."""

import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from campus.errors import CampusError, Misconfigured, Refused, Retry
from campus.ledger.dirty import SLOT_MS, Mark, clear_marks, dirty_marks, mark_dirty, oldest_mark_ms
from campus.ledger.engine import open_ledger
from campus.ledger.facts import Fact, Value, facts_of, history_of, record, withdraw
from campus.ledger.pages import Page, delete_pages_outside, page_extent, read_pages, write_pages
from campus.ledger.process_state import publish_state, read_states
from campus.ledger.schema import metadata
from campus.register.hours import Hours
from tests.contract.stores import ROOT
from tests.servers.postgresql import PgServer, postgresql

NewLedger = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> NewLedger:
    """URL of a ledger that does not exist yet."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/books/ledger.db"
    server = request.getfixturevalue("pg_server")
    assert isinstance(server, PgServer)
    return server.database


@pytest.fixture
def ledger(new_url: NewLedger) -> Iterator[Engine]:
    engine = open_ledger(new_url())
    yield engine
    engine.dispose()


def test_a_fresh_ledger_has_every_table_and_opens_again(new_url: NewLedger) -> None:
    url = new_url()
    for _ in range(2):
        engine = open_ledger(url)
        assert set(metadata.tables) <= set(inspect(engine).get_table_names())
        engine.dispose()


OPEN_AND_MARK = """
import sys
from campus.ledger.dirty import mark_dirty
from campus.ledger.engine import open_ledger

engine = open_ledger(sys.argv[1])
for i in range(20):
    mark_dirty(engine, [("m", 0), (sys.argv[2], i)], 5)
engine.dispose()
"""


def test_many_processes_open_a_fresh_ledger_at_once(new_url: NewLedger) -> None:
    url = new_url()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_MARK, url, f"p{i}"], stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        for i in range(4)
    ]
    told = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, told
    engine = open_ledger(url)
    with engine.connect() as connection:
        marks = {mark.meter: mark.marks for mark in dirty_marks(connection)}
    assert marks == {"m": 80, **{f"p{i}": 20 for i in range(4)}}
    engine.dispose()


def test_marks_count_up_and_keep_the_oldest_arrival(ledger: Engine) -> None:
    assert oldest_mark_ms(ledger) is None
    mark_dirty(ledger, [("a", 0), ("a", SLOT_MS - 1), ("a", SLOT_MS), ("b", -1)], 100)
    mark_dirty(ledger, [("a", 5)], 200)
    mark_dirty(ledger, [], 1)
    with ledger.connect() as connection:
        assert dirty_marks(connection) == [Mark("a", 0, 2, 100), Mark("a", 1, 1, 100), Mark("b", -1, 1, 100)]
    assert oldest_mark_ms(ledger) == 100


def test_a_mark_knows_its_day() -> None:
    assert (Mark("a", -1, 1, 0).start_ms, Mark("a", -1, 1, 0).end_ms) == (-86_400_000, 0)


def test_a_mark_renewed_while_the_worker_computed_stays(ledger: Engine) -> None:
    mark_dirty(ledger, [("a", 0), ("b", 0)], 100)
    with ledger.connect() as connection:
        seen = dirty_marks(connection)
    mark_dirty(ledger, [("a", 1)], 200)
    with ledger.begin() as connection:
        clear_marks(connection, seen)
    with ledger.connect() as connection:
        assert [(mark.meter, mark.marks) for mark in dirty_marks(connection)] == [("a", 2)]


def test_a_cleared_mark_made_again_is_not_taken_for_the_old_one(ledger: Engine) -> None:
    """The worker is slow: its mark was cleared by another worker and made anew meanwhile."""
    mark_dirty(ledger, [("a", 0)], 100)
    with ledger.connect() as connection:
        seen = dirty_marks(connection)
    with ledger.begin() as connection:
        clear_marks(connection, seen)
    mark_dirty(ledger, [("a", 0)], 300)
    with ledger.begin() as connection:
        clear_marks(connection, seen)
    with ledger.connect() as connection:
        assert [mark.meter for mark in dirty_marks(connection)] == ["a"]


def test_no_mark_is_lost_between_threads(ledger: Engine) -> None:
    def mark(i: int) -> None:
        mark_dirty(ledger, [("a", 0), (f"m{i % 3}", 0)], i)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(mark, range(60)))
    with ledger.connect() as connection:
        assert {mark.meter: mark.marks for mark in dirty_marks(connection)} == {"a": 60, "m0": 20, "m1": 20, "m2": 20}


def test_many_marks_at_once(ledger: Engine) -> None:
    mark_dirty(ledger, [(f"m{i}", day * SLOT_MS) for i in range(100) for day in range(50)], 1)
    with ledger.connect() as connection:
        assert len(dirty_marks(connection)) == 5_000


def fact(kind: str = "swap", subject: str = "m1", at_ms: int = 1_000, **body: float) -> Fact:
    return Fact(kind, subject, at_ms, body or {"final": 65.7, "initial": 0.0}, "王师傅", 2_000)


def test_facts_come_in_order_of_when_they_hold(ledger: Engine) -> None:
    with ledger.begin() as connection:
        late = record(connection, fact(at_ms=900))
        early = record(connection, fact(at_ms=-5))
        same = record(connection, fact("multiplier", at_ms=900, multiplier=40.0))
        record(connection, fact(subject="m2"))
    with ledger.connect() as connection:
        assert [f.id for f in facts_of(connection, "m1")] == [early, late, same]
        assert [f.id for f in facts_of(connection, "m1", "swap")] == [early, late]
        [only] = facts_of(connection, "m1", "multiplier", "head_count")
    assert only == Fact("multiplier", "m1", 900, {"multiplier": 40.0}, "王师傅", 2_000, same)


def test_a_fact_keeps_its_body_to_the_last_bit(ledger: Engine) -> None:
    body: dict[str, Value] = {"value": 123_456_789.123_456_78 + 0.1, "reader": "李\"雷'"}
    with ledger.begin() as connection:
        record(connection, Fact("manual_reading", "m1", 4_102_444_800_123, body, "a", 1))
    with ledger.connect() as connection:
        [got] = facts_of(connection, "m1")
    assert dict(got.body) == body
    assert got.at_ms == 4_102_444_800_123


def test_a_withdrawn_fact_is_out_of_force_but_not_out_of_history(ledger: Engine) -> None:
    with ledger.begin() as connection:
        first = record(connection, fact())
        second = record(connection, fact(at_ms=5_000))
        back = withdraw(connection, first, "校长", 9_000)
    with ledger.connect() as connection:
        assert [f.id for f in facts_of(connection, "m1")] == [second]
        assert [(f.id, f.kind, f.author) for f in history_of(connection, "m1")] == [
            (first, "swap", "王师傅"),
            (back, "withdrawal", "校长"),
            (second, "swap", "王师傅"),
        ]


def test_a_fact_that_is_not_there_cannot_be_withdrawn(ledger: Engine) -> None:
    with ledger.begin() as connection, pytest.raises(Refused, match="no fact 42"):
        withdraw(connection, 42, "x", 1)


def test_a_fact_is_withdrawn_once_and_a_withdrawal_never(ledger: Engine) -> None:
    with ledger.begin() as connection:
        first = record(connection, fact())
        back = withdraw(connection, first, "x", 1)
    with ledger.begin() as connection, pytest.raises(Refused, match="already withdrawn"):
        withdraw(connection, first, "x", 2)
    with ledger.begin() as connection, pytest.raises(Refused, match="withdrawal"):
        withdraw(connection, back, "x", 2)


def test_an_unknown_kind_of_fact_is_refused_with_the_known_ones(ledger: Engine) -> None:
    with ledger.begin() as connection, pytest.raises(Refused, match=r"rumour.*head_count"):
        record(connection, fact("rumour"))


def test_a_fact_of_a_transaction_that_fails_is_not_kept(ledger: Engine) -> None:
    def failing() -> None:
        with ledger.begin() as connection:
            record(connection, fact())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    with ledger.connect() as connection:
        assert facts_of(connection, "m1") == []


def page(day: date, hours: int = 24, energy: float = 1.25, meter: str = "m1", **changed: str) -> Page:
    filled = Hours(
        np.full(hours, energy),
        np.linspace(0, energy, hours),
        np.full(hours, 3600, np.uint16),
        np.full(hours, 3, np.uint8),
    )
    anchor = changed.get("anchor", '{"register": 5.0}')
    return Page(meter, "electricity_import", day, filled, hours * 3600, anchor, {"readings": hours})


DAY = date(2026, 3, 29)


def test_pages_come_back_to_the_last_bit(ledger: Engine) -> None:
    days = {DAY: 23, DAY + timedelta(days=1): 24, DAY + timedelta(days=2): 25}
    with ledger.begin() as connection:
        assert write_pages(connection, [page(day, hours, energy=0.1 + 0.2) for day, hours in days.items()], 77) == 3
    with ledger.connect() as connection:
        got = read_pages(connection, "m1", "electricity_import", DAY, DAY + timedelta(days=9))
    assert [(p.day, len(p.hours), p.span_s, p.revision, p.computed_ms) for p in got] == [
        (day, hours, hours * 3600, 1, 77) for day, hours in days.items()
    ]
    for stored, hours in zip(got, days.values(), strict=True):
        expected = page(DAY, hours, energy=0.1 + 0.2)
        assert np.array_equal(stored.hours.energy, expected.hours.energy)
        assert np.array_equal(stored.hours.estimated, expected.hours.estimated)
        assert np.array_equal(stored.hours.covered_s, expected.hours.covered_s)
        assert np.array_equal(stored.hours.method, expected.hours.method)
        assert (stored.anchor, dict(stored.provenance)) == ('{"register": 5.0}', {"readings": hours})


def test_a_page_keeps_its_revision_until_its_hours_change(ledger: Engine) -> None:
    def write(new: Page, now_ms: int) -> tuple[int, int, int]:
        with ledger.begin() as connection:
            changed = write_pages(connection, [new], now_ms)
        with ledger.connect() as connection:
            [got] = read_pages(connection, "m1", "electricity_import", DAY, DAY)
        return changed, got.revision, got.computed_ms

    assert write(page(DAY), 1) == (1, 1, 1)
    assert write(page(DAY), 2) == (0, 1, 1)
    assert write(page(DAY, anchor='{"register": 6.0}'), 3) == (0, 1, 3)
    assert write(page(DAY, energy=9.0), 4) == (1, 2, 4)


def test_pages_of_one_write_may_be_of_many_meters_and_years(ledger: Engine) -> None:
    pages = [page(DAY + timedelta(days=i), meter=f"m{m}") for m in range(3) for i in range(730)]
    with ledger.begin() as connection:
        assert write_pages(connection, pages, 1) == 2_190
        assert write_pages(connection, pages, 2) == 0
        assert write_pages(connection, [], 3) == 0
    with ledger.connect() as connection:
        assert page_extent(connection, "m1", "electricity_import") == (DAY, DAY + timedelta(days=729))
        assert page_extent(connection, "m1", "water_volume") is None
        assert len(read_pages(connection, "m2", "electricity_import", DAY, DAY + timedelta(days=9))) == 10


def test_pages_behind_the_last_day_are_gone(ledger: Engine) -> None:
    with ledger.begin() as connection:
        write_pages(connection, [page(DAY), page(DAY + timedelta(days=1)), page(DAY + timedelta(days=2))], 1)
        delete_pages_outside(connection, "m1", "electricity_import", date.min, DAY)
    with ledger.connect() as connection:
        assert page_extent(connection, "m1", "electricity_import") == (DAY, DAY)


def test_a_process_has_one_last_word(ledger: Engine) -> None:
    publish_state(ledger, "collector", 10, {"messages": 1, "broker": "连接"})
    publish_state(ledger, "collector", 20, {"messages": 2, "rate": 0.5, "ok": True, "error": None})
    publish_state(ledger, "worker", 15, {})
    assert read_states(ledger) == {
        "collector": (20, {"messages": 2, "rate": 0.5, "ok": True, "error": None}),
        "worker": (15, {}),
    }


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("books.db", "not a database URL"),
        ("mysql://user:s3cret@host/x", "mysql is not supported"),
        ("postgresql+psycopg2://user:s3cret@host/x", "psycopg2 is not supported"),
        ("postgresql+nonsense://user:s3cret@host/x", "nonsense is not supported"),
        ("postgresql+psycopg://user:s3cret@host:port/x", "not a database URL"),
    ],
)
def test_a_url_that_is_no_ledger_teaches(url: str, word: str) -> None:
    with pytest.raises(Misconfigured, match=word) as caught:
        open_ledger(url)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_is_down_is_named_without_its_password() -> None:
    with postgresql() as server:
        url = server.database().replace("campus@", "campus:s3cret-word@")
        open_ledger(url).dispose()
        server.stop()
        with pytest.raises(Retry, match=r"ledger: .*127\.0\.0\.1") as caught:
            open_ledger(url)
        assert "s3cret-word" not in "".join(traceback.format_exception(caught.value))
        server.start()
        open_ledger(url).dispose()


def test_the_drivers_name_may_be_left_out(pg_server: PgServer) -> None:
    engine = open_ledger(pg_server.database().replace("+psycopg", ""))
    mark_dirty(engine, [("m", 0)], 1)
    assert oldest_mark_ms(engine) == 1
    engine.dispose()


def test_a_server_that_goes_down_means_retry_and_up_again_all_is_well() -> None:
    with postgresql() as server:
        engine = open_ledger(server.database())
        mark_dirty(engine, [("m", 0)], 1)
        server.stop()
        for _ in range(2):
            with pytest.raises(Retry, match="ledger: PostgreSQL"):
                mark_dirty(engine, [("m", 0)], 2)
        server.start()
        mark_dirty(engine, [("m", 0)], 3)
        with engine.connect() as connection:
            assert dirty_marks(connection) == [Mark("m", 0, 2, 1)]
        engine.dispose()


def test_a_full_disk_means_retry_and_keeps_nothing_of_the_transaction(tmp_path: Path) -> None:
    engine = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(Retry, match="disk full"):
        mark_dirty(engine, [(f"m{i}", 0) for i in range(5_000)], 1)
    assert oldest_mark_ms(engine) is None
    engine.dispose()


def test_a_locked_file_means_retry(tmp_path: Path) -> None:
    engine = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    intruder = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    with engine.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout = 50"))
    with pytest.raises(Retry, match="locked by another process"):
        mark_dirty(engine, [("m", 0)], 1)
    intruder.close()
    mark_dirty(engine, [("m", 0)], 1)
    engine.dispose()


def test_a_mistake_in_a_statement_is_no_outage(ledger: Engine) -> None:
    with ledger.connect() as connection, pytest.raises(DBAPIError, match="no_such_table"):
        connection.execute(text("SELECT * FROM no_such_table"))


def test_a_folder_that_cannot_be_made_means_retry(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Retry, match="folder"):
        open_ledger(f"sqlite:///{tmp_path}/file/ledger.db")


def test_a_database_that_does_not_exist_is_named(pg_server: PgServer) -> None:
    with pytest.raises(CampusError, match='"nowhere" does not exist'):
        open_ledger(pg_server.url_of("nowhere"))


def test_an_engine_survives_a_restart_of_the_server() -> None:
    with postgresql() as server:
        engine = open_ledger(server.database())
        mark_dirty(engine, [("m", 0)], 1)
        server.restart()
        mark_dirty(engine, [("m", 0)], 2)
        with engine.connect() as connection:
            assert [mark.marks for mark in dirty_marks(connection)] == [2]
        engine.dispose()


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("day,kwh\n" * 1_000)
    with pytest.raises(Misconfigured, match=r"ledger\.db"):
        open_ledger(f"sqlite:///{tmp_path}/ledger.db")


def test_a_ledger_of_a_newer_program_is_refused(new_url: NewLedger) -> None:
    url = new_url()
    engine = open_ledger(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(Misconfigured, match="newer"):
        open_ledger(url)


def test_an_sqlite_ledger_waits_for_the_disk(tmp_path: Path) -> None:
    engine = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()
