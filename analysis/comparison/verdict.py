"""Whether a target is met, and how a reduction is shown (domain handbook §10.2 rule 9)."""

from dataclasses import dataclass
from enum import StrEnum

TOLERANCE = 1e-9
"""1 - 90/100 is 0.09999999999999998 in floating point, and still ten per cent."""


class Status(StrEnum):
    """How firm a comparison is."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    NO_VERDICT = "no_verdict"
    """Too little of the use is compared."""
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`met` is None without a verdict. `missing` is the use above the allowed one, in the unit compared; 0 when met.

    `missing_points` is the same as percentage points of the reduction.
    """

    reduction: float | None
    target: float
    met: bool | None
    missing: float | None
    missing_points: float | None
    status: Status

    @property
    def display(self) -> str:
        return shown(self.reduction)

    @property
    def display_english(self) -> str:
        return shown_english(self.reduction)


def reduction(last: float | None, this: float | None) -> float | None:
    """R = 1 - this / last; None (无法比较) without a positive `last`."""
    if last is None or this is None or not last > 0:
        return None
    return 1.0 - this / last


def judge(expected: float | None, actual: float | None, target: float, status: Status = Status.FINAL) -> Verdict:
    """Compare the unrounded reduction with the target; `status` may forbid a verdict."""
    value = reduction(expected, actual)
    if value is None or expected is None or actual is None:
        return Verdict(None, target, None, None, None, Status.NOT_COMPARABLE)
    if status in {Status.NO_VERDICT, Status.NOT_COMPARABLE}:
        return Verdict(value, target, None, None, None, status)
    met = value >= target - TOLERANCE
    points = 0.0 if met else 100 * (target - value)
    missing = 0.0 if met else actual - (1.0 - target) * expected
    return Verdict(value, target, met, missing, points, status)


def shown(value: float | None) -> str:
    """`3.4 %`, `上升 3.0 %` for a rise, `无法比较` for None."""
    return "无法比较" if value is None else _signed(value, "上升 ")


def shown_english(value: float | None) -> str:
    """`3.4 %`, `up 3.0 %` for a rise, `not comparable` for None."""
    return "not comparable" if value is None else _signed(value, "up ")


def _signed(value: float, rise: str) -> str:
    text = f"{abs(100 * value):.1f} %"
    return f"{rise}{text}" if value < 0 and text != "0.0 %" else text
