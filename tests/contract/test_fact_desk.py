"""Entry of facts on SQLite and on PostgreSQL: held, confirmed, taken back, and never twice at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from analysis.bookkeeping import book_dirty
from campus.clock import to_ms
from campus.config.model import Group
from campus.entry.desk import Answer, State, Written, confirm, enter_fact, take_back
from campus.entry.figure_facts import entered_measures, entered_tariffs, planned_work
from campus.entry.touches import Figure, Site
from campus.errors import Refused
from campus.ledger.dirty import dirty_marks
from campus.ledger.engine import open_ledger
from campus.ledger.fact_bodies import Value
from campus.ledger.fact_list import FactState, list_facts
from campus.ledger.facts import facts_of
from campus.ledger.pages import read_pages
from campus.ledger.published import Published, keep
from campus.readings.sqlite import SqliteReadings
from tests.servers.postgresql import PgServer

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 4, 20, 12, tzinfo=ZONE)
GROUP = Group.model_validate(
    {
        "timezone": "Asia/Shanghai",
        "campuses": [
            {
                "id": "senior",
                "name": "高中部",
                "meters": [
                    {"id": "w1", "campus": "senior", "name": "总水表", "resource": "water", "role": "main"},
                    {"id": "w2", "campus": "senior", "resource": "water"},
                    {"id": "e1", "campus": "senior", "resource": "electricity", "multiplier": 40},
                    {"id": "t1", "campus": "senior", "resource": "sensor"},
                ],
            },
            {"id": "junior", "meters": []},
        ],
    }
)


@dataclass
class Desk:
    engine: Engine
    readings: SqliteReadings

    def site(self) -> Site:
        return Site(GROUP, self.readings, to_ms(NOW))

    def enter(self, kind: str, subject: str, at: str, **body: Value) -> Answer:
        with self.engine.begin() as connection:
            return enter_fact(connection, self.site(), Written(kind, subject, at, body, "王师傅"))

    def confirm(self, number: int) -> Answer:
        with self.engine.begin() as connection:
            return confirm(connection, self.site(), number, "李主任", "read again")

    def withdraw(self, number: int) -> Answer:
        with self.engine.begin() as connection:
            return take_back(connection, self.site(), number, "李主任")

    def book(self) -> None:
        book_dirty(GROUP, self.readings, self.engine, lambda: NOW)

    def used(self, meter: str, first: date, last: date) -> float:
        with self.engine.connect() as connection:
            pages = read_pages(connection, meter, GROUP.meters[meter].booked or "", first, last)
        return sum(page.total for page in pages)

    def states(self) -> dict[int, FactState]:
        with self.engine.connect() as connection:
            return {one.fact.id: one.state for one in list_facts(connection)}


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    url = f"sqlite:///{tmp_path}/ledger.db"
    if request.param == "postgresql":
        server = request.getfixturevalue("pg_server")
        assert isinstance(server, PgServer)
        url = server.database()
    engine, readings = open_ledger(url), SqliteReadings(tmp_path / "readings.db")
    yield Desk(engine, readings)
    readings.close()
    engine.dispose()


@pytest.fixture
def year(desk: Desk) -> Desk:
    """w1 read at noon: 300 m3 in March 2025 and in April 2025, then up to 4,090 on 28 February 2026."""
    for at, value in (
        ("2025-02-28", 1100), ("2025-03-31", 1410), ("2025-04-30", 1710), ("2026-01-31", 4000), ("2026-02-28", 4090),
    ):  # fmt: skip
        assert desk.enter("manual_reading", "w1", at, value=value).state is State.IN_FORCE
    desk.book()
    return desk


def test_a_plausible_reading_counts_at_once_and_says_what_it_changes(year: Desk) -> None:
    with year.engine.begin() as connection:
        for span, campus in (
            (("2025-12", "2026-01"), "senior"),
            (("2026-02", "2026-03"), ""),
            (("2026-04",) * 2, "junior"),
        ):
            keep(connection, Published(*span, campus, "d", "{}", "{}", "李老师", 0))
    answer = year.enter("manual_reading", "总水表", "2026-03-31", value=4390)
    assert (answer.state, answer.fact.subject) == (State.IN_FORCE, "w1")
    assert (answer.touches.meters, answer.touches.first, answer.touches.last) == (("w1",), date(2026, 2, 28), None)
    assert (answer.touches.campuses, answer.touches.published) == (("senior",), ("2026-02", "2026-03"))
    assert Figure.PER_HEAD in answer.touches.figures
    year.book()
    assert year.used("w1", date(2026, 1, 31), date(2026, 3, 31)) == pytest.approx(90 + 300 + 2290 / 276 * 0.5, rel=0.01)


def test_the_expectation_is_that_of_the_same_month_last_year(year: Desk) -> None:
    # March 2025 used 10 m3 a day but for its last half day; February's last day is the 32nd of the span.
    known = year.enter("manual_reading", "w1", "2026-03-31", value=4390).known
    assert known is not None
    assert (known.last, known.days) == (4090, 31)
    assert known.per_day == pytest.approx(10, abs=0.35)


def test_a_doubtful_reading_waits_and_counts_once_confirmed(year: Desk) -> None:
    answer = year.enter("manual_reading", "w1", "2026-03-31", value=43900)
    assert (answer.state, answer.fact.kind) == (State.HELD, "held_reading")
    assert answer.fact.body["why"] == (
        "a use of 39810 since the last reading 4090 is too much; 10 times too high: 4390 would be plausible"
    )
    year.book()
    assert year.used("w1", date(2026, 3, 2), date(2026, 3, 31)) == 0
    again = year.enter("manual_reading", "w1", "2026-03-31", value=43900)
    assert (again.state, again.fact.id) == (State.HELD, answer.fact.id)
    confirmed = year.confirm(answer.fact.id)
    assert dict(confirmed.fact.body) == {"value": 43900, "confirms": answer.fact.id, "note": "read again"}
    assert confirmed.fact.author == "李主任"
    year.book()
    assert year.used("w1", date(2026, 3, 2), date(2026, 3, 30)) > 30_000
    with pytest.raises(Refused, match="already withdrawn"):
        year.confirm(answer.fact.id)
    year.withdraw(confirmed.fact.id)
    year.book()
    assert year.used("w1", date(2026, 3, 2), date(2026, 3, 31)) == 0
    assert year.states()[confirmed.fact.id] is FactState.WITHDRAWN


def test_a_held_reading_may_be_withdrawn_and_others_cannot_be_confirmed(year: Desk) -> None:
    held = year.enter("manual_reading", "w1", "2026-03-31", value=10)
    year.withdraw(held.fact.id)
    with pytest.raises(Refused, match="already withdrawn"):
        year.confirm(held.fact.id)
    with pytest.raises(Refused, match="only a held reading is confirmed"):
        year.confirm(1)


def test_only_one_of_many_confirms(year: Desk) -> None:
    held = year.enter("manual_reading", "w1", "2026-03-31", value=43900)

    def attempt(_: int) -> bool:
        try:
            year.confirm(held.fact.id)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    with year.engine.connect() as connection:
        readings = facts_of(connection, "w1", "manual_reading")
    assert [f.body["value"] for f in readings].count(43900) == 1


def test_mixed_up_meters_are_recognised(year: Desk) -> None:
    for at, value in (("2025-02-28", 90_000), ("2025-04-30", 90_500), ("2026-02-28", 92_000)):
        year.enter("manual_reading", "w2", at, value=value)
    year.book()
    held = year.enter("manual_reading", "w1", "2026-03-31", value=92_250)
    assert held.state is State.HELD
    assert "w2" in str(held.fact.body["why"])


def test_multipliers_turn_the_books_back_into_register_units(desk: Desk) -> None:
    for at, value in (("2025-02-28", 100), ("2025-03-31", 131), ("2026-02-28", 465)):
        assert desk.enter("manual_reading", "e1", at, value=value).state is State.IN_FORCE
    desk.book()
    assert desk.used("e1", date(2025, 3, 1), date(2025, 3, 30)) == pytest.approx(30 * 40)
    answer = desk.enter("manual_reading", "e1", "2026-03-31", value=496)
    assert answer.known is not None
    assert answer.known.per_day == pytest.approx(1.0, rel=0.02)


def test_the_same_fact_twice_is_one(desk: Desk) -> None:
    first = desk.enter("head_count", "高中部", "2026-03-01", boarders=820, day_students=110, staff=96)
    again = desk.enter("head_count", "senior", "2026-03-01", boarders=820, day_students=110, staff=96)
    assert (first.state, again.state, again.fact.id) == (State.IN_FORCE, State.KNOWN, first.fact.id)
    other = desk.enter("head_count", "senior", "2026-03-01", boarders=830, day_students=110, staff=96)
    assert other.state is State.IN_FORCE


def test_a_head_count_holds_until_the_next(desk: Desk) -> None:
    desk.enter("head_count", "senior", "2026-03-01", boarders=820, day_students=110, staff=96)
    before = desk.enter("head_count", "senior", "2025-09-01", boarders=800, day_students=110, staff=96)
    assert (before.touches.first, before.touches.last) == (date(2025, 9, 1), date(2026, 2, 28))
    assert before.touches.meters == ()
    with desk.engine.connect() as connection:
        assert dirty_marks(connection) == []


def test_overlapping_tariffs_are_refused_naming_the_days(desk: Desk) -> None:
    desk.enter("tariff", "senior", "2026-01-01", resource="water", yuan=4.1, until="2026-03-31")
    with pytest.raises(Refused, match=r"overlap: fact-\d+ holds on 2026-03-01\.\.2026-03-31 already"):
        desk.enter("tariff", "senior", "2026-03-01", resource="water", yuan=4.4)
    gas = desk.enter("tariff", "senior", "2026-03-01", resource="gas", yuan=3.2)
    assert gas.touches.figures == (Figure.COST,)
    later = desk.enter("tariff", "senior", "2026-04-10", resource="water", yuan=4.4)
    assert later.remarks == ("no tariff holds on 2026-04-01..2026-04-09, between fact-1 and the new one",)
    every = desk.enter("tariff", "*", "2026-03-01", resource="water", yuan=5)
    assert every.touches.campuses == ("senior", "junior")


def test_a_tariff_with_a_hole_in_the_day_is_refused_naming_the_hours(desk: Desk) -> None:
    with pytest.raises(Refused, match="hours 7-16 belong to no period"):
        desk.enter(
            "tariff", "senior", "2026-01-01", resource="electricity", times="峰 16-24; 谷 0-7", prices="峰 1; 谷 1"
        )


def test_a_second_swap_of_one_moment_is_refused(desk: Desk) -> None:
    swap = desk.enter("swap", "w1", "2026-04-02T10:00", final=100, initial=0)
    with desk.engine.connect() as connection:
        assert [mark.meter for mark in dirty_marks(connection)] == ["w1"]
    with pytest.raises(Refused, match=f"fact {swap.fact.id} says otherwise about the same moment; withdraw it first"):
        desk.enter("swap", "w1", "2026-04-02T10:00", final=101, initial=0)
    desk.withdraw(swap.fact.id)
    assert desk.enter("swap", "w1", "2026-04-02T10:00", final=101, initial=0).state is State.IN_FORCE


def test_a_swap_below_the_last_reading_is_remarked(year: Desk) -> None:
    answer = year.enter("swap", "w1", "2026-03-02T10:00", final=3000, initial=0)
    assert answer.remarks == ("final 3000 is below the last reading 4090: is it of this meter?",)


def test_a_reading_after_a_swap_is_held_against_the_new_meter(year: Desk) -> None:
    year.enter("swap", "w1", "2026-02-28T18:00", final=4092, initial=7)
    answer = year.enter("manual_reading", "w1", "2026-03-31", value=310)
    assert answer.known is not None
    assert (answer.known.last, answer.state) == (7, State.IN_FORCE)


@pytest.mark.parametrize(
    ("kind", "subject", "at", "body", "told"),
    [
        ("swop", "w1", "2026-03-01", {}, "unknown kind of fact 'swop'; known: head_count, "),
        ("held_reading", "w1", "2026-03-01", {"value": 1, "why": "x"}, "unknown kind of fact 'held_reading'"),
        ("manual_reading", "w9", "2026-03-01", {"value": 1}, "unknown meter 'w9'; known: w1 (总水表), w2"),
        ("manual_reading", "t1", "2026-03-01", {"value": 1}, "t1 is a sensor: it has no register"),
        ("manual_reading", "w1", "2026-04-21", {"value": 1}, "2026-04-21 lies in the future; now is 2026-04-20 12:00"),
        ("manual_reading", "w1", "2026-02-30", {"value": 1}, "'2026-02-30' is no day or time"),
        ("manual_reading", "w1", "0026-02-03", {"value": 1}, "0026-02-03 lies outside the years"),
        ("manual_reading", "w1", "2026-02-03", {"value": -1}, "manual_reading: value: must be greater than or equal"),
        ("manual_reading", "w1", "2026-02-03", {"value": float("nan")}, "manual_reading: value: must be a finite"),
        ("manual_reading", "w1", "2026-02-03", {"value": 1, "confirms": 3}, "confirms is filled in by confirming"),
        ("head_count", "w1", "2026-03-01", {"boarders": 1}, "unknown campus 'w1'; known: senior (高中部), junior"),
        ("head_count", "", "2026-03-01", {"boarders": 1}, "the campus is missing"),
        ("measure", "senior", "2026-03-01", {"name": "LED", "meters": "e1, e9", "finished": "2026-03-02"},
         "meters: unknown meter e9"),
        ("measure", "senior", "2026-03-01", {"name": "LED", "meters": "e1", "finished": "2026-02-02"},
         "finished 2026-02-02 lies before the first day 2026-03-01"),
        ("calendar_exception", "senior", "2026-03-01", {"day_type": "EVENT", "until": "2026-02-01"},
         "until 2026-02-01 lies before"),
        ("maintenance_window", "w1", "2026-03-01T10:00", {"until": "2026-03-01T09:00:00+08:00", "work": "pump"},
         "until 2026-03-01T09:00:00+08:00 is not after the beginning"),
    ],
)  # fmt: skip
def test_wrong_entries_are_refused_and_nothing_is_kept(
    desk: Desk, kind: str, subject: str, at: str, body: dict[str, Value], told: str
) -> None:
    with pytest.raises(Refused) as refused:
        desk.enter(kind, subject, at, **body)
    assert str(refused.value).startswith(told)
    assert desk.states() == {}


def test_entered_facts_are_the_values_figures_are_made_with(desk: Desk) -> None:
    desk.enter("measure", "senior", "2026-03-01", name="LED", meters="e1，w1", finished="2026-03-10", cost_yuan=1200)
    desk.enter("tariff", "*", "2026-03-01", resource="water", tiers="100: 3; 4", year_begins=7)
    desk.enter("maintenance_window", "w1", "2026-03-01T10:00", until="2026-03-01T12:00:00+08:00", work="pump")
    with desk.engine.connect() as connection:
        (measure,) = entered_measures(facts_of(connection, "senior"), ZONE)
        (tariff,) = entered_tariffs(facts_of(connection, "*"), ZONE)
        (work,) = planned_work(facts_of(connection, "w1"))
    assert (measure.id, measure.meters, measure.started, measure.finished) == (
        "fact-1", ("e1", "w1"), date(2026, 3, 1), date(2026, 3, 10),
    )  # fmt: skip
    assert (measure.before_days, measure.cost_yuan) == (365, 1200)
    assert (tariff.supply, tariff.resource, tariff.valid_from, tariff.valid_to) == ("", "water", date(2026, 3, 1), None)
    assert (work.subject, work.end_ms - work.start_ms, work.work) == ("w1", 7_200_000, "pump")


def test_nobody_is_no_author(desk: Desk) -> None:
    with pytest.raises(Refused, match="author: give the name"), desk.engine.begin() as connection:
        enter_fact(connection, desk.site(), Written("manual_reading", "w1", "2026-03-01", {"value": 1}, "  "))


def test_a_day_alone_is_noon_for_meters_and_midnight_for_the_rest(desk: Desk) -> None:
    reading = desk.enter("manual_reading", "w1", "2026-04-01", value=1)
    assert reading.fact.at_ms == to_ms(datetime(2026, 4, 1, 4, tzinfo=UTC))
    window = desk.enter("calendar_exception", "senior", "2026-04-01", day_type="EVENT")
    assert window.fact.at_ms == to_ms(datetime(2026, 3, 31, 16, tzinfo=UTC))
    assert window.touches.last == date(2026, 4, 1)
