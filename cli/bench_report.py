"""The month of 17 campuses and 1,000 meters with two years of books, and a swap entered two years back.

A fresh process makes the report once; its memory is that of this process. Pages are synthetic: written as the worker
writes them, but not computed from readings. The swap runs through real readings and real bookkeeping.
"""

import math
import multiprocessing
import multiprocessing.connection
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import structlog
from sqlalchemy import Engine, insert

from analysis.bookkeeping import book_dirty
from analysis.monthly.build import Wanted, build_report
from campus.clock import to_ms
from campus.config.load import load_group
from campus.config.model import Group
from campus.ledger.dirty import SLOT_MS, mark_slots
from campus.ledger.engine import open_ledger
from campus.ledger.entry import enter
from campus.ledger.facts import Fact, record
from campus.ledger.schema import page
from campus.quantity import quantity
from campus.readings.protocol import Column
from campus.readings.sqlite import SqliteReadings
from campus.register.hours import Hours
from cli.bench_figure import Figure

CAMPUSES = 17
METERS = 1000
ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2024, 3, 1), date(2026, 2, 28)
MONTH = "2026-02"
NOW = datetime(2026, 3, 2, 8, tzinfo=ZONE)
BAR_S = 2.0
RSS_LIMIT_MB = 500.0
ROWS = 20_000
FRIDAY = 5

CALENDAR = """\
terms:
  - {first: 2023-09-01, last: 2024-01-26}
  - {first: 2024-02-26, last: 2024-07-05}
  - {first: 2024-09-01, last: 2025-01-17}
  - {first: 2025-02-17, last: 2025-07-04}
  - {first: 2025-09-01, last: 2026-02-06}
  - {first: 2026-03-02, last: 2026-07-03}
vacations:
  - {first: 2024-01-27, last: 2024-02-25}
  - {first: 2024-07-06, last: 2024-08-31}
  - {first: 2025-01-18, last: 2025-02-16}
  - {first: 2025-07-05, last: 2025-08-31}
  - {first: 2026-02-07, last: 2026-03-01}
  - {first: 2026-07-04, last: 2026-12-31}
"""
FIGURES = """\
tariffs:
  - {id: e, resource: electricity, valid_from: 2024-01-01, price: {kind: flat, yuan: 0.568}}
  - {id: w, resource: water, valid_from: 2024-01-01, price: {kind: flat, yuan: 4.1}}
  - {id: g, resource: gas, valid_from: 2024-01-01, price: {kind: flat, yuan: 3.15}}
"""


def measure(_seconds: float) -> list[Figure]:
    """The figures `swap` and `report`; what they rest on goes to the log."""
    with tempfile.TemporaryDirectory(prefix="campus-bench-") as folder:
        base = Path(folder)
        return [_swap(base), _report(base)]


def _report(base: Path) -> Figure:
    config = write_group(base)
    started = time.monotonic()
    engine = open_ledger(f"sqlite:///{base / 'ledger.db'}")
    pages = fill(engine, load_group(config))
    engine.dispose()
    structlog.get_logger().info("synthetic books", pages=pages, seconds=round(time.monotonic() - started, 1))
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_make, args=(str(config), theirs))
    process.start()
    seconds, rss_mb, campuses = ours.recv()
    process.join()
    structlog.get_logger().info("report", seconds=round(seconds, 3), rss_mb=round(rss_mb), campuses=campuses)
    faults = [f"{rss_mb:.0f} MB of memory"] if rss_mb > RSS_LIMIT_MB else []
    faults += [f"{campuses} campuses in the report"] if campuses != CAMPUSES else []
    return Figure("report", BAR_S, seconds, "s", faults=tuple(faults), lower_is_better=True)


def _make(config: str, answer: "multiprocessing.connection.Connection[object, object]") -> None:
    """In a process of its own: nothing is cached but the program itself."""
    group = load_group(Path(config))
    engine = open_ledger(group.ledger)
    started = time.monotonic()
    with engine.connect() as connection:
        report = build_report(connection, group, Wanted(MONTH), lambda: NOW)
    seconds = time.monotonic() - started
    answer.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(report.campuses)))
    engine.dispose()


