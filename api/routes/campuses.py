"""The school sites (校区) of the group."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.context import Context, Ctx
from api.paging import DEFAULT_LIMIT, NEXT, Cursor, Limit, page_after
from campus.config.model import Campus
from campus.quantity import Resource

router = APIRouter(tags=["campuses"])


class CampusOut(BaseModel):
    """One school site."""

    id: str = Field(description="Stable id", examples=["senior"])
    name: str = Field(description="What people call it", examples=["高中部"])
    timezone: str = Field(description="IANA zone its days follow", examples=["Asia/Shanghai"])
    area_m2: float | None = Field(description="Gross floor area; null when not given", examples=[42000.0])
    meters: int = Field(description="Number of meters in its list", examples=[34])
    resources: list[Resource] = Field(description="What is measured there", examples=[["electricity", "water"]])


class CampusList(BaseModel):
    """Campuses by id."""

    group: str = Field(description="Name of the school group", examples=["德外教育集团"])
    items: list[CampusOut] = Field(description="Campuses of this page")
    next_cursor: str | None = Field(description=NEXT, examples=[None])


@router.get("/campuses", summary="Campuses of the group", operation_id="listCampuses")
def list_campuses(context: Ctx, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = "") -> CampusList:
    by_id = sorted((c.id, c) for c in context.group.campuses)
    found, following = page_after(by_id, cursor, limit)
    items = [_shown(context, campus) for campus in found]
    return CampusList(group=context.group.group, items=items, next_cursor=following)


def _shown(context: Context, campus: Campus) -> CampusOut:
    meters = [m for m in context.group.meters.values() if m.campus == campus.id]
    return CampusOut(
        id=campus.id,
        name=campus.name,
        timezone=campus.timezone or context.group.timezone,
        area_m2=campus.area_m2,
        meters=len(meters),
        resources=sorted({m.resource for m in meters}),
    )
