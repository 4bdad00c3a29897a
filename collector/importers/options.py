"""What the person who imports may say about a file; whatever is left out must be provable from the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from campus.quantity import Kind

DateOrder = Literal["ymd", "dmy", "mdy"]
Stamp = Literal["start", "end"]
FileKind = Literal["readings", "meters", "head-counts"]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """All optional; an empty value means: read it from the file, or refuse the file."""

    file_kind: FileKind | None = None
    date_order: DateOrder | None = None
    date_format: str = ""
    """A strptime pattern, or unix, unix_ms, excel."""
    zone: ZoneInfo | None = None
    """Zone of times without one; None: the campus' own."""
    interval_s: int | None = None
    stamp: Stamp | None = None
    """Whether the time of interval data is the interval's beginning or end."""
    kind: Kind | None = None
    quantity: str = ""
    unit: str = ""
    decimal: Literal["", ".", ","] = ""
    separator: str = ""
    encoding: str = ""
    sheet: str = ""
    meter: str = ""
    """The one meter of a file that names none."""
    meters: Mapping[str, str] = field(default_factory=dict)
    """Name in the file → meter id."""
    prefix: str = ""
    """Put before every meter name of the file, so `b1` of a gas file can be meter `gas-b1`."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Role (time, date, clock, meter, value, unit, quantity) → column name or number from 1."""
    kwh_per_m3: float | None = None
    campus: str = ""
    author: str = ""
    correct: bool = False
    """Keep a value that contradicts a known one of the same moment beside it, instead of rejecting it."""
