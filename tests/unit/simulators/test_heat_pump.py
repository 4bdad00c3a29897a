"""Hot water: the COP curve, and electricity that equals heat over COP."""

import numpy as np
import pytest

from simulators.heat_pump import HEAT_KWH_PER_M3_K, cop
from tests.unit.simulators.places import daily, ms, sound_senior


@pytest.mark.parametrize(
    ("ambient", "expected"),
    [(-15, 1.73), (-7, 2.113), (0, 2.515), (7, 2.978), (15, 3.583), (20, 4.002), (25, 4.453), (30, 4.935), (35, 5.137)],
)
def test_cop_of_a_tank_heated_from_15_to_55(ambient: float, expected: float) -> None:
    assert cop(47.0, np.array([float(ambient)]))[0] == pytest.approx(expected, abs=0.000500001)


@pytest.mark.parametrize(
    ("ambient", "expected"), [(-7, 1.73), (0, 2.061), (7, 2.454), (15, 2.978), (20, 3.347), (30, 4.179)]
)
def test_cop_at_a_fixed_sink_of_55(ambient: float, expected: float) -> None:
    assert cop(55.0, np.array([float(ambient)]))[0] == pytest.approx(expected, abs=0.000500001)


def test_heating_fifty_litres_by_forty_degrees() -> None:
    assert pytest.approx(2.3255555555555554, rel=3e-4) == 0.050 * 40 * HEAT_KWH_PER_M3_K


@pytest.mark.parametrize("day", ["2025-09-10", "2025-11-12", "2026-01-14", "2026-04-15"])
def test_daily_electricity_is_heat_over_cop(day: str) -> None:
    """From what the gateway reports: hot water, cold and outdoor temperature, kWh."""
    place, start = sound_senior(), ms(day)
    channels = place.channels["SH-HP"]
    edges = np.array([start, start + 86_400_000], dtype=np.int64)
    hours = np.arange(start, start + 86_400_000, 3_600_000, dtype=np.int64)
    drawn = float(np.diff(channels["hot_water_volume"](edges))[0])
    rise = 55.0 - channels["temperature[inlet]"](hours).mean()
    mean_cop = cop(47.0, channels["temperature[ambient]"](hours)).mean()
    used = float(np.diff(channels["electricity_import"](edges))[0]) * 40
    assert used == pytest.approx(drawn * rise * 1.163 / mean_cop, rel=0.05)


def test_hot_water_per_boarder_is_45_litres_more_in_winter_less_in_summer() -> None:
    place = sound_senior()
    volume = place.channels["SH-HP"]["hot_water_volume"]

    def litres(day: str) -> float:
        start = ms(day)
        return float(np.diff(volume(np.array([start, start + 86_400_000], dtype=np.int64)))[0]) / 2150 * 1000

    assert litres("2026-01-14") == pytest.approx(45 * 1.2, rel=0.2)
    assert litres("2025-10-22") == pytest.approx(45, rel=0.2)
    assert litres("2026-07-01") == pytest.approx(45 * 0.8, rel=0.25)


def test_a_sound_plant_starts_seldom_reaches_55_and_rests_in_vacation() -> None:
    place = sound_senior()
    channels = place.channels["SH-HP"]
    week = np.arange(ms("2025-10-13"), ms("2025-10-18"), 300_000, dtype=np.int64)
    tank = channels["temperature[tank]"](week)
    assert tank.min() > 50
    assert tank.reshape(-1, 288).max(1).min() >= 55
    starts = channels["starts"](np.arange(ms("2025-10-13"), ms("2025-10-18"), 3_600_000, dtype=np.int64))
    assert np.diff(starts).max() <= 3
    assert daily(place, "SH-HP", "2025-07-20", "2025-08-20").max() < 3


def test_power_and_register_of_the_compressor_agree() -> None:
    place = sound_senior()
    times = np.arange(ms("2025-10-14T14:00"), ms("2025-10-14T15:00"), 5_000, dtype=np.int64)
    power = place.flows["SH-HP"].rate(times)
    assert power.mean() == pytest.approx(place.hourly("SH-HP", int(times[0]), int(times[0]) + 3_600_000)[0], rel=0.02)
    assert power.min() == 0
