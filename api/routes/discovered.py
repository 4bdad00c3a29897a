"""Devices that speak but are not in the meter list (新发现的设备)."""

from datetime import UTC, datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.context import Ctx
from api.figures.setaside import discovered_devices
from api.paging import DEFAULT_LIMIT, NEXT, Cursor, Limit
from campus.clock import from_ms

router = APIRouter(tags=["messages"])


class DiscoveredOut(BaseModel):
    """One device waiting to be adopted: configure it and its quarantined messages are replayed."""

    topic: str = Field(description="MQTT topic it speaks on", examples=["acme/E9/up"])
    device: str = Field(description="Id inside the message; or empty", examples=["E9"])
    decoder: str = Field(description="Preset that would read it; or empty", examples=["shelly"])
    first: datetime = Field(description="First heard (UTC)", examples=["2026-03-14T02:15:00Z"])
    last: datetime = Field(description="Last heard (UTC)", examples=["2026-03-14T09:45:00Z"])
    messages: int = Field(description="Messages heard so far", examples=[31])
    example: str = Field(
        description="Start of one message as text; bytes that are no UTF-8 are shown as \\xNN",
        examples=['{"kwh": 12.5}'],
    )


class DiscoveredList(BaseModel):
    """Discovered devices by topic."""

    total: int = Field(description="Number of discovered devices", examples=[1])
    items: list[DiscoveredOut] = Field(description="Devices of this page")
    next_cursor: str | None = Field(description=NEXT, examples=[None])


@router.get("/discovered", summary="Devices nobody has adopted", operation_id="listDiscovered")
def list_discovered(context: Ctx, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = "") -> DiscoveredList:
    found = discovered_devices(context.engine, limit, cursor)
    items = [
        DiscoveredOut(
            topic=d.topic,
            device=d.device,
            decoder=d.decoder,
            first=from_ms(d.first_ms).astimezone(UTC),
            last=from_ms(d.last_ms).astimezone(UTC),
            messages=d.messages,
            example=d.example,
        )
        for d in found.items
    ]
    return DiscoveredList(total=found.total, items=items, next_cursor=found.next_cursor)
