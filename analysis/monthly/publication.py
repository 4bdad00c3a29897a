"""Publishing a month, and telling later what changed in it and why."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from analysis.monthly.as_json import figures_document
from analysis.monthly.day_books import CHUNK
from analysis.monthly.report import MonthReport
from analysis.monthly.revision import Cause, RevisedFigure, Revision
from analysis.monthly.span import Days
from campus.clock import Clock, from_ms, to_ms
from campus.ledger.published import Published, keep, newest
from campus.ledger.schema import fact, page
from campus.tariff.entered import EVERY_CAMPUS

EQUAL = 1e-9
"""Relative difference up to which a figure is the same."""
NAMES = (
    "campus",
    "resource",
    "meter",
    "month",
    "measure",
    "code",
    "kind",
    "day_type",
    "item",
    "field",
    "centre",
    "day",
)
"""Fields that tell entries of a list apart, in the order they stand in a path."""
LOOKED_BACK = timedelta(days=92)
"""Borrowed day types come from up to a season around last year's month."""


def publish(engine: Engine, report: MonthReport, author: str, clock: Clock) -> int:
    """Keep the report as published, with the page revisions and facts it rests on; returns its id."""
    with engine.begin() as connection:
        return keep(
            connection,
            Published(
                report.first_month,
                report.last_month,
                report.campus,
                report.digest,
                json.dumps(figures_document(report), ensure_ascii=False),
                json.dumps(_basis(connection, report)),
                author,
                to_ms(clock()),
            ),
        )


def with_revision(connection: Connection, report: MonthReport) -> MonthReport:
    """The report with its state against the newest publication of the same span and campus, if there is one."""
    kept = newest(connection, report.first_month, report.last_month, report.campus)
    if kept is None:
        return report
    old, new = json.loads(kept.figures), figures_document(report)
    figures = () if kept.digest == report.digest else tuple(_differences(old, new))
    causes = tuple(_causes(connection, report, json.loads(kept.basis), old, new)) if figures else ()
    at = from_ms(kept.published_ms).isoformat(timespec="seconds")
    return replace(report, revision=Revision(at, kept.digest, bool(figures), figures, causes))


def _basis(connection: Connection, report: MonthReport) -> dict[str, Any]:
    """Revisions of all pages of the report's meters over both years, and the newest fact."""
    newest_fact = connection.execute(select(func.max(fact.c.id))).scalar() or 0
    return {"fact": newest_fact, "pages": _revisions(connection, report)}


def _revisions(connection: Connection, report: MonthReport) -> dict[str, dict[str, int]]:
    """`meter quantity` → day → revision."""
    campuses = {unit.id for unit in report.campuses}
    meters = sorted({m for m, campus in _meters(report).items() if campus in campuses})
    found: dict[str, dict[str, int]] = {}
    for days in _years(report):
        for begin in range(0, len(meters), CHUNK):
            query = select(page.c.meter, page.c.quantity, page.c.day, page.c.revision).where(
                page.c.meter.in_(meters[begin : begin + CHUNK]),
                page.c.day.between(days.first.isoformat(), days.last.isoformat()),
            )
            for meter, quantity, day, revision in connection.execute(query):
                found.setdefault(f"{meter} {quantity}", {})[day] = revision
    return found


def _meters(report: MonthReport) -> Mapping[str, str]:
    """Every meter some figure of the report names → its campus."""
    found: dict[str, str] = {}
    for unit in report.campuses:
        for part in unit.resources:
            found |= dict.fromkeys([*part.this.source.added, *part.this.source.taken_off], unit.id)
        for balance in unit.balances:
            found |= dict.fromkeys([balance.meter, *(s.meter for s in balance.subs)], unit.id)
    return found | {pump.meter: pump.campus for pump in report.heat_pumps}


def _years(report: MonthReport) -> tuple[Days, Days]:
    before = date(report.first_day.year - 1, report.first_day.month, 1)
    months = report.last_day - report.first_day
    return Days(before - LOOKED_BACK, before + months + LOOKED_BACK), Days(report.first_day, report.last_day)


def _differences(old: object, new: object, path: str = "") -> Iterator[RevisedFigure]:
    """Leaves that differ; words follow the figures and are left out."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            if key not in {"zh", "en"}:
                yield from _differences(old.get(key), new.get(key), f"{path}/{key}" if path else str(key))
    elif isinstance(old, list) and isinstance(new, list):
        before, after = _named(old), _named(new)
        for name in dict.fromkeys((*before, *after)):
            yield from _differences(before.get(name), after.get(name), f"{path}/{name}")
    elif not _same(old, new):
        yield RevisedFigure(path, _leaf(old), _leaf(new))


def _named(entries: list[Any]) -> dict[str, Any]:
    """Entries of a list by what tells them apart, so that a new one in the middle moves no other."""
    found: dict[str, Any] = {}
    for number, entry in enumerate(entries):
        name = _name(entry) if isinstance(entry, dict) else ""
        found[name if name and name not in found else f"{name} {number}".strip()] = entry
    return found


def _name(entry: Mapping[str, Any]) -> str:
    if entry.get("id"):
        return str(entry["id"])
    return " ".join(str(entry[key]) for key in NAMES if isinstance(entry.get(key), str) and entry[key])


def _same(old: object, new: object) -> bool:
    if isinstance(old, float | int) and isinstance(new, float | int) and not isinstance(old, bool):
        return abs(old - new) <= EQUAL * max(abs(old), abs(new))
    return old == new


def _leaf(value: object) -> float | str | bool | None:
    if value is None or isinstance(value, bool | str):
        return value
    return float(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _causes(
    connection: Connection,
    report: MonthReport,
    basis: Mapping[str, Any],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> Iterator[Cause]:
    """Pages with another revision, facts entered since, and definitions that differ."""
    before, now = basis["pages"], _revisions(connection, report)
    for name in sorted({*before, *now}):
        was, now_is = before.get(name, {}), now.get(name, {})
        days = sorted(day for day in {*was, *now_is} if was.get(day) != now_is.get(day))
        if days:
            gone = sum(day not in now_is for day in days)
            fresh = sum(day not in was for day in days)
            detail = f"{len(days) - gone - fresh} days changed, {fresh} new, {gone} removed"
            yield Cause("page", name.partition(" ")[0], days[0], days[-1], detail)
    subjects = [EVERY_CAMPUS, *_meters(report), *(unit.id for unit in report.campuses)]
    query = select(fact).where(fact.c.id > basis["fact"], fact.c.subject.in_(subjects)).order_by(fact.c.id)
    for row in connection.execute(query):
        day = from_ms(row.at_ms).date().isoformat()
        yield Cause("fact", row.subject, day, day, f"{row.kind} by {row.author}, fact {row.id}")
    for figure in _differences(old.get("definitions"), new.get("definitions"), "definitions"):
        if not figure.path.startswith(("definitions/heads", "definitions/days")):
            yield Cause("definition", figure.path, "", "", f"{figure.old} → {figure.new}")
