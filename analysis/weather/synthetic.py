"""Invented buildings whose saving is known: two years of a school in weather, with people, holes and holidays.

The truth is made by other means than the model's: heat is asked for by hours, with yesterday's cold still in the
walls, people come and go for days at a time, and days are lost. What the model cannot know it has to say in its
interval.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analysis.weather.days import DayWeather, Floats, ObservedDays
from campus.day_type import DayType

FIRST = date(2024, 9, 1)
YEAR_D = 365
HEATED_AND_COOLED, COOLED = "electricity, heated and cooled", "electricity, cooled"
BASE_ONLY, GAS_HEATING = "electricity, base only", "gas heating"
KINDS = (HEATED_AND_COOLED, COOLED, BASE_ONLY, GAS_HEATING)
_HOURS = np.arange(24)


@dataclass(frozen=True, slots=True)
class Building:
    """What is drawn for one building; uses relative to a lesson day without heating and cooling.

    `scatter`: relative standard deviation of a day; `lasting` of its variance persists by `persistence` a day, and the
    second year scatters `restless` times as much. `memory`: share of yesterday in the temperature the building feels.
    `away_share` of heating and cooling goes on in holidays. `hourly`: hours are known, not only day means.
    """

    kind: str
    base: dict[DayType, float]
    heating_per_k: float
    heating_base_c: float
    cooling_per_k: float
    cooling_base_c: float
    away_share: float
    memory: float
    scatter: float
    lasting: float
    persistence: float
    lighting: float
    restless: float
    lost_share: float
    hourly: bool
    saving: float


@dataclass(frozen=True, slots=True, eq=False)
class TwoYears:
    """Both years as a meter saw them; `saving` of the compared days is exactly the building's."""

    building: Building
    baseline: ObservedDays
    reported: ObservedDays


def draw(rng: np.random.Generator) -> Building:
    """A building of any kind: electric or gas heated, cooled or not, boarding or day school, quiet or restless."""
    kind = KINDS[rng.integers(len(KINDS))]
    heated, cooled = kind in {HEATED_AND_COOLED, GAS_HEATING}, kind in {HEATED_AND_COOLED, COOLED}
    gas, boarding = kind == GAS_HEATING, bool(rng.integers(2))
    weekend, away = rng.uniform(0.7, 1.0) if boarding else rng.uniform(0.25, 0.6), rng.uniform(0.1, 0.45)
    lessons = rng.uniform(0.05, 0.6) if gas else 1.0
    base = {
        DayType.TERM_WD: lessons,
        DayType.TERM_WE: lessons * weekend,
        DayType.HOLIDAY: lessons * away * rng.uniform(0.8, 1.3),
        DayType.VACATION: lessons * away,
        DayType.EVENT: lessons * rng.uniform(0.8, 1.2),
    }
    return Building(
        kind=kind,
        base=base,
        heating_per_k=float(rng.uniform(0.03, 0.12)) if heated else 0.0,
        heating_base_c=float(rng.uniform(10, 18)),
        cooling_per_k=float(rng.uniform(0.04, 0.15)) if cooled else 0.0,
        cooling_base_c=float(rng.uniform(20, 26)),
        away_share=float(rng.uniform(0.1, 1.0)),
        memory=float(rng.uniform(0, 0.5)),
        scatter=float(rng.uniform(0.04, 0.25)),
        lasting=float(rng.uniform(0, 1)),
        persistence=float(rng.uniform(0.2, 0.9)),
        lighting=0.0 if gas else float(rng.uniform(0, 0.08)),
        restless=float(rng.choice([1.0, 1.0, 1.4])),
        lost_share=float(rng.uniform(0, 0.06)),
        hourly=bool(rng.choice([True, True, False])),
        saving=float(rng.choice([0.0, 0.05, 0.1, 0.2])),
    )


def live(building: Building, rng: np.random.Generator) -> TwoYears:
    """Two school years of the building in one climate; the second uses `saving` less of everything."""
    days = 2 * YEAR_D
    celsius = _air(rng, days)
    types = school_days(rng, days)
    need = _need(building, celsius, types)
    dark = 1 + building.lighting * np.cos(2 * np.pi * (_day_of_year(days) + 10) / 365.25)
    use = need * dark * _people(building, rng, days)
    use[YEAR_D:] *= 1 - building.saving
    lost = rng.random(days) < building.lost_share
    use[lost] = np.nan
    seen = celsius if building.hourly else celsius.mean(axis=1, keepdims=True)
    years = [
        ObservedDays(use[part], types[part], DayWeather(FIRST + timedelta(days=part.start), seen[part]))
        for part in (slice(0, YEAR_D), slice(YEAR_D, days))
    ]
    return TwoYears(building, *years)


