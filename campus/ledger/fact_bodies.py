"""What each kind of dated fact must say; a wrong body is refused before it reaches the ledger."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from campus.day_type import DayType
from campus.errors import Refused

Value = float | int | str | bool | None


class Body(BaseModel):
    """Numbers are numbers, not text or truth values; NaN, infinity and unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)

    note: str | None = Field(None, max_length=1000, description="remark for readers")


class Swap(Body):
    """The meter was replaced (换表)."""

    final: float = Field(ge=0, description="last register value of the old meter")
    initial: float = Field(ge=0, description="first register value of the new meter")
    multiplier: float | None = Field(None, gt=0, description="multiplier of the new meter, where it differs")


class Multiplier(Body):
    """The multiplier changed (倍率变更), for example with new current transformers."""

    multiplier: float = Field(gt=0, description="multiplier from this moment on")
    register_value: float | None = Field(None, ge=0, alias="register", description="register value at this moment")


class ManualReading(Body):
    """A register read by a person (人工抄表)."""

    value: float = Field(ge=0, description="register value as shown, in the base unit, before the multiplier")
    reader: str | None = Field(None, max_length=128, description="who read it")


class Reset(Body):
    """The register began again at 0; a person says whether that is true."""

    confirmed: bool = Field(description="true: the register was reset; false: it was not")


class HeadCountBody(Body):
    """Persons of a campus from this day on (用能人数)."""

    boarders: int = Field(ge=0, description="boarders (住校生)")
    day_students: int = Field(ge=0, description="day students (走读生)")
    staff: int = Field(ge=0, description="staff (教职工)")


class CalendarException(Body):
    """Days of another type than the calendar says, for example a closure."""

    day_type: DayType = Field(strict=False, description="type of the days")
    until: date | None = Field(None, strict=False, description="last day, included; empty: one day")


BODIES: Mapping[str, type[Body]] = {
    "swap": Swap,
    "multiplier": Multiplier,
    "manual_reading": ManualReading,
    "reset": Reset,
    "head_count": HeadCountBody,
    "calendar_exception": CalendarException,
}

ABOUT_METERS = frozenset({"swap", "multiplier", "manual_reading", "reset"})
"""Kinds whose subject is a meter: its books change with them."""


def checked_body(kind: str, body: Mapping[str, Value]) -> dict[str, Value]:
    """The body as kept: its given fields as JSON values. Raises `Refused` naming each wrong field."""
    if kind not in BODIES:
        message = f"unknown kind of fact {kind!r}; known: {', '.join(sorted(BODIES))}"
        raise Refused(message)
    try:
        valid = BODIES[kind].model_validate(dict(body))
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {_plain(e['msg'])}" for e in error.errors(include_url=False)
        )
        fields = ", ".join(field.alias or name for name, field in BODIES[kind].model_fields.items())
        message = f"{kind}: {wrong}; fields are {fields}"
        raise Refused(message) from None
    kept: dict[str, Value] = valid.model_dump(mode="json", exclude_none=True, by_alias=True)
    return kept


_PLAIN = (
    ("Input should be", "must be"),
    ("Extra inputs are not permitted", "is not a field"),
    ("Field required", "is missing"),
)


def _plain(message: str) -> str:
    for theirs, ours in _PLAIN:
        message = message.replace(theirs, ours)
    return message
