"""Liveness and freshness, for people, load balancers and container health checks."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.context import Context, Ctx
from api.figures.freshness import Freshness
from api.figures.health import Health, Verdict, health
from campus.clock import from_ms

router = APIRouter(tags=["service"])


class ProcessOut(BaseModel):
    """When a process last spoke."""

    name: str = Field(description="collector, worker, …", examples=["collector"])
    last: datetime = Field(description="When it last reported (UTC)", examples=["2026-03-14T02:15:00Z"])
    age_s: float = Field(description="Seconds since then", examples=[4.2])


class HealthOut(BaseModel):
    """State of the service."""

    status: Verdict = Field(
        description="ok; degraded: serving, but data is late; down: a store cannot be reached (HTTP 503)",
        examples=["ok"],
    )
    reasons: list[str] = Field(description="Why it is not ok; empty otherwise", examples=[[]])
    time: datetime = Field(description="Time of the server (UTC)", examples=["2026-03-14T02:15:04Z"])
    newest_reading: datetime | None = Field(
        description="Time of the newest reading of all meters (UTC); null without any",
        examples=["2026-03-14T02:15:00Z"],
    )
    meters: dict[Freshness, int] = Field(
        description="Number of meters by freshness", examples=[{"fresh": 33, "late": 1, "silent": 0, "never": 0}]
    )
    books_lag_s: float | None = Field(
        description="Age of the oldest reading not yet in the books; null when none waits", examples=[12.0]
    )
    spool_messages: int | None = Field(
        description="Messages in the collector's spool; null when no collector has reported", examples=[0]
    )
    quarantined: int | None = Field(description="Messages in quarantine; null when unknown", examples=[3])
    discovered: int | None = Field(description="Devices nobody has adopted; null when unknown", examples=[1])
    processes: list[ProcessOut] = Field(description="Processes that have reported, by name")


@router.get(
    "/health",
    summary="Is the service well, is the data fresh",
    operation_id="getHealth",
    responses={503: {"model": HealthOut, "description": "A store cannot be reached; same body, status down"}},
)
def get_health(context: Ctx, response: Response) -> HealthOut:
    found = health(context)
    if found.verdict is Verdict.DOWN:
        response.status_code = 503
    response.headers["Cache-Control"] = "no-store"
    return _shown(context, found)


def _shown(context: Context, found: Health) -> HealthOut:
    now_ms, waiting = context.now_ms, found.backlog
    processes = sorted(waiting.processes.items()) if waiting else []
    return HealthOut(
        status=found.verdict,
        reasons=list(found.reasons),
        time=from_ms(now_ms).astimezone(UTC),
        newest_reading=None if found.newest_ms is None else from_ms(found.newest_ms),
        meters=dict(found.meters),
        books_lag_s=waiting.books_lag_s if waiting else None,
        spool_messages=waiting.spool_messages if waiting else None,
        quarantined=waiting.quarantined if waiting else None,
        discovered=waiting.discovered if waiting else None,
        processes=[
            ProcessOut(name=name, last=from_ms(at_ms), age_s=(now_ms - at_ms) / 1000) for name, (at_ms, _) in processes
        ],
    )
