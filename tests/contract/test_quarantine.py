"""Quarantine and discovered devices, on every ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from campus.finding import Finding
from campus.ledger import discovered, noticed, quarantine
from campus.ledger.discovered import Discovered
from campus.ledger.engine import open_ledger
from campus.ledger.findings import findings_of
from campus.ledger.noticed import Noticed
from campus.ledger.quarantine import ROW_BYTES, Quarantined

NOON = 1_772_000_000_000


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    else:
        engine = open_ledger(request.getfixturevalue("pg_server").database())
    yield engine
    engine.dispose()


def message(number: int, kind: str = "unknown_device", size: int = 100) -> Quarantined:
    return Quarantined("a/b", b"%d" % number + b"x" * size, NOON + number, kind, "why", "d1")


def test_messages_are_kept_as_they_came(ledger: Engine) -> None:
    payload = bytes(range(256))
    with ledger.begin() as connection:
        quarantine.add(connection, [Quarantined("a/ü", payload, NOON, "undecodable", "原因", "")])
        (kept,) = quarantine.newest(connection)
    assert (kept.topic, bytes(kept.payload), kept.received_ms, kept.kind, kept.reason) == (
        "a/ü",
        payload,
        NOON,
        "undecodable",
        "原因",
    )


def test_text_no_database_takes_does_not_block(ledger: Engine) -> None:
    odd = Quarantined("a\0b\ud800", b"", NOON, "undecodable", "\0" * 2000, "d" * 500)
    with ledger.begin() as connection:
        quarantine.add(connection, [odd])
        discovered.note(connection, [Discovered("t\0" * 600, "d" * 500, "", NOON, NOON, 1, b"\0")])
        assert len(quarantine.newest(connection)) == 1
    assert len(discovered.devices(ledger)) == 1


def test_the_same_message_twice_is_one(ledger: Engine) -> None:
    for _ in range(2):
        with ledger.begin() as connection:
            quarantine.add(connection, [message(n) for n in range(5)])
    with ledger.connect() as connection:
        assert quarantine.counts(connection) == {"unknown_device": 5}


def test_the_oldest_leave_first_by_age_and_by_size(ledger: Engine) -> None:
    with ledger.begin() as connection:
        quarantine.add(connection, [message(n) for n in range(1000)])
    with ledger.begin() as connection:
        assert quarantine.prune(connection, NOON + 100, 10**9) == 100
    with ledger.begin() as connection:
        size = quarantine.extent(connection).size_bytes
        dropped = quarantine.prune(connection, 0, size // 2)
        left = quarantine.extent(connection)
        oldest = min(m.received_ms for m in quarantine.newest(connection, 1000))
    assert 440 <= dropped <= 460
    assert left.size_bytes <= size // 2
    assert left.messages == 900 - dropped
    assert oldest == NOON + 100 + dropped
    assert ROW_BYTES > 0


def test_a_device_is_counted_and_forgotten_once_configured(ledger: Engine) -> None:
    for n in range(3):
        with ledger.begin() as connection:
            seen = [Discovered("t", "d", "", NOON + n, NOON + n, 1, b"%d" % n)] * 2
            discovered.note(connection, [*seen, Discovered("t", "e", "tasmota", NOON, NOON, 1, b"")])
    devices = {(d.topic, d.device): d for d in discovered.devices(ledger)}
    found = devices["t", "d"]
    assert (found.messages, found.first_ms, found.last_ms, bytes(found.example)) == (6, NOON, NOON + 2, b"2")
    assert devices["t", "e"].decoder == "tasmota"
    with ledger.begin() as connection:
        discovered.forget(connection, "t", "d")
    assert {(d.topic, d.device) for d in discovered.devices(ledger)} == {("t", "e")}


def test_inventing_topics_does_not_fill_the_ledger(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovered, "MOST_DEVICES", 10)
    with ledger.begin() as connection:
        discovered.note(connection, [Discovered(f"t{n}", "", "", NOON + n, NOON + n, 1, b"") for n in range(25)])
        assert discovered.prune(connection) == 15
    assert {d.topic for d in discovered.devices(ledger)} == {f"t{n}" for n in range(15, 25)}


def test_a_finding_that_lasts_is_carried_on(ledger: Engine) -> None:
    for last in (1, 2, 3):
        found = Finding("time_zone", NOON, NOON + last, {"times": last}, needs_confirmation=True)
        with ledger.begin() as connection:
            noticed.note(connection, [Noticed("m", "", found)])
    with ledger.connect() as connection:
        (kept,) = findings_of(connection, "m", "")
        assert connection.execute(text("SELECT count(*) FROM finding")).scalar() == 1
    assert (kept.start_ms, kept.end_ms, kept.details["times"]) == (NOON, NOON + 3, 3)
