"""Checks at the door: what can be true at all, and what looks odd enough to be noted.

Only what cannot be true is refused (docs/decisions/0007-checks-at-the-door.md); everything odd is
kept as it came, because the books decide with more than one reading at hand.
"""

from dataclasses import dataclass
from typing import NamedTuple

from campus.quantity import QUANTITIES, Kind

SKEW_MS = 300_000
HOUR_MS = 3_600_000
WHOLE_HOUR_TOLERANCE_MS = 60_000
MOST_ZONE_HOURS = 14
EARLIEST_MS = 946_684_800_000
"""2000-01-01: earlier times are clocks that were never set."""
LATEST_MS = 7_258_118_400_000
"""2200-01-01."""

PLAUSIBLE_FACTOR = 1.2
UNIT_FACTOR = 1000.0
UNIT_TOLERANCE = 0.005
UNIT_GROWTH = 1.1
"""A register that changed from kWh to Wh reads 1000 times as much plus what was used meanwhile."""

_MOST_REGISTER = 1e12
_MOST_GAUGE = 1e12
RANGES: dict[str, tuple[float, float]] = {
    "active_power": (-1e9, 1e9),
    "apparent_power": (0, 1e9),
    "reactive_power": (-1e9, 1e9),
    "power_setpoint": (-1e9, 1e9),
    "power_factor": (-1.001, 1.001),
    "pv_power": (-1e9, 1e9),
    "storage_power": (-1e9, 1e9),
    "state_of_charge": (0, 110),
    "self_sufficiency": (-1, 101),
    "voltage": (-1e6, 1e6),
    "current": (-1e5, 1e5),
    "frequency": (0, 1000),
    "compressor_power": (-1, 1e7),
    "compressor_frequency": (0, 1000),
    "heat_power": (-1e9, 1e9),
    "flow": (-1e5, 1e5),
    "temperature": (-90, 400),
    "humidity": (0, 110),
    "pressure": (-102, 1e5),
    "tank_level": (-10, 120),
    "soil_moisture": (0, 110),
    "conductivity": (0, 1e7),
    "battery_level": (0, 110),
    "battery_voltage": (0, 1000),
    "leak_state": (0, 255),
    "door_state": (0, 255),
    "digital_input": (0, 2**32),
}
"""Quantity → bounds in base units: what an instrument can show, not what is usual."""


def plausible_range(quantity: str) -> tuple[float, float]:
    """Bounds of a quantity; a register is never negative. NaN and infinities lie outside of every range."""
    register = QUANTITIES[quantity].kind is Kind.REGISTER
    return RANGES.get(quantity, (0.0, _MOST_REGISTER) if register else (-_MOST_GAUGE, _MOST_GAUGE))


def value_fault(channel: str, value: float, low: float, high: float) -> str:
    """The reason a value outside its range is refused with."""
    if value != value:  # noqa: PLR0124 (NaN is the only value unequal to itself)
        return f"{channel} is not a number (NaN)"
    if value in (float("inf"), float("-inf")):
        return f"{channel} is infinite"
    return f"{channel} = {value:g} is outside {low:g} … {high:g}"


class ClockFault(NamedTuple):
    """A time that contradicts the moment of arrival; `offset_s` is positive when the device is ahead."""

    kind: str
    offset_s: float

    @property
    def words(self) -> str:
        way = "ahead of" if self.offset_s > 0 else "behind"
        if self.kind == "time_zone":
            return f"time is {abs(self.offset_s) / 3600:.0f} h {way} arrival: a time-zone error"
        return f"time is {abs(self.offset_s):.0f} s {way} arrival"


def clock_fault(time_ms: int, received_ms: int) -> ClockFault | None:
    """More than five minutes between a reading's time and its arrival; whole hours are named as a zone error."""
    offset = time_ms - received_ms
    if -SKEW_MS <= offset <= SKEW_MS:
        return None
    hours = round(offset / HOUR_MS)
    whole = hours and abs(hours) <= MOST_ZONE_HOURS and abs(offset - hours * HOUR_MS) <= WHOLE_HOUR_TOLERANCE_MS
    return ClockFault("time_zone" if whole else "clock_skew", offset / 1000)


def impossible_time(time_ms: int, received_ms: int) -> str | None:
    """Why a reading of this time cannot be kept; late is possible, the future is not."""
    if not EARLIEST_MS <= time_ms < LATEST_MS:
        return "time is outside the years 2000 … 2199: the device's clock is not set"
    if time_ms - received_ms <= SKEW_MS:
        return None
    fault = clock_fault(time_ms, received_ms)
    return fault.words if fault else None


class Oddity(NamedTuple):
    """A register step that is kept but noted."""

    kind: str
    before: float
    before_ms: int


@dataclass(slots=True)
class LastRegister:
    """The last register value of one channel, and the use per hour that would still be plausible."""

    rate_per_h: float
    resolution: float
    time_ms: int = -1
    value: float = 0.0

    def step(self, time_ms: int, value: float) -> Oddity | None:
        """Take a value that came in; says what is odd about it. Late values change nothing."""
        before_ms, before = self.time_ms, self.value
        if time_ms <= before_ms:
            return None
        self.time_ms, self.value = time_ms, value
        if before_ms < 0:
            return None
        allowed = PLAUSIBLE_FACTOR * self.rate_per_h * (time_ms - before_ms) / HOUR_MS + self.resolution
        if 0 <= value - before <= allowed:
            return None
        kind = "unit_jump" if _unit_changed(before, value) else "implausible_rate" if value > before else ""
        return Oddity(kind, before, before_ms) if kind else None


def _unit_changed(before: float, value: float) -> bool:
    if before <= 0 or value <= 0:
        return False
    return any(
        1 - UNIT_TOLERANCE <= ratio <= UNIT_GROWTH
        for ratio in (value / before / UNIT_FACTOR, value * UNIT_FACTOR / before)
    )
