"""Data quality of a span: findings by kind, gaps and estimates by meter."""

from datetime import timedelta

from sqlalchemy import Connection, select

from analysis.comparison.meter_days import VALID_DAY
from analysis.monthly.gather import Gathered
from analysis.monthly.quality_part import FindingCount, MeterQuality, QualityPart
from campus.ledger.schema import finding
from campus.period import day_start_ms


def quality_part(connection: Connection, gathered: Gathered) -> QualityPart:
    """Everything noticed about the meters of a report in its span."""
    imperfect = []
    for meter in gathered.meters:
        days = gathered.days[meter.id, meter.booked or ""]
        missing = tuple(
            (gathered.span.this.first + timedelta(days=n)).isoformat()
            for n, covered in enumerate(days.covered.tolist())
            if covered < VALID_DAY
        )
        use, estimated = float(days.energy.sum()), float(days.estimated.sum())
        if missing or estimated > 0:
            imperfect.append(
                MeterQuality(
                    meter.campus,
                    meter.id,
                    meter.name,
                    meter.role,
                    float(days.covered.mean()) if len(days.covered) else 0.0,
                    estimated / use if use else None,
                    missing,
                )
            )
    imperfect.sort(key=lambda m: (m.coverage, -(m.estimated_share or 0.0), m.meter))
    whole = len(gathered.meters) - sum(bool(m.missing_days) for m in imperfect)
    return QualityPart(len(gathered.meters), whole, _findings(connection, gathered), tuple(imperfect))


def _findings(connection: Connection, gathered: Gathered) -> tuple[FindingCount, ...]:
    meters = {m.id: m for m in gathered.meters}
    bounds = {}
    for campus in {m.campus for m in gathered.meters}:
        zone = gathered.group.zone_of_campus(campus)
        after = gathered.span.this.last + timedelta(days=1)
        bounds[campus] = day_start_ms(gathered.span.this.first, zone), day_start_ms(after, zone)
    if not bounds:
        return ()
    first, last = min(b[0] for b in bounds.values()), max(b[1] for b in bounds.values())
    counts: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    query = select(
        finding.c.meter, finding.c.kind, finding.c.start_ms, finding.c.end_ms, finding.c.needs_confirmation
    ).where(finding.c.start_ms < last, finding.c.end_ms >= first)
    for name, kind, start_ms, end_ms, open_ in connection.execute(query):
        meter = meters.get(name)
        if meter and start_ms < bounds[meter.campus][1] and end_ms >= bounds[meter.campus][0]:
            counts.setdefault((meter.campus, kind), []).append((name, bool(open_)))
    return tuple(
        FindingCount(
            campus, kind, len(found), sum(open_ for _, open_ in found), tuple(sorted({name for name, _ in found}))
        )
        for (campus, kind), found in sorted(counts.items())
    )
