"""Interval data in the books: any order of arrival ends as a computation from scratch."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from campus.clock import to_ms
from tests.books import NOW, Books

HOUR_MS = 3_600_000
START_MS = to_ms(NOW) - 400 * 24 * HOUR_MS
runs = st.lists(
    st.tuples(st.sampled_from([0.0, 0.0, 1.0, 5.0, 30.0]), st.sampled_from([1, 2, 5, 6, 30, 200])),
    min_size=2,
    max_size=25,
)


@settings(
    deadline=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(runs, st.sampled_from(["electricity", "gas"]), st.randoms(use_true_random=False), st.integers(2, 6))
def test_any_order_of_arrival_ends_as_a_computation_from_scratch(
    chunks: list[tuple[float, int]], resource: str, chance: Any, rounds: int
) -> None:
    values = [value for value, count in chunks for _ in range(count)]
    readings = [(START_MS + (n + 1) * HOUR_MS, value) for n, value in enumerate(values)]
    folders = [Path(tempfile.mkdtemp()) for _ in range(2)]
    at_once, piecemeal = (Books.of(folder, {"id": "m", "resource": resource}) for folder in folders)
    channel = f"{at_once.quantity['m']}/3600s"
    try:
        at_once.receive("m", readings, channel)
        at_once.book()
        chance.shuffle(readings)
        for part in np.array_split(np.arange(len(readings)), rounds):
            piecemeal.receive("m", [readings[i] for i in part], channel)
            piecemeal.book()
        assert piecemeal.state("m") == at_once.state("m")
    finally:
        for books, folder in zip((at_once, piecemeal), folders, strict=True):
            books.close()
            shutil.rmtree(folder)
