"""Head counts (用能人数) of a table into dated facts: who counted how many from which day."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from campus.clock import to_ms
from campus.config.model import Campus, Group
from campus.errors import Refused
from campus.ledger.fact_bodies import checked_body
from campus.ledger.facts import Fact, facts_of, record
from collector.importers.dates import MomentReader, OrderEvidence, Unreadable
from collector.importers.numerals import parse_numbers
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.readings_file import Stores
from collector.importers.rows import Rows, Table
from collector.importers.words import plain

GROUPS = ("boarders", "day_students", "staff")
_WORDS = {
    "campus": "campus school site 校区 学校 校区编号 校区名称",
    "date": "date from month since validfrom startdate 日期 生效日期 起始日期 开始日期 月份 年月 统计月份 起",
    "boarders": "boarders boarder boarding 住校生 寄宿生 住宿生 住校生人数 寄宿生人数 住宿生人数 住校人数",
    "day_students": "daystudents daystudent daypupils 走读生 走读生人数 通学生 走读人数",
    "staff": "staff teachers employees 教职工 教职工人数 教职员工 教师 教工 职工",
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split()}
_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(0?[1-9]|1[0-2])月?")


def head_count_columns(header: Sequence[str]) -> dict[str, int]:
    """Role → column of a header row of head counts; empty when it is none."""
    found: dict[str, int] = {}
    for index, cell in enumerate(header):
        role = _ROLES.get(plain(cell.partition("(")[0].partition("（")[0]))
        if role:
            found.setdefault(role, index)
    return found if "date" in found and any(group in found for group in GROUPS) else {}


def import_head_counts(  # noqa: PLR0913 - what, how, and where to
    table: Table, group: Group, options: ImportOptions, stores: Stores, outcome: Outcome, *, dry_run: bool, strict: bool
) -> None:
    """Record one fact per sound row; the same fact once more is a duplicate, another number for a day replaces it."""
    rows = _all(table)
    at = next((i for i, row in enumerate(rows.cells[:20]) if head_count_columns(row)), None)
    if at is None:
        message = "no header with a date (日期) and boarders, day_students, staff (住校生, 走读生, 教职工) was found"
        raise Refused(message)
    columns = head_count_columns(rows.cells[at])
    below = list(zip(rows.numbers[at + 1 :], rows.cells[at + 1 :], strict=True))
    if not below:
        message = "nothing stands below the header"
        raise Refused(message)
    order = OrderEvidence()
    order.add([n for n, _ in below], [_cell(row, columns["date"]) for _, row in below])
    reader = MomentReader(order.settle(options.date_order), options.date_format)
    facts: list[tuple[int, Fact]] = []
    for number, row in below:
        outcome.rows += 1
        try:
            facts.append((number, _fact(row, columns, group, options, reader, stores.received_ms)))
        except (Refused, Unreadable) as error:
            outcome.reject(number, str(error))
    if strict and outcome.rejected_rows:
        message = f"rows to reject: {outcome.rejected_rows}; --strict takes a file whole or not at all"
        raise Refused(message)
    with stores.ledger.begin() as connection:
        known = {c.id: facts_of(connection, c.id, "head_count") for c in group.campuses}
        latest = {(f.subject, f.at_ms): dict(f.body) for facts_ in known.values() for f in facts_}
        for _, fact in facts:
            body = checked_body(fact.kind, fact.body)
            if latest.get((fact.subject, fact.at_ms)) == body:
                outcome.duplicate += 1
                continue
            latest[fact.subject, fact.at_ms] = body
            outcome.accepted += 1
            if not dry_run:
                record(connection, fact)


def _all(table: Table) -> Rows:
    """Head counts are a few hundred rows; they are recorded in one transaction."""
    rows = Rows([], [], [])
    for batch in table.batches():
        rows.numbers.extend(batch.numbers)
        rows.cells.extend(batch.cells)
    return rows


def _cell(row: Sequence[str], index: int | None) -> str:
    return row[index].strip() if index is not None and index < len(row) else ""


def _fact(
    row: Sequence[str], columns: dict[str, int], group: Group, options: ImportOptions, reader: MomentReader, now_ms: int
) -> Fact:
    campus = _campus(_cell(row, columns.get("campus")), group, options)
    zone = ZoneInfo(campus.timezone or group.timezone)
    day = _day(_cell(row, columns["date"]), reader)
    values, refused = parse_numbers([_cell(row, columns.get(name)) for name in GROUPS], ".")
    if refused:
        message = f"{GROUPS[refused[0][0]]}: {refused[0][1]}"
        raise Refused(message)
    body: dict[str, float | int | str | bool | None] = {}
    for name, value in zip(GROUPS, values.tolist(), strict=True):
        if name not in columns:
            body[name] = 0
        elif value != value:  # noqa: PLR0124 - NaN: the cell is blank
            message = f"{name} is missing; write 0 where there are none"
            raise Refused(message)
        else:
            body[name] = int(value) if value.is_integer() else value
    checked_body("head_count", body)
    return Fact("head_count", campus.id, to_ms(datetime.combine(day, time(), zone)), body, options.author, now_ms)


def _day(text: str, reader: MomentReader) -> date:
    if month := _MONTH.fullmatch(text):
        return date(int(month[1]), int(month[2]), 1)
    return reader.day(text)


def _campus(name: str, group: Group, options: ImportOptions) -> Campus:
    wanted = name or options.campus
    for campus in group.campuses:
        if wanted in {campus.id, campus.name} or (not wanted and len(group.campuses) == 1):
            return campus
    known = ", ".join(f"{c.id} ({c.name})" if c.name else c.id for c in group.campuses)
    message = f"unknown campus {wanted!r}; known: {known}" if wanted else f"the campus is missing; known: {known}"
    raise Refused(message)
