"""The days and hours of one campus: who is there, what day it is, how warm it is."""

from dataclasses import dataclass

import numpy as np

from campus.period import day_start_ms
from simulators.spec import Site
from simulators.timeline import CHINA, ORIGIN_MS, Floats, Timeline
from simulators.weather import Weather, weather


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Daily arrays (`kinds`, `boarders`, `day_people`, `day_students`) and hourly weather of a campus."""

    site: Site
    timeline: Timeline
    seed: int
    kinds: Floats
    boarders: Floats
    day_students: Floats
    day_people: Floats
    """Day students and staff: who eats lunch and goes home."""
    weather: Weather

    @property
    def heads(self) -> Floats:
        return self.boarders + self.day_people

    @property
    def hour_of_day(self) -> Floats:
        return np.tile(np.arange(24.0), len(self.kinds))

    def since(self, start_ms: int, end_ms: int | None = None) -> Floats:
        """Share of each hour that lies in [start_ms, end_ms)."""
        starts = self.timeline.hour_starts_ms
        begin = np.clip((start_ms - starts) / 3_600_000, 0.0, 1.0)
        stop = np.ones(len(starts)) if end_ms is None else np.clip((end_ms - starts) / 3_600_000, 0.0, 1.0)
        return np.maximum(stop - begin, 0.0)


def setting(site: Site, timeline: Timeline, seed: int) -> Setting:
    """Lay a campus out over a timeline."""
    counts = sorted(site.heads, key=lambda h: h.since)
    starts = np.array([(day_start_ms(h.since, CHINA) - ORIGIN_MS) // 86_400_000 for h in counts])
    row = np.maximum(np.searchsorted(starts, np.arange(len(timeline.days)), side="right") - 1, 0)
    table = np.array([(h.boarders, h.day_students, h.day_students + h.staff) for h in counts], dtype=np.float64)
    kinds = np.array([site.almanac.kind(d) for d in timeline.days], dtype=np.float64)
    boarders, students, people = table[row].T
    return Setting(site, timeline, seed, kinds, boarders, students, people, weather(site.climate, timeline, seed))
