"""The shape of campus.yaml. Every option appears once, with its consequence as its description."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr

from campus.config.meter import ID_PATTERN, DeviceType, Meter, Strict
from campus.headcount import Weights
from campus.quantity import Resource
from campus.target import Target


class Broker(Strict):
    """The MQTT broker readings come from."""

    url: str = Field("mqtt://127.0.0.1:1883", description="mqtt:// or mqtts:// (TLS), host and port")
    username: str = Field("", description="user name; empty: none")
    password_file: Path | None = Field(None, description="file that holds the password")
    password: SecretStr | None = Field(
        None, exclude=True, description="set by the environment variable CAMPUS_BROKER_PASSWORD only"
    )
    ca_file: Path | None = Field(None, description="certificate authority for mqtts; empty: the system's")
    client_id: str = Field(
        "campus-collector", description="must be unique at the broker: a second collector with the same id is refused"
    )
    share: str = Field("", description="name of a shared subscription when several collectors share the load (MQTT 5)")
    topics: tuple[str, ...] = Field(("#",), description="topic filters to subscribe; # also discovers unknown devices")
    in_flight: int = Field(
        2000, ge=1, le=65535, description="messages taken but not yet acknowledged: the back-pressure window"
    )


class Influx(Strict):
    """Readings in InfluxDB 1.8+, 2.x or (write path v1) 1.x."""

    url: str = Field(description="http://host:8086")
    org: str = Field("", description="organisation (2.x)")
    bucket: str = Field("campus", description="bucket (2.x) or database (1.x)")
    token_file: Path | None = Field(None, description="file that holds the token (2.x) or user:password (1.x)")
    token: SecretStr | None = Field(
        None, exclude=True, description="set by the environment variable CAMPUS_INFLUX_TOKEN only"
    )
    api: Literal["v1", "v2"] = Field("v2", description="write path: v2 for 1.8, 2.x and 3; v1 for older 1.x")


class Collector(Strict):
    """Bounds of the collector's local files."""

    spool: Path = Field(Path("data/spool.db"), description="where readings wait while the store is down")
    quarantine_days: int = Field(30, ge=1, description="age after which quarantined messages are dropped, oldest first")
    quarantine_mb: int = Field(200, ge=1, description="size after which quarantined messages are dropped, oldest first")


class Zone(Strict):
    """Part of a building that can be closed on its own."""

    id: str = Field(pattern=ID_PATTERN, description="short, stable, unique in the building")
    name: str = Field("", description="what people call it; meter lists may use it instead of the id")


class Building(Strict):
    """A building of a campus (楼栋)."""

    id: str = Field(pattern=ID_PATTERN, description="short, stable, unique in the campus")
    name: str = Field("", description="what people call it; meter lists may use it instead of the id")
    use: str = Field("", description="teaching, dormitory, canteen, office, laboratory, bath, sports, other")
    area_m2: float | None = Field(None, gt=0, description="gross floor area")
    opened: date | None = Field(None, description="first day in use; a year without it is compared without it")
    closed: date | None = Field(None, description="last day in use")
    zones: tuple[Zone, ...] = Field((), description="parts that can be closed on their own")


class Campus(Strict):
    """One school site (校区)."""

    id: str = Field(pattern=ID_PATTERN, description="short, stable, unique in the group")
    name: str = Field("", description="what people call it")
    timezone: str = Field("", description="IANA zone; empty: the group's")
    area_m2: float | None = Field(None, gt=0, description="gross floor area, for figures per m2")
    opened: date | None = Field(None, description="first day in use; comparisons begin twelve full months later")
    calendar: Path | None = Field(None, description="calendar file with terms, vacations and month-leave weekends")
    outdoor_sensor: str = Field(
        "", description="sensor of outdoor air for weather adjustment; empty: a heat pump's ambient point, if any"
    )
    buildings: tuple[Building, ...] = Field((), description="buildings that meters refer to")
    meters: Path | tuple[Meter, ...] = Field((), description="meter list: a CSV or XLSX file, or inline")


class FactorChoice(Strict):
    """Which conversion factors figures are made with, the same for both years of a comparison."""

    profile: str = Field(
        "gb-t-2589-2020-equivalent", description="factor profile: a built-in one or one of the figures file"
    )
    grid: str = Field(
        "national-2022",
        pattern=r"^[a-z][a-z-]*-\d{4}$",
        description="CO2 of purchased electricity, region and year; a factor without a year is refused",
    )

    @property
    def grid_region(self) -> str:
        return self.grid.rpartition("-")[0]

    @property
    def grid_year(self) -> int:
        return int(self.grid.rpartition("-")[2])


class Group(Strict):
    """The whole file, with the meter lists it names already read in."""

    group: str = Field("", description="name of the school group")
    timezone: str = Field("Asia/Shanghai", description="IANA zone of the local calendar")
    broker: Broker = Field(Broker(), description="the MQTT broker readings come from")
    readings: str | Influx = Field("sqlite:///data/readings.db", description="sqlite:///path, or an influx section")
    ledger: str = Field("sqlite:///data/ledger.db", description="SQLAlchemy URL: sqlite:///… or postgresql+psycopg://…")
    collector: Collector = Field(Collector(), description="bounds of the collector's local files")
    head_weights: dict[Resource, Weights] = Field(
        default_factory=dict,
        description="how much a person counts in figures per head, by resource; unlisted: 1 each, as the statistics do",
    )
    factors: FactorChoice = Field(FactorChoice(), description="conversion into coal equivalent and CO2")
    target: Target | None = Field(None, description="promised reduction of the group; empty: changes are not judged")
    figures: Path | None = Field(
        None,
        description="file with tariffs, further factors, cost centres, targets, measures and virtual meters",
    )
    devices: dict[str, DeviceType] = Field(default_factory=dict, description="device types read by configuration alone")
    campuses: tuple[Campus, ...] = Field(description="the school sites")

    @cached_property
    def meters(self) -> dict[str, Meter]:
        """Every meter of the group by id."""
        return {m.id: m for c in self.campuses if not isinstance(c.meters, Path) for m in c.meters}

    def zone_of(self, meter: Meter) -> ZoneInfo:
        """The local calendar a meter's days follow."""
        return self.zone_of_campus(meter.campus)

    def zone_of_campus(self, campus: str) -> ZoneInfo:
        """The local calendar of a campus."""
        own = next((c.timezone for c in self.campuses if c.id == campus), "")
        return ZoneInfo(own or self.timezone)
