"""Registers: quantised, counted down to whole digits, turning over at the modulus."""

import numpy as np
import pytest

from campus.quantity import Resource
from simulators.dial import dial
from simulators.flow import Steady
from simulators.spec import Instrument
from tests.unit.simulators.places import ms, sound_senior

START = ms("2025-01-01")
HOUR = 3_600_000


def meter(**changes: float) -> Instrument:
    return Instrument("M", "", Resource.ELECTRICITY, "", "", "", "", **changes)  # type: ignore[arg-type]  # numbers only


def test_a_ct_meter_shows_secondary_energy_in_whole_digits() -> None:
    register = dial(meter(multiplier=80, initial=100.0), Steady(10.0, START, START + 100 * HOUR), START)
    shown = register.read(np.array([START, START + HOUR, START + 8 * HOUR], dtype=np.int64))
    assert shown.tolist() == [100.0, 100.12, 101.0]


def test_the_display_starts_again_at_the_modulus() -> None:
    register = dial(meter(initial=999_999.0), Steady(1.0, START, START + 100 * HOUR), START)
    shown = register.read(np.array([START, START + HOUR, START + 3 * HOUR], dtype=np.int64))
    assert shown.tolist() == [999_999.0, 0.0, 2.0]


def test_a_replaced_register_counts_from_its_own_start_with_its_own_multiplier() -> None:
    register = dial(meter(initial=50.0), Steady(4.0, START, START + 100 * HOUR), START)
    register = register.replaced(START + 10 * HOUR, 7.5, 2.0)
    shown = register.read(np.array([START + 9 * HOUR, START + 10 * HOUR, START + 11 * HOUR], dtype=np.int64))
    assert shown.tolist() == [86.0, 7.5, 9.5]
    assert register.before(START + 10 * HOUR).at(START + 10 * HOUR) == 90.0


@pytest.mark.parametrize("name", ["SH-E-MAIN", "SH-W-DORM", "SH-G-CANTEEN", "SH-HP"])
def test_registers_follow_the_truth_within_a_digit(name: str) -> None:
    place = sound_senior()
    instrument = next(i for i in place.site.instruments if i.id == name)
    times = np.array([ms("2025-09-01"), ms("2026-02-01")], dtype=np.int64)
    shown = np.diff(place.dials[name].read(times))[0] * instrument.multiplier
    true = np.diff(place.flows[name].total(times))[0]
    assert abs(shown - true) <= instrument.resolution * instrument.multiplier * 1.001
