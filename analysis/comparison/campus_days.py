"""What a comparison needs of one campus and resource: one value a local day in every array."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from campus.day_type import DayType
from campus.errors import Refused
from campus.headcount import HEADS, HeadCount, Weights
from campus.period import Month

DAY_TYPES = tuple(DayType)
NO_TYPE = -1
_CODE = {day_type: code for code, day_type in enumerate(DAY_TYPES)}


class Day(NamedTuple):
    """One local day; `use` None: not known well enough. `estimated` is the estimated part of `use`, 0 to 1."""

    use: float | None
    day_type: DayType | None
    heads: HeadCount | None
    estimated: float = 0.0
    boundary: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CampusDays:
    """Consecutive local days from `first`; days after `through` have not ended yet.

    `use` and `estimated` (the estimated part of it) in the base unit, 0 where not `valid`;
    `day_type` is an index of `DAY_TYPES` or `NO_TYPE`; `persons` are plain heads, `standard_persons`
    heads with the resource's weights, both 0 where nobody entered a count; `boundary` names the
    set of meters and buildings in force.
    """

    first: date
    through: date
    use: NDArray[np.float64]
    valid: NDArray[np.bool_]
    estimated: NDArray[np.float64]
    day_type: NDArray[np.int8]
    persons: NDArray[np.float64]
    standard_persons: NDArray[np.float64]
    boundary: NDArray[np.str_]

    @classmethod
    def of(cls, first: date, days: Sequence[Day], weights: Weights = HEADS, through: date | None = None) -> Self:
        """From days one after the other; NaN, infinity and shares outside 0..1 are refused with the day."""
        use = np.array([day.use if day.use is not None else 0.0 for day in days], dtype=np.float64)
        share = np.array([day.estimated for day in days], dtype=np.float64)
        valid = np.array([day.use is not None for day in days], dtype=np.bool_)
        persons = np.array([day.heads.weighted(HEADS) if day.heads else 0.0 for day in days], dtype=np.float64)
        standard = np.array([day.heads.weighted(weights) if day.heads else 0.0 for day in days], dtype=np.float64)
        for values, what in ((use, "use"), (persons, "head count"), (standard, "head count")):
            _refuse(first, ~np.isfinite(values), f"{what} is not a finite number")
        _refuse(first, (persons < 0) | (standard < 0), "head count is negative")
        _refuse(first, ~((share >= 0) & (share <= 1)), "estimated share is not between 0 and 1")
        last = first + timedelta(days=len(days) - 1)
        return cls(
            first=first,
            through=min(through, last) if through else last,
            use=use,
            valid=valid,
            estimated=np.where(valid, use * share, 0.0),
            day_type=np.array([_CODE[d.day_type] if d.day_type else NO_TYPE for d in days], dtype=np.int8),
            persons=persons,
            standard_persons=standard,
            boundary=np.array([day.boundary for day in days], dtype=np.str_),
        )

    def __len__(self) -> int:
        return len(self.use)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=len(self) - 1)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(len(self))]

    @property
    def ordinals(self) -> NDArray[np.int64]:
        """Proleptic ordinal of each day."""
        return self.first.toordinal() + np.arange(len(self), dtype=np.int64)

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Days with somebody to divide by."""
        return (self.persons > 0) & (self.standard_persons > 0)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Days with known use, day type and heads."""
        usable: NDArray[np.bool_] = self.valid & self.counted & (self.day_type != NO_TYPE)
        return usable

    def month(self, month: Month) -> "CampusDays":
        return self.between(month.first_day, month.last_day)

    def between(self, first: date, last: date) -> "CampusDays":
        """The days first..last (both included); days outside the series are present and unknown."""
        count = max((last - first).days + 1, 0)
        at = np.arange(count) + (first - self.first).days
        inside = (at >= 0) & (at < len(self))
        source = at[inside]
        cut = CampusDays(
            first=first,
            through=min(max(self.through, first - timedelta(days=1)), last),
            use=np.zeros(count),
            valid=np.zeros(count, np.bool_),
            estimated=np.zeros(count),
            day_type=np.full(count, NO_TYPE, np.int8),
            persons=np.zeros(count),
            standard_persons=np.zeros(count),
            boundary=np.zeros(count, self.boundary.dtype),
        )
        for name in ("use", "valid", "estimated", "day_type", "persons", "standard_persons", "boundary"):
            getattr(cut, name)[inside] = getattr(self, name)[source]
        return cut

    @property
    def elapsed(self) -> "CampusDays":
        """Only the days that have ended."""
        return self.between(self.first, min(self.through, self.last))


def _refuse(first: date, wrong: NDArray[np.bool_], what: str) -> None:
    if wrong.any():
        message = f"{first + timedelta(days=int(np.argmax(wrong)))}: {what}"
        raise Refused(message)
