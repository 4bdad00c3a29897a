"""The report of a span: gather, call the pure functions, tell the result as one tree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from math import fsum

from sqlalchemy import Connection

from analysis.coal_and_carbon.combined_energy import combined_days
from analysis.comparison.three_lines import CampusCase
from analysis.heat_pumps.gas_replaced import Prices
from analysis.monthly.amount import Amount, Heads, MonthAmount, Words
from analysis.monthly.amounts import (
    Yardsticks,
    combined_amount,
    group_amount,
    group_heads,
    month_amounts,
    plain_change,
    resource_amount,
)
from analysis.monthly.as_json import digest_of
from analysis.monthly.breakdown import RankingPart
from analysis.monthly.breaking_down import (
    balance_parts,
    building_ranking,
    campus_rankings,
    cost_centre_parts,
    solar_part,
    split_part,
)
from analysis.monthly.checking import quality_part
from analysis.monthly.comparing import compare, lines_of
from analysis.monthly.costs import Till
from analysis.monthly.counting import CARRIERS, COMPARED
from analysis.monthly.defining import definitions_of
from analysis.monthly.effects import measure_parts
from analysis.monthly.gather import CampusFile, Gathered, gather
from analysis.monthly.heat_pump_part import HeatPumpPart
from analysis.monthly.lines import Lines
from analysis.monthly.people import building_heads, spans_of
from analysis.monthly.pumps import PumpRoom
from analysis.monthly.report import MonthReport, ResourcePart, UnitPart
from analysis.monthly.span import Days, Span
from analysis.monthly.statutory_cells import statutory_cells
from analysis.monthly.target_part import TargetPart
from analysis.monthly.targeting import target_part
from analysis.monthly.weather_line import with_weather
from analysis.monthly.wording import COMBINED, RESOURCES, resource_sentence, span_words
from campus.clock import Clock
from campus.config.model import Group
from campus.errors import Refused
from campus.quantity import BOOKED, Resource, quantity
from campus.readings.protocol import Readings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a first and last month as text (the last empty for one month), a campus or all."""

    month: str
    to: str = ""
    campus: str = ""


def build_report(
    connection: Connection, group: Group, wanted: Wanted, clock: Clock, readings: Readings | None = None
) -> MonthReport:
    """The report of a span; without `readings` starts, temperatures and weather stay untold.

    Raises `Refused` for months that are none, lie ahead or are too many, and for an unknown campus.
    """
    known = {c.id for c in group.campuses}
    if wanted.campus and wanted.campus not in known:
        message = f"there is no campus {wanted.campus!r}; known: {', '.join(sorted(known)) or 'none'}"
        raise Refused(message)
    zone = group.zone_of_campus(wanted.campus or next(iter(known), ""))
    now = clock().astimezone(zone)
    span = Span.of(wanted.month, wanted.to, now.date())
    return _Builder(connection, gather(connection, group, span, wanted.campus), readings, now, wanted.campus).report()


@dataclass(frozen=True, slots=True)
class Told:
    """A campus with what the group's sums are made of."""

    file: CampusFile
    part: UnitPart
    cases: Mapping[str, tuple[CampusCase, CampusCase]]


