"""Heat pumps of a span: books for energies, readings for temperatures and starts where the store is at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from analysis.coal_and_carbon.conversion import Factors
from analysis.heat_pumps.cycles import Cycling, Thresholds, cycling
from analysis.heat_pumps.gas_replaced import MJ_PER_KGCE, Boiler, GasReplaced, Prices, gas_replaced
from analysis.heat_pumps.hot_water import heat_kwh, litres_per_boarder_day, measured_kwh_per_m3
from analysis.heat_pumps.performance import Intervals, Performance, performance
from analysis.monthly.amount import Source, Words
from analysis.monthly.breaking_down import known_use
from analysis.monthly.gather import CampusFile, Gathered
from analysis.monthly.heat_pump_part import GasReplacedPart, HeatPumpPart, UnderProfile
from analysis.monthly.span import Days
from analysis.weather.temperature import day_weather
from campus.config.meter import Meter, PointPlace
from campus.factors.builtin import EQUAL_VALUE, EQUIVALENT
from campus.factors.profile import Carrier
from campus.period import day_start_ms, hours_of_day
from campus.quantity import Resource
from campus.readings.protocol import Readings, Series
from campus.register.hours import Hours

BOILER_EFFICIENCY = 0.9
"""Of a gas boiler for hot water (domain handbook §10.2 rule 7)."""
RATED_QUANTILE = 0.95
ON_SHARE, OFF_SHARE = 0.2, 0.1
"""A machine runs above 20 % of its usual full power, and stands below 10 %."""
OBSERVED_SHARE = 0.5
"""Share of the span that samples must observe before starts are told."""

NO_HEAT = Words(
    "没有热量表，也没有热水量和水温，无法计算 COP", "no heat meter, nor hot water with temperatures: no COP"
)
FROM_WATER = Words(
    "热量由热水量和出水、进水温度推算，只给出总 COP",
    "heat is worked out from hot water and its temperatures: all-in COP only",
)
SPARSE = Words("采样间隔过大，无法识别启停", "readings are too far apart to see starts")

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heat:
    """Heat delivered hour by hour, NaN where unknown; `derived` from hot water."""

    kwh: Array
    derived: bool


@dataclass(frozen=True, slots=True, eq=False)
class PumpRoom:
    """The heat pumps of one campus."""

    gathered: Gathered
    file: CampusFile
    readings: Readings | None
    prices: Prices

    def parts(self) -> list[HeatPumpPart]:
        mine = [m for m in self.gathered.meters if m.campus == self.file.campus.id]
        return [self._part(m) for m in mine if m.resource is Resource.HEAT_PUMP]

    def _part(self, meter: Meter) -> HeatPumpPart:
        days = self.gathered.span.this
        booked = meter.booked or ""
        own, before = self.gathered.days[meter.id, booked], self.gathered.days_before[meter.id, booked]
        use = known_use(own)
        water_m3 = self._water(meter)
        temperatures = {place: self._temperature(meter, place) for place in ("ambient", "tank", "supply", "inlet")}
        heat = self._heat(meter, temperatures)
        told = self._performance(meter, heat, temperatures) if heat else None
        starts = self._cycling(meter)
        replaced = self._replaced(told, use) if told and told.heat_kwh > 0 else None
        boarder_days = (self.file.people.mean_heads(days).boarders or 0.0) * days.count
        notes = [NO_HEAT] if heat is None else [FROM_WATER] if heat.derived else []
        notes += [SPARSE] if starts is None and self.readings is not None else []
        running = told if told and heat and not heat.derived else None
        return HeatPumpPart(
            campus=meter.campus,
            meter=meter.id,
            name=meter.name,
            electricity_kwh=use,
            electricity_last_kwh=known_use(before),
            estimated_share=float(own.estimated.sum()) / use if use else None,
            coverage=float(own.covered.mean()) if len(own.covered) else 0.0,
            heat_kwh=told.heat_kwh if told else None,
            hot_water_m3=water_m3,
            cop_running=running.cop_running if running else None,
            cop_all_in=told.cop_all_in if told else None,
            against_model=running.against_model if running else None,
            defrost_share=running.defrost_share if running else None,
            auxiliary_share=None,
            standby_kwh=told.standby_kwh if told else None,
            run_hours=told.run_hours if told else None,
            kwh_per_m3=measured_kwh_per_m3(use, water_m3) if use is not None and water_m3 is not None else None,
            litres_per_boarder_day=litres_per_boarder_day(water_m3, boarder_days) if water_m3 is not None else None,
            starts=starts.starts if starts else None,
            starts_per_hour=starts.starts_per_hour if starts else None,
            most_starts_in_an_hour=starts.most_in_an_hour if starts else None,
            mean_run_minutes=starts.mean_run_minutes if starts else None,
            short_runs=starts.short_runs if starts else None,
            gas_replaced=replaced,
            notes=tuple(notes),
            source=Source((meter.id,), (), booked, days.first, days.last),
        )

    def _hours(self, meter: Meter, quantity: str) -> Hours | None:
        hours = self.gathered.hours.get((meter.id, quantity))
        return hours if hours is not None and (hours.covered_s > 0).any() else None

    def _water(self, meter: Meter) -> float | None:
        for quantity in ("hot_water_volume", "water_volume"):
            if (hours := self._hours(meter, quantity)) is not None:
                return float(hours.energy.sum())
        return None

    def _temperature(self, meter: Meter, place: PointPlace) -> Array | None:
        """Hourly means at one point of a heat pump, NaN where unknown."""
        part = next((p for p, where in meter.points.items() if where == place), None)
        if part is None or self.readings is None:
            return None
        series = _series(self.readings, self.file, meter.id, f"temperature[{part}]", self.gathered.span.this)
        if not len(series):
            return None
        days, zone = self.gathered.span.this, self.file.people.zone
        table = day_weather(series.times_ms, series.values, zone, days.first, days.last).celsius
        dates = [days.first + timedelta(days=n) for n in range(days.count)]
        return np.concatenate([row[: hours_of_day(day, zone)] for row, day in zip(table, dates, strict=True)])

    def _heat(self, meter: Meter, temperatures: Mapping[str, Array | None]) -> Heat | None:
        metered = self._hours(meter, "heat_energy")
        if metered is not None:
            return Heat(_or_nan(metered), derived=False)
        water = self._hours(meter, "hot_water_volume")
        supply = temperatures["supply"] if temperatures["supply"] is not None else temperatures["tank"]
        inlet = temperatures["inlet"]
        if water is None or supply is None or inlet is None:
            return None
        rise = supply - inlet
        return Heat(_or_nan(water) * heat_kwh(1.0, 1.0) * rise, derived=True)

    def _performance(self, meter: Meter, heat: Heat, temperatures: Mapping[str, Array | None]) -> Performance:
        electricity = _or_nan(self.gathered.hours[meter.id, meter.booked or ""])
        nothing, unknown = np.zeros(len(electricity)), np.full(len(electricity), np.nan)
        ambient, sink = temperatures["ambient"], temperatures["supply"]
        sink = sink if sink is not None else temperatures["tank"]
        full = float(np.nanquantile(electricity, RATED_QUANTILE)) if np.isfinite(electricity).any() else 0.0
        data = Intervals(
            electricity,
            heat.kwh,
            nothing,
            nothing,
            ambient if ambient is not None else unknown,
            sink if sink is not None else unknown,
        )
        return performance(data, ON_SHARE * full * 1000)

    def _cycling(self, meter: Meter) -> Cycling | None:
        """Starts from samples of power; None where they are too far apart to see any."""
        if self.readings is None:
            return None
        span = self.gathered.span.this
        for channel in ("compressor_power", "active_power"):
            series = _series(self.readings, self.file, meter.id, channel, span)
            if not len(series):
                continue
            full = float(np.quantile(series.values, RATED_QUANTILE))
            if full <= 0:
                continue
            found = cycling(series.times_ms, series.values, Thresholds(ON_SHARE * full, OFF_SHARE * full))
            start_ms, end_ms = _bounds(self.file, span)
            if found.observed_ms >= OBSERVED_SHARE * (end_ms - start_ms):
                return found
        return None

    def _replaced(self, told: Performance, use: float | None) -> GasReplacedPart | None:
        own = self.gathered.factors
        profiles = {p.id: p for p in (own.profile, EQUIVALENT, EQUAL_VALUE) if Carrier.GAS in p.kg_co2}
        under = [Factors(p, own.grid) for p in profiles.values()]
        boiler = Boiler(BOILER_EFFICIENCY, EQUIVALENT.kgce_per_unit(Carrier.GAS) * MJ_PER_KGCE)
        return _replaced_part(gas_replaced(told.heat_kwh, use or told.electricity_kwh, boiler, self.prices, under))


def _replaced_part(found: GasReplaced) -> GasReplacedPart:
    return GasReplacedPart(
        gas_m3=found.gas_m3,
        electricity_kwh=found.electricity_kwh,
        saved_yuan=found.saved_yuan,
        factor_effect=found.factor_effect,
        under=tuple(
            UnderProfile(u.profile, u.kgce_before, u.kgce_after, u.kg_co2_before, u.kg_co2_after, u.reduction)
            for u in found.under
        ),
    )


def _or_nan(hours: Hours) -> Array:
    return np.where(hours.covered_s > 0, hours.energy, np.nan)


def _bounds(file: CampusFile, days: Days) -> tuple[int, int]:
    zone = file.people.zone
    return day_start_ms(days.first, zone), day_start_ms(days.last + timedelta(days=1), zone)


def _series(readings: Readings, file: CampusFile, meter: str, channel: str, days: Days) -> Series:
    start_ms, end_ms = _bounds(file, days)
    return readings.series(meter, channel, start_ms, end_ms)
