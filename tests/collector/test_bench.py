"""The bench measures what it says, and `ok` follows from the figures."""

import pytest

from cli.bench_figure import Figure
from cli.bench_ingest import measure
from tests.servers.process import program


@pytest.mark.parametrize(
    ("figure", "ok", "ratio"),
    [
        (Figure("x", 10, 10, "u"), True, None),
        (Figure("x", 10, 9.9, "u", 20), False, 0.495),
        (Figure("x", 10, 50, "u", 20, ("3 lost",)), False, 2.5),
        (Figure("x", 10, 9, "s", lower_is_better=True), True, None),
        (Figure("x", 10, 11, "s", lower_is_better=True), False, None),
    ],
)
def test_ok_is_computed(figure: Figure, *, ok: bool, ratio: float | None) -> None:
    said = figure.as_json()
    assert list(said) == ["name", "bar", "measured", "unit", "reference", "ratio", "ok"]
    assert (said["ok"], said["ratio"]) == (ok, ratio)


def test_ingest_stores_every_message_it_counts() -> None:
    program("mosquitto", "mosquitto")
    (figure,) = measure(2.0)
    assert figure.name == "ingest_sqlite"
    assert figure.faults == ()
    assert figure.reference is not None
    assert figure.measured > 0
