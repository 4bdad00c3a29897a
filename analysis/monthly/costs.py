"""What a campus's use costs by its dated tariffs, month by month, with the reason where it cannot be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from analysis.money.bill import Account, HourlyUse, bill
from analysis.monthly.amount import Words
from analysis.monthly.day_books import Key, load_days
from analysis.monthly.gather import CampusFile, Gathered
from analysis.monthly.series import CampusSeries
from analysis.monthly.span import Days
from campus.errors import Refused
from campus.period import Month, hours_of_day
from campus.quantity import Resource
from campus.register.hours import Hours
from campus.tariff.price import Tiered
from campus.tariff.tariff import Tariff, tariff_on

REACTIVE = "reactive_energy_import"


@dataclass(frozen=True, slots=True)
class Cost:
    """Yuan, or the reason why not."""

    yuan: float | None
    reason: Words | None = None


NO_TARIFFS = Cost(None, Words("未设置价格", "no tariff is configured"))


@dataclass(frozen=True, slots=True, eq=False)
class Till:
    """Prices the use of one campus."""

    connection: Connection
    gathered: Gathered
    file: CampusFile

    def cost(self, resource: Resource, days: Days) -> Cost:
        """The months' bills of some days of the span or of the span before; excluded use is not billed here."""
        tariffs = self.gathered.figures.tariffs
        if not any(t.resource == resource for t in tariffs):
            return NO_TARIFFS
        try:
            return Cost(fsum(self._month(resource, part) for part in _by_month(days)))
        except Refused as error:
            return Cost(None, Words(f"价格不全：{error}", str(error)))

    def hours(self, resource: Resource, days: Days) -> HourlyUse:
        """Net hourly use of the boundary in force each day; an hour is known when any meter knows part of it."""
        series = self.file.series[resource]
        zone = self.file.people.zone
        numbers = [hours_of_day(day, zone) for day in _dates(days)]
        use, known = np.zeros(sum(numbers)), np.zeros(sum(numbers), np.bool_)
        for sign, meters, entries in (
            (1.0, series.counted.mains, series.counted.boundary.mains),
            (-1.0, series.counted.excluded, series.counted.boundary.excluded),
        ):
            for meter, entry in zip(meters, entries, strict=True):
                own = self._cut((meter.id, meter.booked or ""), days, zone)
                counts = np.repeat([entry.on(day) for day in _dates(days)], numbers)
                use += sign * np.where(counts, own.energy, 0.0)
                known |= counts & (own.covered_s > 0)
        return HourlyUse(days.first, days.last, zone, use, known)

    def _month(self, resource: Resource, days: Days) -> float:
        tariffs = self.gathered.figures.tariffs
        tariff = tariff_on(tariffs, self.file.campus.id, resource, days.first)
        series = self.file.series[resource]
        account = Account(
            self.file.campus.id,
            resource,
            _used_before(tariff, series, days) if tariff else 0.0,
            self._reactive(tariff, series, days),
        )
        return bill(tariffs, account, self.hours(resource, days)).yuan

    def _reactive(self, tariff: Tariff | None, series: CampusSeries, days: Days) -> float | None:
        """Reactive energy of the mains, None where a main has none on some day."""
        if tariff is None or tariff.power_factor_standard is None:
            return None
        found = load_days(self.connection, [(m.id, REACTIVE) for m in series.counted.mains], days)
        if any((own.covered < WHOLE_DAY).any() for own in found.values()):
            return None
        return fsum(float(own.energy.sum()) for own in found.values())

    def _cut(self, key: Key, days: Days, zone: ZoneInfo) -> Hours:
        return hours_of(self.gathered, key, days, zone)


WHOLE_DAY = 0.95


def hours_of(gathered: Gathered, key: Key, days: Days, zone: ZoneInfo) -> Hours:
    """Hours of a meter over days inside the span or the span before."""
    span = gathered.span
    this = days.first >= span.this.first
    around = span.this if this else span.before
    hours = (gathered.hours if this else gathered.hours_before)[key]
    return _slice(hours, around, days, zone)


def _slice(hours: Hours, around: Days, days: Days, zone: ZoneInfo) -> Hours:
    start = sum(hours_of_day(day, zone) for day in _dates(Days(around.first, days.first - timedelta(days=1))))
    return hours.slice(start, start + sum(hours_of_day(day, zone) for day in _dates(days)))


def mean_price(costs: Mapping[Resource, tuple[float | None, float | None]], resource: Resource) -> float | None:
    """Yuan per unit of (use, yuan) of a resource."""
    use, yuan = costs.get(resource, (None, None))
    return yuan / use if yuan is not None and use else None


def _used_before(tariff: Tariff, series: CampusSeries, days: Days) -> float:
    if not isinstance(tariff.price, Tiered):
        return 0.0
    begins = tariff.price.year_begins
    start = Month(days.first.year - (days.first.month < begins), begins).first_day
    earlier = Days(start, days.first - timedelta(days=1))
    return fsum(series.use[series.at(earlier)].tolist())


def _by_month(days: Days) -> list[Days]:
    months = sorted({Month.of(day) for day in _dates(days)})
    return [Days(max(m.first_day, days.first), min(m.last_day, days.last)) for m in months]


def _dates(days: Days) -> list[date]:
    return [days.first + timedelta(days=n) for n in range(days.count)]
