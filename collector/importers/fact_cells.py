"""Cells of a table of facts as the values a fact keeps: numbers, days, moments, yes and no, words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from types import UnionType
from typing import Any, get_args
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from campus.clock import EPOCH
from campus.config.words import value_of
from campus.day_type import DayType
from campus.entry.kinds import subject_of
from campus.entry.touches import Site
from campus.errors import Refused
from campus.ledger.fact_bodies import BODIES, Value
from campus.quantity import Resource
from collector.importers.dates import MomentReader
from collector.importers.numerals import BLANK, Decimal, parse_numbers

DATED = ("until", "finished")
"""Fields of bodies that hold a day or a moment."""

_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(0?[1-9]|1[0-2])月?")
_YES = frozenset(["是", "对", "已清零", "确认", "yes", "true", "y", "1", "√", "✓"])
_NO = frozenset(["否", "不是", "没有", "未清零", "no", "false", "n", "0", "×"])
_DAY_TYPES = {
    DayType.TERM_WD: "学期工作日 教学日 上课日 上课 工作日 上学日 补课",
    DayType.TERM_WE: "学期周末 周末",
    DayType.HOLIDAY: "假日 假期 节假日 法定节假日 月假 放假 停课",
    DayType.VACATION: "寒暑假 寒假 暑假",
    DayType.EVENT: "活动 考试 运动会 开放日",
}
_DAY_TYPE_BY_WORD = {word: kind for kind, words in _DAY_TYPES.items() for word in words.split()}


def written_moment(text: str, moments: MomentReader) -> str:
    """A cell as ISO text: a day, a local time, or a moment with its offset. Raises `Unreadable`."""
    if month := _MONTH.fullmatch(text):
        return date(int(month[1]), int(month[2]), 1).isoformat()
    found = moments.read(text)
    clock = (EPOCH + timedelta(milliseconds=found.ms)).replace(tzinfo=None)
    # A day typed into Excel comes as its midnight, to the second.
    if not found.has_time or text.endswith(" 00:00:00"):
        return clock.date().isoformat()
    if found.offset_ms is None:
        return clock.isoformat()
    return clock.replace(tzinfo=timezone(timedelta(milliseconds=found.offset_ms))).isoformat()


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the cells of one file of one kind."""

    kind: str
    site: Site
    moments: MomentReader
    decimal: Decimal

    def subject(self, cell: str) -> str:
        return subject_of(self.site.group, self.kind, cell)

    def body(self, subject: str, cells: Mapping[str, str]) -> dict[str, Value]:
        """The body of a fact; blank cells are left out, and a group no column speaks of counts as none of its heads."""
        fields = {field.alias or name: field.annotation for name, field in BODIES[self.kind].model_fields.items()}
        zone = self.site.zone_of(subject)
        body = {
            name: self._value(name, cell, fields[name], zone)
            for name, cell in cells.items()
            if cell.lower() not in BLANK
        }
        if self.kind == "head_count":
            absent = [name for name in ("boarders", "day_students", "staff") if name not in body]
            if blank := [name for name in absent if name in cells]:
                message = f"{blank[0]} is missing; write 0 where there are none"
                raise Refused(message)
            body |= dict.fromkeys(absent, 0)
        return body

    def _value(self, name: str, cell: str, annotation: Any, zone: ZoneInfo) -> Value:
        wanted = set(get_args(annotation)) - {type(None)} if isinstance(annotation, UnionType) else {annotation}
        if bool in wanted:
            return _yes_or_no(name, cell)
        if wanted & {int, float}:
            return self._number(name, cell)
        if AwareDatetime in wanted:
            moment = datetime.fromisoformat(written_moment(cell, self.moments))
            return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()
        if date in wanted:
            return written_moment(cell, self.moments)[:10]
        if DayType in wanted:
            return _DAY_TYPE_BY_WORD.get(cell, cell.upper())
        return value_of("resource", cell) if Resource in wanted else cell

    def _number(self, name: str, cell: str) -> float | int:
        values, refused = parse_numbers([cell], self.decimal)
        if refused:
            message = f"{name}: {refused[0][1]}"
            raise Refused(message)
        value = float(values[0])
        return int(value) if value.is_integer() else value


def _yes_or_no(name: str, cell: str) -> bool:
    word = cell.lower()
    if word in _YES or word in _NO:
        return word in _YES
    message = f"{name}: {cell!r} is neither 是 (yes) nor 否 (no)"
    raise Refused(message)
