"""What the rows of a file prove about it: interval, start or end stamps, registers or interval data."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from campus.errors import Refused
from campus.quantity import Kind
from collector.importers.dates import DAY_MS
from collector.importers.options import Stamp

CLEAR_SHARE = 0.9
"""Share of steps that must be whole multiples of the commonest one for data to have an interval at all."""
FEWEST_RISES = 10
FALLS_OF_INTERVAL_DATA = 0.1
FALLS_OF_REGISTER = 0.01
"""Registers step back now and then (swap, rollover, noise); interval data falls in almost every second step."""


@dataclass(slots=True)
class SeriesEvidence:
    """Grows batch by batch; times are ms on the file's own clock, one series per meter."""

    steps: Counter[int] = field(default_factory=Counter)
    rises: int = 0
    falls: int = 0
    _first: dict[str, int] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)
    timed: bool = False
    """Some stamp has a time of day, so that dates without one are midnights."""

    def add(self, meter: str, times: NDArray[np.int64], values: NDArray[np.float64] | None) -> None:
        """One meter's share of a batch; `values` may be left out once enough of them were seen."""
        if not len(times):
            return
        self._first[meter] = min(self._first.get(meter, int(times.min())), int(times.min()))
        self._last[meter] = max(self._last.get(meter, int(times.max())), int(times.max()))
        order = np.argsort(times, kind="stable")
        gaps = np.diff(times[order])
        found, counts = np.unique(gaps[gaps > 0], return_counts=True)
        self.steps.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
        if values is not None:
            change = np.diff(values[order][~np.isnan(values[order])])
            self.rises += int((change > 0).sum())
            self.falls += int((change < 0).sum())

    def kind(self, leaning: Kind | None = None) -> Kind:
        """Register or interval data, as the steps of the values prove it; `leaning` decides where they do not."""
        steps = self.rises + self.falls
        if self.falls > 1 and self.falls / steps > FALLS_OF_INTERVAL_DATA:
            return Kind.INTERVAL
        if self.rises >= FEWEST_RISES and self.falls / steps < FALLS_OF_REGISTER:
            return Kind.REGISTER
        if leaning is not None:
            return leaning
        seen = f"{self.rises} steps up and {self.falls} down"
        message = (
            f"whether the values are registers or interval data is not certain ({seen}); "
            "say --kind register or --kind interval"
        )
        raise Refused(message)

    def interval_s(self) -> int:
        """The step most stamps are apart."""
        steps = sum(self.steps.values())
        if steps:
            (step, _), = self.steps.most_common(1)  # fmt: skip
            multiples = sum(count for gap, count in self.steps.items() if gap % step == 0)
            if multiples >= CLEAR_SHARE * steps and step % 1000 == 0 and 60_000 <= step <= 7 * DAY_MS:  # noqa: PLR2004 - a minute
                return step // 1000
        message = "the stamps prove no interval; say it with --interval (for example 30min), or --kind register"
        raise Refused(message)

    def stamp(self, interval_s: int) -> Stamp:
        """Whether stamps are beginnings or ends: files of whole days begin at 00:00 or one interval later."""
        step = interval_s * 1000
        starts = ends = 0
        if step < DAY_MS:
            for meter, first in self._first.items():
                last = self._last[meter]
                starts += first % DAY_MS == 0 and last % DAY_MS == DAY_MS - step
                ends += first % DAY_MS == step and last % DAY_MS == 0
        elif not self.timed:
            return "start"
        if bool(starts) != bool(ends):
            return "start" if starts else "end"
        message = (
            "whether a stamp is the beginning or the end of its interval is not certain: "
            "no meter's rows cover whole days; say --stamp start or --stamp end"
        )
        raise Refused(message)
