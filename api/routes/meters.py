"""Meters (表计) of the meter list, and what each said last."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.context import Context, Ctx
from api.figures.freshness import Freshness, freshness
from api.paging import DEFAULT_LIMIT, NEXT, Cursor, Limit, page_after
from campus.clock import from_ms
from campus.config.meter import Meter, Role
from campus.quantity import QUANTITIES, Resource
from campus.quantity import quantity as quantity_named
from campus.reading import Channel

router = APIRouter(tags=["meters"])

MeterId = Annotated[str, Path(description="Id of the meter list", examples=["senior-e-main"])]


class MeterOut(BaseModel):
    """One meter as the meter list describes it."""

    id: str = Field(description="Stable id, unique in the group", examples=["senior-e-main"])
    name: str = Field(description="What people call it", examples=["高中部总电表"])
    campus: str = Field(description="Campus it belongs to", examples=["senior"])
    building: str = Field(description="Building id; empty when not given", examples=["dorm-1"])
    resource: Resource = Field(description="What it measures", examples=["electricity"])
    role: Role = Field(
        description="main counts for the campus, sub is part of another, check compares, excluded is another's use",
        examples=["main"],
    )
    parent: str = Field(description="Meter that also measures what this one measures; or empty", examples=[""])
    quantity: str | None = Field(
        description="Quantity its consumption is read from; null for sensors", examples=["electricity_import"]
    )
    unit: str | None = Field(description="Unit of its consumption; null for sensors", examples=["kWh"])
    multiplier: float = Field(description="CT ratio x PT ratio (倍率)", examples=[200.0])
    interval_s: int = Field(description="Expected seconds between readings", examples=[900])
    stat_code: str = Field(description="Sub-item code of the statistics (分项); or empty", examples=["01A00"])
    topic: str = Field(description="MQTT topic its messages arrive on; empty: read by hand", examples=["acme/E1/up"])


class MeterList(BaseModel):
    """Meters by id."""

    items: list[MeterOut] = Field(description="Meters of this page")
    next_cursor: str | None = Field(description=NEXT, examples=["senior-w-main"])


class LatestValue(BaseModel):
    """Newest value of one channel."""

    channel: str = Field(
        description="Quantity, with part or interval where it has one", examples=["electricity_import", "voltage[L1]"]
    )
    quantity: str = Field(description="What the value is", examples=["electricity_import"])
    part: str = Field(description="Phase, tariff or place; empty: the whole meter", examples=[""])
    value: float = Field(description="Value in base units, before the multiplier", examples=[182345.6])
    unit: str = Field(description="Base unit", examples=["kWh"])
    time: datetime = Field(description="When it was measured", examples=["2026-03-14T10:15:00+08:00"])
    age_s: float = Field(description="Seconds since then; negative when the device's clock is ahead", examples=[42.0])


class LatestOut(BaseModel):
    """What a meter said last."""

    meter: str = Field(description="Meter id", examples=["senior-e-main"])
    freshness: Freshness = Field(
        description="fresh (at most 3 intervals old), late, silent (more than 24 h), never, by_hand", examples=["fresh"]
    )
    values: list[LatestValue] = Field(description="Newest value of every channel, by channel; empty when never heard")


@router.get("/meters", summary="Meters", operation_id="listMeters")
def list_meters(
    context: Ctx,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = "",
    campus: Annotated[str, Query(description="Only meters of this campus", examples=["senior"])] = "",
    resource: Annotated[Resource | None, Query(description="Only this resource", examples=["water"])] = None,
) -> MeterList:
    chosen = sorted(
        (m.id, m)
        for m in context.group.meters.values()
        if (not campus or m.campus == campus) and (resource is None or m.resource is resource)
    )
    found, following = page_after(chosen, cursor, limit)
    return MeterList(items=[_shown(m) for m in found], next_cursor=following)


@router.get("/meters/{id}", summary="One meter", operation_id="getMeter")
def get_meter(context: Ctx, id: MeterId) -> MeterOut:  # noqa: A002 - the name in the path
    return _shown(context.meter(id))


@router.get("/meters/{id}/latest", summary="Newest value of every channel", operation_id="getLatest")
def get_latest(context: Ctx, id: MeterId) -> LatestOut:  # noqa: A002 - the name in the path
    meter = context.meter(id)
    latest = context.readings.latest([meter.id]).get(meter.id, {})
    values = [_value(context, meter, key, time_ms, value) for key, (time_ms, value) in sorted(latest.items())]
    return LatestOut(meter=meter.id, freshness=freshness(meter, latest, context.now_ms), values=values)


def _shown(meter: Meter) -> MeterOut:
    return MeterOut(
        **meter.model_dump(include=set(MeterOut.model_fields) - {"quantity", "unit"}),
        quantity=meter.booked,
        unit=quantity_named(meter.booked).unit if meter.booked else None,
    )


def _value(context: Context, meter: Meter, key: str, time_ms: int, value: float) -> LatestValue:
    channel = Channel.parse(key)
    known = QUANTITIES.get(channel.quantity)
    return LatestValue(
        channel=key,
        quantity=channel.quantity,
        part=channel.part,
        value=value,
        unit=known.unit if known else "1",
        time=from_ms(time_ms).astimezone(context.group.zone_of(meter)),
        age_s=(context.now_ms - time_ms) / 1000,
    )
