"""Readings by hand: what is believed, what is held, and what would explain it. All figures worked out by hand.

The meter stood at 12,000 m3 thirty days ago and used 10 m3 a day in the same month of last year: 300 m3 are
expected, so 12,300; believed are 12,000 + 0.3 x 300 - 1 = 12,089 to 12,000 + 3 x 300 + 1 = 12,901.
"""

from dataclasses import replace

import pytest

from campus.register.manual_reading import Band, Doubt, Known, doubts, transpositions

KNOWN = Known(last=12_000.0, days=30.0, per_day=10.0, most=30 * 24 * 240.0, modulus=1e5, resolution=0.01)


def kinds(value: float, known: Known = KNOWN) -> list[Doubt]:
    return [doubted.doubt for doubted in doubts(value, known)]


def test_the_band_is_a_third_to_three_times_the_expectation() -> None:
    assert KNOWN.expected == 12_300
    assert KNOWN.band == Band(12_089, 12_901)
    for value in (12_089.0, 12_300.0, 12_901.0):
        assert kinds(value) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12_088.0, [Doubt.TOO_LOW, Doubt.TRANSPOSED]),  # 12,808
        (12_902.0, [Doubt.TOO_HIGH, Doubt.TRANSPOSED]),  # 12,092
        (12_999.0, [Doubt.TOO_HIGH]),
        (11_999.0, [Doubt.LOWER_THAN_LAST]),
        (1_230.0, [Doubt.LOWER_THAN_LAST, Doubt.DECIMAL_SHIFT]),
        (12.3, [Doubt.LOWER_THAN_LAST, Doubt.DECIMAL_SHIFT]),
        (123_000.0, [Doubt.TOO_MANY_DIGITS, Doubt.TOO_HIGH, Doubt.DECIMAL_SHIFT]),
        # 12,345 with its second and third digit turned round
        (13_245.0, [Doubt.TOO_HIGH, Doubt.TRANSPOSED]),
        # 12,345 with its first two
        (21_345.0, [Doubt.TOO_HIGH, Doubt.TRANSPOSED]),
        # the balance of a prepaid card
        (86.5, [Doubt.LOWER_THAN_LAST]),
    ],
)
def test_a_doubtful_reading_is_named_and_explained(value: float, expected: list[Doubt]) -> None:
    assert kinds(value) == expected


def test_the_explanation_names_the_value_that_was_meant() -> None:
    (low, shift) = doubts(1_230.0, KNOWN)
    assert low.reason == "below the last reading 12000"
    assert (shift.instead, shift.reason) == (12_300.0, "10 times too low: 12300 would be plausible")
    assert doubts(13_245.0, KNOWN)[1].instead == 12_345.0


def test_ten_times_too_high_on_a_long_register() -> None:
    known = replace(KNOWN, modulus=1e6, most=None)
    assert kinds(123_000.0, known) == [Doubt.TOO_HIGH, Doubt.DECIMAL_SHIFT]
    assert doubts(123_000.0, known)[1].instead == 12_300.0


def test_whole_digits_below_a_register_with_decimals_are_no_step_back() -> None:
    known = replace(KNOWN, last=31_877.4, days=0.5)
    assert kinds(31_877.0, known) == []
    assert kinds(31_876.0, known) == [Doubt.LOWER_THAN_LAST]
    assert kinds(31_877.1, known) == [Doubt.LOWER_THAN_LAST]


def test_a_weekend_is_not_too_little() -> None:
    # Two days: 20 expected; nothing at all is believed, and so is up to three weekly uses, 3 x 70 + 1.
    known = replace(KNOWN, days=2.0)
    assert known.band == Band(12_000, 12_211)


def test_a_register_that_began_again_at_zero_is_believed() -> None:
    known = replace(KNOWN, last=99_900.0)
    assert kinds(200.0, known) == []
    assert kinds(5_000.0, known)[0] is Doubt.TOO_HIGH
    assert kinds(20_000.0, known)[0] is Doubt.LOWER_THAN_LAST


def test_without_last_year_only_the_meter_itself_sets_a_limit() -> None:
    known = replace(KNOWN, per_day=None, most=500.0)
    assert known.band == Band(12_000, 12_500)
    assert kinds(12_500.0, known) == []
    assert kinds(12_999.0, known) == [Doubt.TOO_HIGH]


def test_a_first_reading_is_held_only_for_too_many_digits() -> None:
    assert kinds(54_321.0, Known(modulus=1e5)) == []
    assert kinds(100_000.0, Known(modulus=1e5)) == [Doubt.TOO_MANY_DIGITS]


def test_a_reading_between_two_others_stays_between_them() -> None:
    known = replace(KNOWN, following=12_250.4)
    assert kinds(12_251.0, known) == []
    found = doubts(12_252.0, known)
    assert [(d.doubt, d.instead) for d in found] == [(Doubt.HIGHER_THAN_NEXT, None), (Doubt.TRANSPOSED, 12_225.0)]


def test_another_reading_of_the_same_moment_contradicts() -> None:
    assert kinds(12_300.0, replace(KNOWN, same_moment=12_301.0)) == [Doubt.CONTRADICTS]


def test_a_reading_of_the_neighbouring_meter_is_recognised() -> None:
    known = replace(KNOWN, others={"senior-w-2": Band(40_000, 41_000), "senior-w-3": Band(1, 2)})
    found = doubts(40_500.0, known)
    assert [d.doubt for d in found] == [Doubt.TOO_HIGH, Doubt.OTHER_METER]
    assert "senior-w-2" in found[1].reason


def test_transpositions_know_the_leading_zeros_of_the_register() -> None:
    assert transpositions(123.0) == [213.0, 132.0]
    assert 1023.0 in transpositions(123.0, 1e5)
    assert transpositions(11.5) == [15.1]
