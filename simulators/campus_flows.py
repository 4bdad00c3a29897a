"""The true use behind every meter of a campus, hour by hour."""

import numpy as np

from campus.quantity import Resource
from simulators import demand
from simulators.almanac import DayKind
from simulators.flow import Cycling, Flow, Hourly
from simulators.heat_pump import HEAT_KWH_PER_M3_K, SET_POINT_C, SINK_C, STAND_BY_KW, Plant, cop, plant
from simulators.setting import Setting
from simulators.spec import Instrument
from simulators.timeline import Floats
from simulators.weather import MILD

_DAILY_RHO, _DAILY_SIGMA, _HOURLY_SIGMA = 0.6, 0.06, 0.10
_RIPPLE = 0.25
_SHOWER_M3 = 0.045


def use_of(meter: Instrument, place: Setting) -> Floats:
    """Hourly use behind a sub-meter, or behind a main that has no subs, before any fault."""
    daily, shape = _daily_use(meter, place), demand.shape_of(place.site.school, meter.resource, meter.use)
    expected = demand.hours_of(daily, place.kinds, shape)
    return expected * noise(meter.id, place) * _measures(meter.id, place)


def hot_water_plant(meter: Instrument, place: Setting) -> Plant:
    """The heat pump of a campus with the hot water people draw: Poisson showers around the day's need."""
    daily = _hot_water_m3(place) * demand.hot_water_season(place.weather.day_c)
    shape = demand.DORM_WATER if place.site.school == "boarding" else demand.LUNCH_GAS
    expected = demand.hours_of(daily, place.kinds, shape) * _daily_noise(meter.id, place)
    showers = expected / _SHOWER_M3
    chance = place.timeline.normal(24, place.seed, meter.id, "showers")
    drawn = np.maximum(np.round(showers + np.sqrt(showers) * chance), 0.0) * _SHOWER_M3
    return plant(drawn, place.weather.outdoor_c, place.weather.cold_water_c, meter.rated_kw)


def compressor_flow(machine: Plant) -> Cycling:
    """Electricity of the compressor as it switches on and off."""
    return Cycling.of(machine.compressor_kwh, machine.duty, machine.starts)


def lost_use(meter: Instrument, subs: Floats) -> Flow:
    """What a main meter sees and no sub does, from the clean hourly sum of its subs."""
    share = {Resource.ELECTRICITY: demand.ELECTRICITY_LOSS, Resource.WATER: demand.WATER_LOSS}.get(meter.resource, 0.0)
    return rippling(meter, subs * (share / (1 - share)))


def rippling(meter: Instrument, use: Floats) -> Hourly:
    """Hourly use with the small swings inside an hour that make live values move."""
    return Hourly.of(use, _RIPPLE, 2 + sum(map(ord, meter.id)) % 4)


def noise(name: str, place: Setting) -> Floats:
    """Hourly factor with mean 1: AR(1) from day to day, lognormal from hour to hour (§12.3)."""
    hourly = place.timeline.normal(24, place.seed, name, "hour") * _HOURLY_SIGMA
    return _daily_noise(name, place) * np.exp(hourly - _HOURLY_SIGMA**2 / 2)


def _daily_noise(name: str, place: Setting) -> Floats:
    days = place.timeline.persistent(_DAILY_RHO, _DAILY_SIGMA, place.seed, name, "day")
    return place.timeline.hourly(np.exp(days - _DAILY_SIGMA**2 / 2))


def _measures(meter: str, place: Setting) -> Floats:
    ordinals = np.array([d.toordinal() for d in place.timeline.days])
    factor = np.ones(len(ordinals))
    for measure in place.site.measures:
        if meter in measure.meters:
            factor[ordinals >= measure.since.toordinal()] *= measure.factor
    return place.timeline.hourly(factor)


def _daily_use(meter: Instrument, place: Setting) -> Floats:
    match meter.resource:
        case Resource.ELECTRICITY:
            return _electricity(meter.use, place)
        case Resource.WATER:
            return _water(meter.use, place)
        case _:
            boarder = demand.by_kind(place.kinds, demand.BOARDER_GAS_M3) * place.boarders
            return boarder + demand.by_kind(place.kinds, demand.DAY_GAS_M3) * place.day_people


def _electricity(use: str, place: Setting) -> Floats:
    school, kinds = place.site.school, place.kinds
    campus = demand.by_kind(kinds, demand.ELECTRICITY_KWH[school]) * place.heads * (1 - demand.ELECTRICITY_LOSS)
    lift = SET_POINT_C - MILD.water_mean
    mild_cop = float(cop(SINK_C, np.array([MILD.mean]))[0])
    hot_water = _hot_water_m3(place) * lift * HEAT_KWH_PER_M3_K / mild_cop + 24 * STAND_BY_KW
    extra = demand.season_extra(place.weather.day_c, school) * campus * (kinds < DayKind.HOME)
    share = demand.by_kind(kinds, demand.ELECTRICITY_SHARE[school][use])
    return (campus - hot_water) * share + extra * demand.AIR_CONDITIONING_SHARE[school][use]


def _water(use: str, place: Setting) -> Floats:
    boarder = demand.by_kind(place.kinds, demand.BOARDER_WATER_M3) * place.boarders
    day = demand.by_kind(place.kinds, demand.DAY_WATER_M3) * place.day_people
    share = demand.by_kind(place.kinds, demand.WATER_SHARE[place.site.school][use])
    return (boarder + day) * (1 - demand.WATER_LOSS) * share


def _hot_water_m3(place: Setting) -> Floats:
    boarder = demand.by_kind(place.kinds, demand.BOARDER_HOT_WATER_M3) * place.boarders
    lunch = 0.0 if place.site.school == "boarding" else place.day_students
    return boarder + demand.by_kind(place.kinds, demand.LUNCH_HOT_WATER_M3) * lunch
