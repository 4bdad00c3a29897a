"""The shared vectors about figures, each answered by the functions reports use; expectations come from the file."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import answers_comparison as comparison
from tests.vectors import answers_energy as energy

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "vectors.json"

ANSWERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "TV1a": comparison.spring_festival,
    "TV1b": comparison.masked_day,
    "TV2": comparison.group_mix,
    "TV3": comparison.boarding_share,
    "TV4a": energy.mean_heads,
    "TV4b": comparison.standard_persons,
    "TV5a": energy.coal,
    "TV5b": energy.carbon,
    "TV5c": energy.gas_factor,
    "TV7b": comparison.model_quality,
    "TV8a": comparison.savings_uncertainty,
    "TV8b": comparison.savings_uncertainty,
    "TV8c": comparison.portfolio,
    "TV10a": energy.month_power_factor,
    "TV10b": energy.imbalance,
    "TV11a": energy.hot_water,
    "TV11b": energy.hot_water,
    "X1": energy.published_report,
    "X2": energy.published_mistake,
    "X3": energy.anchors,
    "X4a": energy.cop_table,
    "X4b": energy.cop_table,
    "X5": energy.specific_electricity,
    "X6": energy.fuel_switch,
    "X7a": energy.good_tables,
    "X7b": energy.bad_tables,
    "X8": energy.adjustment_table,
    "X10": comparison.verdict_boundary,
    "X11": comparison.simulated_year,
}

NOT_FIGURES = ("TV6", "TV7a", "TV9", "TV12", "X9")
"""Registers, degree days, night flow, signatures and the statutory calendar are other parts' work."""


def vectors() -> dict[str, dict[str, Any]]:
    if not FILE.exists():
        return {}
    return {vector["id"]: vector for vector in json.loads(FILE.read_text(encoding="utf-8"))["vectors"]}


VECTORS = vectors()
needs_file = pytest.mark.skipif(not VECTORS, reason="the shared vectors are not beside the checkout")


def same(got: object, wanted: object, tolerance: Mapping[str, float]) -> bool:
    """As the file says: |got - expected| <= max(abs, rel x |expected|); strings, truth values and null exactly."""
    if isinstance(wanted, dict):
        return (
            isinstance(got, dict)
            and got.keys() == wanted.keys()
            and all(same(got[k], wanted[k], tolerance) for k in wanted)
        )
    if isinstance(wanted, list):
        return (
            isinstance(got, list)
            and len(got) == len(wanted)
            and all(same(g, w, tolerance) for g, w in zip(got, wanted, strict=True))
        )
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return type(got) is type(wanted) and got == wanted
    if isinstance(got, bool) or not isinstance(got, int | float):
        return False
    return abs(got - wanted) <= max(tolerance.get("abs", 0.0), tolerance.get("rel", 0.0) * abs(wanted))


@needs_file
@pytest.mark.parametrize("name", ANSWERS)
def test_vector(name: str) -> None:
    vector = VECTORS[name]
    answers = ANSWERS[name](vector["inputs"])
    wrong = {
        key: (answers.get(key, "no answer"), wanted)
        for key, wanted in vector["expected"].items()
        if not same(answers.get(key, "no answer"), wanted, vector["tolerance"])
    }
    assert not wrong


@needs_file
def test_every_vector_about_figures_is_answered() -> None:
    open_ones = [name for name in VECTORS if name not in ANSWERS and not name.startswith(NOT_FIGURES)]
    assert open_ones == []


@pytest.mark.parametrize(
    ("got", "wanted", "tolerance", "result"),
    [
        (1.0, 1.05, {"abs": 0.1}, True),
        (1.0, 1.2, {"abs": 0.1}, False),
        (100.0, 101.0, {"rel": 0.01}, True),
        (1.0, 1.0, {}, True),
        (True, 1, {"abs": 1.0}, False),
        (None, 0.0, {"abs": 1.0}, False),
        (None, None, {}, True),
        ([1.0], [1.0, 2.0], {"abs": 5.0}, False),
        ({"a": 1.0}, {"a": 2.0}, {"abs": 0.1}, False),
        ("no answer", 1.0, {"abs": 9.0}, False),
    ],
)
def test_the_comparison_of_answers_is_strict(
    got: object, wanted: object, tolerance: Mapping[str, float], result: bool
) -> None:
    assert same(got, wanted, tolerance) is result
