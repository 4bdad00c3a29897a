"""Time-of-use periods of a day (尖峰平谷): each of the 24 hours belongs to exactly one."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from campus.config.meter import Strict

HOURS = 24


class Period(Strict):
    """Hours [from_hour, to_hour) of a day; 22 to 8 runs through midnight."""

    period: str = Field(min_length=1, description="sharp, peak, flat, valley (尖, 峰, 平, 谷) or another name")
    from_hour: int = Field(ge=0, le=23, description="first hour; books are hourly, so whole hours only")
    to_hour: int = Field(ge=1, le=24, description="hour it ends before; smaller than from_hour: on the next day")

    @property
    def hours(self) -> tuple[int, ...]:
        if self.from_hour < self.to_hour:
            return tuple(range(self.from_hour, self.to_hour))
        return (*range(self.from_hour, HOURS), *range(self.to_hour)) if self.from_hour > self.to_hour else ()


@dataclass(frozen=True, slots=True)
class DayCover:
    """How a table covers the day: hours per period, hours of no period, hours of two or more."""

    hours: dict[str, int]
    holes: tuple[int, ...]
    overlaps: tuple[int, ...]

    @property
    def accepted(self) -> bool:
        return not self.holes and not self.overlaps

    def __str__(self) -> str:
        wrong = [f"hours {spans(self.holes)} belong to no period"] if self.holes else []
        wrong += [f"hours {spans(self.overlaps)} belong to two periods"] if self.overlaps else []
        return " and ".join(wrong)


def cover(periods: Iterable[Period]) -> DayCover:
    """Check that periods cover 24 hours exactly once."""
    entries = list(periods)
    owners = [[p.period for p in entries if hour in p.hours] for hour in range(HOURS)]
    names = dict.fromkeys(p.period for p in entries)
    return DayCover(
        hours={name: sum(name in of_hour for of_hour in owners) for name in names},
        holes=tuple(hour for hour, of_hour in enumerate(owners) if not of_hour),
        overlaps=tuple(hour for hour, of_hour in enumerate(owners) if len(of_hour) > 1),
    )


def spans(hours: Iterable[int]) -> str:
    """`0-8, 22-24` for hours 0..7 and 22, 23."""
    runs: list[list[int]] = []
    for hour in sorted(hours):
        if runs and runs[-1][1] == hour:
            runs[-1][1] = hour + 1
        else:
            runs.append([hour, hour + 1])
    return ", ".join(f"{start}-{end}" for start, end in runs)
