"""A bill from hours and dated tariffs: each hour at the price of its day, season and time of day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from campus.clock import from_ms
from campus.errors import Refused
from campus.period import HOUR_MS, hour_edges_ms
from campus.quantity import Resource
from campus.tariff.power_factor import adjustment_percent, power_factor
from campus.tariff.price import Flat, Tiered
from campus.tariff.tariff import Tariff, tariff_on


class BillLine(NamedTuple):
    """Quantity at one price; `period` is the tier or the time of use, empty for a flat price."""

    tariff: str
    period: str
    quantity: float
    yuan_per_unit: float

    @property
    def yuan(self) -> float:
        return self.quantity * self.yuan_per_unit


@dataclass(frozen=True, slots=True)
class Bill:
    """What the known use of a span costs; `coverage` is the share of hours whose use is known.

    `power_factor` is None where the bill is not adjusted by it, or reactive energy is not known.
    """

    lines: tuple[BillLine, ...]
    power_factor: float | None
    adjustment_yuan: float
    coverage: float

    @property
    def energy_yuan(self) -> float:
        return sum(line.yuan for line in self.lines)

    @property
    def yuan(self) -> float:
        return self.energy_yuan + self.adjustment_yuan


@dataclass(frozen=True, slots=True, eq=False)
class HourlyUse:
    """Use of the local hours of first..last (both included) in `zone`; 0 where not `known`."""

    first: date
    last: date
    zone: ZoneInfo
    use: NDArray[np.float64]
    known: NDArray[np.bool_]

    @property
    def starts(self) -> list[datetime]:
        """Local beginning of each hour; a wrong number of hours is refused."""
        edges = hour_edges_ms(self.first, self.last, self.zone)[:-1]
        if not len(edges) == len(self.use) == len(self.known):
            message = f"{self.first}..{self.last} has {len(edges)} hours, not {len(self.use)}"
            raise Refused(message)
        return [start for day in self._days for start in _hours(day, self.zone)]

    @property
    def _days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def _hours(day: date, zone: ZoneInfo) -> list[datetime]:
    """Local beginnings of a day's hours; an ordinary day needs no look at its zone."""
    edges = hour_edges_ms(day, day, zone)
    if edges[-1] - edges[0] == DAY_MS and len(edges) == HOURS + 1:
        return [datetime(day.year, day.month, day.day, hour, tzinfo=zone) for hour in range(HOURS)]
    return [from_ms(int(ms)).astimezone(zone) for ms in edges[:-1]]


HOURS = 24
DAY_MS = 24 * HOUR_MS


class Account(NamedTuple):
    """Whose bill: a supply (campus) and resource, what it used before in the tier year, its reactive energy."""

    supply: str
    resource: Resource
    used_before: float = 0.0
    reactive_kvarh: float | None = None


def bill(tariffs: Sequence[Tariff], account: Account, hours: HourlyUse) -> Bill:
    """Price every known hour. A day without a tariff is refused with the days that lack one.

    Tiers count on from `used_before` and start anew in the tariff's month. The power-factor adjustment is a
    percentage of the charges of tariffs that have a standard, by the mean power factor of the span.
    """
    by_day: dict[date, Tariff] = {}
    lacking: list[date] = []
    amounts: dict[tuple[str, str, float], float] = defaultdict(float)
    level = account.used_before
    before: date | None = None
    for start, use, known in zip(hours.starts, hours.use.tolist(), hours.known.tolist(), strict=True):
        day = start.date()
        if day not in by_day and (not lacking or lacking[-1] != day):
            tariff = tariff_on(tariffs, account.supply, account.resource, day)
            if tariff is None:
                lacking.append(day)
            else:
                by_day[day] = tariff
                level = 0.0 if _new_tier_year(tariff, before, day) else level
        if day not in by_day or not known:
            continue
        before = day
        for period, quantity, yuan in _priced(by_day[day], start, use, level):
            amounts[by_day[day].id, period, yuan] += quantity
        level += use
    if lacking:
        message = f"no tariff of {account.resource} for {account.supply or 'the group'} on {lacking[0]}..{lacking[-1]}"
        raise Refused(message)
    lines = tuple(BillLine(name, period, quantity, yuan) for (name, period, yuan), quantity in amounts.items())
    factor, adjustment = _adjustment(lines, {t.id: t for t in by_day.values()}, account, float(hours.use.sum()))
    return Bill(lines, factor, adjustment, float(hours.known.mean()) if len(hours.known) else 0.0)


def _new_tier_year(tariff: Tariff, before: date | None, day: date) -> bool:
    if not isinstance(tariff.price, Tiered) or before is None:
        return False
    begins = tariff.price.year_begins
    return before < date(day.year - (day.month < begins), begins, 1)


def _priced(tariff: Tariff, start: datetime, use: float, level: float) -> list[tuple[str, float, float]]:
    """(period, quantity, yuan per unit) of one hour; an hour across a tier limit is split at it."""
    price = tariff.price
    if isinstance(price, Flat):
        return [("", use, price.yuan)]
    if not isinstance(price, Tiered):
        period = price.period_at(start.month, start.hour)
        return [(period, use, price.yuan[period])]
    parts = []
    lower = 0.0
    for number, tier in enumerate(price.tiers, 1):
        upper = float("inf") if tier.up_to is None else tier.up_to
        inside = min(level + use, upper) - max(level, lower)
        if inside > 0 or (use == 0 and lower <= level < upper):
            parts.append((f"tier {number}", max(inside, 0.0), tier.yuan))
        lower = upper
    return parts


def _adjustment(
    lines: Sequence[BillLine], tariffs: dict[str, Tariff], account: Account, active_kwh: float
) -> tuple[float | None, float]:
    if account.reactive_kvarh is None or all(t.power_factor_standard is None for t in tariffs.values()):
        return None, 0.0
    factor = power_factor(active_kwh, account.reactive_kvarh)
    if factor is None:
        return None, 0.0
    yuan = 0.0
    for line in lines:
        if (standard := tariffs[line.tariff].power_factor_standard) is not None:
            yuan += line.yuan * adjustment_percent(factor, standard) / 100
    return factor, yuan
