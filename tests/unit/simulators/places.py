"""Campuses and moments the simulator's tests share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray

from campus.clock import to_ms
from campus.period import day_start_ms
from simulators.faults.planting import parse_fault
from simulators.group import primary, senior
from simulators.spec import Heads, Site, Sites
from simulators.stream import Simulation
from simulators.timeline import CHINA, Timeline
from simulators.weather import MILD
from simulators.world import World

NOW = datetime(2026, 3, 1, tzinfo=CHINA)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def ms(text: str) -> int:
    return to_ms(local(text))


def simulation(*faults: str, seed: int = 1, sites: Sequence[Site] | None = None) -> Simulation:
    group = Sites("test", tuple(sites or (senior(), primary())))
    return Simulation(group, seed, [parse_fault(text, NOW) for text in faults])


def world(site: Site, *faults: str, seed: int = 1, last_year: int = 2026) -> World:
    return World(site, Timeline(last_year), seed, [parse_fault(text, NOW) for text in faults])


@cache
def sound_senior() -> World:
    return world(senior())


def mild(site: Site, *, boarders: int, day_students: int, staff: int = 0) -> Site:
    """The site in the season the parameters are stated for, without saving measures."""
    return replace(site, climate=MILD, measures=(), heads=(Heads(date(2019, 9, 1), boarders, day_students, staff),))


def daily(place: World, meter: str, first: str, last: str) -> NDArray[np.float64]:
    """True use of each local day from first to the day before last."""
    start, end = day_start_ms(date.fromisoformat(first), CHINA), day_start_ms(date.fromisoformat(last), CHINA)
    by_day: NDArray[np.float64] = place.hourly(meter, start, end).reshape(-1, 24).sum(1)
    return by_day


def kinds(place: World, first: str, last: str) -> NDArray[np.int64]:
    days = place.place.timeline.days
    chosen = [date.fromisoformat(first) <= d < date.fromisoformat(last) for d in days]
    return np.array(place.place.kinds[np.array(chosen)], dtype=np.int64)
