"""Everything a report is computed from, read from books, facts and configuration in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from analysis.coal_and_carbon.conversion import Factors
from analysis.comparison.meter_days import MeterDays
from analysis.comparison.three_lines import CampusCase
from analysis.monthly.counting import COMPARED, Counted, counted
from analysis.monthly.day_books import Key, first_days, load_days, load_hours
from analysis.monthly.people import CampusPeople, people_of
from analysis.monthly.series import CampusSeries, campus_series
from analysis.monthly.solar_days import EXPORT, PRODUCTION, with_solar
from analysis.monthly.span import Days, Span
from campus.calendar import SchoolCalendar
from campus.config.figures_file import Figures, load_figures
from campus.config.meter import Meter
from campus.config.model import Campus, Group
from campus.entry.figure_facts import entered_measures, entered_tariffs
from campus.factors.builtin import GRID_FACTORS, PROFILES
from campus.factors.profile import choose_grid, choose_profile
from campus.headcount import HEADS
from campus.ledger.facts import facts_of
from campus.period import Month
from campus.quantity import Resource
from campus.register.hours import Hours
from campus.target import Target
from campus.tariff.entered import EVERY_CAMPUS
from campus.tariff.price import Tiered


@dataclass(frozen=True, slots=True, eq=False)
class CampusFile:
    """One campus: people, daily series by resource, and self-used solar power a day of reach."""

    campus: Campus
    people: CampusPeople
    series: Mapping[Resource, CampusSeries]
    self_use: NDArray[np.float64] | None

    def case(self, resource: Resource, *, filed: bool = False) -> CampusCase:
        own = self.series[resource]
        return CampusCase(self.campus.id, own.filed if filed else own.compared, self.campus.opened)


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The whole input of a report.

    `days` and `hours` hold every meter with books over the span; of the same span a year before, `days_before` holds
    heat pumps and `hours_before` counting meters.
    """

    group: Group
    span: Span
    reach: Days
    figures: Figures
    targets: tuple[Target, ...]
    factors: Factors
    campuses: tuple[CampusFile, ...]
    meters: tuple[Meter, ...]
    days: Mapping[Key, MeterDays]
    days_before: Mapping[Key, MeterDays]
    hours: Mapping[Key, Hours]
    hours_before: Mapping[Key, Hours]

    def file(self, campus: str) -> CampusFile:
        return next(f for f in self.campuses if f.campus.id == campus)


def figures_of(group: Group) -> Figures:
    """The figures file of a group, empty without one."""
    return load_figures(group.figures) if group.figures else Figures()


def with_entered(figures: Figures, connection: Connection, group: Group, sites: Sequence[Campus]) -> Figures:
    """The figures with the tariffs and measures people entered as facts, for the group and for its campuses."""
    tariffs, measures = list(figures.tariffs), list(figures.measures)
    for subject, zone in [
        (EVERY_CAMPUS, ZoneInfo(group.timezone)),
        *((c.id, group.zone_of_campus(c.id)) for c in sites),
    ]:
        facts = facts_of(connection, subject, "tariff", "measure")
        tariffs += entered_tariffs(facts, zone)
        measures += entered_measures(facts, zone)
    return figures.model_copy(update={"tariffs": tuple(tariffs), "measures": tuple(measures)})


def targets_of(group: Group, figures: Figures) -> tuple[Target, ...]:
    return (*((group.target,) if group.target else ()), *figures.targets)


def factors_of(group: Group, figures: Figures, day: date) -> Factors:
    """The profile valid on a day and the grid factor chosen; unknown ones are refused."""
    profile = choose_profile((*PROFILES, *figures.factor_profiles), group.factors.profile, day)
    chosen = group.factors
    return Factors(profile, choose_grid((*GRID_FACTORS, *figures.grid_factors), chosen.grid_region, chosen.grid_year))


HEAT_PUMP_QUANTITIES = ("heat_energy", "hot_water_volume", "water_volume")
SOLAR_QUANTITIES = (PRODUCTION, EXPORT)


