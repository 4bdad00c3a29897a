"""What a planted fault may change, and the label that says so."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from campus.clock import from_ms
from campus.errors import Refused
from simulators.channels import Channels
from simulators.delivery import Mask, Sending, Source
from simulators.dial import Dial
from simulators.flow import Flow
from simulators.heat_pump import Plant
from simulators.setting import Setting
from simulators.spec import Site
from simulators.timeline import CHINA, Floats, Times

Value = float | int | str | bool

FOREVER_MS = 4_102_444_800_000
"""End of a fault that lasts for good."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault as asked for: `subject` is a meter, gateway or campus id; `size` as written, or empty."""

    name: str
    subject: str
    start_ms: int
    end_ms: int
    size: str = ""


class Truth(Protocol):
    """What a label may look up about the campus the fault is planted in."""

    @property
    def site(self) -> Site: ...

    @property
    def dials(self) -> Mapping[str, Dial]: ...

    @property
    def sources(self) -> Sequence[Source]: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated fact people would enter about the event; `body` as the ledger takes it."""

    kind: str
    subject: str
    at_ms: int
    body: Mapping[str, Value]

    def as_json(self) -> dict[str, object]:
        return {"kind": self.kind, "subject": self.subject, "at": iso(self.at_ms), "body": dict(self.body)}


@dataclass(frozen=True, slots=True)
class Label:
    """What was planted, and exactly what differs from a sound campus because of it."""

    fault: str
    campus: str
    meter: str
    start_ms: int
    end_ms: int
    size: Value
    unit: str
    changes: str
    """use (the truth), register (what the display says), delivery (what arrives when)."""
    meters: tuple[str, ...]
    """Meters that differ, the named one and whoever measures or shares it."""
    facts: tuple[Fact, ...] = ()
    expected: Mapping[str, Value] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "fault": self.fault,
            "campus": self.campus,
            "meter": self.meter,
            "start": iso(self.start_ms),
            "end": None if self.end_ms >= FOREVER_MS else iso(self.end_ms),
            "size": self.size,
            "unit": self.unit,
            "changes": self.changes,
            "meters": list(self.meters),
            "facts": [f.as_json() for f in self.facts],
            "expected": dict(self.expected),
        }


class Fault:
    """A sound campus; each fault overrides the one thing it changes."""

    unit: ClassVar[str] = ""
    default: ClassVar[str] = ""
    """Size when none is given."""
    least: ClassVar[float] = 0.0
    lasts_h: ClassVar[float | None] = 24.0
    """Duration when none is given; None: for good."""
    resources: ClassVar[tuple[str, ...]] = ()
    """Resources it can be planted on; empty: any meter."""
    target: ClassVar[str] = "meter"
    """meter, gateway or campus."""
    changes: ClassVar[str] = "use"

    def __init__(self, planted: Planted) -> None:
        self.planted = planted
        self.meter = planted.subject
        self.text = planted.size or self.default

    @property
    def sized(self) -> bool:
        """Whether its size is a number."""
        return bool(self.default)

    @property
    def size(self) -> float:
        try:
            number = float(self.text)
        except ValueError:
            number = math.nan
        if not self.least <= number < math.inf:
            wanted = f"a number of {self.unit or '1'}, at least {self.least:g}"
            message = f"size of {self.planted.name} must be {wanted}, not {self.text!r}"
            raise Refused(message)
        return number

    @property
    def start_ms(self) -> int:
        return self.planted.start_ms

    @property
    def end_ms(self) -> int:
        return self.planted.end_ms

    def lasting(self, times_ms: Times) -> Mask:
        return (times_ms >= self.start_ms) & (times_ms < self.end_ms)

    def people(self, site: Site) -> Site:
        """Another head count."""
        return site

    def machine(self, plant: Plant, place: Setting) -> Plant:
        """Another behaviour of the heat pump named."""
        del place
        return plant

    def added(self, place: Setting, clean: Floats) -> Flow | None:
        """Use added behind the meter named; `clean` is its sound hourly use."""
        del place, clean
        return None

    def refit(self, register: Dial) -> Dial:
        """Another register on the meter named."""
        return register

    def misread(self, channels: Mapping[str, Channels]) -> Mapping[str, Channels]:
        """Channels that read differently, by meter; sees all meters of the campus as they read so far."""
        del channels
        return {}

    def send(self, sending: Sending) -> Sending:
        """Another delivery of one source's messages; every source of the campus passes here."""
        return sending

    def touched(self, truth: Truth) -> tuple[str, ...]:
        """Meters that differ."""
        above = truth.site.ancestors(self.meter) if self.changes == "use" else []
        return (self.meter, *above)

    def check(self, truth: Truth) -> None:
        """Refuse what makes no sense where it is planted."""
        if self.sized:
            _ = self.size
        elif self.planted.size and not self.default and not self.unit:
            message = f"{self.planted.name} takes no size, so leave out ={self.planted.size}"
            raise Refused(message)
        kinds = {
            "meter": {i.id: str(i.resource) for i in truth.site.instruments},
            "gateway": {g.id: "" for g in truth.site.gateways},
            "campus": {truth.site.id: ""},
        }[self.target]
        if self.meter not in kinds or (self.resources and kinds[self.meter] not in self.resources):
            wanted = f"a {self.target}" + (f" of {' or '.join(self.resources)}" if self.resources else "")
            fitting = [k for k, v in kinds.items() if not self.resources or v in self.resources]
            message = f"{self.planted.name} goes on {wanted}, not on {self.meter!r}; here: {', '.join(fitting)}"
            raise Refused(message)

    def facts(self, truth: Truth) -> tuple[Fact, ...]:
        """What people would enter."""
        del truth
        return ()

    def expected(self, truth: Truth) -> Mapping[str, Value]:
        """Numbers that follow from the size."""
        del truth
        return {}

    def label(self, truth: Truth) -> Label:
        try:
            size: Value = float(self.text)
        except ValueError:
            size = self.text
        planted = self.planted
        return Label(
            planted.name, truth.site.id, self.meter, planted.start_ms, planted.end_ms, size, self.unit,
            self.changes, self.touched(truth), self.facts(truth), self.expected(truth),
        )  # fmt: skip


def iso(ms: int) -> str:
    """Local time with its offset."""
    return from_ms(ms).astimezone(CHINA).isoformat()
