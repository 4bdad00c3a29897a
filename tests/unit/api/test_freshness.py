"""What a meter is known by, and how old that may get."""

import pytest

from api.figures.freshness import Freshness, freshness, shown
from campus.config.meter import Meter

NOW = 1_000_000_000_000
MINUTE = 60_000


def meter(**more: object) -> Meter:
    return Meter.model_validate({"id": "m", "resource": "electricity", "topic": "t", "interval_s": 900, **more})


@pytest.mark.parametrize(
    ("age_ms", "state"),
    [
        (0, Freshness.FRESH),
        (45 * MINUTE, Freshness.FRESH),
        (46 * MINUTE, Freshness.LATE),
        (24 * 60 * MINUTE, Freshness.LATE),
        (24 * 60 * MINUTE + 1, Freshness.SILENT),
    ],
)
def test_three_intervals_are_on_time_and_a_day_is_the_limit_of_late(age_ms: int, state: Freshness) -> None:
    assert freshness(meter(), {"electricity_import": (NOW - age_ms, 1.0)}, NOW) is state


def test_a_meter_that_only_sends_power_any_more_is_late_because_its_register_is() -> None:
    latest = {"electricity_import": (NOW - 120 * MINUTE, 5.0), "active_power": (NOW, 900.0)}
    assert freshness(meter(), latest, NOW) is Freshness.LATE
    assert [n.value for n in shown(meter(), latest)] == [5.0]


def test_the_whole_meter_goes_before_its_phases() -> None:
    latest = {"electricity_import[L1]": (NOW, 1.0), "electricity_import": (NOW, 3.0)}
    assert [n.value for n in shown(meter(), latest)] == [3.0]


def test_a_sensor_shows_what_it_is_there_to_measure_and_is_as_old_as_the_oldest_of_it() -> None:
    sensor = meter(resource="sensor", measures=["leak_state", "temperature"])
    latest = {
        "battery_level": (NOW, 90.0),
        "temperature": (NOW, 18.5),
        "leak_state": (NOW - 60 * MINUTE, 0.0),
    }
    assert [(n.channel.quantity, n.unit) for n in shown(sensor, latest)] == [
        ("leak_state", "1"),
        ("temperature", "degC"),
    ]
    assert freshness(sensor, latest, NOW) is Freshness.LATE


def test_never_heard_is_not_the_same_as_read_by_hand() -> None:
    assert freshness(meter(), {}, NOW) is Freshness.NEVER
    assert freshness(meter(topic=""), {}, NOW) is Freshness.NEVER
    assert freshness(meter(topic=""), {"electricity_import": (0, 1.0)}, NOW) is Freshness.BY_HAND
