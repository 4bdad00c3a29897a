"""Decimal signs and thousands: read, proven or refused, never guessed."""

import math

import pytest

from campus.errors import Refused
from collector.importers.numerals import Decimal, decimal_of, parse_numbers


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1234.5", "", 1234.5), ("1,234.5", "", 1234.5), ("1,234,567", "", 1234567), ("-0.25", "", -0.25),
        ("1e-3", "", 0.001),
        ("1 234.5", "", 1234.5), ("1'234.5", "", 1234.5), (".5", "", 0.5), ("5.", "", 5), ("+7", "", 7),
        (" 12.5 ", "", 12.5),
        ("1.234", "", 1.234), ("1,234", ".", 1234), ("1,5", ",", 1.5), ("1.234,5", ",", 1234.5), ("1.234", ",", 1234),
        ("1 234,5", ",", 1234.5), ("1234", ",", 1234), ("12,345", ",", 12.345),
    ],
)  # fmt: skip
def test_forms(text: str, decimal: Decimal, expected: float) -> None:
    values, refused = parse_numbers([text], decimal)
    assert (values.tolist(), refused) == ([expected], [])


@pytest.mark.parametrize("text", ["", " ", "-", "--", "NULL", "NaN", "#N/A", "n/a", "缺失", "/"])
def test_blanks_are_no_values_and_no_faults(text: str) -> None:
    values, refused = parse_numbers([text, "1"], "")
    assert math.isnan(values[0])
    assert refused == []


@pytest.mark.parametrize(
    ("text", "decimal"),
    [("inf", ""), ("-Infinity", ""), ("1e999", ""), ("1_000", ""), ("12kWh", ""), ("abc", ""), ("0x10", ""),
     ("1.2.3", ""), ("1,5", "."), ("12.5", ","), ("١٢", ""), (".", ""), ("+", ""), ("1,234", ""), ("0,5", ""),
     ("1 2", "")],
)  # fmt: skip
def test_anything_else_is_refused_with_a_reason(text: str, decimal: Decimal) -> None:
    values, refused = parse_numbers(["1", text], decimal)
    assert values[0] == 1
    assert math.isnan(values[1])
    assert [at for at, _ in refused] == [1]
    assert refused[0][1]


def test_the_decimal_sign_is_proven_by_some_cell() -> None:
    assert decimal_of(["1.234", "1,5"]) == ","
    assert decimal_of(["1,234", "12.5"]) == "."
    assert decimal_of(["1,234,567"]) == "."
    assert decimal_of(["1,234", "7"]) == ""
    with pytest.raises(Refused, match="cannot both be numbers of one file"):
        decimal_of(["1,5", "2.5"])
    assert decimal_of(["1,5", "2.5"], ",") == ","
