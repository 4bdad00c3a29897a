"""What is booked again later must be what it would have been from the start; totals computed by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campus.clock import to_ms
from campus.ledger.dirty import mark_dirty
from campus.ledger.facts import facts_of, withdraw
from tests.books import NOW, Books

QUARTER_MS = 900_000
DAY_MS = 86_400_000
START_MS = to_ms(NOW) - 100 * DAY_MS
METER = {"id": "m", "resource": "electricity", "max_rate": 400.0, "multiplier": 40.0}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    made = Books.of(tmp_path, METER)
    yield made
    made.close()


def take_back(books: Books, kind: str) -> None:
    with books.ledger.begin() as connection:
        (fact,) = facts_of(connection, "m", kind)
        withdraw(connection, fact.id, "tester", 0)
    mark_dirty(books.ledger, [("m", fact.at_ms)], 0)


def total(books: Books) -> float:
    return sum(page.total for page in books.pages("m"))


def test_readings_long_after_a_swap_are_counted_with_the_new_meters_multiplier(books: Books) -> None:
    swap = 100
    books.receive("m", [(START_MS + n * QUARTER_MS, 5000.0 + n) for n in range(swap + 1)])
    books.enter("swap", "m", START_MS + swap * QUARTER_MS, final=5100.0, initial=0.0, multiplier=60.0)
    books.receive("m", [(START_MS + n * QUARTER_MS, float(n - swap)) for n in range(swap + 1, 1001)])
    books.book()
    books.receive("m", [(START_MS + n * QUARTER_MS, float(n - swap)) for n in range(1001, 1101)])
    books.book()
    assert total(books) == pytest.approx(100 * 40.0 + 1000 * 60.0)


def test_a_withdrawn_swap_that_was_placed_on_the_day_before_leaves_no_trace(books: Books) -> None:
    swap = 200
    books.receive("m", [(START_MS + n * QUARTER_MS, 5000.0 + n if n <= swap else n - swap) for n in range(600)])
    books.book()
    before = books.state("m")
    books.enter("swap", "m", START_MS + swap * QUARTER_MS + 23 * 3_600_000, final=5200.0, initial=0.0)
    books.book()
    assert [f.kind for f in books.findings("m")] == ["replacement"]
    take_back(books, "swap")
    books.book()
    pages, findings = books.state("m")
    assert [page[:3] for page in pages] == [page[:3] for page in before[0]]
    assert findings == before[1]


def test_withdrawing_the_first_manual_reading_removes_its_days(books: Books) -> None:
    books.enter("manual_reading", "m", START_MS, value=4990.0)
    books.receive("m", [(START_MS + 3 * DAY_MS + n * QUARTER_MS, 5000.0 + n) for n in range(50)])
    books.book()
    assert total(books) == pytest.approx((49 + 10) * 40.0)
    take_back(books, "manual_reading")
    books.book()
    assert total(books) == pytest.approx(49 * 40.0)
    assert {page.day for page in books.pages("m")} == {page.day for page in books.pages("m") if page.total > 0}


def test_a_manual_reading_entered_late_is_judged_with_those_long_before_it(books: Books) -> None:
    # Monthly by hand, 30 kWh a month; month 5 was read 15 too low. Months 6 to 20 follow; only 6 and 7 show the error.
    month_ms = 30 * DAY_MS
    first = START_MS - 700 * DAY_MS
    values = [100.0 + 30.0 * n for n in range(21)]
    values[5] -= 45.0
    order = [0, 1, 2, 3, 4, 5, *range(7, 21), 6]
    for n in order:
        books.enter("manual_reading", "m", first + n * month_ms, value=values[n])
        books.book()
    assert total(books) == pytest.approx(600.0 * 40.0)
    assert [f.kind for f in books.findings("m")] == ["transient_dip"]


def test_a_second_value_at_the_last_midnight_is_not_lost(books: Books) -> None:
    midnight = START_MS - START_MS % DAY_MS - 8 * 3_600_000
    books.receive("m", [(midnight - QUARTER_MS, 100.0), (midnight, 110.0), (midnight, 110.02)])
    books.book()
    assert total(books) == pytest.approx(10.02 * 40.0)
