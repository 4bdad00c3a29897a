"""Entering facts: bodies are checked, and the books hear of it in the same transaction."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine

from campus.errors import Refused
from campus.ledger.dirty import SLOT_MS, dirty_marks
from campus.ledger.engine import open_ledger
from campus.ledger.entry import enter, take_back
from campus.ledger.fact_bodies import Value, checked_body
from campus.ledger.facts import Fact, facts_of, history_of

GOOD: list[tuple[str, Mapping[str, Value]]] = [
    ("swap", {"final": 100.5, "initial": 0}),
    ("swap", {"final": 100, "initial": 3.5, "multiplier": 40, "note": "换表"}),
    ("multiplier", {"multiplier": 20}),
    ("multiplier", {"multiplier": 20.0, "register": 12.5}),
    ("manual_reading", {"value": 12, "reader": "张三"}),
    ("reset", {"confirmed": False}),
    ("head_count", {"boarders": 800, "day_students": 600, "staff": 0}),
    ("calendar_exception", {"day_type": "EVENT"}),
    ("calendar_exception", {"day_type": "VACATION", "until": "2026-03-04"}),
]

BAD: list[tuple[str, Mapping[str, Value], str]] = [
    ("swap", {"final": 1}, "swap: initial: is missing"),
    ("swap", {"final": -1, "initial": 0}, "swap: final: must be greater than or equal to 0"),
    ("swap", {"final": float("nan"), "initial": 0}, "swap: final: must be a finite number"),
    ("swap", {"final": float("inf"), "initial": 0}, "swap: final: must be a finite number"),
    ("swap", {"final": True, "initial": 0}, "swap: final: must be a valid number"),
    ("swap", {"final": "100", "initial": 0}, "swap: final: must be a valid number"),
    ("swap", {"final": 1, "initial": 0, "multiplier": 0}, "swap: multiplier: must be greater than 0"),
    ("swap", {"final": 1, "initial": 0, "inital": 0}, "swap: inital: is not a field"),
    ("multiplier", {"multiplier": 0}, "multiplier: multiplier: must be greater than 0"),
    ("manual_reading", {}, "manual_reading: value: is missing"),
    ("reset", {"confirmed": "yes"}, "reset: confirmed: must be a valid boolean"),
    (
        "head_count",
        {"boarders": 1.5, "day_students": 0, "staff": 0},
        "head_count: boarders: must be a valid integer",
    ),
    (
        "head_count",
        {"boarders": -1, "day_students": 0, "staff": 0},
        "head_count: boarders: must be greater than or equal to 0",
    ),
    ("calendar_exception", {"day_type": "SUNDAY"}, "calendar_exception: day_type: must be 'TERM_WD', "),
    (
        "calendar_exception",
        {"day_type": "EVENT", "until": "4.3.2026"},
        "calendar_exception: until: must be a valid date",
    ),
    ("withdrawal", {}, "unknown kind of fact 'withdrawal'; known: calendar_exception, head_count, "),
    ("swop", {}, "unknown kind of fact 'swop'; known: calendar_exception, head_count, "),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(("kind", "body"), GOOD)
def test_a_good_body_is_kept_as_given(kind: str, body: Mapping[str, Value]) -> None:
    assert checked_body(kind, body) == dict(body)


@pytest.mark.parametrize(("kind", "body", "expected"), BAD, ids=[expected for *_, expected in BAD])
def test_a_wrong_body_is_refused_naming_the_field(
    ledger: Engine, kind: str, body: Mapping[str, Value], expected: str
) -> None:
    with pytest.raises(Refused) as error:
        enter(ledger, Fact(kind, "m", 5, body, "tester", 0), 0)
    assert str(error.value).startswith(expected)
    with ledger.connect() as connection:
        assert history_of(connection, "m") == []
        assert dirty_marks(connection) == []


def test_facts_about_meters_mark_their_day_dirty(ledger: Engine) -> None:
    at = 20_000 * SLOT_MS + 5
    number = enter(ledger, Fact("swap", "m", at, {"final": 1, "initial": 0}, "tester", 7), 9)
    enter(ledger, Fact("head_count", "a", at, {"boarders": 1, "day_students": 1, "staff": 1}, "tester", 7), 9)
    with ledger.connect() as connection:
        assert [(m.meter, m.slot, m.since_ms) for m in dirty_marks(connection)] == [("m", 20_000, 9)]
        assert [f.id for f in facts_of(connection, "m")] == [number]


def test_taking_back_marks_the_day_again(ledger: Engine) -> None:
    at = 20_000 * SLOT_MS + 5
    number = enter(ledger, Fact("manual_reading", "m", at, {"value": 3}, "tester", 7), 9)
    back = take_back(ledger, number, "other", 11)
    with ledger.connect() as connection:
        assert facts_of(connection, "m") == []
        assert [(f.kind, f.author) for f in history_of(connection, "m")] == [
            ("manual_reading", "tester"),
            ("withdrawal", "other"),
        ]
        assert [m.marks for m in dirty_marks(connection)] == [2]
    with pytest.raises(Refused, match="is a withdrawal; record what holds"):
        take_back(ledger, back, "other", 12)
    with pytest.raises(Refused, match="already withdrawn"):
        take_back(ledger, number, "other", 12)
    with pytest.raises(Refused, match="there is no fact 99"):
        take_back(ledger, 99, "other", 12)
