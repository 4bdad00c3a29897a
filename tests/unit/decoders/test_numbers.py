import pytest

from collector.formats.numbers import Number, Unreadable, read_number, read_state


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (12, Number(12.0)),
        (-0.5, Number(-0.5)),
        ("12.3", Number(12.3)),
        (" 12.3 kWh ", Number(12.3, "kWh")),
        ("12.3kWh", Number(12.3, "kWh")),
        ("30.11 °C", Number(30.11, "°C")),
        ("0 uS/cm", Number(0.0, "uS/cm")),
        ("12,5", Number(12.5)),
        ("0,125", Number(0.125)),
        ("1.234,5", Number(1234.5)),
        ("1,234.5", Number(1234.5)),
        ("1,234,567", Number(1234567.0)),
        ("1.234.567", Number(1234567.0)),
        ("1 234.5", Number(1234.5)),
        ("1.234", Number(1.234)),
        ("1234,567", Number(1234.567)),
        ("1e3", Number(1000.0)),
        ("1e-3 m3", Number(0.001, "m3")),
        ("+7", Number(7.0)),
        ("000006545766", Number(6545766.0)),
        (".5", Number(0.5)),
    ],
)
def test_numbers(given: object, number: Number) -> None:
    assert read_number(given) == number


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        " ",
        "nan",
        "NaN",
        "null",
        "None",
        "n/a",
        "unavailable",
        "unknown",
        "-",
        "--",
        "inf",
        float("nan"),
        float("inf"),
        10**400,
        "1e999",
    ],
)
def test_nothing_is_no_reading(given: object) -> None:
    assert read_number(given) is None


@pytest.mark.parametrize(
    "given",
    [
        "12,345",
        "on",
        "12:30",
        "12-34",
        "Rate too high - Read: 1.0",
        "1.2.3",
        "1,2,3",
        True,
        False,
        [1],
        {"a": 1},
        "9" * 100,
        "5 6 7 8 9 a b c",
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(given: object) -> None:
    with pytest.raises(Unreadable):
        read_number(given)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (True, 1.0),
        (False, 0.0),
        ("ON", 1.0),
        ("closed", 0.0),
        ("open", 1.0),
        (1, 1.0),
        ("0", 0.0),
        (None, None),
        ("unknown", None),
    ],
)
def test_states(given: object, state: float | None) -> None:
    assert read_state(given) == state