class _Builder:
    def __init__(
        self, connection: Connection, gathered: Gathered, readings: Readings | None, now: datetime, campus: str
    ) -> None:
        self.connection, self.gathered, self.readings, self.now = connection, gathered, readings, now
        self.campus = campus
        self.span = gathered.span
        self.words = span_words(self.span.first, self.span.last)

    def report(self) -> MonthReport:
        told = [self._campus(file) for file in self.gathered.campuses]
        campuses = tuple(t.part for t in told)
        whole = self._whole(told)
        targets, notes = self._targets(told)
        notes = [*self._notes(), *notes]
        told_first = [part.sentence for part in whole.resources]
        report = MonthReport(
            group=self.gathered.group.group,
            campus=self.campus,
            first_month=str(self.span.first),
            last_month=str(self.span.last),
            first_day=self.span.first.first_day,
            last_day=self.span.last.last_day,
            through=self.span.through,
            made_at=self.now.isoformat(timespec="seconds"),
            title=Words(f"{self.words.zh}能源资源月报", f"Energy and resources, {self.words.en}"),
            sentences=(*told_first[:1], *(t.sentence for t in targets), *told_first[1:]),
            whole=whole,
            campuses=campuses,
            targets=tuple(targets),
            rankings=self._rankings(campuses),
            heat_pumps=tuple(part for t in told for part in self._pumps(t)),
            measures=measure_parts(self.connection, self.gathered),
            statutory=tuple(cell for part in campuses for cell in statutory_cells(part)),
            left_out=tuple(entry for r in whole.resources for entry in r.lines.left_out),
            quality=quality_part(self.connection, self.gathered),
            definitions=definitions_of(self.gathered),
            notes=tuple(notes),
            revision=None,
            digest="",
        )
        return replace(report, digest=digest_of(report))

    def _campus(self, file: CampusFile) -> Told:
        people = file.people
        till = Till(self.connection, self.gathered, file)
        heads = cache(people.mean_heads)
        area = file.campus.area_m2
        factors = self.gathered.factors

        def by(days: Days) -> Yardsticks:
            return Yardsticks(heads(days), area, factors)

        @cache
        def amount(resource: Resource, days: Days) -> Amount:
            return resource_amount(file, resource, days, till.cost(resource, days), by(days))

        @cache
        def combined(days: Days) -> Amount:
            return combined_amount({r: amount(r, days) for r in energy}, by(days), days)

        energy = [r for r in file.series if CARRIERS[r] in factors.profile.combined_energy]
        cases = self._cases(file, energy)
        parts = []
        for resource in file.series:
            months = month_amounts(self.span, lambda days, _, r=resource: amount(r, days))  # type: ignore[misc]  # mypy cannot type a lambda's default
            this, last = amount(resource, self.span.this), amount(resource, self.span.before)
            lines = self._lines([cases[str(resource)]], str(resource), file.campus.id)
            parts.append(self._resource(str(resource), quantity(BOOKED[resource]).unit, (this, last), lines, months))
        if energy:
            months = month_amounts(self.span, lambda days, _: combined(days))
            lines = self._lines([cases[COMBINED]], COMBINED, file.campus.id)
            both = combined(self.span.this), combined(self.span.before)
            parts.append(self._resource(COMBINED, "kgce", both, lines, months))
        costs = {r: amount(r, self.span.this) for r in file.series}
        before = {r: amount(r, self.span.before) for r in file.series}
        part = UnitPart(
            id=file.campus.id,
            name=file.campus.name or file.campus.id,
            kind=_kind(heads(self.span.this)),
            area_m2=area,
            heads=heads(self.span.this),
            heads_last=heads(self.span.before),
            resources=tuple(parts),
            cost_yuan=_all(a.cost_yuan for a in costs.values()),
            cost_last_yuan=_all(a.cost_yuan for a in before.values()),
            kgce=combined(self.span.this).value if energy else None,
            kg_co2=combined(self.span.this).kg_co2 if energy else None,
            split=split_part(self.gathered, file),
            balances=balance_parts(self.gathered, file),
            solar=solar_part(self.gathered, file),
            cost_centres=cost_centre_parts(self.gathered, file, {r: (a.value, a.cost_yuan) for r, a in costs.items()}),
        )
        return Told(file, part, cases)

    def _cases(self, file: CampusFile, energy: Sequence[Resource]) -> dict[str, tuple[CampusCase, CampusCase]]:
        """Resource → (as filed, as compared); electricity with its weather model where temperatures are known."""
        cases = {str(r): (file.case(r, filed=True), file.case(r)) for r in file.series}
        if energy:
            profile = self.gathered.factors.profile
            filed, compared = (
                CampusCase(
                    file.campus.id,
                    combined_days({CARRIERS[r]: file.case(r, filed=f).days for r in energy}, profile),
                    file.campus.opened,
                )
                for f in (True, False)
            )
            restated = any(file.series[r].restated for r in energy)
            cases[COMBINED] = (filed, compared) if restated else (filed, filed)
        return with_weather(cases, self.gathered, file, self.readings)

    def _lines(self, cases: Sequence[tuple[CampusCase, CampusCase]], resource: str, campus: str) -> Lines:
        filed, compared = compare([c[0] for c in cases], [c[1] for c in cases], self.span.months)
        return lines_of(filed, compared, resource, self._goal(resource, campus))

    def _goal(self, resource: str, campus: str) -> float | None:
        """The campus's own target, else the group's."""
        of = [t for t in self.gathered.targets if str(t.resource) == resource]
        found = next((t for t in of if t.campus == campus), None) or next((t for t in of if not t.campus), None)
        return found.reduction if found else None

    def _resource(
        self,
        name: str,
        unit: str,
        both: tuple[Amount, Amount],
        lines: Lines,
        months: tuple[MonthAmount, ...],
    ) -> ResourcePart:
        this, last = both
        return ResourcePart(
            resource=name,
            name=RESOURCES[name],
            unit=unit,
            this=this,
            last=last,
            change=plain_change(this, last),
            lines=lines,
            months=months,
            sentence=resource_sentence(name, self.words, this.value, unit, this.per_head, lines.l2.verdict),
        )

    def _whole(self, told: Sequence[Told]) -> UnitPart:
        """All campuses together; each resource over the campuses that have it."""
        parts = []
        for name in (*map(str, COMPARED), COMBINED):
            mine = [(t, part) for t in told if (part := t.part.resource(name))]
            if not mine:
                continue
            if name == COMBINED and len(mine) < len(told):
                mine = [(t, part) for t, part in mine if t.part.kgce is not None]
            files = [t for t, _ in mine]
            lines = self._lines([t.cases[name] for t in files], name, "")
            by = self._yardsticks(files, this=True), self._yardsticks(files, this=False)
            this = group_amount([p.this for _, p in mine], by[0], self.span.this)
            last = group_amount([p.last for _, p in mine], by[1], self.span.before)
            months = tuple(
                self._group_month(files, [p.months[n] for _, p in mine]) for n in range(len(mine[0][1].months))
            )
            parts.append(self._resource(name, mine[0][1].unit, (this, last), lines, months))
        units = [t.part for t in told]
        return UnitPart(
            id="",
            name=self.gathered.group.group,
            kind="",
            area_m2=_all(u.area_m2 for u in units),
            heads=group_heads([u.heads for u in units]),
            heads_last=group_heads([u.heads_last for u in units]),
            resources=tuple(parts),
            cost_yuan=_all(u.cost_yuan for u in units),
            cost_last_yuan=_all(u.cost_last_yuan for u in units),
            kgce=_all(u.kgce for u in units),
            kg_co2=_all(u.kg_co2 for u in units),
            split=None,
            balances=(),
            solar=None,
            cost_centres=(),
        )

    def _yardsticks(self, told: Sequence[Told], *, this: bool) -> Yardsticks:
        heads = group_heads([t.part.heads if this else t.part.heads_last for t in told])
        return Yardsticks(heads, _all(t.part.area_m2 for t in told), self.gathered.factors)

    def _group_month(self, told: Sequence[Told], months: Sequence[MonthAmount]) -> MonthAmount:
        sides = []
        for this in (True, False):
            amounts = [m.this if this else m.last for m in months]
            days = Days(amounts[0].source.first, amounts[0].source.last)
            heads = group_heads([t.file.people.mean_heads(days) for t in told])
            by = Yardsticks(heads, _all(t.part.area_m2 for t in told), self.gathered.factors)
            sides.append(group_amount(amounts, by, days))
        return MonthAmount(months[0].month, sides[0], sides[1])

    def _targets(self, told: Sequence[Told]) -> tuple[list[TargetPart], list[Words]]:
        found: list[TargetPart] = []
        notes: list[Words] = []
        for target in self.gathered.targets:
            mine = [t for t in told if not target.campus or t.file.campus.id == target.campus]
            cases = [t.cases[str(target.resource)][1] for t in mine if str(target.resource) in t.cases]
            if not cases:
                continue
            asked = target.model_copy(update={"campus": self.campus}) if self.campus else target
            part = target_part(asked, cases, self.span.last, self.span.through)
            if isinstance(part, TargetPart):
                found.append(part)
            else:
                notes.append(part)
        return found, notes

    def _rankings(self, campuses: tuple[UnitPart, ...]) -> tuple[RankingPart, ...]:
        """Campuses by resource, and buildings where their heads were entered for at least one."""
        found = list(campus_rankings(campuses, self.span.this.count)) if len(campuses) > 1 else []
        heads = {
            (f.campus.id, b.id): building_heads(self.connection, f.people, b.id, self.span.this)
            for f in self.gathered.campuses
            for b in f.campus.buildings
        }
        if any(heads.values()):
            both = (building_ranking(self.gathered, heads, r) for r in (Resource.ELECTRICITY, Resource.WATER))
            found += [part for part in both if part]
        return tuple(found)

    def _pumps(self, told: Told) -> list[HeatPumpPart]:
        def price(resource: Resource) -> float | None:
            part = told.part.resource(str(resource))
            return part.this.cost_yuan / part.this.value if part and part.this.cost_yuan and part.this.value else None

        prices = Prices(price(Resource.GAS), price(Resource.ELECTRICITY))
        return PumpRoom(self.gathered, told.file, self.readings, prices).parts()

    def _notes(self) -> list[Words]:
        """What a reader has to know before any figure: missing calendars and heads, a running month."""
        notes = []
        if self.span.running:
            zh = f"统计截至 {self.span.through}，{self.span.last} 尚未结束；与上年相同天数比较。"
            en = f"Up to {self.span.through}: {self.span.last} has not ended; compared with as many days of last year."
            notes.append(Words(zh, en))
        for file in self.gathered.campuses:
            name = file.campus.name or file.campus.id
            for days in (self.span.this, self.span.before):
                if gap := file.people.uncovered(days):
                    told = spans_of(gap)
                    notes.append(
                        Words(
                            f"{name}：校历未覆盖 {told}，这些日期不作同类日比较。",
                            f"{name}: the calendar does not cover {told}.",
                        )
                    )
                if (reason := file.people.mean_heads(days).reason) is not None:
                    notes.append(
                        Words(
                            f"{name}：{days.first} 至 {days.last} 的{reason.zh}，无法比较人均。",
                            f"{name}, {days.first} to {days.last}: {reason.en}; nothing per head can be compared.",
                        )
                    )
        return notes


def _kind(heads: Heads) -> str:
    """Boarding schools and day schools are ranked apart."""
    if heads.boarders is None or heads.day_students is None:
        return ""
    return "boarding" if heads.boarders > heads.day_students else "day"


def _all(values: Iterable[float | None]) -> float | None:
    """Sum; None as soon as one is unknown, and of nothing."""
    kept = list(values)
    known = [v for v in kept if v is not None]
    return fsum(known) if known and len(known) == len(kept) else None
