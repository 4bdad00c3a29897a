"""What a simulated campus consists of: people, climate, meters and the gateways that speak for them."""

from dataclasses import dataclass
from datetime import date

from campus.config.meter import Role
from campus.errors import Refused
from campus.quantity import BOOKED, Resource
from simulators.almanac import Almanac
from simulators.demand import School
from simulators.weather import Climate


@dataclass(frozen=True, slots=True)
class Heads:
    """Head count (用能人数) from a day on."""

    since: date
    boarders: int
    day_students: int
    staff: int

    @property
    def all(self) -> int:
        return self.boarders + self.day_students + self.staff


@dataclass(frozen=True, slots=True)
class Measure:
    """A saving measure (节能措施): use of some meters times `factor` from a day on."""

    name: str
    since: date
    meters: tuple[str, ...]
    factor: float


@dataclass(frozen=True, slots=True)
class Gateway:
    """Who carries messages of meters to the broker, and how badly."""

    id: str
    delay_s: tuple[float, float] = (1.0, 4.0)
    loss: float = 0.001
    """Share of messages that never arrive."""
    late: float = 0.0
    """Share that arrives minutes late."""
    repeats: float = 0.001
    """Share that arrives twice."""
    buffers: bool = True
    """Keeps readings during an outage and sends them in one burst."""
    outage_h: tuple[float, float] = (1.0, 6.0)
    """Shortest and longest outage; there is one a month."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A meter or sensor as installed."""

    id: str
    name: str
    resource: Resource
    building: str
    shape: str
    """Payload shape it speaks."""
    gateway: str
    device: str
    """Its own id on the wire: serial number, EUI or name."""
    use: str = ""
    """What is behind it: teaching, dorm, canteen, office, kitchen; for sensors what they sense."""
    role: Role = "sub"
    parent: str = ""
    multiplier: float = 1.0
    resolution: float = 0.01
    modulus: float = 1e6
    initial: float = 0.0
    """Register on 1 January 2024."""
    max_rate: float = 1000.0
    rated_kw: float = 0.0
    stat_code: str = ""

    @property
    def booked(self) -> str | None:
        return BOOKED.get(self.resource)

    @property
    def decimals(self) -> int:
        """Digits behind the point of its register."""
        text = f"{self.resolution:.9f}".rstrip("0")
        return len(text) - text.index(".") - 1


@dataclass(frozen=True, slots=True)
class Building:
    id: str
    name: str
    use: str
    area_m2: float


@dataclass(frozen=True, slots=True)
class Site:
    """One simulated campus (校区)."""

    id: str
    name: str
    school: School
    climate: Climate
    almanac: Almanac
    heads: tuple[Heads, ...]
    buildings: tuple[Building, ...]
    gateways: tuple[Gateway, ...]
    instruments: tuple[Instrument, ...]
    measures: tuple[Measure, ...] = ()

    @property
    def area_m2(self) -> float:
        return sum(b.area_m2 for b in self.buildings)

    def children(self, meter: str) -> list[Instrument]:
        return [i for i in self.instruments if i.parent == meter]

    def ancestors(self, meter: str) -> list[str]:
        """Ids of the meters above a meter, nearest first."""
        parent = next(i.parent for i in self.instruments if i.id == meter)
        return [parent, *self.ancestors(parent)] if parent else []


@dataclass(frozen=True, slots=True)
class Sites:
    """A simulated school group."""

    name: str
    sites: tuple[Site, ...]

    def site_of(self, subject: str) -> Site:
        """The campus a meter, gateway or campus id belongs to; an unknown one is refused with the known."""
        for site in self.sites:
            if subject in {site.id, *(i.id for i in site.instruments), *(g.id for g in site.gateways)}:
                return site
        known = [n for s in self.sites for n in (s.id, *(g.id for g in s.gateways), *(i.id for i in s.instruments))]
        message = f"no meter, gateway or campus is called {subject!r}; known: {', '.join(known)}"
        raise Refused(message)
