"""Reports as they were published: kept whole, never edited; publishing again adds a newer one."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from campus.ledger.schema import published_report


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
