"""The demonstration: two campuses, faults around now, and no waiting for it."""

import time
from datetime import datetime, timedelta

import pytest

from campus.clock import to_ms
from campus.quantity import Resource
from simulators.group import demo, demo_group
from simulators.stream import history
from tests.unit.simulators.places import local


@pytest.mark.parametrize("now", [local("2026-11-20T09:00"), local("2027-02-10T23:59"), local("2025-07-01")])
def test_its_faults_can_be_planted_at_any_time(now: datetime) -> None:
    labels = demo(now).labels(to_ms(now))
    assert len(labels) >= 10
    open_now = [label for label in labels if label.start_ms <= to_ms(now) < label.end_ms]
    assert {"constant_leak", "gas_valve_open"} <= {label.fault for label in open_now}
    assert any(label.start_ms > to_ms(now) for label in labels)


def test_each_campus_has_what_the_pages_show() -> None:
    for site in demo_group().sites:
        assert 12 <= len(site.instruments) <= 15
        resources = {i.resource for i in site.instruments}
        assert resources == {Resource.ELECTRICITY, Resource.WATER, Resource.GAS, Resource.HEAT_PUMP, Resource.SENSOR}
        assert {i.use for i in site.instruments if i.resource is Resource.SENSOR} == {"leak", "room", "tank"}
    heads = [max(site.heads, key=lambda h: h.since) for site in demo_group().sites]
    assert heads[0].boarders + heads[0].day_students == pytest.approx(2400, abs=100)
    assert heads[1].boarders + heads[1].day_students == pytest.approx(900, abs=50)


def test_everybody_is_on_line_when_the_demonstration_begins() -> None:
    now = local("2026-11-20T09:00")
    heard = {s.meter for p in history(demo(now, planted=[]), now - timedelta(hours=2), now) for s in p}
    assert heard == {i.id for site in demo_group().sites for i in site.instruments}


def test_two_years_of_hours_take_seconds() -> None:
    now = local("2026-11-20T09:00")
    simulation = demo(now)
    began = time.process_time()
    start_ms, end_ms = to_ms(now - timedelta(days=730)), to_ms(now)
    hours = sum(len(w.hourly(m, start_ms, end_ms)) for w in simulation.worlds(end_ms) for m in w.flows)
    assert hours == 20 * 730 * 24
    assert time.process_time() - began < 10
