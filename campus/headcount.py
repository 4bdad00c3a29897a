"""Dated head counts (用能人数): boarders, day students and staff, as steps that hold until the next."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field

from campus.config.meter import Strict
from campus.ledger.facts import Fact
from campus.period import local_day


class Weights(Strict):
    """How much one person of each group counts; the water quota counts boarders twice (标准人数)."""

    boarders: float = Field(1.0, ge=0, description="weight of a boarder (住校生)")
    day_students: float = Field(1.0, ge=0, description="weight of a day student (走读生)")
    staff: float = Field(1.0, ge=0, description="weight of a member of staff (教职工)")


HEADS = Weights(boarders=1, day_students=1, staff=1)
"""Every person once, as the statistics count (用能人数)."""

WATER_QUOTA = Weights(boarders=2, day_students=1, staff=1)
"""Standard persons of the school water quota: Ns = non-boarders + 2 x boarders + staff (DB37/T 4452)."""


class HeadCount(NamedTuple):
    """Persons of a campus; means over a period may be fractions."""

    boarders: float
    day_students: float
    staff: float

    def weighted(self, weights: Weights = HEADS) -> float:
        return self.boarders * weights.boarders + self.day_students * weights.day_students + self.staff * weights.staff


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """What is known of a campus's persons over time: ascending days and the count that holds from each."""

    days: tuple[date, ...] = ()
    counts: tuple[HeadCount, ...] = ()

    @classmethod
    def from_facts(cls, facts: Iterable[Fact], zone: ZoneInfo) -> "HeadCounts":
        """Steps from facts of kind `head_count`; of two on one local day the later recorded holds."""
        steps: dict[date, HeadCount] = {}
        for fact in sorted((f for f in facts if f.kind == "head_count"), key=lambda f: (f.recorded_ms, f.id)):
            boarders, day_students, staff = (float(fact.body[g] or 0) for g in HeadCount._fields)
            steps[local_day(fact.at_ms, zone)] = HeadCount(boarders, day_students, staff)
        days = tuple(sorted(steps))
        return cls(days, tuple(steps[day] for day in days))

    def on(self, day: date) -> HeadCount | None:
        """The count of a day; None before the first known one, never zero."""
        at = bisect_right(self.days, day)
        return self.counts[at - 1] if at else None

    def mean(self, first: date, last: date) -> HeadCount | None:
        """Day average over first..last, both included (domain handbook: 用能人数 is a mean over days).

        None when any day of the period is unknown.
        """
        if last < first or self.on(first) is None:
            return None
        sums, day = [0.0, 0.0, 0.0], first
        while day <= last:
            at = bisect_right(self.days, day)
            until = min(last, self.days[at] - timedelta(days=1)) if at < len(self.days) else last
            held = (until - day).days + 1
            sums = [total + held * heads for total, heads in zip(sums, self.counts[at - 1], strict=True)]
            day = until + timedelta(days=1)
        length = (last - first).days + 1
        return HeadCount(*(total / length for total in sums))
