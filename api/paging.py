"""Lists come in pages: `limit` items and a cursor that says where the next page begins."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query

T = TypeVar("T")

MAX_LIMIT = 1000

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items per answer", examples=[100])]
Cursor = Annotated[
    str,
    Query(
        max_length=1024,
        description="`next_cursor` of the answer before; empty for the first page. Opaque: do not build it yourself.",
        examples=[""],
    ),
]
DEFAULT_LIMIT = 100
NEXT = "Cursor of the next page; null on the last"


def page_after(items: Sequence[tuple[str, T]], cursor: str, limit: int) -> tuple[list[T], str | None]:
    """The items whose key comes after the cursor, items sorted by key, and the next cursor."""
    rest = [(key, item) for key, item in items if key > cursor]
    more = len(rest) > limit
    return [item for _, item in rest[:limit]], rest[limit - 1][0] if more else None
