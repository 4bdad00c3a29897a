"""The main meter sees what its subs see and a small loss, at every moment."""

import numpy as np
import pytest

from simulators.group import demo_group
from simulators.stream import Simulation
from tests.unit.simulators.places import ms, sound_senior


@pytest.mark.parametrize(("resource", "loss"), [("electricity", 0.015), ("water", 0.02)])
def test_main_is_subs_plus_loss_in_every_hour(resource: str, loss: float) -> None:
    place = sound_senior()
    main = next(i for i in place.site.instruments if i.role == "main" and i.resource == resource)
    span = ms("2025-01-01"), ms("2026-01-01")
    subs = sum(place.hourly(child.id, *span) for child in place.site.children(main.id))
    np.testing.assert_allclose(subs, place.hourly(main.id, *span) * (1 - loss), rtol=1e-7, atol=1e-6)


def test_main_and_subs_agree_inside_hours_but_for_the_loss() -> None:
    place = sound_senior()
    times = ms("2026-03-09T06:00") + np.arange(0, 7_200_000, 37_000, dtype=np.int64)
    main = place.flows["SH-E-MAIN"].rate(times)
    subs = sum(place.flows[child.id].rate(times) for child in place.site.children("SH-E-MAIN"))
    assert np.all(subs < main)
    assert np.all(main - subs < 0.03 * main)


def test_no_meter_rolls_over_or_runs_backwards_by_itself() -> None:
    simulation = Simulation(demo_group())
    times = np.arange(ms("2024-01-01"), ms("2030-01-01"), 6 * 3_600_000, dtype=np.int64)
    for place in simulation.worlds(int(times[-1])):
        for meter, register in place.dials.items():
            assert np.all(np.diff(register.read(times)) >= 0), meter


def test_no_hour_uses_more_than_the_meter_list_calls_plausible() -> None:
    simulation = Simulation(demo_group())
    for place in simulation.worlds(ms("2026-12-31")):
        for meter in (i for i in place.site.instruments if i.booked):
            most = place.hourly(meter.id, ms("2024-01-01"), ms("2027-01-01")).max()
            assert most < 0.8 * meter.max_rate * meter.multiplier, meter.id
