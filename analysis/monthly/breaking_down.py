"""Sub-items, balances, solar power, rankings and cost centres of a span, from the pure functions of `analysis`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np

from analysis.balance.main_and_subs import balance
from analysis.balance.ranking import UNRANKED_WORDS, Candidate, rank
from analysis.balance.solar import solar_use
from analysis.balance.sub_items import split
from analysis.balance.virtual_hours import combined_hours, virtual_hours
from analysis.comparison.meter_days import MeterDays
from analysis.money.cost_centres import Metered, allocate
from analysis.monthly.amount import Source, Words
from analysis.monthly.breakdown import (
    BalancePart,
    CentreCost,
    Excess,
    Ranked,
    RankingPart,
    SolarPart,
    SplitPart,
    SubItemShare,
    SubUse,
    Unplaced,
)
from analysis.monthly.counting import belongs
from analysis.monthly.gather import CampusFile, Gathered
from analysis.monthly.report import UnitPart
from analysis.monthly.solar_days import EXPORT, PRODUCTION
from analysis.monthly.wording import COMBINED, IMBALANCES, SUB_ITEMS
from campus.config.meter import Meter
from campus.period import day_start_ms, hour_edges_ms
from campus.quantity import Resource, quantity
from campus.register.hours import Hours

RANKED = ("electricity", "water", COMBINED)


def known_use(days: MeterDays) -> float | None:
    """Sum of what is known, None without any."""
    return float(days.energy.sum()) if (days.covered > 0).any() else None


def own_meters(gathered: Gathered, campus: str, resource: Resource) -> list[Meter]:
    return [m for m in gathered.meters if m.campus == campus and belongs(m, resource)]


def split_part(gathered: Gathered, file: CampusFile) -> SplitPart | None:
    """Electricity by sub-item; None where no meter below the mains could tell."""
    if Resource.ELECTRICITY not in file.series:
        return None
    mains = {m.id for m in file.series[Resource.ELECTRICITY].counted.mains}
    meters = []
    for meter in own_meters(gathered, file.campus.id, Resource.ELECTRICITY):
        # Whoever lists an excluded meter without its parent wants it taken off the only main there is.
        lost = meter.role == "excluded" and not meter.parent and len(mains) == 1
        meters.append(meter.model_copy(update={"parent": next(iter(mains))}) if lost else meter)
    use = {m.id: known_use(gathered.days[m.id, m.booked or ""]) for m in meters}
    found = split(meters, use)
    return SplitPart(
        items=tuple(
            SubItemShare(str(item), Words(item.chinese, SUB_ITEMS[item]), amount, found.share(item))
            for item, amount in found.use.items()
        ),
        unknown=found.unknown,
        excess=tuple(Excess(meter, amount) for meter, amount in found.negative.items()),
        unplaced=found.unplaced,
    )


def balance_parts(gathered: Gathered, file: CampusFile) -> tuple[BalancePart, ...]:
    """Every meter that has meters directly below it."""
    parts = []
    for resource in file.series:
        own = own_meters(gathered, file.campus.id, resource)
        for meter in own:
            below = [m for m in own if m.parent == meter.id and m.role != "check"]
            if below:
                parts.append(_balance(gathered, file, resource, meter, below))
    return tuple(parts)


def _balance(
    gathered: Gathered, file: CampusFile, resource: Resource, meter: Meter, below: Sequence[Meter]
) -> BalancePart:
    days = gathered.span.this
    edges = hour_edges_ms(days.first, days.last, file.people.zone)
    end_ms = day_start_ms(days.last + timedelta(days=1), file.people.zone)
    span_s = np.diff(np.minimum(edges, end_ms)) // 1000
    found = balance(_hours(gathered, meter), {m.id: _hours(gathered, m) for m in below}, span_s)
    suspect = found.multiplier
    return BalancePart(
        campus=file.campus.id,
        meter=meter.id,
        resource=str(resource),
        unit=quantity(meter.booked or "").unit,
        main=found.main,
        subs=tuple(SubUse(name, use) for name, use in found.subs.items()),
        rest=found.rest,
        rest_share=found.rest_share,
        coverage=found.coverage,
        estimated=found.estimated,
        verdict=str(found.verdict),
        words=IMBALANCES[found.verdict],
        suspect=(suspect.meter or meter.id) if suspect else "",
        suspect_factor=suspect.factor if suspect else None,
        source=Source((meter.id,), tuple(m.id for m in below), meter.booked or "", days.first, days.last),
    )


def _hours(gathered: Gathered, meter: Meter) -> Hours:
    return gathered.hours[meter.id, meter.booked or ""]


def solar_part(gathered: Gathered, file: CampusFile) -> SolarPart | None:
    """Generation, export and purchase of a campus with solar meters."""
    of = [key for key in gathered.hours if key[1] in {PRODUCTION, EXPORT} and _at(gathered, key[0], file.campus.id)]
    generation = [gathered.hours[key] for key in of if key[1] == PRODUCTION]
    if not generation or Resource.ELECTRICITY not in file.series:
        return None
    export = [gathered.hours[key] for key in of if key[1] == EXPORT]
    counted = file.series[Resource.ELECTRICITY].counted
    purchase = combined_hours(
        [_hours(gathered, m) for m in counted.mains], [_hours(gathered, m) for m in counted.excluded]
    )
    fed = combined_hours(export) if export else _nothing(len(purchase))
    found = solar_use(purchase, combined_hours(generation), fed)
    return SolarPart(
        generated_kwh=found.generated,
        exported_kwh=found.exported,
        self_use_kwh=float(found.self_use.energy.sum()),
        purchased_kwh=found.purchased,
        self_use_share=found.self_use_share,
        autonomy=found.autonomy,
        impossible_hours=found.impossible_hours,
    )


def _at(gathered: Gathered, meter: str, campus: str) -> bool:
    listed = gathered.group.meters.get(meter)
    return listed is not None and listed.campus == campus


def _nothing(count: int) -> Hours:
    """Hours known to be zero: without an export meter nothing is fed back."""
    return Hours(np.zeros(count), np.zeros(count), np.full(count, 3600, np.uint16), np.ones(count, np.uint8))


def campus_rankings(campuses: Sequence[UnitPart], days: int) -> tuple[RankingPart, ...]:
    """Campuses per head and resource, boarding schools among themselves and day schools among themselves."""
    parts = []
    names = {c.id: c.name for c in campuses}
    for name in RANKED:
        candidates = []
        unit = ""
        for campus in campuses:
            if (part := campus.resource(name)) is None:
                continue
            unit = part.unit
            candidates.append(
                Candidate(
                    campus.id,
                    campus.kind or "unknown",
                    part.this.value,
                    campus.heads.total,
                    days,
                    part.this.coverage,
                    part.this.estimated_share or 0.0,
                )
            )
        if candidates:
            parts.append(_ranking(name, unit, "campuses", candidates, names))
    return tuple(parts)


def building_ranking(
    gathered: Gathered, heads: Mapping[tuple[str, str], float | None], resource: Resource
) -> RankingPart | None:
    """Dormitories and other buildings by the topmost meters inside them, per head where heads were entered."""
    candidates, names = [], {}
    for file in gathered.campuses:
        if resource not in file.series:
            continue
        meters = file.series[resource].counted.building_meters
        for building in file.campus.buildings:
            inside = [
                gathered.days[key]
                for name in sorted(meters.get(building.id, frozenset()))
                if (key := (name, gathered.group.meters[name].booked or "")) in gathered.days
            ]
            if not inside:
                continue
            name = f"{file.campus.id}/{building.id}"
            names[name] = f"{file.campus.name or file.campus.id} {building.name or building.id}"
            known = [known_use(days) for days in inside]
            use = sum(u for u in known if u is not None) if None not in known else None
            estimated = sum(float(days.estimated.sum()) for days in inside)
            candidates.append(
                Candidate(
                    name,
                    building.use or "other",
                    use,
                    heads.get((file.campus.id, building.id)),
                    gathered.span.this.count,
                    float(np.mean([days.covered.mean() for days in inside])),
                    estimated / use if use else 0.0,
                )
            )
    if not candidates:
        return None
    unit = "kWh" if resource is Resource.ELECTRICITY else "m3"
    return _ranking(str(resource), unit, "buildings", candidates, names)


def _ranking(
    resource: str, unit: str, of: str, candidates: Sequence[Candidate], names: Mapping[str, str]
) -> RankingPart:
    found = rank(candidates)
    return RankingPart(
        resource=resource,
        unit=unit,
        of=of,
        places=tuple(
            Ranked(p.name, names.get(p.name, p.name), p.kind, p.place, p.of, p.per_head, p.against_median)
            for p in sorted(found.places, key=lambda p: (p.kind, p.place, p.name))
        ),
        left_out=tuple(
            Unplaced(name, names.get(name, name), str(why), Words(*UNRANKED_WORDS[why])) for name, why in found.left_out
        ),
    )


def cost_centre_parts(
    gathered: Gathered, file: CampusFile, whole: Mapping[Resource, tuple[float | None, float | None]]
) -> tuple[CentreCost, ...]:
    """Full costs of the centres whose meters stand at this campus, each kWh and m3 at the campus's mean price."""
    centres = gathered.figures.cost_centres
    if not centres.centres:
        return ()
    virtual = _virtual_use(gathered)
    parts = []
    for resource, (use, yuan) in whole.items():
        if use is None:
            continue
        price = yuan / use if yuan is not None and use else None
        metered: dict[str, Metered | None] = {}
        for meter in own_meters(gathered, file.campus.id, resource):
            known = known_use(gathered.days[meter.id, meter.booked or ""])
            metered[meter.id] = None if known is None else (known, known * (price or 0.0))
        for name, (campus, of, known) in virtual.items():
            if (campus, of) == (file.campus.id, resource):
                metered[name] = None if known is None else (known, known * (price or 0.0))
        mine = centres.model_copy(
            update={
                "centres": tuple(
                    c.model_copy(update={"meters": tuple(m for m in c.meters if m in metered)}) for c in centres.centres
                ),
                "shared": tuple(s for s in centres.shared if s.meter in metered),
            }
        )
        found = allocate(mine, metered, (use, yuan or 0.0))
        titles = {c.id: c.name for c in centres.centres}
        borne = [c for c in found.centres if c.portions or c.unknown]
        parts += [
            CentreCost(
                c.centre,
                titles[c.centre] or c.centre,
                str(resource),
                c.use,
                c.yuan if price is not None else None,
                tuple(dict.fromkeys(p.key for p in c.portions if p.key)),
                c.unknown,
            )
            for c in borne
        ]
        if borne:
            rest = found.rest_yuan if price is not None else None
            parts.append(CentreCost("", "未分摊", str(resource), found.rest_use, rest, (), ()))
    return tuple(parts)


def _virtual_use(gathered: Gathered) -> dict[str, tuple[str, Resource, float | None]]:
    """Virtual meter → (campus, resource, use) of those whose parts stand in one campus of the report."""
    meters = gathered.figures.virtual_meters
    real = {m.id: _hours(gathered, m) for m in gathered.meters}
    places: dict[str, tuple[str, Resource]] = {m.id: (m.campus, m.resource) for m in gathered.meters}
    inside = [v for v in meters if all(p in places or any(p == o.id for o in meters) for p in (*v.plus, *v.minus))]
    found = {}
    for name, hours in virtual_hours(inside, real).items():
        own = next(v for v in inside if v.id == name)
        places[name] = places.get(own.plus[0], ("", Resource.SENSOR))
        use = float(hours.energy.sum()) if (hours.covered_s > 0).any() else None
        found[name] = (*places[name], use)
    return found
