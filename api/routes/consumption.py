"""Consumption of a meter from the books, with what is known about each figure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field

from analysis.consumption import By, Consumption, consumption
from api.context import Ctx
from api.problems import Problem
from api.routes.meters import MeterId
from campus.errors import Refused
from campus.period import Month
from campus.quantity import Resource
from campus.register.hours import Status

router = APIRouter(tags=["consumption"])

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)

YEARS = range(1900, 2200)

MAX_DAYS: dict[By, int] = {"hour": 400, "day": 4000, "month": 40_000}
"""Longest span of one answer."""

BOUND = (
    "A local day of the meter (2026-02-01), a month (2026-02), or a moment with its zone (2026-02-01T00:00:00+08:00)."
)


class ConsumptionRow(BaseModel):
    """Use in one half-open period [start, end)."""

    start: datetime = Field(description="Beginning, local time with zone", examples=["2026-02-01T00:00:00+08:00"])
    end: datetime = Field(description="End, not included", examples=["2026-02-02T00:00:00+08:00"])
    value: float | None = Field(description="Use; null where nothing is known, never 0 instead", examples=[1284.6])
    status: Status = Field(
        description="measured, estimated (any part of it), or missing (nothing known)", examples=["measured"]
    )
    estimated_share: float | None = Field(
        description="Share of the value that is estimated, 0..1; null without a value", examples=[0.0]
    )
    coverage: float = Field(description="Share of the period with known use, 0..1", examples=[1.0])


class ConsumptionOut(BaseModel):
    """Consumption of one meter."""

    meter: str = Field(description="Meter id", examples=["senior-e-main"])
    resource: Resource = Field(description="What is measured", examples=["electricity"])
    unit: str = Field(description="Unit of every value: kWh or m3", examples=["kWh"])
    by: By = Field(description="Length of a row", examples=["day"])
    timezone: str = Field(
        description="IANA zone the rows follow; a day may have 23 or 25 hours", examples=["Asia/Shanghai"]
    )
    rows: list[ConsumptionRow] = Field(description="Rows in order of time, without holes")


@dataclass(frozen=True, slots=True)
class Span:
    """The asked period: whole local days for the books, and the moments hours must lie between."""

    first: date
    last: date
    start: datetime
    end: datetime


@router.get(
    "/meters/{id}/consumption",
    summary="Consumption by hour, day or month",
    operation_id="getConsumption",
    response_model=ConsumptionOut,
    responses={304: {"description": "Unchanged since the answer with this ETag"}},
)
def get_consumption(
    context: Ctx,
    id: MeterId,  # noqa: A002 - the name in the path
    start: Annotated[
        str, Query(alias="from", description=BOUND + " The period is [from, to).", examples=["2026-02-01"])
    ],
    end: Annotated[str, Query(alias="to", description=BOUND + " Itself not included.", examples=["2026-03-01"])],
    by: Annotated[By, Query(description="hour, day or month", examples=["day"])] = "day",
    if_none_match: Annotated[
        str, Header(description="ETag of an earlier answer; answers 304 when nothing changed", examples=['"6f1c"'])
    ] = "",
) -> Response:
    meter = context.meter(id)
    zone = context.group.zone_of(meter)
    span = asked(start, end, by, zone)
    with context.engine.connect() as connection:
        rows = consumption(connection, meter, zone, span.first, span.last, by)
    body = ConsumptionOut(
        meter=meter.id,
        resource=meter.resource,
        unit=rows[0].unit,
        by=by,
        timezone=zone.key,
        rows=[_row(row) for row in rows if by != "hour" or (row.end > span.start and row.start < span.end)],
    ).model_dump_json()
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def asked(start: str, end: str, by: By, zone: ZoneInfo) -> Span:
    """Read the bounds; raises a 422 problem that names what is wrong.

    Days and months of the books are whole local days, so by=day and by=month round moments outwards.
    """
    begin, finish = _bound("from", start, zone), _bound("to", end, zone)
    if finish <= begin:
        raise Problem(422, "wrong-parameter", f"to ({end}) must lie behind from ({start}); periods are [from, to).")
    last = (finish - timedelta(microseconds=1)).astimezone(zone).date()
    days = (last - begin.date()).days + 1
    if days > MAX_DAYS[by]:
        detail = f"by={by} answers at most {MAX_DAYS[by]} days at once; {days} were asked for."
        raise Problem(422, "span-too-long", detail)
    return Span(begin.date(), last, begin, finish)


def _bound(name: str, text: str, zone: ZoneInfo) -> datetime:
    wrong = Problem(
        422,
        "wrong-parameter",
        f"{name}: {text!r} is neither a day (2026-02-01), a month (2026-02) nor a moment with its zone.",
    )
    try:
        if DAY.fullmatch(text):
            moment = _midnight(date.fromisoformat(text), zone)
        elif MONTH.fullmatch(text):
            moment = _midnight(Month.parse(text).first_day, zone)
        else:
            # A plus sign that was not percent-encoded arrives as a space.
            moment = datetime.fromisoformat(text.replace(" ", "+"))
    except (ValueError, Refused):
        raise wrong from None
    if moment.tzinfo is None or moment.year not in YEARS:
        raise wrong
    return moment.astimezone(zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _row(row: Consumption) -> ConsumptionRow:
    return ConsumptionRow(
        start=row.start,
        end=row.end,
        value=row.value,
        status=row.status,
        estimated_share=row.estimated_share,
        coverage=row.coverage,
    )