def write_group(base: Path) -> Path:
    """Seventeen campuses, each with mains of electricity, water and gas and sub-meters below them."""
    (base / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    (base / "figures.yaml").write_text(FIGURES, encoding="utf-8")
    lines = [
        "group: bench",
        f"ledger: sqlite:///{base / 'ledger.db'}",
        "target: {reduction: 10%}",
        "figures: figures.yaml",
        "campuses:",
    ]
    counts = [METERS // CAMPUSES + (n < METERS % CAMPUSES) for n in range(CAMPUSES)]
    for n, meters in enumerate(counts):
        lines += [f"  - id: c{n:02d}", "    area_m2: 30000", "    calendar: calendar.yaml", "    meters:"]
        lines += [f"      - {line}" for line in _meters(f"c{n:02d}", meters)]
    config = base / "campus.yaml"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config


def _meters(campus: str, count: int) -> Iterator[str]:
    for kind, resource_name in (("e", "electricity"), ("w", "water"), ("g", "gas")):
        yield f"{{id: {campus}-{kind}, resource: {resource_name}, role: main}}"
    for n in range(count - 3):
        kind, resource_name = (("e", "electricity"), ("e", "electricity"), ("w", "water"))[n % 3]
        code = ", stat_code: A" if kind == "e" else ""
        yield f"{{id: {campus}-{kind}{n}, resource: {resource_name}, parent: {campus}-{kind}{code}}}"


def fill(engine: Engine, group: Group) -> int:
    """Pages of two years and head counts; returns how many pages."""
    shape = 1.0 + 0.5 * np.sin(np.arange(24) / 24 * 2 * math.pi)
    seconds, method = np.full(24, 3600, np.uint16), np.ones(24, np.uint8)
    made = 0
    with engine.begin() as connection:
        for campus in group.campuses:
            body = {"boarders": 800, "day_students": 400, "staff": 120}
            at_ms = to_ms(datetime(2024, 1, 1, tzinfo=ZONE))
            record(connection, Fact("head_count", campus.id, at_ms, body, "bench", 0))
    rows: list[dict[str, object]] = []
    for number, meter in enumerate(group.meters.values()):
        level = 40.0 if meter.role == "main" else 0.7
        day = FIRST
        while day <= LAST:
            weather = 1.0 + 0.1 * math.sin(day.toordinal() * 1.3 + number)
            energy = level * shape * weather * (1.0 if day.isoweekday() <= FRIDAY else 0.7)
            hours = Hours(energy, np.zeros(24), seconds, method)
            rows.append(
                {
                    "meter": meter.id,
                    "quantity": meter.booked,
                    "day": day.isoformat(),
                    "revision": 1,
                    "total": float(energy.sum()),
                    "estimated": 0.0,
                    "covered_s": 86_400,
                    "span_s": 86_400,
                    "hours": hours.pack(),
                    "anchor": "{}",
                    "provenance": "{}",
                    "computed_ms": 0,
                }
            )
            day += timedelta(days=1)
            if len(rows) == ROWS:
                made += _insert(engine, rows)
    return made + _insert(engine, rows)


def _insert(engine: Engine, rows: list[dict[str, object]]) -> int:
    if rows:
        with engine.begin() as connection:
            connection.execute(insert(page), rows)
    count = len(rows)
    rows.clear()
    return count


SWAP_DAYS = 730
SWAP_INTERVAL_MS = 900_000


def _swap(base: Path) -> Figure:
    """Two years of quarter-hourly readings; a swap entered at their beginning is booked and the month made."""
    folder = base / "swap"
    folder.mkdir()
    meter = {"id": "m", "campus": "c", "resource": "electricity", "role": "main", "max_rate": 400}
    group = Group.model_validate({"campuses": [{"id": "c", "meters": [meter]}]})
    readings = SqliteReadings(folder / "readings.db")
    engine = open_ledger(f"sqlite:///{folder / 'ledger.db'}")
    start_ms = to_ms(datetime(2024, 3, 1, tzinfo=UTC))
    times = start_ms + np.arange(SWAP_DAYS * 96, dtype=np.int64) * SWAP_INTERVAL_MS
    register = np.round(1000 + np.cumsum(15 + 5 * np.sin(np.arange(len(times)) / 96 * 2 * math.pi)), 2)
    swapped = 96 * 3
    register[swapped:] -= register[swapped] - 5.0
    name = quantity("electricity_import").name
    readings.append_columns([Column("m", name, times, register)], to_ms(NOW))
    slots = sorted({("m", int(slot)) for slot in times // SLOT_MS})
    with engine.begin() as connection:
        mark_slots(connection, slots, to_ms(NOW))
    book_dirty(group, readings, engine, lambda: NOW)
    body = {"final": float(register[swapped - 1]), "initial": 5.0}
    at_ms = int(times[swapped]) - 1
    started = time.monotonic()
    enter(engine, Fact("swap", "m", at_ms, body, "bench", to_ms(NOW)), to_ms(NOW))
    done = book_dirty(group, readings, engine, lambda: NOW)
    with engine.connect() as connection:
        report = build_report(connection, group, Wanted("2026-01"), lambda: NOW)
    seconds = time.monotonic() - started
    structlog.get_logger().info("swap", pages_changed=done.pages_changed, seconds=round(seconds, 3))
    told = report.whole.resource("electricity")
    faults = [] if told and told.this.coverage == 1.0 else ["the month is not whole"]
    readings.close()
    engine.dispose()
    return Figure("swap", BAR_S, seconds, "s", faults=tuple(faults), lower_is_better=True)
