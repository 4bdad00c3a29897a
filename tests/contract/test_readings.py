"""What every store of raw readings promises; each test runs on each store there is."""

import random
from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus.reading import Sample
from campus.readings.protocol import Readings, Series
from tests.contract.stores import Store

START = 1_700_000_000_000
MINUTE = 60_000
ODD_KEYS = (
    'temperature[热水箱 "a" b,c]',
    "electricity_import/1800s",
    "a=b,c d",
    "back\\slash\\",
    "percent%41",
    "line\nbreak\ttab\r",
    "time",
    "received_ms",
    "it's",
    "'; DROP SERIES FROM reading; --",
    "é😀",
    "meter",
    " leading and trailing ",
)


def sample(meter: str, minute: float, **values: float) -> Sample:
    time_ms = START + round(minute * MINUTE)
    return Sample(meter, time_ms, time_ms + 700, values)


def pairs(series: Series) -> list[tuple[int, float]]:
    assert series.times_ms.dtype == np.int64
    assert series.values.dtype == np.float64
    return list(zip(((series.times_ms - START) // MINUTE).tolist(), series.values.tolist(), strict=True))


def whole(readings: Readings, meter: str, channel: str) -> list[tuple[int, float]]:
    return pairs(readings.series(meter, channel, START - 10**12, START + 10**12))


def test_values_come_back_as_they_were(readings: Readings, meter: str) -> None:
    appended = readings.append([sample(meter, 0, electricity_import=1204.55, active_power=-310.25)])
    assert (appended.stored, appended.refused) == (1, ())
    assert whole(readings, meter, "electricity_import") == [(0, 1204.55)]
    assert whole(readings, meter, "active_power") == [(0, -310.25)]


def test_nothing_is_known_of_a_meter_never_heard_of(readings: Readings, meter: str) -> None:
    assert whole(readings, meter, "water_volume") == []
    assert len(readings.before(meter, "water_volume", START)) == 0
    assert len(readings.after(meter, "water_volume", START)) == 0
    assert readings.latest([meter]) == {}
    assert list(readings.channels(meter)) == []
    assert readings.count(meter) == 0
    assert readings.extent(meter) is None
    assert meter not in readings.meters()


def test_appending_nothing_is_fine(readings: Readings) -> None:
    appended = readings.append([])
    assert (appended.stored, appended.refused) == (0, ())


def test_the_same_sample_twice_is_one(readings: Readings, meter: str) -> None:
    once = sample(meter, 1, water_volume=5.0, flow=0.2)
    again = Sample(meter, once.time_ms, once.received_ms + 90_000, {"flow": 0.2, "water_volume": 5.0})
    assert readings.append([once, once]).stored == 2
    assert readings.append([again]).stored == 1
    assert readings.count(meter) == 1
    assert whole(readings, meter, "water_volume") == [(1, 5.0)]


def test_two_things_said_at_one_moment_are_two_facts_ordered_by_value(readings: Readings, meter: str) -> None:
    readings.append([sample(meter, 3, gas_volume=v) for v in (9.0, 7.0, 8.0)])
    readings.append([sample(meter, 3, gas_volume=7.0), sample(meter, 2, gas_volume=100.0)])
    assert whole(readings, meter, "gas_volume") == [(2, 100.0), (3, 7.0), (3, 8.0), (3, 9.0)]
    assert readings.count(meter) == 4


def test_the_same_value_at_one_moment_in_two_samples_is_one_value(readings: Readings, meter: str) -> None:
    readings.append([sample(meter, 0, **{"electricity_import/1800s": 4.0})])
    readings.append([sample(meter, 0, **{"electricity_import/1800s": 4.0, "voltage[L1]": 231.0})])
    assert whole(readings, meter, "electricity_import/1800s") == [(0, 4.0)]
    assert whole(readings, meter, "voltage[L1]") == [(0, 231.0)]


def test_minus_zero_is_zero(readings: Readings, meter: str) -> None:
    readings.append([sample(meter, 0, active_power=0.0), sample(meter, 0, active_power=-0.0)])
    assert readings.count(meter) == 1


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_any_order_of_arrival_gives_the_same_series(readings: Readings, meter: str, order: tuple[int, ...]) -> None:
    for minute in order:
        readings.append([sample(meter, minute, heat_energy=minute * 1.5)])
    assert whole(readings, meter, "heat_energy") == [(0, 0.0), (1, 1.5), (2, 3.0), (3, 4.5)]


VALUES = st.floats(allow_nan=False, allow_infinity=False)
SAMPLES = st.lists(
    st.tuples(
        st.integers(-3, 3), st.dictionaries(st.sampled_from(("a", "b[x]", "c/900s")), VALUES, min_size=1, max_size=3)
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=SAMPLES, seed=st.randoms(use_true_random=False), batch=st.integers(1, 5))
def test_series_depend_on_what_was_said_not_on_when_or_how_often(
    readings: Readings,
    new_meter: Callable[[], str],
    facts: list[tuple[int, dict[str, float]]],
    seed: random.Random,
    batch: int,
) -> None:
    meter = new_meter()
    said = [sample(meter, minute, **values) for minute, values in facts]
    arriving = said + seed.choices(said, k=len(said) // 2)
    seed.shuffle(arriving)
    for i in range(0, len(arriving), batch):
        assert readings.append(arriving[i : i + batch]).refused == ()
    for channel in ("a", "b[x]", "c/900s"):
        expected = sorted({(minute, values[channel]) for minute, values in facts if channel in values})
        assert whole(readings, meter, channel) == expected
    assert readings.count(meter) == len({(minute, tuple(sorted(values.items()))) for minute, values in facts})


def test_a_period_is_half_open(readings: Readings, meter: str) -> None:
    readings.append([sample(meter, m, flow=float(m)) for m in range(5)])
    got = readings.series(meter, "flow", START + MINUTE, START + 3 * MINUTE)
    assert pairs(got) == [(1, 1.0), (2, 2.0)]
    assert len(readings.series(meter, "flow", START + MINUTE, START + MINUTE)) == 0
    assert len(readings.series(meter, "flow", START + 3 * MINUTE, START + MINUTE)) == 0
    assert pairs(readings.series(meter, "flow", START + MINUTE, START + MINUTE + 1)) == [(1, 1.0)]


def test_before_is_strictly_before_and_after_includes_its_moment(readings: Readings, meter: str) -> None:
    readings.append([sample(meter, m, flow=float(m)) for m in (5, 1, 3, 7)])
    at = START + 3 * MINUTE
    assert pairs(readings.before(meter, "flow", at)) == [(1, 1.0)]
    assert pairs(readings.before(meter, "flow", at + 1)) == [(3, 3.0)]
    assert pairs(readings.before(meter, "flow", at + 10 * MINUTE, 3)) == [(3, 3.0), (5, 5.0), (7, 7.0)]
    assert pairs(readings.before(meter, "flow", at, 10)) == [(1, 1.0)]
    assert pairs(readings.after(meter, "flow", at)) == [(3, 3.0)]
    assert pairs(readings.after(meter, "flow", at + 1, 2)) == [(5, 5.0), (7, 7.0)]
    assert pairs(readings.after(meter, "flow", at, 10)) == [(3, 3.0), (5, 5.0), (7, 7.0)]
    assert len(readings.after(meter, "flow", at + 10 * MINUTE)) == 0
    assert len(readings.before(meter, "flow", START)) == 0


def test_windows_count_values_of_equal_moments_one_by_one(readings: Readings, meter: str) -> None:
    readings.append([sample(meter, m, flow=v) for m, v in ((1, 4.0), (1, 6.0), (1, 5.0), (2, 1.0), (2, 2.0))])
    # Two samples that agree on the flow: one value of it.
    readings.append([sample(meter, 2, flow=2.0, temperature=t) for t in (20.0, 21.0, 22.0)])
    end = START + 9 * MINUTE
    assert pairs(readings.before(meter, "flow", end, 1)) == [(2, 2.0)]
    assert pairs(readings.before(meter, "flow", end, 3)) == [(1, 6.0), (2, 1.0), (2, 2.0)]
    assert pairs(readings.before(meter, "flow", end, 9)) == [(1, 4.0), (1, 5.0), (1, 6.0), (2, 1.0), (2, 2.0)]
    assert pairs(readings.after(meter, "flow", START, 2)) == [(1, 4.0), (1, 5.0)]
    assert pairs(readings.after(meter, "flow", START, 5)) == [(1, 4.0), (1, 5.0), (1, 6.0), (2, 1.0), (2, 2.0)]


def test_windows_look_past_samples_without_the_channel(readings: Readings, meter: str) -> None:
    readings.append([sample(meter, 0, temperature=8.0)])
    readings.append([sample(meter, m, humidity=50.0) for m in range(1, 40)])
    readings.append([sample(meter, 40, temperature=9.0)])
    assert pairs(readings.before(meter, "temperature", START + 40 * MINUTE)) == [(0, 8.0)]
    assert pairs(readings.after(meter, "temperature", START + 1)) == [(40, 9.0)]


def test_latest_is_per_channel_and_per_meter(readings: Readings, new_meter: Callable[[], str]) -> None:
    one, two, silent = new_meter(), new_meter(), new_meter()
    readings.append([sample(one, 5, flow=1.0, temperature=20.0), sample(one, 9, flow=2.0), sample(one, 7, flow=3.0)])
    readings.append([sample(two, 4, water_volume=v) for v in (70.0, 80.0, 75.0)])
    assert readings.latest([one, silent, two]) == {
        one: {"flow": (START + 9 * MINUTE, 2.0), "temperature": (START + 5 * MINUTE, 20.0)},
        two: {"water_volume": (START + 4 * MINUTE, 80.0)},
    }
    assert readings.latest([]) == {}


def test_channels_meters_count_and_extent(readings: Readings, new_meter: Callable[[], str]) -> None:
    one, two = new_meter(), new_meter()
    before = readings.count()
    readings.append([sample(one, 5, flow=1.0), sample(one, -7, temperature=20.0), sample(two, 1, flow=0.0)])
    assert list(readings.channels(one)) == ["flow", "temperature"]
    assert list(readings.channels(two)) == ["flow"]
    assert {one, two} <= set(readings.meters())
    assert list(readings.meters()) == sorted(readings.meters())
    assert readings.extent(one) == (START - 7 * MINUTE, START + 5 * MINUTE)
    assert readings.extent(two) == (START + MINUTE, START + MINUTE)
    assert (readings.count(one), readings.count(two), readings.count() - before) == (2, 1, 3)


@pytest.mark.parametrize("key", ODD_KEYS)
def test_odd_channel_keys(readings: Readings, meter: str, key: str) -> None:
    readings.append([Sample(meter, START, START, {key: 1.25, "other": 2.0})])
    assert whole(readings, meter, key) == [(0, 1.25)]
    assert whole(readings, meter, "other") == [(0, 2.0)]
    assert list(readings.channels(meter)) == sorted([key, "other"])
    assert readings.latest([meter]) == {meter: {key: (START, 1.25), "other": (START, 2.0)}}


@pytest.mark.parametrize("name", ["一号楼", "a b,c=d", "q\"uote's", "back\\", "x\ny", "100%", "/re.*gex/|(", "é" * 60])
def test_odd_meter_ids(readings: Readings, meter: str, name: str) -> None:
    odd, neighbour = f"{meter} {name}", f"{meter} {name}2"
    readings.append([sample(odd, 0, flow=1.0), sample(neighbour, 0, flow=2.0)])
    assert whole(readings, odd, "flow") == [(0, 1.0)]
    assert {odd, neighbour} <= set(readings.meters())
    assert set(readings.latest([odd])) == {odd}
    assert readings.count(odd) == 1


@pytest.mark.parametrize(
    "value",
    [0.0, -1.5, 1e-300, 5e-324, -1.7976931348623157e308, 1.7976931348623157e308, 0.1 + 0.2, 2.0**53 + 2, 123456789.12],
)
def test_every_finite_number_keeps_every_bit(readings: Readings, meter: str, value: float) -> None:
    readings.append([sample(meter, 0, generic=value)])
    assert whole(readings, meter, "generic") == [(0, value)]


def test_whole_numbers_are_numbers_too(readings: Readings, meter: str) -> None:
    readings.append([sample(meter, 0, starts=4), sample(meter, 1, starts=4.5), sample(meter, 2, starts=10**15)])
    assert whole(readings, meter, "starts") == [(0, 4.0), (1, 4.5), (2, 1e15)]


@pytest.mark.parametrize("time_ms", [-62_135_596, -1, 0, 1, 4_102_444_800_123, 9_223_372_036_853, -9_223_372_036_853])
def test_far_moments(readings: Readings, meter: str, time_ms: int) -> None:
    readings.append([Sample(meter, time_ms, START, {"flow": 1.0}), Sample(meter, time_ms, START, {"flow": 2.0})])
    got = readings.series(meter, "flow", time_ms, time_ms + 1)
    assert (got.times_ms.tolist(), got.values.tolist()) == ([time_ms, time_ms], [1.0, 2.0])
    assert len(readings.series(meter, "flow", time_ms + 1, time_ms + 2)) == 0
    assert len(readings.series(meter, "flow", time_ms - 1, time_ms)) == 0
    assert readings.extent(meter) == (time_ms, time_ms)


def repr_short(value: object) -> str:
    return f"{type(value).__name__} {value}" if not isinstance(value, int) else f"int of {value.bit_length()} bits"


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf"), 10**400, 10**5000, "12"], ids=repr_short)
def test_what_is_not_a_finite_number_is_refused_and_the_rest_kept(readings: Readings, meter: str, bad: float) -> None:
    broken = sample(meter, 1, flow=2.0, temperature=bad)
    appended = readings.append([sample(meter, 0, flow=1.0), broken, sample(meter, 2, flow=3.0)])
    assert appended.stored == 2
    [(refused, reason)] = appended.refused
    assert refused is broken
    assert "temperature" in reason
    assert "finite" in reason
    assert whole(readings, meter, "flow") == [(0, 1.0), (2, 3.0)]


def test_infinities_that_cancel_are_refused(readings: Readings, meter: str) -> None:
    appended = readings.append([sample(meter, 0, a=float("inf"), b=float("-inf"))])
    assert (appended.stored, len(appended.refused)) == (0, 1)


def test_large_finite_values_whose_sum_overflows_are_kept(readings: Readings, meter: str) -> None:
    appended = readings.append([sample(meter, 0, a=1.7e308, b=1.7e308)])
    assert (appended.stored, appended.refused) == (1, ())


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (Sample("m", START, START, {}), "without values"),
        (Sample("", START, START, {"flow": 1.0}), "meter"),
        (Sample("m", 10**16, START, {"flow": 1.0}), "time"),
        (Sample("m", -(10**16), START, {"flow": 1.0}), "time"),
        (Sample("m\ud800", START, START, {"flow": 1.0}), "Unicode"),
        (Sample("m", START, START, {"flow\udfff": 1.0}), "Unicode"),
        (Sample("m", START, START, {"": 1.0}), "channel"),
    ],
)
def test_samples_no_store_can_keep_are_refused_with_their_reason(readings: Readings, broken: Sample, word: str) -> None:
    appended = readings.append([broken])
    assert appended.stored == 0
    [(refused, reason)] = appended.refused
    assert refused is broken
    assert word in reason


def test_a_hundred_thousand_samples_come_back_complete(readings: Readings, meter: str) -> None:
    rows = 100_000
    values = np.random.default_rng(7).normal(size=(rows, 3))
    samples = [
        Sample(meter, START + i * MINUTE, START + i * MINUTE, {"a": a, "b": b, "c": c})
        for i, (a, b, c) in enumerate(values.tolist())
    ]
    for i in range(0, rows, 5_000):
        assert readings.append(samples[i : i + 5_000]).refused == ()
    for column, channel in enumerate("abc"):
        got = readings.series(meter, channel, START, START + rows * MINUTE)
        assert np.array_equal(got.times_ms, START + np.arange(rows) * MINUTE)
        assert np.array_equal(got.values, values[:, column])
    assert readings.count(meter) == rows
    assert pairs(readings.before(meter, "a", START + rows * MINUTE)) == [(rows - 1, values[-1, 0])]


def test_another_opening_of_the_store_sees_what_was_appended(store: Store, readings: Readings, meter: str) -> None:
    readings.append([sample(meter, 0, flow=1.0)])
    other = store.open()
    try:
        assert whole(other, meter, "flow") == [(0, 1.0)]
        other.append([sample(meter, 1, flow=2.0)])
    finally:
        other.close()
    assert whole(readings, meter, "flow") == [(0, 1.0), (1, 2.0)]
