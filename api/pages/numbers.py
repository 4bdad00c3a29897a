"""Numbers as people read them: thin-space thousands, the unit always, a dash for unknown."""

import html
import math
import re
from datetime import datetime

from api.words import Words

THIN = "\u2009"
"""Thin space between thousands. It may break over lines: `unbroken` where a figure stands in running text."""
JOIN = "\u00a0"
"""Between a figure and its unit."""
UNKNOWN = "—"
MINUS = "−"

SIGNIFICANT = 4
LEVEL = 0.0005
"""Changes that round to 0.0 % are neither up nor down."""
UNITS = {"m3": "m³", "m3/h": "m³/h", "degC": "°C", "1": "", "uS/cm": "µS/cm"}

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


def figure(value: float | None) -> str:
    """At most four significant digits, but integer digits are never rounded away: 12 345; 123.4; 0.0567."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    digits = math.floor(math.log10(abs(value))) + 1
    decimals = min(max(SIGNIFICANT - digits, 0), 6)
    return _plain(value, decimals, keep_zeros=False)


def amount(value: float | None, unit: str) -> str:
    """A figure with its unit; the dash stands alone."""
    text = figure(value)
    return text if text == UNKNOWN else _with_unit(text, unit)


def register(value: float | None, unit: str) -> str:
    """A register as it stands on the display, every integer digit and two decimals."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return _with_unit(_plain(value, 2, keep_zeros=True), unit)


def percent(share: float | None) -> str:
    """One decimal: 0.0512 → 5.1 %."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    return _with_unit(_plain(100 * share, 1, keep_zeros=True), "%")


def covered(coverage: float) -> str:
    """Whole percent, rounded down: 100 % only when nothing is missing."""
    whole = math.floor(100 * coverage + 1e-9)
    return _with_unit("<1" if whole == 0 and coverage > 0 else str(whole), "%")


def estimated(share: float | None) -> str:
    """Whole percent, rounded up: 0 % only when nothing is estimated."""
    return UNKNOWN if share is None else _with_unit(str(min(math.ceil(100 * share - 1e-9), 100)), "%")


def change(share: float | None, words: Words) -> str:
    """A change in words: -0.051 → 下降 5.1 %."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    if abs(share) < LEVEL:
        return words.level
    return words.change.format(word=words.down if share < 0 else words.up, percent=percent(abs(share)))


def signed(share: float | None) -> str:
    """The change as one number with its sign: −5.1 %."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    if abs(share) < LEVEL:
        return percent(0.0)
    return (MINUS if share < 0 else "+") + percent(abs(share))


def age(seconds: float, words: Words) -> str:
    """How long ago, in the largest whole unit; a clock that is ahead is named, not shown as a negative age."""
    if seconds < -MINUTE_S:
        return words.ahead
    if seconds < MINUTE_S:
        return words.ago_now
    if seconds < HOUR_S:
        return words.ago_minutes.format(n=int(seconds // MINUTE_S))
    if seconds < 2 * DAY_S:
        return words.ago_hours.format(n=int(seconds // HOUR_S))
    return words.ago_days.format(n=int(seconds // DAY_S))


def moment(time: datetime) -> str:
    """2026-02-17 08:30, in the zone the time carries."""
    return f"{time:%Y-%m-%d %H:%M}"


def count(number: int) -> str:
    return _plain(number, 0, keep_zeros=False)


def unit_of(unit: str) -> str:
    """A base unit as it is printed: m3 → m³."""
    return UNITS.get(unit, unit)


def unbroken(text: str) -> str:
    """HTML of running text whose figures stay on one line."""
    return re.sub(rf"\d{{1,3}}(?:{THIN}\d{{3}})+", r'<span class="figure">\g<0></span>', html.escape(text))


def _plain(value: float, decimals: int, *, keep_zeros: bool) -> str:
    text = f"{abs(value):,.{decimals}f}".replace(",", THIN)
    if decimals and not keep_zeros:
        text = text.rstrip("0").rstrip(".")
    negative = value < 0 and any(c in "123456789" for c in text)
    return MINUS + text if negative else text


def _with_unit(text: str, unit: str) -> str:
    shown = unit_of(unit)
    return f"{text}{JOIN}{shown}" if shown else text
