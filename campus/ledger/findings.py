"""Findings in the ledger: what the books noticed about a meter, replaced when a span is rebooked."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, Row, delete, insert, select

from campus.finding import Finding
from campus.ledger import noticed
from campus.ledger.schema import finding


def replace_findings(
    connection: Connection, meter: str, quantity: str, after_ms: int, found: Sequence[Finding]
) -> None:
    """Replace the books' findings of a meter's quantity that end after a moment; the collector's own stay."""
    mine = (finding.c.meter == meter) & (finding.c.quantity == quantity) & finding.c.kind.not_in(noticed.KINDS)
    connection.execute(delete(finding).where(mine, finding.c.end_ms > after_ms))
    rows = {
        (f.kind, f.start_ms): {
            "meter": meter,
            "quantity": quantity,
            "kind": f.kind,
            "start_ms": f.start_ms,
            "end_ms": f.end_ms,
            "details": json.dumps(dict(f.details), sort_keys=True),
            "needs_confirmation": f.needs_confirmation,
        }
        for f in found
        if f.end_ms > after_ms
    }
    if rows:
        connection.execute(insert(finding), list(rows.values()))


def findings_of(connection: Connection, meter: str, quantity: str, *kinds: str) -> list[Finding]:
    """Findings of a meter's quantity (of some kinds only), in order of time."""
    query = select(finding).where(finding.c.meter == meter, finding.c.quantity == quantity)
    if kinds:
        query = query.where(finding.c.kind.in_(kinds))
    return [_finding(row) for row in connection.execute(query.order_by(finding.c.start_ms, finding.c.kind))]


def _finding(row: Row[tuple[object, ...]]) -> Finding:
    return Finding(row.kind, row.start_ms, row.end_ms, json.loads(row.details), row.needs_confirmation)
