"""This year against last, on days small enough to add up by hand."""

import numpy as np
import pytest

from analysis.year_on_year import Days, Obstacle, compare, total

DAY_S = 86_400


def days(*use: float | None, estimated: float = 0.0, known: float = 1.0) -> Days:
    """Whole days by their use; None: nothing known. `known` is the covered share of known days."""
    covered = [0 if u is None else round(known * DAY_S) for u in use]
    energy = [u or 0.0 for u in use]
    return Days(
        np.array(energy),
        np.array([estimated * e for e in energy]),
        np.array(covered, np.int64),
        np.full(len(use), DAY_S, np.int64),
    )


def test_the_change_is_this_over_last_less_one() -> None:
    found = compare({"m": (days(90.0, 95.0), days(100.0, 100.0))})
    assert (found.this, found.last, found.coverage, found.obstacle) == (185.0, 200.0, 1.0, None)
    assert found.change == pytest.approx(-0.075)


def test_a_day_missing_in_one_year_is_left_out_of_both_so_an_outage_is_no_saving() -> None:
    this = days(*[10.0] * 19, None)
    last = days(*[10.0] * 20)
    found = compare({"m": (this, last)})
    assert (found.this, found.last) == (190.0, 190.0)
    assert found.change == pytest.approx(0.0)
    assert found.coverage == pytest.approx(0.95)


def test_a_day_that_is_known_in_part_only_is_not_compared() -> None:
    this = days(*[10.0] * 20)
    this.covered_s[3] = DAY_S // 2
    assert compare({"m": (this, days(*[10.0] * 20))}).coverage == pytest.approx(0.95)


def test_below_ninety_percent_of_days_a_meter_is_not_compared() -> None:
    found = compare({"m": (days(*[10.0] * 8, None, None), days(*[10.0] * 10))})
    assert (found.change, found.this, found.last, found.obstacle) == (None, None, None, Obstacle.GAPS)
    assert found.left_out == ("m",)


def test_a_small_meter_without_last_year_is_left_out_and_named() -> None:
    pairs = {"big": (days(90.0), days(100.0)), "new": (days(10.0), days(None))}
    found = compare(pairs)
    assert (found.this, found.last, found.left_out) == (90.0, 100.0, ("new",))
    assert found.coverage == pytest.approx(0.5)


def test_no_verdict_when_less_than_four_fifths_of_the_use_is_compared() -> None:
    pairs = {"big": (days(70.0), days(100.0)), "new": (days(30.0), days(None))}
    found = compare(pairs)
    assert (found.change, found.obstacle, found.left_out) == (None, Obstacle.GAPS, ("new",))


@pytest.mark.parametrize(
    ("this", "last", "why"),
    [
        (days(None, None), days(1.0, 1.0), Obstacle.NO_DATA),
        (days(1.0, 1.0), days(None, None), Obstacle.NO_LAST_YEAR),
        (days(1.0, 1.0), days(0.0, 0.0), Obstacle.LAST_YEAR_ZERO),
        (days(), days(), Obstacle.JUST_BEGUN),
    ],
)
def test_what_cannot_be_compared_gives_its_reason_and_no_number(this: Days, last: Days, why: Obstacle) -> None:
    found = compare({"m": (this, last)})
    assert (found.obstacle, found.change, found.this, found.last, found.estimated_share) == (
        why,
        None,
        None,
        None,
        None,
    )


def test_no_meters_at_all_is_no_data() -> None:
    assert compare({}).obstacle is Obstacle.NO_DATA


def test_the_estimated_share_is_of_both_years_together() -> None:
    found = compare({"m": (days(100.0, estimated=0.1), days(100.0))})
    assert found.estimated_share == pytest.approx(0.05)


def test_a_total_of_nothing_is_unknown_and_of_something_says_its_coverage() -> None:
    assert total([days(None)]).value is None
    assert total([days(None)]).estimated_share is None
    known = total([days(10.0, None), days(30.0, 20.0, estimated=0.5)])
    assert (known.value, known.coverage, known.estimated) == (60.0, 0.75, 25.0)
