"""Messages that could not become readings, with the reason (隔离区)."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.context import Ctx
from api.figures.setaside import quarantined
from api.paging import DEFAULT_LIMIT, NEXT, Cursor, Limit
from campus.clock import from_ms

router = APIRouter(tags=["messages"])


class QuarantinedOut(BaseModel):
    """One message kept in quarantine."""

    id: int = Field(description="Number of the entry, growing with time", examples=[4711])
    topic: str = Field(description="MQTT topic it came on", examples=["acme/E1/up"])
    device: str = Field(description="Discovered device it belongs to; or empty", examples=["E1"])
    received: datetime = Field(description="When it arrived (UTC)", examples=["2026-03-14T02:15:00Z"])
    kind: str = Field(
        description="undecodable, unknown_device, unmapped, refused_by_check or refused_by_store",
        examples=["undecodable"],
    )
    reason: str = Field(description="Why it was set aside", examples=["not JSON: line 1 column 1"])
    size: int = Field(description="Bytes of the payload", examples=[182])
    payload: str = Field(
        description="First 500 bytes as text; bytes that are no UTF-8 are shown as \\xNN", examples=['{"e": 12']
    )


class QuarantineList(BaseModel):
    """Quarantined messages, newest first."""

    total: int = Field(description="Number of messages in quarantine now", examples=[3])
    items: list[QuarantinedOut] = Field(description="Messages of this page")
    next_cursor: str | None = Field(description=NEXT, examples=[None])


@router.get("/quarantine", summary="Messages set aside", operation_id="listQuarantine")
def list_quarantine(
    context: Ctx,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = "",
    topic: Annotated[str, Query(description="Only messages of exactly this topic", examples=[""])] = "",
) -> QuarantineList:
    found = quarantined(context.engine, limit, cursor, topic)
    items = [
        QuarantinedOut(
            id=m.id,
            topic=m.topic,
            device=m.device,
            received=from_ms(m.received_ms).astimezone(UTC),
            kind=m.kind,
            reason=m.reason,
            size=m.size,
            payload=m.payload,
        )
        for m in found.items
    ]
    return QuarantineList(total=found.total, items=items, next_cursor=found.next_cursor)
