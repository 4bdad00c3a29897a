"""Years a target runs over: the calendar year, or the school year (学年) from September to August."""

from dataclasses import dataclass

from campus.period import Month

SCHOOL_YEAR_BEGINS = 9


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """All months first..last, both included; none when `last` is before `first`."""
    found = []
    month = first
    while month <= last:
        found.append(month)
        month = month.next
    return tuple(found)


@dataclass(frozen=True, slots=True)
class EnergyYear:
    """Twelve months from `begins`."""

    begins: Month

    @classmethod
    def containing(cls, month: Month, begins_in: int = 1) -> "EnergyYear":
        """The year around a month; `begins_in` is 1 for calendar years, 9 for school years."""
        return cls(Month(month.year - (month.number < begins_in), begins_in))

    @property
    def months(self) -> tuple[Month, ...]:
        return months_between(self.begins, Month(self.begins.year + 1, self.begins.number))[:12]

    def up_to(self, month: Month) -> tuple[Month, ...]:
        return tuple(m for m in self.months if m <= month)

    def after(self, month: Month) -> tuple[Month, ...]:
        return tuple(m for m in self.months if m > month)

    def __str__(self) -> str:
        return str(self.begins.year) if self.begins.number == 1 else f"{self.begins.year}/{self.begins.year + 1}"
