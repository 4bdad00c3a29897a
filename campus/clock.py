"""Time as a parameter: the core never asks the machine what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present moment with a zone. Production passes `system_clock`, replay its own."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z, rounded to nearest; a moment without a zone is refused."""
    if moment.tzinfo is None:
        message = f"{moment.isoformat()} has no time zone"
        raise ValueError(message)
    delta = moment - EPOCH
    return (delta.days * 86_400_000) + delta.seconds * 1000 + round(delta.microseconds / 1000)


def from_ms(ms: int) -> datetime:
    """The UTC moment `ms` milliseconds after the epoch, exact (no float on the way)."""
    return EPOCH + timedelta(milliseconds=int(ms))


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
