"""One file of any kind into an installation: what it holds is told from its header."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from campus.config.model import Group
from campus.config.words import field_of
from campus.entry.columns import header_of
from campus.errors import Refused, Retry
from collector.importers.create import NewMeters, list_of, with_meters, write_list
from collector.importers.fact_file import import_facts
from collector.importers.meter_list_file import import_meters
from collector.importers.meter_names import MeterNames
from collector.importers.open_table import open_table
from collector.importers.options import FileKind, ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.plan import UnknownMeters, column_names
from collector.importers.readings_file import Progress, Stores, import_readings
from collector.importers.rows import Table
from collector.importers.slots import slot_blocks
from collector.importers.words import meanings

HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Run:
    """How all files of one call are imported."""

    config: Path
    options: ImportOptions
    stores: Stores
    dry_run: bool = False
    strict: bool = False
    create: NewMeters | None = None


def import_file(path: Path, group: Group, run: Run, progress: Progress = lambda _: None) -> tuple[Outcome, Group]:
    """Import one file; the outcome also tells of a refusal. Returns the group with meters made on the way.

    Raises `Retry` while a store is unavailable; what was stored until then stays, and the same call
    later counts it as duplicate.
    """
    outcome = Outcome(path.name)
    try:
        table = open_table(path, run.options)
        kind = run.options.file_kind or kind_of(table)
        outcome.kind = kind
        if kind == "meters":
            import_meters(path, run.config, group, run.options, outcome, dry_run=run.dry_run, strict=run.strict)
        elif kind == "head-counts":
            import_facts(
                table, "head_count", group, run.options, run.stores, outcome, dry_run=run.dry_run, strict=run.strict
            )
        else:
            group, make = _with_new_meters(table, group, run)
            import_readings(
                table, group, run.options, run.stores, outcome,
                dry_run=run.dry_run, strict=run.strict, planned=make, progress=progress,
            )  # fmt: skip
    except UnknownMeters as refused:
        outcome.refused = str(refused)
        for row, name, reason in refused.first_rows:
            outcome.unknown_meters |= {name} - {""}
            outcome.reject(row, reason)
    except Refused as refused:
        outcome.refused = str(refused)
    except Retry as error:
        done = (
            f"{outcome.accepted} readings of {path.name} are stored, the rest is not"
            if outcome.accepted
            else "nothing is stored"
        )
        message = f"{error}; {done}: run the same import again, what is stored then counts as duplicate"
        raise Retry(message) from error
    return outcome, group


def kind_of(table: Table) -> FileKind:
    """What a table holds, by its header: readings unless it is plainly one of the other two."""
    for rows in table.batches():
        for row in rows.cells[:HEADER_WITHIN]:
            if header_of("head_count", row):
                return "head-counts"
            if {"id", "resource"} <= {field_of(cell) for cell in row} and not _tells_times(row):
                return "meters"
        break
    return "readings"


def _tells_times(header: list[str]) -> bool:
    return bool(slot_blocks(header)) or any(m.role in {"time", "date"} for cell in header for m in meanings(cell))


def _with_new_meters(table: Table, group: Group, run: Run) -> tuple[Group, Callable[[], None]]:
    """The group with the meters `--create` asks for, and what writes them down once the file is known to be sound."""
    wanted = run.create
    if wanted is None:
        return group, lambda: None
    names = MeterNames(group.meters, run.options.meters, run.options.prefix)
    listed = [name for name in column_names(table, run.options) if name and not names.knows(name)]
    made = wanted.meters(listed, run.options.prefix)
    fresh = not run.config.exists()
    into = run.config.parent / "meters" / f"{wanted.campus}.csv" if fresh else list_of(run.config, wanted.campus)

    def write() -> None:
        if fresh:
            wanted.write_new_configuration(run.config)
        if made:
            write_list(into, made)

    return with_meters(group, wanted.campus, made), write
