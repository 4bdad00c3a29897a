"""`campus consumption`: a meter's use by hour, day or month, each figure with what is known about it."""

import json
from datetime import date, timedelta
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from analysis.consumption import Consumption, consumption
from campus.config.meter import Meter
from campus.errors import Refused
from campus.ledger.pages import page_extent
from campus.period import Month
from cli.installation import DEFAULT_CONFIG, ConfigPath, Installation, Json, opened

BOOKED_YEARS = range(1970, 2100)
"""As far as an import takes readings."""


def command(
    meter: Annotated[str, typer.Option(help="meter id")],
    *,
    start: Annotated[str, typer.Option("--from", help="first day or month, 2026-02-01 or 2026-02")] = "",
    end: Annotated[str, typer.Option("--to", help="day or month behind the last, as in [from, to)")] = "",
    by: Annotated[Literal["hour", "day", "month"], typer.Option(help="length of a row")] = "day",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Print rows of [from, to); without them, everything in the books."""
    with opened(config) as installation:
        listed = _listed(installation, meter)
        with installation.ledger.connect() as connection:
            known = page_extent(connection, listed.id, listed.booked) if listed.booked else None
            if known and by == "month":
                known = Month.of(known[0]).first_day, Month.of(known[1]).last_day
            first = _day(start) if start else (known[0] if known else None)
            last = _day(end) - timedelta(days=1) if end else (known[1] if known else None)
            if first is None or last is None:
                rows: list[Consumption] = []
            elif last < first:
                message = f"--to {end or last} must lie behind --from {start or first}; periods are [from, to)"
                raise Refused(message)
            else:
                zone = installation.group.zone_of(listed)
                rows = consumption(connection, listed, zone, first, last, by)
    if as_json:
        typer.echo(json.dumps([as_document(row) for row in rows]))
    else:
        _print(listed, rows, by)


def as_document(row: Consumption) -> dict[str, object]:
    """The JSON form of a row; times are ISO 8601 with zone."""
    return {
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "value": row.value,
        "unit": row.unit,
        "status": row.status,
        "estimated_share": row.estimated_share,
        "coverage": row.coverage,
    }


def _listed(installation: Installation, meter: str) -> Meter:
    if meter not in installation.group.meters:
        message = f"no meter {meter!r}; known: {', '.join(sorted(installation.group.meters)) or 'none'}"
        raise Refused(message)
    return installation.group.meters[meter]


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if text.count("-") > 1 else Month.parse(text).first_day
    except ValueError:
        message = f"{text!r} is neither a day nor a month; write 2026-02-01 or 2026-02"
        raise Refused(message) from None
    if day.year not in BOOKED_YEARS:
        message = f"{text}: books are kept for the years {BOOKED_YEARS[0]} to {BOOKED_YEARS[-1]}"
        raise Refused(message)
    return day


_PERIOD = {"hour": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "month": "%Y-%m"}


def _print(meter: Meter, rows: list[Consumption], by: str) -> None:
    table = Table(title=f"{meter.id} {meter.name}", title_justify="left")
    for title in (by, "use", "status", "estimated", "coverage"):
        table.add_column(title, justify="left" if title in {by, "status"} else "right")
    for row in rows:
        use = "—" if row.value is None else f"{row.value:,.2f} {row.unit}"
        estimated = "—" if row.estimated_share is None else f"{row.estimated_share:.1%}"
        table.add_row(row.start.strftime(_PERIOD[by]), use, row.status, estimated, f"{row.coverage:.1%}")
    Console().print(table)
