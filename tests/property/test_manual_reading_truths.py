"""Readings by hand: no plausible one is held, no misread one outside the band passes, and books add up in any order."""

import tempfile
from itertools import permutations
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from campus.register.manual_reading import Doubt, Known, doubts, transpositions
from tests.books import Books

DAY_MS = 86_400_000


@st.composite
def registers(draw: st.DrawFn) -> Known:
    modulus = 10.0 ** draw(st.integers(4, 8))
    last = draw(st.integers(0, int(modulus * 0.85)))
    days = draw(st.integers(7, 120))
    per_day = draw(st.floats(0.01, modulus / 4000))
    return Known(last=float(last), days=float(days), per_day=per_day, most=None, modulus=modulus)


@given(registers(), st.floats(0.3, 3.0))
def test_a_plausible_reading_goes_into_force(known: Known, share: float) -> None:
    assert known.last is not None
    assert known.per_day is not None
    value = float(int(known.last + share * known.per_day * known.days))
    assume(value < (known.modulus or 0))
    assert doubts(value, known) == ()


@given(registers(), st.floats(0.3, 3.0), st.data())
def test_two_digits_turned_round_are_noticed_outside_the_band(known: Known, share: float, data: st.DataObject) -> None:
    assert known.last is not None
    assert known.per_day is not None
    meant = float(int(known.last + share * known.per_day * known.days))
    assume(meant < (known.modulus or 0))
    others = transpositions(meant, known.modulus)
    assume(others)
    misread = data.draw(st.sampled_from(others))
    low = known.last + 0.3 * known.per_day * known.days - 1
    high = known.last + 3 * known.per_day * known.days + 1
    assume(misread < low or misread > high)
    # A register just below its end may have begun again at 0; that is another reading of the same digits.
    assume(not (known.last >= 0.9 * (known.modulus or 0) and misread <= 0.1 * (known.modulus or 0)))
    found = doubts(misread, known)
    assert found
    assert meant in [doubted.instead for doubted in found if doubted.doubt is Doubt.TRANSPOSED]


@given(registers(), st.floats(0.5, 2.0), st.sampled_from([10, 100, 1000]))
def test_a_shifted_decimal_point_is_noticed(known: Known, share: float, factor: int) -> None:
    assert known.last is not None
    assert known.per_day is not None
    # The register holds more than what a season uses, so no shift leads back into the band.
    assume(known.last > 10 * known.per_day * known.days)
    meant = known.last + share * known.per_day * known.days
    assume(meant < (known.modulus or 0))
    for misread in (meant * factor, meant / factor):
        assert Doubt.DECIMAL_SHIFT in [doubted.doubt for doubted in doubts(misread, known)]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 900)), min_size=2, max_size=3))
def test_books_of_readings_by_hand_add_up_in_whatever_order_they_are_entered(steps: list[tuple[int, int]]) -> None:
    at, value, readings = 20_000 * DAY_MS, 100, [(20_000 * DAY_MS, 100)]
    for days, use in steps:
        at, value = at + days * DAY_MS, value + use
        readings.append((at, value))
    states = []
    for order in list(permutations(readings))[:6]:
        with tempfile.TemporaryDirectory() as folder:
            books = Books.of(Path(folder), {"id": "w", "resource": "water"})
            for when, shown in order:
                books.enter("manual_reading", "w", when, value=shown)
                books.book()
            states.append([(page.day, page.hours.pack()) for page in books.pages("w")])
            total = sum(page.total for page in books.pages("w"))
            assert abs(total - (value - 100)) < 1e-6
            books.close()
    assert all(state == states[0] for state in states)
