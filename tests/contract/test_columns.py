"""Columns end up as the same samples that `append` would have kept."""

from pathlib import Path

import numpy as np
import pytest

from campus.errors import Refused
from campus.reading import Sample
from campus.readings.protocol import Column, TakesColumns
from campus.readings.sqlite import SqliteReadings

TIMES = np.array([1_000, 2_000, 3_000], np.int64)


def test_columns_and_samples_are_the_same_rows(tmp_path: Path) -> None:
    store = SqliteReadings(tmp_path / "readings.db")
    assert isinstance(store, TakesColumns)
    store.append_columns([Column("m", "electricity_import", TIMES, np.array([1.5, -0.0, 1e300]))], 9_000)
    store.append([Sample("m", 2_000, 9_500, {"electricity_import": 0.0})])
    store.append_columns([Column("m", "electricity_import", TIMES, np.array([1.5, 0.0, 1e300]))], 9_900)
    kept = store.series("m", "electricity_import", 0, 10_000)
    assert kept.times_ms.tolist() == [1_000, 2_000, 3_000]
    assert kept.values.tolist() == [1.5, 0.0, 1e300]
    assert store.count() == 3
    store.close()


@pytest.mark.parametrize(
    ("times", "values"),
    [(TIMES, [1.0, float("nan"), 2.0]), (TIMES, [1.0, float("inf"), 2.0]), (TIMES * 10**16, [1.0, 2.0, 3.0])],
)
def test_one_impossible_value_keeps_the_whole_column_out(
    tmp_path: Path, times: "np.ndarray[tuple[int], np.dtype[np.int64]]", values: list[float]
) -> None:
    store = SqliteReadings(tmp_path / "readings.db")
    with pytest.raises(Refused, match="no store takes"):
        store.append_columns([Column("m", "electricity_import", times, np.array(values))], 9_000)
    assert store.count() == 0
    store.close()
