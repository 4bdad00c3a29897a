"""Reports as they were published: kept whole, never edited; publishing again adds a newer one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select

from campus.ledger.schema import published_report
from campus.period import Month


@dataclass(frozen=True, slots=True)
class Published:
    """A report of `first_month`..`last_month` as handed in; `figures` and `basis` are JSON."""

    first_month: str
    last_month: str
    campus: str
    digest: str
    figures: str
    basis: str
    author: str
    published_ms: int


def keep(connection: Connection, report: Published) -> int:
    """Keep a published report; returns its id."""
    row = {name: getattr(report, name) for name in Published.__slots__}
    statement = insert(published_report).values(row).returning(published_report.c.id)
    return int(connection.execute(statement).scalar_one())


def newest(connection: Connection, first_month: str, last_month: str, campus: str) -> Published | None:
    """The newest publication of a span and campus, or None."""
    table = published_report
    query = (
        select(table)
        .where(table.c.first_month == first_month, table.c.last_month == last_month, table.c.campus == campus)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return Published(**{name: getattr(row, name) for name in Published.__slots__})


def published_months(connection: Connection, campuses: Sequence[str], first: date, last: date | None) -> list[str]:
    """Months among the days first..last (None: no end) that were handed in for a campus or for the whole group."""
    begin, end = Month.of(first), Month.of(last) if last else None
    table = published_report
    query = select(table.c.first_month, table.c.last_month).where(
        table.c.campus.in_([*campuses, ""]), table.c.last_month >= str(begin)
    )
    if end is not None:
        query = query.where(table.c.first_month <= str(end))
    found: set[Month] = set()
    for row in connection.execute(query.distinct()):
        month, until = Month.parse(row.first_month), Month.parse(row.last_month)
        while month <= until:
            found.add(month)
            month = month.next
    return [str(month) for month in sorted(found) if month >= begin and (end is None or month <= end)]
