"""Figures shared by everybody who has a page open: computed once, kept for some seconds."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from analysis.consumption import Consumption, consumption
from api.context import Context
from api.figures.daybook import full_hours
from api.figures.health import Health, health
from api.figures.live import Live, live
from api.figures.meterlines import MeterLine, meter_lines
from api.figures.overview import Overview, overview
from api.figures.scope import counted
from campus.config.meter import Meter
from campus.quantity import Resource

if TYPE_CHECKING:
    from api.figures.freshness import Latest

BOOKS_MS = 30_000
LIVE_MS = 1_500
LINES_MS = 5_000
HOURS_SHOWN = 48

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by key that are made again when older than `keep_ms`; waiting callers share one making."""

    def __init__(self, keep_ms: int) -> None:
        self.keep_ms = keep_ms
        self._lock = Lock()
        self._made: dict[str, tuple[int, T]] = {}

    def get(self, key: str, now_ms: int, make: Callable[[], T]) -> T:
        with self._lock:
            made = self._made.get(key)
            if made is None or not 0 <= now_ms - made[0] < self.keep_ms:
                made = self._made[key] = (now_ms, make())
            return made[1]


class Desk:
    """What the pages ask for. Methods block on the stores: call them off the event loop."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._overview: Kept[Overview] = Kept(BOOKS_MS)
        self._lines: Kept[list[MeterLine]] = Kept(LINES_MS)
        self._health: Kept[Health] = Kept(LINES_MS)
        self._latest: Kept[Mapping[str, Latest]] = Kept(LIVE_MS)

    def overview(self, campus: str) -> Overview:
        return self._overview.get(campus, self.context.now_ms, lambda: overview(self.context, campus))

    def lines(self, campus: str) -> list[MeterLine]:
        return self._lines.get(campus, self.context.now_ms, lambda: meter_lines(self.context, campus))

    def health(self) -> Health:
        return self._health.get("", self.context.now_ms, lambda: health(self.context))

    def live(self, campus: str, resources: list[Resource]) -> dict[Resource, Live | None]:
        """Live value of each resource, from the newest readings of the counted meters."""
        now_ms, group = self.context.now_ms, self.context.group
        meters = {r: counted(group, r, campus) for r in resources}
        ids = sorted({m.id for own in meters.values() for m in own})
        latest = self._latest.get(campus, now_ms, lambda: self.context.readings.latest(ids))
        return {r: live(r, own, latest, now_ms) for r, own in meters.items()}

    def hours(self, meter: Meter) -> list[Consumption]:
        """The last 48 hours of a meter, the running one included."""
        zone = self.context.group.zone_of(meter)
        now = self.context.clock()
        today, _ = full_hours(self.context.now_ms, zone)
        with self.context.engine.connect() as connection:
            rows = consumption(connection, meter, zone, today - timedelta(days=3), today, "hour")
        return [row for row in rows if row.start <= now][-HOURS_SHOWN:]
