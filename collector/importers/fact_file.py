"""Tables of dated facts (head counts, manual readings, swaps, tariffs, …): row by row, all in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from campus.config.model import Group
from campus.entry.columns import AT, AUTHOR, SUBJECT, columns_of, header_of
from campus.entry.desk import RECORDED, Answer, State, Written, enter_fact
from campus.entry.kinds import kind_of_fact
from campus.entry.template import EXAMPLE_MARK
from campus.entry.touches import Site
from campus.errors import Refused
from collector.importers.dates import MomentReader, OrderEvidence, Unreadable
from collector.importers.fact_cells import DATED, CellReader, written_moment
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.readings_file import Stores
from collector.importers.rows import Rows, Table

HEADER_WITHIN = 20
MOST_ROWS = 2000
"""Rows of a file: one transaction, in which nobody else enters facts or marks readings, stays a matter of seconds."""


@dataclass(frozen=True, slots=True)
class EnteredRow:
    """What became of one row of a table."""

    row: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rows below the header of a table of one kind, and the field each column fills."""

    kind: str
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, list[str]]]

    def cell(self, row: Sequence[str], field: str) -> str:
        index = self.columns.get(field)
        return row[index].strip() if index is not None and index < len(row) else ""


def import_facts(  # noqa: PLR0913 - what, how, and where to
    table: Table,
    kind: str,
    group: Group,
    options: ImportOptions,
    stores: Stores,
    outcome: Outcome,
    *,
    dry_run: bool = False,
    strict: bool = False,
) -> list[EnteredRow]:
    """Enter every sound row, in order of its day; rejected rows are told in `outcome` with their reason.

    The file is one transaction: with `dry_run`, or with `strict` and a rejected row, nothing of it stays. Raises
    `Refused` for a file that is no table of the kind, `Retry` when a store is unavailable; then too nothing stays.
    """
    kind_of_fact(kind)
    sheet = _sheet(table, kind, outcome)
    site = Site(group, stores.readings, stores.received_ms)
    written = _read(sheet, site, options, outcome)
    entered: list[EnteredRow] = []
    with stores.ledger.connect() as connection, connection.begin() as transaction:
        for number, one in sorted(written, key=lambda pair: pair[1].at):
            try:
                entered.append(EnteredRow(number, enter_fact(connection, site, one)))
            except Refused as refused:
                outcome.reject(number, str(refused))
        refused_whole = strict and outcome.rejected_rows
        if dry_run or refused_whole:
            transaction.rollback()
            entered = [_unkept(one) for one in entered]
        else:
            transaction.commit()
    if refused_whole:
        message = f"rows to reject: {outcome.rejected_rows}; --strict takes a file whole or not at all"
        raise Refused(message)
    fresh = [one for one in entered if not one.answer.remarks or one.answer.remarks[0] != RECORDED]
    outcome.duplicate += len(entered) - len(fresh)
    outcome.accepted += len(fresh)
    if held := sum(one.answer.state is State.HELD for one in entered):
        outcome.notes.append(f"{held} held for confirmation")
    return sorted(entered, key=lambda one: one.row)


def _unkept(one: EnteredRow) -> EnteredRow:
    """A row that was tried only: a number it had for a moment must not be used to confirm or withdraw it."""
    return EnteredRow(one.row, replace(one.answer, fact=replace(one.answer.fact, id=0)))


def _sheet(table: Table, kind: str, outcome: Outcome) -> _Sheet:
    rows = _all(table)
    at = next((i for i, row in enumerate(rows.cells[:HEADER_WITHIN]) if header_of(kind, row)), None)
    if at is None:
        headings = ", ".join(column.heading for column in columns_of(kind) if column.required)
        message = f"no header of {kind} was found; it has {headings}"
        raise Refused(message)
    columns = header_of(kind, rows.cells[at])
    unused = [cell for i, cell in enumerate(rows.cells[at]) if cell.strip() and i not in columns.values()]
    if unused:
        outcome.notes.append(f"columns not used: {', '.join(unused)}")
    below = list(zip(rows.numbers[at + 1 :], rows.cells[at + 1 :], strict=True))
    kept = [(number, row) for number, row in below if not row[0].strip().startswith(EXAMPLE_MARK)]
    if not below:
        message = "nothing stands below the header"
        raise Refused(message)
    if len(kept) > MOST_ROWS:
        message = f"{len(kept):,} rows; at most {MOST_ROWS:,} facts are entered at once, split the file"
        raise Refused(message)
    if len(kept) < len(below):
        outcome.notes.append(f"{len(below) - len(kept)} example left out")
    for number, reason in rows.broken:
        outcome.rows += 1
        outcome.reject(number, reason)
    return _Sheet(kind, columns, kept)


def _all(table: Table) -> Rows:
    """Facts are a few hundred rows; they are recorded in one transaction."""
    rows = Rows([], [], [])
    for batch in table.batches():
        rows.numbers.extend(batch.numbers)
        rows.cells.extend(batch.cells)
        rows.broken.extend(batch.broken)
    return rows


def _read(sheet: _Sheet, site: Site, options: ImportOptions, outcome: Outcome) -> list[tuple[int, Written]]:
    order = OrderEvidence()
    for field in (AT, *DATED):
        order.add([n for n, _ in sheet.rows], [sheet.cell(row, field) for _, row in sheet.rows])
    moments = MomentReader(order.settle(options.date_order), options.date_format)
    reader = CellReader(sheet.kind, site, moments, options.decimal or ".")
    found: list[tuple[int, Written]] = []
    for number, row in sheet.rows:
        outcome.rows += 1
        try:
            found.append((number, _written(sheet, row, reader, options)))
        except (Refused, Unreadable) as error:
            outcome.reject(number, str(error))
    return found


def _written(sheet: _Sheet, row: Sequence[str], reader: CellReader, options: ImportOptions) -> Written:
    subject = reader.subject(sheet.cell(row, SUBJECT) or options.campus)
    at = written_moment(sheet.cell(row, AT), reader.moments)
    body = reader.body(subject, {name: sheet.cell(row, name) for name in sheet.columns if name not in NOT_BODY})
    author = sheet.cell(row, AUTHOR) or options.author
    return Written(sheet.kind, subject, at, body, author)


NOT_BODY = frozenset({SUBJECT, AT, AUTHOR})
