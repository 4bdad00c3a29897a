"""When a fact holds from or happened, as people write it: a local day, a local time, or a moment with its zone."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from campus.clock import from_ms, to_ms
from campus.entry.kinds import KindOfFact
from campus.errors import Refused
from campus.period import day_start_ms, local_day

YEARS = range(1990, 2100)
NOON = time(12)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def moment_ms(text: str, kind: KindOfFact, zone: ZoneInfo, now_ms: int) -> int:
    """The moment in ms. Raises `Refused` for what is none, and for the future of what can only have happened.

    A day alone is its beginning for facts that hold by day, else noon: the hour is not known, and noon is at
    most half a day off. Noon of today, before noon, is now.
    """
    written = text.strip()
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        message = f"{written!r} is no day or time, write 2026-03-01 or 2026-03-01T10:00"
        raise Refused(message) from None
    if found.year not in YEARS:
        message = f"{written} lies outside the years {YEARS.start} to {YEARS.stop - 1}"
        raise Refused(message)
    at_ms = to_ms(found if found.tzinfo else found.replace(tzinfo=zone))
    if kind.by_day:
        return day_start_ms(local_day(at_ms, zone), zone)
    if _DAY.fullmatch(written):
        at_ms = to_ms(datetime.combine(found.date(), NOON, zone))
        if local_day(now_ms, zone) == found.date():
            at_ms = min(at_ms, now_ms)
    if not kind.planned and at_ms > now_ms:
        message = f"{written} lies in the future; now is {from_ms(now_ms).astimezone(zone):%Y-%m-%d %H:%M}"
        raise Refused(message)
    return at_ms


def span_days(start_ms: int, end_ms: int) -> float:
    return (end_ms - start_ms) / (timedelta(days=1) / timedelta(milliseconds=1))
