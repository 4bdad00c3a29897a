"""Why a school-month is not compared; every campus left out is listed with its reasons."""

from dataclasses import dataclass
from enum import StrEnum

from campus.period import Month


class Obstacle(StrEnum):
    """A gate of domain handbook §10.2 that a school-month did not pass."""

    NOT_BEGUN = "not_begun"
    NEW_CAMPUS = "new_campus"
    NO_HEADS = "no_heads"
    NO_CALENDAR = "no_calendar"
    BOUNDARY = "boundary"
    GAPS_THIS_YEAR = "gaps_this_year"
    GAPS_LAST_YEAR = "gaps_last_year"
    NO_MATCHED_DAY = "no_matched_day"
    LAST_YEAR_ZERO = "last_year_zero"
    NO_MODEL = "no_model"


WORDS: dict[Obstacle, tuple[str, str]] = {
    Obstacle.NOT_BEGUN: ("本月尚无结束的日期", "no day of the month has ended yet"),
    Obstacle.NEW_CAMPUS: ("新校区未满 12 个完整月", "new campus: fewer than 12 full months before"),
    Obstacle.NO_HEADS: ("缺用能人数", "head count missing"),
    Obstacle.NO_CALENDAR: ("校历未覆盖", "school calendar missing"),
    Obstacle.BOUNDARY: ("计量边界或建筑范围有变", "meters or buildings changed"),
    Obstacle.GAPS_THIS_YEAR: ("本年有效日不足 90 %", "fewer than 90 % valid days this year"),
    Obstacle.GAPS_LAST_YEAR: ("上年有效日不足 90 %", "fewer than 90 % valid days last year"),
    Obstacle.NO_MATCHED_DAY: ("没有可比的日期", "no day has a counterpart"),
    Obstacle.LAST_YEAR_ZERO: ("上年用量为零", "last year's use is zero"),
    Obstacle.NO_MODEL: ("没有可用的气象模型", "no weather model"),
}
"""(Chinese, English)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One obstacle with the numbers or days that show it."""

    obstacle: Obstacle
    detail: str = ""

    @property
    def chinese(self) -> str:
        return WORDS[self.obstacle][0] + (f"（{self.detail}）" if self.detail else "")

    @property
    def english(self) -> str:
        return WORDS[self.obstacle][1] + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A campus-month outside the comparable set."""

    campus: str
    month: Month
    reasons: tuple[Reason, ...]
