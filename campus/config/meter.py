"""A meter (表计) of the meter list, and how its messages are recognised and read."""

from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from campus.quantity import BOOKED, QUANTITIES, Kind, Resource

Role = Literal["main", "sub", "check", "excluded"]

PointPlace = Literal["ambient", "tank", "supply", "return", "inlet"]
"""Where a heat pump measures: air 环境, hot-water tank 水箱, water leaving 供水, coming back 回水, cold feed 进水."""

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

DEFAULT_MODULUS = {Resource.ELECTRICITY: 1e6, Resource.HEAT_PUMP: 1e6, Resource.WATER: 1e5, Resource.GAS: 1e5}
"""Register size when the list says none: DL/T 645 six digits; five black wheels for water and gas."""

DEFAULT_RATE = {
    Resource.ELECTRICITY: 1000.0,
    Resource.HEAT_PUMP: 1000.0,
    Resource.WATER: 200.0,
    Resource.GAS: 200.0,
    Resource.HEAT: 5000.0,
}
"""Largest plausible use per hour of the register, before the multiplier (kWh/h, m3/h)."""

RATE_MARGIN = 1.2
"""A step is plausible up to this multiple of the largest rate (handbook of the domain, section 5)."""

DEFAULT_RESOLUTION = {Resource.GAS: 0.001}
"""Least significant digit of the register; 0.01 elsewhere."""


class Strict(BaseModel):
    """Unknown keys are errors: a misspelt option must not be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


UNKNOWN_QUANTITY: Final = "unknown_quantity"


def _known_quantity(name: str) -> str:
    if name not in QUANTITIES:
        message = f"{name!r} is not a quantity"
        raise PydanticCustomError(UNKNOWN_QUANTITY, "{what}", {"what": message, "word": name})
    return name


QuantityName = Annotated[str, AfterValidator(_known_quantity)]
"""Name of a quantity of `campus.quantity`; an unknown one is an error that offers the nearest."""


class FieldMap(Strict):
    """Where in a message one value stands, and what it is."""

    path: str = Field(
        description="JSON pointer such as /data/0/energy, or a field name of line protocol; empty: the whole payload"
    )
    quantity: QuantityName = Field(description="quantity the value is, for example electricity_import or water_volume")
    unit: str = Field(
        "", description="unit in the message (Wh, kWh, MWh, L, m3, GJ, …); empty: the base unit of the quantity"
    )
    scale: float = Field(1.0, description="factor applied to the number before the unit is converted")
    part: str = Field("", description="phase, tariff, channel or place, where the value is not the whole meter")
    kind: Kind | None = Field(None, description="register, gauge or interval; empty: as the quantity says")


class TimeField(Strict):
    """Where in a message the time of measurement stands."""

    path: str = Field(description="JSON pointer of the time")
    format: str = Field(
        "iso", description="iso, unix, unix_ms, unix_us, unix_ns, or a strptime pattern such as %Y%m%d%H%M%S"
    )
    zone: str = Field("", description="IANA zone of times without one; empty: the zone of the campus")


class DeviceType(Strict):
    """A kind of device that is read by configuration alone; meters name it as their decoder."""

    decoder: str = Field("json", description="json, number, line_protocol or a preset's name")
    topic: str = Field(
        "", description="topic pattern; {device} and other {names} capture one level, e.g. acme/{device}/up"
    )
    fields: tuple[FieldMap, ...] = Field((), description="which values to take; anything else is listed as unmapped")
    time: TimeField | None = Field(None, description="time of measurement; without it arrival time is used")
    records: str = Field("", description="JSON pointer of an array whose items are separate readings (batches)")
    device: str = Field("", description="JSON pointer of the device id when the message, not the topic, names it")
    options: dict[str, str | float | bool] = Field(default_factory=dict, description="further options of the decoder")


class Meter(Strict):
    """One line of the meter list."""

    id: str = Field(pattern=ID_PATTERN, description="short, stable, unique in the group")
    name: str = Field("", description="what people call it")
    campus: str = Field(
        "",
        description="campus id; filled in from the campus whose list it stands in",
        json_schema_extra={"filled_in": True},
    )
    building: str = Field("", description="building id")
    zone: str = Field("", description="zone inside the building")
    resource: Resource = Field(description="electricity, water, gas, heat, heat_pump or sensor")
    role: Role = Field(
        "sub",
        description="main: counts for the campus; sub: part of a main; check: only compares; excluded: another's use",
    )
    parent: str = Field("", description="id of the meter that also measures what this one measures")
    topic: str = Field("", description="MQTT topic or filter its messages arrive on; empty: read by hand or imported")
    decoder: str = Field("json", description="a preset's name or a device type of this file")
    device: str = Field("", description="the device's own id where one topic carries several")
    part: str = Field("", description="phase or channel of a shared device that is this meter")
    multiplier: float = Field(1.0, gt=0, description="CT ratio x PT ratio; 1 when the display is already primary")
    modulus: float | None = Field(None, gt=0, description="value at which the register starts again at 0")
    resolution: float | None = Field(None, gt=0, description="least significant digit of the register")
    max_rate: float | None = Field(None, gt=0, description="largest plausible use per hour, before the multiplier")
    interval_s: int = Field(900, ge=1, description="expected seconds between readings")
    zero: Literal["auto", "valid", "missing"] = Field("auto", description="what a zero in interval data means")
    gas_condition: Literal["", "working", "standard"] = Field(
        "", description="gas volume at working or standard condition (工况/标况)"
    )
    stat_code: str = Field("", description="sub-item code of the statistics (分项)")
    counts_from: date | None = Field(
        None, description="first day a main or excluded meter counts for its campus; empty: always"
    )
    counts_until: date | None = Field(None, description="last day it counts; empty: still")
    measures: tuple[QuantityName, ...] = Field(
        (),
        description="what a sensor is there to measure (temperature, humidity, pressure, tank_level, door_state, "
        "leak_state): its silence is then noticed; empty: whatever arrives",
    )
    points: dict[str, PointPlace] = Field(
        default_factory=dict,
        description="heat pump points: part of a temperature → ambient, tank, supply, return or inlet",
    )

    @model_validator(mode="after")
    def _parent_is_another(self) -> Self:
        if self.parent == self.id:
            message = f"meter {self.id} cannot be its own parent"
            raise ValueError(message)
        return self

    @property
    def booked(self) -> str | None:
        """The quantity whose register makes this meter's consumption; None for sensors."""
        return BOOKED.get(self.resource)

    @property
    def zero_meaning(self) -> Literal["valid", "missing", "watched"]:
        """What a zero in interval data means: used buildings never use no electricity at all."""
        if self.zero != "auto":
            return self.zero
        return "missing" if self.resource in {Resource.ELECTRICITY, Resource.HEAT_PUMP} else "watched"

    @property
    def register_modulus(self) -> float | None:
        return self.modulus or DEFAULT_MODULUS.get(self.resource)

    @property
    def register_resolution(self) -> float:
        return self.resolution or DEFAULT_RESOLUTION.get(self.resource, 0.01)

    @property
    def plausible_rate(self) -> float:
        """Largest plausible use per hour of the register, before the multiplier."""
        return self.max_rate or DEFAULT_RATE.get(self.resource, 1000.0)

    def most_in_interval(self, interval_s: float) -> float:
        """Largest plausible value of interval data: primary values, so a whole site may stand behind them."""
        rate = (self.max_rate or 10 * self.plausible_rate) * self.multiplier
        return RATE_MARGIN * rate * interval_s / 3600
