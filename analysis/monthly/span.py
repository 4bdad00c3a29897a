"""The months a report is about, the year before, and the days its comparisons reach back to and ahead."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from analysis.comparison.baseline_means import previous, year_before
from campus.energy_year import EnergyYear, months_between
from campus.errors import Refused
from campus.period import Month

LONGEST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Days:
    """Local days first..last, both included; none when `last` lies before `first`."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return max((self.last - self.first).days + 1, 0)


@dataclass(frozen=True, slots=True)
class Span:
    """Months first..last as of the end of day `today` - 1: a running month reaches to yesterday."""

    first: Month
    last: Month
    today: date

    @classmethod
    def of(cls, first: str, last: str, today: date) -> Self:
        """From `2026-02` and, for several months, a last one; refuses spans that end before they begin or lie ahead."""
        begin, end = Month.parse(first), Month.parse(last or first)
        if end < begin:
            message = f"the span ends in {end} before it begins in {begin}; swap the months"
            raise Refused(message)
        if len(months_between(begin, end)) > LONGEST_MONTHS:
            message = f"{begin}..{end} is longer than {LONGEST_MONTHS} months; ask for fewer"
            raise Refused(message)
        if begin.first_day >= today:
            message = f"no day of {begin} has ended yet; the newest month with figures is {Month.of(today)}"
            raise Refused(message)
        return cls(begin, end, today)

    @property
    def months(self) -> tuple[Month, ...]:
        return months_between(self.first, self.last)

    @property
    def through(self) -> date:
        """Last day that has ended."""
        return min(self.last.last_day, self.today - timedelta(days=1))

    @property
    def running(self) -> bool:
        return self.through < self.last.last_day

    @property
    def this(self) -> Days:
        return Days(self.first.first_day, self.through)

    @property
    def before(self) -> Days:
        """The same months of the year before; a running month up to as many days."""
        whole = year_before(self.last)
        if not self.running:
            return Days(year_before(self.first).first_day, whole.last_day)
        return self.month_before(self.last, Days(year_before(self.first).first_day, whole.last_day))

    def month_before(self, month: Month, around: Days | None = None) -> Days:
        """A month's counterpart, cut to as many days as have ended of it."""
        last = year_before(month)
        first = around.first if around else last.first_day
        if month.last_day <= self.through:
            return Days(first, last.last_day)
        ended = (self.through - month.first_day).days + 1
        return Days(first, min(last.first_day + timedelta(days=ended - 1), last.last_day))

    def month_this(self, month: Month) -> Days:
        return Days(month.first_day, min(month.last_day, self.through))

    def reach(self, year_begins: tuple[int, ...]) -> Days:
        """Days that comparisons, targets of years beginning in these months, and a weather baseline look at."""
        years = [EnergyYear.containing(self.last, begins) for begins in year_begins]
        earliest = year_before(min([self.first, *(year.begins for year in years)]))
        baseline = [year_before(self.last)]
        for _ in range(11):
            baseline.append(previous(baseline[-1]))
        first = min(previous(previous(earliest)), baseline[-1])
        last = max([self.last, *(year.months[-1] for year in years)])
        return Days(first.first_day, last.last_day)
