"""What each kind of dated fact must say; a wrong body is refused before it reaches the ledger."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from campus.day_type import DayType
from campus.errors import Refused
from campus.quantity import Resource
from campus.tariff.entered import tariff_of

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
    confirms: int | None = Field(None, ge=1, description="the held reading this one confirms")


class HeldReading(Body):
    """A register read by a person that is not believed until somebody confirms it (待确认抄表)."""

    value: float = Field(ge=0, description="register value as shown, in the base unit, before the multiplier")
    reader: str | None = Field(None, max_length=128, description="who read it")
    why: str = Field(description="what makes it doubtful")
    expected_low: float | None = Field(None, description="smallest register value that was expected")
    expected_high: float | None = Field(None, description="largest register value that was expected")


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


class TariffBody(Body):
    """What a resource costs from this day on (电价, 水价, 气价)."""

    resource: Resource = Field(strict=False, description="electricity, water, gas or heat")
    until: date | None = Field(None, strict=False, description="last day, included; empty: until the next one begins")
    yuan: float | None = Field(None, ge=0, description="one price for every kWh or m3")
    tiers: str | None = Field(None, max_length=1000, description="price by annual use: 2520: 0.55; 4800: 0.60; 0.85")
    year_begins: int | None = Field(None, ge=1, le=12, description="month in which counting for tiers starts anew")
    times: str | None = Field(
        None, max_length=1000, description="hours of each period, together 24: peak 16-24; flat 7-16; valley 0-7"
    )
    prices: str | None = Field(
        None, max_length=1000, description="yuan of each period: peak 0.93; flat 0.62; valley 0.31"
    )
    power_factor_standard: float | None = Field(
        None, description="0.90 or 0.85 where the bill is adjusted by power factor"
    )
    source: str | None = Field(None, max_length=300, description="price list or notice the prices were read in")

    @model_validator(mode="after")
    def _makes_a_tariff(self) -> Self:
        tariff_of("tariff", "", date.min, self.model_dump())
        return self


class MeasureBody(Body):
    """A change whose effect is to be shown (节能措施); its day is the first of the works."""

    name: str = Field(min_length=1, max_length=200, description="what was done")
    meters: str = Field(min_length=1, max_length=1000, description="ids of the meters it acts on, with commas between")
    finished: date = Field(strict=False, description="last day of the works")
    before_days: int | None = Field(None, ge=14, description="days before the works to compare with; empty: 365")
    after_days: int | None = Field(None, ge=14, description="days after the works to compare; empty: 365")
    cost_yuan: float | None = Field(None, ge=0, description="what it cost")

    @property
    def meter_ids(self) -> tuple[str, ...]:
        return meter_ids(self.meters)

    @model_validator(mode="after")
    def _names_meters(self) -> Self:
        if not self.meter_ids:
            message = "meters names none"
            raise ValueError(message)
        return self


class MaintenanceWindow(Body):
    """Planned work (检修窗口): use in it is not normal, and alerts about it wait."""

    until: AwareDatetime = Field(strict=False, description="end of the work, with its zone")
    work: str = Field(min_length=1, max_length=300, description="what is done")


def meter_ids(text: str) -> tuple[str, ...]:
    """Ids of a list with commas, semicolons or blanks between, each once."""
    return tuple(dict.fromkeys(word for word in re.split(r"[\s,;、，；]+", text) if word))


BODIES: Mapping[str, type[Body]] = {
    "swap": Swap,
    "multiplier": Multiplier,
    "manual_reading": ManualReading,
    "held_reading": HeldReading,
    "reset": Reset,
    "head_count": HeadCountBody,
    "calendar_exception": CalendarException,
    "tariff": TariffBody,
    "measure": MeasureBody,
    "maintenance_window": MaintenanceWindow,
}

ABOUT_METERS = frozenset({"swap", "multiplier", "manual_reading", "reset"})
"""Kinds whose subject is a meter: its books change with them. A held reading changes nothing."""


def checked_body(kind: str, body: Mapping[str, Value]) -> dict[str, Value]:
    """The body as kept: its given fields as JSON values. Raises `Refused` naming each wrong field."""
    if kind not in BODIES:
        message = f"unknown kind of fact {kind!r}; known: {', '.join(sorted(BODIES))}"
        raise Refused(message)
    try:
        valid = BODIES[kind].model_validate(dict(body))
    except ValidationError as error:
        wrong = "; ".join(
            ": ".join(filter(None, (".".join(map(str, e["loc"])), _plain(e["msg"]))))
            for e in error.errors(include_url=False)
        )
        fields = ", ".join(field.alias or name for name, field in BODIES[kind].model_fields.items())
        message = f"{kind}: {wrong}; fields are {fields}"
        raise Refused(message) from None
    kept: dict[str, Value] = valid.model_dump(mode="json", exclude_none=True, by_alias=True)
    return kept


_PLAIN = (
    ("Value error, ", ""),
    ("Input should be", "must be"),
    ("Extra inputs are not permitted", "is not a field"),
    ("Field required", "is missing"),
)


def _plain(message: str) -> str:
    for theirs, ours in _PLAIN:
        message = message.replace(theirs, ours)
    return message
