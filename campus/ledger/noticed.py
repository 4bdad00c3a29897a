"""What the collector noticed about meters while readings arrived (clock, unit, rate).

The books find their own things from the readings alone; these findings need the moment of arrival,
so they are written when it happens and are not recomputed.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from campus.finding import Finding
from campus.ledger.schema import finding

KINDS = frozenset({"clock_skew", "time_zone", "unit_jump", "implausible_rate"})


class Noticed(NamedTuple):
    """A finding about one quantity of a meter; empty `quantity` means the meter as a whole."""

    meter: str
    quantity: str
    finding: Finding


def note(connection: Connection, noticed: Iterable[Noticed]) -> None:
    """Write findings; one that began at the same moment is carried on, not doubled."""
    rows = {
        (n.meter, n.quantity, n.finding.kind, n.finding.start_ms): {
            "meter": n.meter,
            "quantity": n.quantity,
            "kind": n.finding.kind,
            "start_ms": n.finding.start_ms,
            "end_ms": n.finding.end_ms,
            "details": json.dumps(dict(n.finding.details), sort_keys=True, ensure_ascii=False),
            "needs_confirmation": n.finding.needs_confirmation,
        }
        for n in noticed
    }
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(finding)
    update = {name: statement.excluded[name] for name in ("end_ms", "details", "needs_confirmation")}
    statement = statement.on_conflict_do_update(index_elements=list(finding.primary_key.columns), set_=update)
    connection.execute(statement, [rows[key] for key in sorted(rows)])