def gather(connection: Connection, group: Group, span: Span, campus: str = "") -> Gathered:
    """Read what the report of a span needs, of one campus or of all."""
    sites = [c for c in group.campuses if not campus or c.id == campus]
    figures = with_entered(figures_of(group), connection, group, sites)
    targets = targets_of(group, figures)
    reach = _reach(span, targets, figures)
    meters = tuple(m for m in group.meters.values() if m.booked and m.campus in {c.id for c in sites})
    begun = {k: day for k, day in first_days(connection, SOLAR_QUANTITIES).items() if k[0] in {m.id for m in meters}}
    counting = {c.id: {r: found for r in COMPARED if (found := counted(group, c, r))} for c in sites}
    long = {(name, group.meters[name].booked or "") for of in counting.values() for f in of.values() for name in f.ids}
    long_days = load_days(connection, long | set(begun), reach)
    books = {(m.id, m.booked or "") for m in meters}
    pumps = {(m.id, q) for m in meters if m.resource is Resource.HEAT_PUMP for q in HEAT_PUMP_QUANTITIES}
    drawn = {(m.id, m.booked or "") for m in meters if m.resource is Resource.HEAT_PUMP}
    zone = {m.id: group.zone_of(m) for m in meters}
    reading = _Reading(connection, group, span, reach, long_days, begun, {})
    return Gathered(
        group=group,
        span=span,
        reach=reach,
        figures=figures,
        targets=targets,
        factors=factors_of(group, figures, span.first.first_day),
        campuses=tuple(reading.file(site, counting[site.id]) for site in sites),
        meters=meters,
        days=load_days(connection, books | pumps, span.this),
        days_before=load_days(connection, drawn, span.before),
        hours=load_hours(connection, {k: zone[k[0]] for k in books | pumps | set(begun)}, span.this),
        hours_before=load_hours(connection, {k: zone[k[0]] for k in long | set(begun)}, span.before),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """What every campus of one report is put together from."""

    connection: Connection
    group: Group
    span: Span
    reach: Days
    long_days: Mapping[Key, MeterDays]
    begun: Mapping[Key, date]
    calendars: dict[Path | None, SchoolCalendar]

    def file(self, campus: Campus, counting: Mapping[Resource, Counted]) -> CampusFile:
        people = people_of(self.connection, self.group, campus, self.reach, self.span.last.last_day, self.calendars)
        solar = {k: self.long_days[k] for k in self.begun if self.group.meters[k[0]].campus == campus.id}
        series = {
            resource: campus_series(
                found,
                self._meters(found, solar if resource is Resource.ELECTRICITY else {}),
                people,
                self.group.head_weights.get(resource, HEADS),
                self.span.through,
                resource,
            )
            for resource, found in counting.items()
        }
        return CampusFile(campus, people, series, _self_use(solar, self.reach) if solar else None)

    def _meters(self, found: Counted, solar: Mapping[Key, MeterDays]) -> dict[str, MeterDays]:
        own = {name: self.long_days[name, self.group.meters[name].booked or ""] for name in found.ids}
        if solar:
            dates = [self.reach.first + timedelta(days=n) for n in range(self.reach.count)]
            first = found.mains[0].id
            own[first] = with_solar(own[first], solar, self.begun, dates)
        return own


def _self_use(solar: Mapping[Key, MeterDays], reach: Days) -> NDArray[np.float64]:
    total = np.zeros(reach.count)
    for (_, quantity), days in solar.items():
        total += days.energy if quantity == PRODUCTION else -days.energy
    return total


def _reach(span: Span, targets: tuple[Target, ...], figures: Figures) -> Days:
    """Days of comparison, and back to where a tiered price began to count."""
    days = span.reach(tuple({target.year_begins for target in targets}))
    tiers = [t.price.year_begins for t in figures.tariffs if isinstance(t.price, Tiered)]
    first = span.before.first
    starts = [Month(first.year - (first.month < begins), begins).first_day for begins in tiers]
    return Days(min([days.first, *starts]), days.last)
