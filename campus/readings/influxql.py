"""InfluxQL, the query language every InfluxDB speaks (1.x, 2.x, 3): queries, literals and periods."""

from collections.abc import Iterable

from campus.readings.line_protocol import MEASUREMENT, NS_PER_MS, stored_name

EARLIEST_NS = -(2**63) + 2
LATEST_NS = 2**63 - 2
"""InfluxDB's own bounds of time."""


def select(what: str, *conditions: str, tail: str = "") -> str:
    """A query on the readings; every name and literal in its parts is quoted by the functions below."""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f'SELECT {what} FROM "{MEASUREMENT}"{where} {tail}'.rstrip()  # noqa: S608 - parts are quoted


def field(channel: str) -> str:
    """A channel's field as identifier."""
    return identifier(stored_name(channel))


def identifier(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def of_meters(meters: Iterable[str]) -> str:
    """Condition on the meter tag."""
    return "(" + " OR ".join(f"\"meter\" = '{_quoted(stored_name(meter))}'" for meter in meters) + ")"


def between(start_ns: int, end_ns: int) -> str:
    """Condition on time: start_ns <= time < end_ns."""
    return f"time >= {max(start_ns, EARLIEST_NS)} AND time < {min(end_ns, LATEST_NS)}"


def ns(time_ms: int) -> int:
    """Beginning of a millisecond, inside InfluxDB's bounds."""
    return min(max(time_ms * NS_PER_MS, EARLIEST_NS), LATEST_NS)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
