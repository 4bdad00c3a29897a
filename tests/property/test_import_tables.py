"""What pandas writes in a supported shape comes back value for value; rubbish is refused and never raises."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sqlalchemy import Engine

from campus.ledger.engine import open_ledger
from campus.quantity import Kind
from campus.readings.sqlite import SqliteReadings
from collector.importers.options import ImportOptions
from tests.importing import Importer, group_of

Grid = NDArray[np.float64]
METERS = ["A1", "B2", "C3"]
UTC_START = pd.Timestamp("2026-01-01", tz="UTC")
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

values = st.one_of(
    st.floats(min_value=-1e12, max_value=1e12, allow_nan=False).map(lambda v: v + 0.0),
    st.integers(0, 10**9).map(float),
    st.floats(0, 1e6).map(lambda v: round(v, 3)),
    st.none(),
)
text_forms = st.tuples(
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be"]),
    st.sampled_from(["\n", "\r\n"]),
)
time_forms = st.sampled_from(
    ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%d %b %Y %H:%M", "%Y年%m月%d日 %H时%M分", "%Y%m%d%H%M"]
)


MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - durability is not what is tested here


@pytest.fixture(scope="module")
def ledger() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        engine = open_ledger(f"sqlite:///{folder}/ledger.db")
        yield engine
        engine.dispose()


@contextmanager
def fresh(ledger: Engine) -> Iterator[Importer]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        readings = SqliteReadings(Path(folder) / "readings.db")
        yield Importer(Path(folder), group_of(METERS, "UTC"), readings, ledger)
        readings.close()


def as_books_keep(grid: Grid) -> Grid:
    """Numbers of a workbook have 15 digits: its writers round them, not its readers."""
    return np.array([float(f"{v:.15g}") for v in grid.ravel()]).reshape(grid.shape)


def number(value: float | None) -> float:
    return np.nan if value is None else value


@st.composite
def grids(draw: st.DrawFn, columns: int) -> Grid:
    rows = draw(st.integers(1, 12))
    cells = draw(st.lists(values, min_size=rows * columns, max_size=rows * columns))
    grid = np.array([number(c) for c in cells]).reshape(rows, columns)
    # The first row is filled, so that no column is without a value.
    grid[0] = np.where(np.isnan(grid[0]), 1.0, grid[0])
    return grid


@few
@given(grid=grids(3), form=text_forms, times=time_forms, decimal=st.sampled_from([".", ","]))
def test_a_column_per_meter(ledger: Engine, grid: Grid, form: tuple[str, str, str], times: str, decimal: str) -> None:
    separator, encoding, ending = form
    if separator == decimal:
        separator = ";"
    stamps = pd.date_range(UTC_START, periods=len(grid), freq="h")
    frame = pd.DataFrame(grid, columns=METERS).assign(时间=stamps.strftime(times))[["时间", *METERS]]

    with fresh(ledger) as run:
        path = run.folder / "t.csv"
        frame.to_csv(path, index=False, sep=separator, encoding=encoding, lineterminator=ending, decimal=decimal)
        outcome = run(path, ImportOptions(kind=Kind.REGISTER, decimal=decimal))  # type: ignore[arg-type] # one of the two
        assert (outcome.refused, outcome.rejections) == ("", [])
        for i, meter in enumerate(METERS):
            expected = [(int(t.timestamp()), v) for t, v in zip(stamps, grid[:, i], strict=True) if not np.isnan(v)]
            assert run.stored(meter, "electricity_import") == expected


@few
@given(
    rows=st.lists(st.tuples(st.sampled_from(METERS), st.integers(0, 500), values.filter(lambda v: v is not None)),
                  min_size=1, max_size=30, unique_by=lambda r: r[:2]),
    form=text_forms,
    times=time_forms,
)  # fmt: skip
def test_a_row_per_reading(
    ledger: Engine, rows: list[tuple[str, int, float]], form: tuple[str, str, str], times: str
) -> None:
    separator, encoding, ending = form
    stamps = [UTC_START + pd.Timedelta(hours=h) for _, h, _ in rows]
    frame = pd.DataFrame(
        {
            "表号": [m for m, _, _ in rows],
            "抄表时间": [s.strftime(times) for s in stamps],
            "示数": [v for _, _, v in rows],
        }
    )

    with fresh(ledger) as run:
        path = run.folder / "t.csv"
        frame.to_csv(path, index=False, sep=separator, encoding=encoding, lineterminator=ending)
        outcome = run(path)
        assert (outcome.refused, outcome.rejections, outcome.accepted) == ("", [], len(rows))
        for meter in METERS:
            expected = sorted((int(s.timestamp()), v) for s, (m, _, v) in zip(stamps, rows, strict=True) if m == meter)
            assert run.stored(meter, "electricity_import") == expected


@few
@given(grid=grids(24), form=text_forms, header=st.sampled_from(["clock", "hours", "counted"]), book=st.booleans())
def test_a_row_per_day(ledger: Engine, grid: Grid, form: tuple[str, str, str], header: str, book: bool) -> None:
    separator, encoding, ending = form
    names = {
        "clock": [f"{h:02d}:00" for h in range(24)],
        "hours": [f"{h}时" for h in range(24)],
        "counted": [f"kWh_{h + 1}" for h in range(24)],
    }[header]
    grid = as_books_keep(grid) if book else grid
    days = pd.date_range(UTC_START, periods=len(grid), freq="D")
    frame = pd.DataFrame(grid, columns=names)
    frame.insert(0, "日期", days.strftime("%Y-%m-%d"))
    frame.insert(0, "表号", "A1")

    with fresh(ledger) as run:
        path = run.folder / ("t.xlsx" if book else "t.csv")
        if book:
            frame.to_excel(path, index=False)
        else:
            frame.to_csv(path, index=False, sep=separator, encoding=encoding, lineterminator=ending)
        outcome = run(path, ImportOptions(kind=Kind.INTERVAL))
        expected = [
            (int(day.timestamp()) + 3600 * (h + 1), grid[i, h])
            for i, day in enumerate(days)
            for h in range(24)
            if not np.isnan(grid[i, h])
        ]
        blank_rows = [i + 2 for i in range(len(grid)) if np.isnan(grid[i]).all()]
        assert (outcome.refused, [r.row for r in outcome.rejections]) == ("", blank_rows)
        assert run.stored("A1", "electricity_import/3600s") == expected


@few
@given(grid=grids(3), typed=st.booleans())
def test_workbooks(ledger: Engine, grid: Grid, typed: bool) -> None:
    grid = as_books_keep(grid)
    stamps = pd.date_range(UTC_START, periods=len(grid), freq="30min").tz_localize(None)
    frame = pd.DataFrame(grid, columns=METERS)
    frame.insert(0, "time", stamps if typed else stamps.strftime("%Y-%m-%d %H:%M"))

    with fresh(ledger) as run:
        path = run.folder / "t.xlsx"
        frame.to_excel(path, index=False)
        outcome = run(path, ImportOptions(kind=Kind.REGISTER))
        assert (outcome.refused, outcome.rejections) == ("", [])
        for i, meter in enumerate(METERS):
            expected = [
                (int(t.timestamp()), v)
                for t, v in zip(stamps.tz_localize("UTC"), grid[:, i], strict=True)
                if not np.isnan(v)
            ]
            assert run.stored(meter, "electricity_import") == expected


LINES = st.lists(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["time", "date", "meter", "value", "表号", "日期", "A1", "B2", "kWh", "00:30", "sep=,", "2026-01-02",
                 "03/04/2026", "31/12/99", "1,5", "1.5", "", '"', "'", "nan", "inf", "24:00", "45170", "\ufeff",
                 "b1 (kWh)"]
            ),
            st.text(max_size=8),
        ),
        max_size=6,
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    lines=LINES, separator=st.sampled_from([",", ";", "\t"]), cut=st.integers(0, 3),
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-16-le"]),
    suffix=st.sampled_from([".csv", ".xlsx", ".xls", ".csv.gz"]),
)  # fmt: skip
def test_tables_of_rubbish_are_refused_or_rejected(
    ledger: Engine, lines: list[list[str]], separator: str, cut: int, encoding: str, suffix: str
) -> None:
    raw = "\n".join(separator.join(line) for line in lines).encode(encoding, "replace")

    with fresh(ledger) as run:
        path = run.folder / f"t{suffix}"
        path.write_bytes(raw[: len(raw) - cut])
        taken = 0
        for options in (ImportOptions(), ImportOptions(date_order="dmy", kind=Kind.REGISTER, meter="A1")):
            outcome = run(path, options)
            assert not (outcome.refused and outcome.accepted)
            taken += outcome.accepted
            assert run.readings.count() == taken


MAGIC = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1f\x8b\x08",
    b"\xfd7zXZ\x00",
    b"BZh9",
    b"\xff\xfe",
    b"\xef\xbf\xbd" * 2,
]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(magic=st.sampled_from(MAGIC), raw=st.binary(max_size=400))
@example(magic=b"PK\x03\x04", raw=b"")
def test_bytes_of_rubbish_are_refused(ledger: Engine, magic: bytes, raw: bytes) -> None:
    with fresh(ledger) as run:
        path = run.folder / "t.xlsx"
        path.write_bytes(magic + raw)
        outcome = run(path)
        assert outcome.refused or outcome.accepted == 0
        assert run.readings.count() == 0