def _day_of_year(days: int) -> Floats:
    return np.array([(FIRST + timedelta(days=n)).timetuple().tm_yday for n in range(days)], np.float64)


def _air(rng: np.random.Generator, days: int) -> Floats:
    """Hours of a climate, shape (days, 24): season, weather that lasts, one year warmer, warm afternoons."""
    mean, season = rng.uniform(9, 20), rng.uniform(7, 15)
    day_c = mean - season * np.cos(2 * np.pi * (_day_of_year(days) - 20) / 365.25)
    day_c += _persistent(rng, days, 0.7) * rng.uniform(1.8, 3.5)
    day_c[YEAR_D:] += rng.normal(0, 0.8)
    swing = rng.uniform(2, 6) * rng.uniform(0.5, 1.5, days)
    hours: Floats = day_c[:, None] - swing[:, None] * np.cos(2 * np.pi * (_HOURS - 3) / 24)
    return hours


def _need(building: Building, celsius: Floats, types: tuple[DayType, ...]) -> Floats:
    before = np.vstack([celsius[:1], celsius[:-1]]).mean(axis=1, keepdims=True)
    felt = (1 - building.memory) * celsius + building.memory * before
    heat = np.maximum(building.heating_base_c - felt, 0).mean(axis=1) * building.heating_per_k
    cold = np.maximum(felt - building.cooling_base_c, 0).mean(axis=1) * building.cooling_per_k
    used = np.array([building.away_share if t in {DayType.HOLIDAY, DayType.VACATION} else 1.0 for t in types])
    need: Floats = np.array([building.base[t] for t in types]) + used * (heat + cold)
    return need


def _people(building: Building, rng: np.random.Generator, days: int) -> Floats:
    """Relative use of each day around 1, skewed as use is, its mean exactly 1."""
    slow = _persistent(rng, days, building.persistence) * np.sqrt(building.lasting)
    quick = rng.standard_normal(days) * np.sqrt(1 - building.lasting)
    scatter = np.full(days, building.scatter)
    scatter[YEAR_D:] *= building.restless
    spread = np.sqrt(np.log1p(scatter**2))
    around_one: Floats = np.exp(spread * (slow + quick) - spread**2 / 2)
    return around_one


def _persistent(rng: np.random.Generator, days: int, persistence: float) -> Floats:
    """Unit-variance noise that remembers yesterday."""
    steps: Floats = rng.standard_normal(days) * np.sqrt(1 - persistence**2)
    steps[0] = rng.standard_normal()
    for n in range(1, days):
        steps[n] += persistence * steps[n - 1]
    return steps


def school_days(rng: np.random.Generator, days: int) -> tuple[DayType, ...]:
    """Two school years: winter and summer break on other dates each year, short holidays, month leave, examinations."""
    types: list[DayType] = []
    for year in (0, 1):
        start = FIRST + timedelta(days=year * YEAR_D)
        festival = date(start.year + 1, 1, 21) + timedelta(days=int(rng.integers(0, 30)))
        winter = (
            festival - timedelta(days=int(rng.integers(8, 16))),
            festival + timedelta(days=int(rng.integers(14, 22))),
        )
        summer = (date(start.year + 1, 7, 1) + timedelta(days=int(rng.integers(0, 14))), date(start.year + 1, 8, 31))
        short = [date(start.year, 10, 1) + timedelta(days=n) for n in range(7)]
        short += [
            date(start.year + 1, month, day) + timedelta(days=n) for month, day in ((4, 4), (5, 1)) for n in range(3)
        ]
        exams = [
            date(start.year + 1, month, 20) + timedelta(days=n)
            for month in (1, 6)
            for n in range(int(rng.integers(2, 6)))
        ]
        length = range(min(YEAR_D, days - year * YEAR_D))
        types += [_type_of(start + timedelta(days=n), winter, summer, short, exams) for n in length]
    return tuple(types)


def _type_of(
    day: date, winter: tuple[date, date], summer: tuple[date, date], short: list[date], exams: list[date]
) -> DayType:
    if winter[0] <= day <= winter[1] or summer[0] <= day <= summer[1]:
        return DayType.VACATION
    if day in short:
        return DayType.HOLIDAY
    if day in exams:
        return DayType.EVENT
    if day.isoweekday() <= 5:  # noqa: PLR2004  # Friday
        return DayType.TERM_WD
    return DayType.HOLIDAY if day.day <= 7 else DayType.TERM_WE  # noqa: PLR2004  # month leave, first week
