"""The month (月报), and each of its figures followed to pages, readings and facts."""

import hashlib
import json
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response

from analysis.monthly.as_json import as_document
from analysis.monthly.build import Wanted, build_report
from analysis.monthly.publication import with_revision
from analysis.monthly.report import MonthReport
from analysis.monthly.span import Span
from analysis.monthly.trace import PageTrace, Trace, trace, trace_page
from api.context import Context, Ctx
from api.problems import Problem
from campus.clock import from_ms
from campus.quantity import Resource

router = APIRouter(tags=["report"])

MonthText = Annotated[str, Query(description="Month, or first month of a span", examples=["2026-02"])]
LastMonth = Annotated[str, Query(description="Last month of a span; empty: one month", examples=["2026-03"])]


@router.get(
    "/report",
    summary="The month, or a span of months",
    operation_id="getReport",
    response_model=MonthReport,
    responses={304: {"description": "Unchanged since the answer with this ETag"}},
)
def get_report(
    context: Ctx,
    month: MonthText,
    to: LastMonth = "",
    campus: Annotated[str, Query(description="Campus id; empty: the whole group", examples=["senior"])] = "",
    if_none_match: Annotated[
        str, Header(description="ETag of an earlier answer; answers 304 when nothing changed", examples=['"6f1c"'])
    ] = "",
) -> Response:
    """Everything the report says, as one tree; what is unknown is null and stands beside its reason."""
    report = made(context, month, to, campus)
    etag = f'"{hashlib.sha256(f"{report.digest}{report.revision}".encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}:
        return Response(status_code=304, headers=headers)
    body = json.dumps(as_document(report), ensure_ascii=False)
    return Response(body, media_type="application/json", headers=headers)


def made(context: Context, month: str, to: str = "", campus: str = "") -> MonthReport:
    """The report with its state against publication."""
    with context.engine.connect() as connection:
        wanted = Wanted(month, to, campus)
        report = build_report(connection, context.group, wanted, context.clock, context.readings)
        return with_revision(connection, report)


@router.get("/trace", summary="A figure followed to its pages", operation_id="traceFigure")
def trace_figure(
    context: Ctx,
    month: MonthText,
    campus: Annotated[str, Query(description="Campus id", examples=["senior"])],
    resource: Annotated[Resource, Query(description="electricity, water, gas or heat", examples=["electricity"])],
    to: LastMonth = "",
    year: Annotated[
        Literal["this", "last"], Query(description="The span itself, or the same span a year before", examples=["this"])
    ] = "this",
) -> Trace:
    """The meters behind a quantity with their pages, and the head counts and calendar exceptions in force."""
    zone = context.group.zone_of_campus(campus)
    span = Span.of(month, to, from_ms(context.now_ms).astimezone(zone).date())
    with context.engine.connect() as connection:
        return trace(connection, context.group, span, campus, resource, this=year == "this")


@router.get("/trace/page", summary="A page followed to its readings", operation_id="tracePage")
def trace_one_page(
    context: Ctx,
    meter: Annotated[str, Query(description="Meter id", examples=["senior-e-main"])],
    day: Annotated[date, Query(description="Local day of the meter", examples=["2026-02-10"])],
    quantity: Annotated[
        str, Query(description="Quantity of the books; empty: the one consumption is read from", examples=[""])
    ] = "",
) -> PageTrace:
    """Hours of one meter and day, the raw readings in and around it, the facts and findings it rests on."""
    listed = context.meter(meter)
    if listed.booked is None:
        raise Problem(422, "refused", f"{meter} is a {listed.resource}: it has readings but no books.")
    with context.engine.connect() as connection:
        return trace_page(connection, context.group, context.readings, listed, day, quantity)
