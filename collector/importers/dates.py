"""Dates and times as people and programs write them, in one form per file, the order of day and month proven."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from campus.errors import Refused
from collector.importers.options import DateOrder

DAY_MS = 86_400_000
EPOCH_DAY = date(1970, 1, 1).toordinal()
EARLIEST_MS = 0
LATEST_MS = (date(2100, 1, 1).toordinal() - EPOCH_DAY) * DAY_MS
_EXCEL_EPOCH = date(1899, 12, 30).toordinal() - EPOCH_DAY
_EXCEL_DAYS = range(20_000, 80_000)
"""Serial days taken for dates: 1954 to 2119."""
_UNIX_S = range(631_152_000, 4_102_444_800)
"""Seconds taken for moments: 1990 to 2100."""
_CENTURY_TURN = 70
"""Two-digit years from here on are of the 20th century."""

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:星期|周)[一二三四五六日天])\.?,?"
_DATE = (
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{2,4}年\d{1,2}月\d{1,2}[日号]?|\d{8}"
    r"|\d{1,2}[-/. ]{0,2}[A-Za-z]{3,9}\.?,?[-/. ]{0,2}\d{2,4}"
    r"|[A-Za-z]{3,9}\.?[- ]{1,2}\d{1,2}(?:st|nd|rd|th)?,? {0,2}\d{4})"
)
_TIME = (
    r"(?:(?:上午|下午)?\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.,]\d{1,9})?)?\s*(?:[ap]\.?m\.?)?"
    r"|(?:上午|下午)?\d{1,2}[时点](?:\d{1,2}分?(?:\d{1,2}秒?)?)?)"
)
_OFFSET = r"(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_MOMENT = re.compile(
    rf"(?:{_WEEKDAY}\s*)?(?P<date>{_DATE})(?:(?:T|\s+|,\s*|(?<=[日号]))(?:{_WEEKDAY}\s*)?(?P<time>{_TIME}))?"
    rf"\s*(?P<offset>{_OFFSET})?(?:\s*{_WEEKDAY})?",
    re.IGNORECASE | re.ASCII,
)
_TIME_FIRST = re.compile(
    rf"(?P<time>{_TIME})\s+(?:{_WEEKDAY}\s*)?(?P<date>{_DATE})(?P<offset>)", re.IGNORECASE | re.ASCII
)
_COMPACT = re.compile(r"(?P<date>\d{8})[T_ -]?(?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2}))?(?P<offset>Z)?", re.ASCII)
_CLOCK = re.compile(
    r"(上午|下午)?\s*(\d{1,2})(?:[:：]|[时点])(\d{1,2})?分?(?:[:：]?(\d{1,2})秒?)?(?:[.,](\d{1,9}))?\s*([ap])?\.?m?\.?",
    re.IGNORECASE | re.ASCII,
)
_NUMERIC = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})", re.ASCII)
_CHINESE = re.compile(r"(\d{2,4})年(\d{1,2})月(\d{1,2})[日号]?", re.ASCII)
_DAY_MONTH_NAME = re.compile(r"(\d{1,2})[-/. ]*([A-Za-z]+)\.?,?[-/. ]*(\d{2,4})", re.ASCII)
_MONTH_NAME_DAY = re.compile(r"([A-Za-z]+)\.?[- ]+(\d{1,2})[a-z]*,? *(\d{4})", re.IGNORECASE | re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_UNIX = re.compile(r"\d{9,10}(\.\d+)?|\d{12,13}", re.ASCII)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


class Moment(NamedTuple):
    """A moment as written: `ms` since 1970-01-01T00:00 of its own clock; `offset_ms` where it names one."""

    ms: int
    offset_ms: int | None
    has_time: bool


class Unreadable(ValueError):
    """A cell that is no date; the message says why."""


def orders_of(text: str) -> frozenset[DateOrder]:
    """Orders in which a numeric date is a real day; empty for dates that have one reading only."""
    found = _NUMERIC.match(_date_part(text))
    if not found or len(found[1]) > 2:  # noqa: PLR2004 - a four-digit year in front says it all
        return frozenset()
    # Two digits in front are a year only with a dash or a point; 23/9/1 is not written anywhere as 2023.
    orders: tuple[DateOrder, ...] = (
        ("ymd", "dmy", "mdy") if len(found[4]) == 2 and found[2] != "/" else ("dmy", "mdy")  # noqa: PLR2004 - likewise
    )
    return frozenset(order for order in orders if _numeric_day(found[1], found[3], found[4], order) is not None)


def _date_part(text: str) -> str:
    found = _MOMENT.fullmatch(text.strip()) or _TIME_FIRST.fullmatch(text.strip())
    return found["date"] if found else ""


def looks_like_date(text: str) -> bool:
    """Whether a cell is a written date in any order; bare numbers are not."""
    stripped = text.strip()
    if re.fullmatch(r"\d+", stripped) and len(stripped) not in {8, 12, 14}:
        return False
    try:
        MomentReader("ymd", "").read(stripped)
    except Unreadable:
        return bool(orders_of(stripped))
    return True


@dataclass(slots=True)
class OrderEvidence:
    """Which order of day and month the dates of a file prove, and by which row."""

    possible: frozenset[DateOrder] = frozenset(("ymd", "dmy", "mdy"))
    numeric: bool = False
    example: str = ""
    narrowed: dict[frozenset[DateOrder], tuple[int, str]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def add(self, rows: Iterable[int], texts: Iterable[str]) -> None:
        for row, text in zip(rows, texts, strict=True):
            day = text[:11]
            if day in self._seen:
                continue
            self._seen = self._seen if len(self._seen) < 50_000 else set()  # noqa: PLR2004 - bounds memory
            self._seen.add(day)
            orders = orders_of(text)
            if not orders:
                continue
            self.numeric, self.example = True, self.example or text.strip()
            self.narrowed.setdefault(orders, (row, text.strip()))
            self.possible &= orders

    def settle(self, given: DateOrder | None) -> DateOrder:
        """The order of the file; refused while two fit, or when rows contradict each other."""
        if given or not self.numeric:
            return given or "ymd"
        if len(self.possible) == 1:
            return next(iter(self.possible))
        if not self.possible:
            proofs = "; ".join(
                f"row {row} ({text}) is {'/'.join(sorted(o))}" for o, (row, text) in self.narrowed.items()
            )
            message = f"the dates contradict each other: {proofs}. Say which with --date-order ymd, dmy or mdy"
            raise Refused(message)
        readings = ", ".join(
            f"{order} = {MomentReader(order, '').day(self.example)}" for order in sorted(self.possible)
        )
        message = (
            f"the order of day and month is not certain: {self.example} can be {readings}, and no date in the file "
            f"decides; say which with --date-order {' or '.join(sorted(self.possible))}"
        )
        raise Refused(message)


class MomentReader:
    """Reads the moments of one file, in one order or by one pattern."""

    def __init__(self, order: DateOrder, pattern: str) -> None:
        self._order, self._pattern = order, pattern
        self._days = lru_cache(65_536)(self._day)
        self._clocks = lru_cache(100_000)(_clock)

    def day(self, text: str) -> date:
        return date.fromordinal(self.read(text).ms // DAY_MS + EPOCH_DAY)

    def read(self, text: str) -> Moment:
        """Raises `Unreadable`, also for years no meter was read in."""
        moment = self._read(text.strip())
        if not EARLIEST_MS <= moment.ms < LATEST_MS:
            message = f"{text.strip()!r} lies outside the years 1970 to 2099"
            raise Unreadable(message)
        return moment

    def _read(self, text: str) -> Moment:
        if self._pattern:
            return self._by_pattern(text)
        if text[4:5] == "-" == text[7:8] and (quick := _iso(text)):
            return quick
        found = _MOMENT.fullmatch(text) or _TIME_FIRST.fullmatch(text)
        if found:
            clock = found["time"]
            ms = self._days(found["date"]) * DAY_MS + (self._clocks(clock) if clock else 0)
            return Moment(ms, _offset_ms(found["offset"]), bool(clock))
        if compact := _COMPACT.fullmatch(text):
            ms = self._clocks(f"{compact['h']}:{compact['mi']}:{compact['s'] or '00'}")
            return Moment(self._days(compact["date"]) * DAY_MS + ms, _offset_ms(compact["offset"]), has_time=True)
        return _counted(text)

    def clock_ms(self, text: str) -> int:
        """Milliseconds of a time of day (24:00 included) since its midnight."""
        return self._clocks(text.strip())

    def _by_pattern(self, text: str) -> Moment:
        if self._pattern in {"unix", "unix_ms", "excel"}:
            moment = _counted(text)
            named = {"excel": moment.offset_ms is None, "unix_ms": len(text.partition(".")[0]) > 10}  # noqa: PLR2004 - digits of seconds
            if named.get(self._pattern, moment.offset_ms is not None):
                return moment
            message = f"{text!r} is no {self._pattern} number"
            raise Unreadable(message)
        try:
            found = datetime.strptime(text, self._pattern)  # noqa: DTZ007 - the zone of the file is applied to all rows together
        except ValueError:
            message = f"{text!r} is not of the form {self._pattern}"
            raise Unreadable(message) from None
        offset = found.utcoffset()
        naive = found.replace(tzinfo=None) - datetime(1970, 1, 1)  # noqa: DTZ001 - likewise
        return Moment(
            naive // timedelta(milliseconds=1),
            None if offset is None else offset // timedelta(milliseconds=1),
            any(code in self._pattern for code in ("%H", "%I", "%c", "%X", "%s")),
        )

    def _day(self, text: str) -> int:
        day = _written_day(text, self._order)
        if day is None:
            message = f"{text!r} is no date in the order {self._order}"
            raise Unreadable(message)
        return day.toordinal() - EPOCH_DAY


def _iso(text: str) -> Moment | None:
    """The common form, ten times as fast as the general one."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    ms = (found.hour * 3600 + found.minute * 60 + found.second) * 1000 + round(found.microsecond / 1000)
    offset = found.utcoffset()
    day_ms = (found.toordinal() - EPOCH_DAY) * DAY_MS
    return Moment(day_ms + ms, None if offset is None else offset // timedelta(milliseconds=1), len(text) > 10)  # noqa: PLR2004 - length of a date


def _written_day(text: str, order: DateOrder) -> date | None:
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        return _day(text[:4], text[4:6], text[6:])
    if found := _NUMERIC.fullmatch(text):
        return _numeric_day(found[1], found[3], found[4], order)
    if found := _CHINESE.fullmatch(text):
        return _day(*found.groups())
    if found := _DAY_MONTH_NAME.fullmatch(text):
        return _day(found[3], _month(found[2]), found[1])
    if found := _MONTH_NAME_DAY.fullmatch(text):
        return _day(found[3], _month(found[1]), found[2])
    return None


def _numeric_day(first: str, second: str, third: str, order: DateOrder) -> date | None:
    if len(first) == 4:  # noqa: PLR2004 - a four-digit year in front
        return _day(first, second, third) if len(third) <= 2 else None  # noqa: PLR2004 - a day
    if order == "ymd":
        return _day(first, second, third) if len(first) == len(third) == 2 else None  # noqa: PLR2004 - two-digit year
    return _day(third, second, first) if order == "dmy" else _day(third, first, second)


def _day(year: str, month: str, day: str) -> date | None:
    if len(year) not in {2, 4} or not month:
        return None
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004 - two-digit year
        number += 1900 if number >= _CENTURY_TURN else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _month(name: str) -> str:
    """Number of a month's name, in full or shortened to three letters (four for Sept)."""
    word = name.lower()
    numbers = [n for n, month in enumerate(_MONTHS, 1) if word in {month, month[:3]} or word == month[:4] == "sept"]
    return str(numbers[0]) if numbers else ""


def _clock(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if not found:
        message = f"{text!r} is no time of day"
        raise Unreadable(message)
    hour, minute, second = int(found[2]), int(found[3] or 0), int(found[4] or 0)
    half = {"a": 0, "上午": 0, "p": 12, "下午": 12}.get((found[1] or found[6] or "").lower())
    if half is not None and 1 <= hour <= 12:  # noqa: PLR2004 - hours of a clock face
        hour = hour % 12 + half
    thousandths = round(int((found[5] or "0").ljust(9, "0")) / 1_000_000)
    past = hour > 24 or (hour == 24 and (minute or second or thousandths))  # noqa: PLR2004 - 24:00 is the day's end
    if past or minute > 59 or second > 59:  # noqa: PLR2004 - minutes and seconds
        message = f"{text!r} is no time of day"
        raise Unreadable(message)
    return ((hour * 60 + minute) * 60 + second) * 1000 + thousandths


def _offset_ms(text: str | None) -> int | None:
    if not text:
        return None
    if text[0] not in "+-":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    return (1 if text[0] == "+" else -1) * (int(digits[:2]) * 60 + int(digits[2:])) * 60_000


def _counted(text: str) -> Moment:
    """Excel's serial days, and seconds or milliseconds since 1970."""
    if _SERIAL.fullmatch(text) and int(text[:5]) in _EXCEL_DAYS:
        ms = round(float(text) * 86_400) * 1000
        return Moment(ms + _EXCEL_EPOCH * DAY_MS, None, has_time=ms % DAY_MS != 0)
    if _UNIX.fullmatch(text):
        seconds = int(text) / 1000 if len(text) >= 12 and "." not in text else float(text)  # noqa: PLR2004 - milliseconds
        if int(seconds) in _UNIX_S:
            return Moment(round(seconds * 1000), 0, has_time=True)
    message = f"{text!r} is no date or time" if text else "the time is missing"
    raise Unreadable(message)
