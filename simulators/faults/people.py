"""More people on the campus."""

from dataclasses import replace

from campus.clock import from_ms
from simulators.faults.protocol import Fact, Fault, Truth
from simulators.faults.registry import fault
from simulators.spec import Heads, Site
from simulators.timeline import CHINA


@fault("headcount_jump")
class HeadcountJump(Fault):
    """Pupils times a factor from a day on, usually 1 September; staff stays."""

    target = "campus"
    unit = "x"
    default = "1.15"
    lasts_h = None

    def people(self, site: Site) -> Site:
        since = from_ms(self.start_ms).astimezone(CHINA).date()
        before = max((h for h in site.heads if h.since <= since), key=lambda h: h.since, default=site.heads[0])
        kept = tuple(h for h in site.heads if h.since != since)
        jumped = (self._jumped(h) if h.since > since else h for h in kept)
        return replace(site, heads=(*jumped, replace(self._jumped(before), since=since)))

    def _jumped(self, heads: Heads) -> Heads:
        pupils = (round(heads.boarders * self.size), round(heads.day_students * self.size))
        return Heads(heads.since, *pupils, heads.staff)

    def touched(self, truth: Truth) -> tuple[str, ...]:
        return tuple(i.id for i in truth.site.instruments if i.booked)

    def facts(self, truth: Truth) -> tuple[Fact, ...]:
        since = from_ms(self.start_ms).astimezone(CHINA).date()
        now = next(h for h in truth.site.heads if h.since == since)
        body = {"boarders": now.boarders, "day_students": now.day_students, "staff": now.staff}
        return (Fact("head_count", truth.site.id, self.start_ms, body),)
