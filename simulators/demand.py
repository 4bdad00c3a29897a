"""What people use: parameters per person-day and hourly shapes (domain handbook §12.2, §12.3).

Three columns everywhere: term weekday, term weekend (boarders in), everything else.
"""

from typing import Literal

import numpy as np

from simulators.almanac import DayKind
from simulators.timeline import Floats

School = Literal["boarding", "day"]
ByKind = tuple[float, float, float]

ELECTRICITY_KWH: dict[School, ByKind] = {"boarding": (2.2, 1.2, 0.30), "day": (0.9, 0.15, 0.10)}
"""Whole campus, mild season, hot water included; per head (pupils and staff)."""

COOLING_EXTRA: dict[School, float] = {"boarding": 1.2, "day": 0.4}
HEATING_EXTRA: dict[School, float] = {"boarding": 0.3, "day": 0.1}
"""Share of the mild day added on the hottest and on the coldest day."""

BOARDER_WATER_M3: ByKind = (0.140, 0.090, 0.008)
DAY_WATER_M3: ByKind = (0.030, 0.003, 0.002)
BOARDER_GAS_M3: ByKind = (0.20, 0.10, 0.0)
DAY_GAS_M3: ByKind = (0.07, 0.0, 0.0)
BOARDER_HOT_WATER_M3: ByKind = (0.045, 0.030, 0.0)
LUNCH_HOT_WATER_M3: ByKind = (0.003, 0.0, 0.0)
"""Hot water of 55 degC a day pupil's lunch takes for washing up (own estimate)."""

ELECTRICITY_LOSS = 0.015
WATER_LOSS = 0.02
"""Share of the main meter that no sub-meter sees."""

ELECTRICITY_SHARE: dict[School, dict[str, ByKind]] = {
    "boarding": {
        "teaching": (0.36, 0.22, 0.35),
        "dorm": (0.38, 0.52, 0.25),
        "canteen": (0.18, 0.20, 0.15),
        "office": (0.08, 0.06, 0.25),
    },
    "day": {"teaching": (0.62, 0.40, 0.40), "canteen": (0.24, 0.25, 0.20), "office": (0.14, 0.35, 0.40)},
}
"""How the mild use without hot water is shared among the sub-meters."""

AIR_CONDITIONING_SHARE: dict[School, dict[str, float]] = {
    "boarding": {"teaching": 0.5, "dorm": 0.45, "canteen": 0.0, "office": 0.05},
    "day": {"teaching": 0.85, "canteen": 0.0, "office": 0.15},
}

WATER_SHARE: dict[School, dict[str, ByKind]] = {
    "boarding": {"dorm": (0.78, 0.86, 0.60), "canteen": (0.12, 0.11, 0.10), "teaching": (0.10, 0.03, 0.30)},
    "day": {"teaching": (0.68, 0.80, 0.85), "canteen": (0.32, 0.20, 0.15)},
}


def _shape(text: str) -> Floats:
    values = [float(v) for v in text.split()]
    return np.array(values) / sum(values)


DORM = _shape("2 2 2 2 2 3 7 5 2 2 2 3 7 5 2 2 2 4 5 4 6 10 12 7")
TEACHING = _shape("1 1 1 1 1 1 3 6 8 8 8 7 4 5 8 8 8 6 5 7 7 5 2 1")
DAY_SCHOOL = _shape("1 1 1 1 1 1 2 6 8 8 8 7 5 6 8 8 7 4 2 1 1 1 1 1")
CANTEEN_GAS = _shape("0 0 0 0 2 9 12 3 3 9 17 14 3 0 1 5 13 8 1 0 0 0 0 0")
LUNCH_GAS = _shape("0 0 0 0 0 0 0 0 2 9 17 14 3 0 0 0 0 0 0 0 0 0 0 0")
DORM_WATER = _shape("1 .5 .5 .5 .5 3 12 6 2 2 2 4 9 4 2 2 3 6 5 4 7 13 9 3")
HEAT_PUMP = _shape("3 3 3 3 3 3 3 2 2 2 4 6 8 9 9 8 7 5 4 4 4 4 3 3")
CLOSED = _shape("4 4 4 4 4 4 4 4 5 5 5 5 5 5 5 5 5 4 4 4 4 4 4 4")


def shape_of(school: School, resource: str, use: str) -> Floats:
    """Share of the day's use in each hour of a school day."""
    meals = LUNCH_GAS if school == "day" else CANTEEN_GAS
    if resource == "gas":
        return meals
    if use == "canteen":
        return 0.35 / 24 + 0.65 * meals if resource == "electricity" else 0.05 / 24 + 0.95 * meals
    if use == "dorm":
        return DORM_WATER if resource == "water" else DORM
    return DAY_SCHOOL if school == "day" or use == "office" else TEACHING


def by_kind(kinds: Floats, columns: ByKind) -> Floats:
    """The column of each day's kind; month leave, holidays and vacations share the last."""
    table = np.array([columns[min(int(kind), 2)] for kind in DayKind])
    return table[kinds.astype(np.intp)]


def hours_of(daily: Floats, kinds: Floats, shape: Floats, *, closed: Floats = CLOSED) -> Floats:
    """Daily sums spread over the hours: the given shape on school days, nearly flat on closed ones."""
    open_day = kinds < DayKind.HOME
    shapes = np.where(open_day[:, None], shape[None, :], closed[None, :])
    return (daily[:, None] * shapes).ravel()


def season_extra(day_c: Floats, school: School) -> Floats:
    """Air conditioning and heating of a school day as a share of its mild use."""
    cooling = np.clip((day_c - 23.0) / 8.0, 0.0, 1.0) * COOLING_EXTRA[school]
    heating = np.clip((9.0 - day_c) / 11.0, 0.0, 1.0) * HEATING_EXTRA[school]
    return cooling + heating


def hot_water_season(day_c: Floats) -> Floats:
    """Hot-water demand against the mild season: 1.2 in winter, 0.7 in summer."""
    return np.interp(day_c, [5.0, 12.0, 22.0, 28.0], [1.2, 1.0, 1.0, 0.7])
