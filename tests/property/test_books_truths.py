"""The truths of the books: energy is conserved, late truth wins, days are local, nothing is guessed silently."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus.clock import to_ms
from campus.period import day_start_ms
from campus.register.hours import Status
from tests.books import NOW, Books

START_MS = to_ms(NOW) - 400 * 86_400_000
MINUTE_MS = 60_000
QUARTER_MS = 15 * MINUTE_MS
MAX_RATE = 100.0

slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def meter_books(timezone: str = "Asia/Shanghai", **extra: Any) -> Iterator[Books]:
    folder = Path(tempfile.mkdtemp())
    meter = {"id": "m", "resource": "electricity", "max_rate": MAX_RATE, **extra}
    books = Books.of(folder, meter, timezone=timezone)
    try:
        yield books
    finally:
        books.close()
        shutil.rmtree(folder)


@st.composite
def registers(draw: st.DrawFn, most: int = 200) -> list[tuple[int, float]]:
    """A valid register: irregular readings, gaps up to days, never faster than the meter can count."""
    spans = draw(st.lists(st.sampled_from([1, 5, 15, 15, 15, 30, 60, 61, 300, 4000]), min_size=2, max_size=most))
    shares = draw(st.lists(st.floats(0, 1), min_size=len(spans), max_size=len(spans)))
    time, value = START_MS + draw(st.integers(0, 86_400_000)), draw(st.floats(0, 500_000))
    readings = [(time, round(value, 2))]
    for minutes, share in zip(spans, shares, strict=True):
        time += minutes * MINUTE_MS
        value += share * MAX_RATE * minutes / 60
        readings.append((time, round(value, 2)))
    return readings


@st.composite
def disturbed(draw: st.DrawFn) -> list[tuple[int, float]]:
    """A register as it really arrives: with spikes, dips, resets, jumps, back steps and holes."""
    load = draw(st.lists(st.floats(0, 1), min_size=60, max_size=400))
    value, readings = draw(st.sampled_from([0.0, 999_900.0, 250_000.0])), []
    for n, share in enumerate(load):
        value += share * MAX_RATE / 4
        readings.append([START_MS + n * QUARTER_MS, round(value % 1e6, 2)])
    for _ in range(draw(st.integers(0, 5))):
        at, length = draw(st.integers(1, len(readings) - 1)), draw(st.integers(1, 30))
        kind = draw(st.sampled_from(["zero", "spike", "reset", "jump", "back", "hole", "thousand"]))
        for reading in readings[at : at + length]:
            if kind in {"zero", "spike", "thousand"}:
                reading[1] = {"zero": 0.0, "spike": reading[1] * 10 + 1e5, "thousand": reading[1] * 1000}[kind]
        if kind in {"reset", "jump"}:
            shift = -readings[at][1] if kind == "reset" else 5e4
            for reading in readings[at:]:
                reading[1] = round(max(reading[1] + shift, 0.0), 2)
        if kind == "back":
            readings[at][1] = round(max(readings[at][1] - 0.01, 0.0), 2)
        if kind == "hole":
            del readings[at : at + length]
    return [(int(t), v) for t, v in readings]


@slow
@given(registers(), st.randoms(use_true_random=False), st.integers(1, 6), st.sampled_from([1.0, 40.0]))
def test_energy_is_conserved_whatever_the_order_delay_or_duplication(
    readings: list[tuple[int, float]], chance: Any, rounds: int, multiplier: float
) -> None:
    with meter_books(multiplier=multiplier) as books:
        arriving = [*readings, *chance.sample(readings, len(readings) // 2)]
        chance.shuffle(arriving)
        for part in np.array_split(np.arange(len(arriving)), rounds):
            books.receive("m", [arriving[i] for i in part])
            books.book()
        total = sum(p.total for p in books.pages("m"))
        used = (readings[-1][1] - readings[0][1]) * multiplier
        assert total == pytest.approx(used, rel=1e-9, abs=1e-6)
        assert books.findings("m") == []
        covered = sum(int(p.hours.covered_s.sum()) for p in books.pages("m"))
        assert covered == pytest.approx((readings[-1][0] - readings[0][0]) / 1000, abs=len(books.pages("m")) * 12)


@slow
@given(disturbed(), st.randoms(use_true_random=False), st.integers(2, 8))
def test_any_order_of_arrival_ends_as_a_computation_from_scratch(
    readings: list[tuple[int, float]], chance: Any, rounds: int
) -> None:
    with meter_books(modulus=1e6) as at_once, meter_books(modulus=1e6) as piecemeal:
        at_once.receive("m", readings)
        at_once.book()
        arriving = list(readings)
        chance.shuffle(arriving)
        for part in np.array_split(np.arange(len(arriving)), rounds):
            piecemeal.receive("m", [arriving[i] for i in part])
            piecemeal.book()
        assert piecemeal.state("m") == at_once.state("m")


@slow
@given(disturbed(), st.data())
def test_a_late_swap_and_multiplier_recompute_as_if_known_from_the_start(
    readings: list[tuple[int, float]], data: st.DataObject
) -> None:
    at_ms = data.draw(st.integers(readings[0][0], readings[-1][0]))
    final, initial = data.draw(st.floats(0, 1e6)), data.draw(st.floats(0, 1e6))
    with meter_books(modulus=1e6) as known, meter_books(modulus=1e6) as late:
        known.enter("swap", "m", at_ms, final=final, initial=initial, multiplier=2.0)
        known.receive("m", readings)
        known.book()
        late.receive("m", readings)
        late.book()
        late.enter("swap", "m", at_ms, final=final, initial=initial, multiplier=2.0)
        late.book()
        assert late.state("m") == known.state("m")


@slow
@given(disturbed())
def test_nothing_is_negative_and_every_estimate_is_marked(readings: list[tuple[int, float]]) -> None:
    with meter_books(modulus=1e6) as books:
        books.receive("m", readings)
        books.book()
        for page in books.pages("m"):
            hours = page.hours
            assert (hours.energy >= 0).all()
            assert (hours.estimated <= hours.energy + 1e-9).all()
            assert np.isfinite(hours.energy).all()
            for n in range(len(hours)):
                status = hours.status(n)
                assert (status is Status.MISSING) == (hours.covered_s[n] == 0 and hours.energy[n] == 0)
                if status is Status.MEASURED:
                    assert hours.estimated[n] == 0


@pytest.mark.parametrize(
    ("timezone", "day", "length"),
    [
        ("Asia/Shanghai", "2026-03-29", 24),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Europe/Berlin", "2026-10-24", 24),
    ],
)
def test_a_day_has_the_hours_its_place_gives_it(timezone: str, day: str, length: int) -> None:
    with meter_books(timezone) as books:
        zone = books.group.zone_of(books.group.meters["m"])
        start = day_start_ms(__import__("datetime").date.fromisoformat(day), zone)
        # 2 kWh an hour for three days around the day in question, so a full day uses 2 kWh x its hours.
        books.receive("m", [(start + n * 1_800_000, 1000.0 + n) for n in range(-60, 120)])
        books.book()
        page = next(p for p in books.pages("m") if p.day.isoformat() == day)
        assert len(page.hours) == length
        assert page.span_s == length * 3600
        assert page.total == pytest.approx(2.0 * length)
        assert list(page.hours.covered_s) == [3600] * length
