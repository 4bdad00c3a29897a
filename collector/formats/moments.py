"""Times as devices write them, and which of them can be true."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campus.clock import EPOCH
from campus.config.meter import TimeField
from campus.errors import Misconfigured

EARLIEST = datetime(2005, 1, 1, tzinfo=UTC)
"""Clocks that were never set say 1970, 2000 or 1111; no meter spoke MQTT before this."""

LATEST_AHEAD = timedelta(days=731)
"""Further ahead of arrival than this no clock skew explains; smaller errors are the skew check's."""

Parse = Callable[[object], datetime]
"""Raises ValueError, TypeError or OverflowError on what is no time."""

_UNIX_PER_S = {"unix": 1, "unix_ms": 1_000, "unix_us": 1_000_000, "unix_ns": 1_000_000_000}
_FOUR_DIGIT_YEARS_END_S = 253_402_300_800
_LONG_FRACTION = re.compile(r"([.,]\d{6})\d+")
_OFFSET_WITHOUT_COLON = re.compile(r"([T ]\d\d:?\d\d.*[+-]\d\d)(\d\d)$")
_LOOSE = re.compile(
    r"([0-9]{4})[-.年]([0-9]{1,2})[-.月]([0-9]{1,2})日?"
    r"(?:[T ]*([0-9]{1,2})[:时]([0-9]{1,2})(?:[:分](?:([0-9]{1,2})([.][0-9]{1,6})?秒?)?)?)?"
    r"( *(?:Z|[+-][0-9]{2}:[0-9]{2}))?"
)
_DIGITS = {8: ("%Y%m%d",), 10: ("%Y%m%d%H",), 12: ("%y%m%d%H%M%S", "%Y%m%d%H%M"), 14: ("%Y%m%d%H%M%S",)}


def plausible(moment: datetime, received: datetime) -> bool:
    """Whether a time of measurement can be true for a message that arrived at `received`."""
    return EARLIEST <= moment <= received + LATEST_AHEAD


def from_unix(value: object, per_second: int = 1) -> datetime:
    """Seconds (or fractions) since 1970, exact to the microsecond for whole numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        message = f"{value!r} is no time"
        raise TypeError(message)
    number: int | float
    if isinstance(value, str):
        number = int(value) if value.strip().lstrip("-").isdecimal() else float(value)
    else:
        number = value
    if isinstance(number, int):
        seconds, rest = divmod(number, per_second)
        if not rest and 0 <= seconds < _FOUR_DIGIT_YEARS_END_S:
            return datetime.fromtimestamp(seconds, UTC)
        return EPOCH + timedelta(seconds=seconds, microseconds=rest * 1_000_000 // per_second)
    return EPOCH + timedelta(seconds=number / per_second)


def guess_unix(value: object) -> datetime:
    """Unix time whose resolution is told by its size: s, ms, us or ns."""
    size = abs(float(value)) if isinstance(value, (int, float, str)) else 0.0
    for limit, per_second in ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000)):
        if size < limit:
            return from_unix(value, per_second)
    return from_unix(value, 1_000_000_000)


def from_iso(value: object, zone: tzinfo) -> datetime:
    """ISO 8601 and its relatives: blank for T, offset without colon, nanoseconds, compact digits."""
    if not isinstance(value, str):
        message = f"{value!r} is no ISO time"
        raise TypeError(message)
    text = _OFFSET_WITHOUT_COLON.sub(r"\1:\2", _LONG_FRACTION.sub(r"\1", value.strip().replace("/", "-")))
    if text.isdecimal() and len(text) in _DIGITS:
        moment = _from_digits(text)
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            found = _LOOSE.fullmatch(text)
            if not found:
                raise
            moment = _from_loose(found)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _from_loose(found: re.Match[str]) -> datetime:
    """Digits without leading zeros and Chinese marks; 24:00 is the midnight that ends the day."""
    day = datetime.fromisoformat(f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}")
    hour, minute, second = found[4] or "0", found[5] or "0", found[6] or "0"
    if int(hour) == 24:  # noqa: PLR2004  the midnight that ends a day
        if int(minute) or int(second):
            message = "an hour 24 has no minutes"
            raise ValueError(message)
        day, hour = day + timedelta(days=1), "0"
    fraction, zone = found[7] or "", (found[8] or "").strip()
    return datetime.fromisoformat(f"{day:%Y-%m-%d}T{hour:0>2}:{minute:0>2}:{second:0>2}{fraction}{zone}")


def _from_digits(text: str) -> datetime:
    forms = _DIGITS[len(text)]
    for form in forms[:-1]:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  the caller adds the zone
        except ValueError:
            continue
    return datetime.strptime(text, forms[-1])  # noqa: DTZ007  the caller adds the zone


def parser(field: TimeField, zone: tzinfo) -> Parse:
    """The reader of a configured time field; a zone or pattern that cannot work is refused."""
    if field.zone:
        try:
            zone = ZoneInfo(field.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            message = f"time zone {field.zone!r} is unknown; write an IANA name such as Asia/Shanghai"
            raise Misconfigured(message) from error
    form = field.format
    if form == "iso":
        return lambda value: from_iso(value, zone)
    if form in _UNIX_PER_S:
        per_second = _UNIX_PER_S[form]
        return lambda value: from_unix(value, per_second)
    if "%" not in form:
        message = (
            f"time format {form!r}: write iso, {', '.join(_UNIX_PER_S)} or a strptime pattern such as %Y%m%d%H%M%S"
        )
        raise Misconfigured(message)

    def by_pattern(value: object) -> datetime:
        moment = datetime.strptime(str(value), form)  # noqa: DTZ007  the zone is added below
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)

    return by_pattern
