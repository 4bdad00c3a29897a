"""Times as devices write them."""

from campus.clock import from_ms
from simulators.timeline import CHINA


def utc(ms: int) -> str:
    """2026-03-01T00:15:00Z."""
    return from_ms(ms).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(ms: int) -> str:
    """2026-03-01T08:15:00, the clock on the wall without a zone."""
    return from_ms(ms).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S")


def local_with_offset(ms: int) -> str:
    """2026-03-01T08:15:00+08:00."""
    return from_ms(ms).astimezone(CHINA).isoformat(timespec="seconds")
