"""`campus import`: readings, meter lists and head counts from CSV, XLSX and XLS files."""

import gc
import getpass
import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from campus.clock import system_clock, to_ms
from campus.config.load import load_group
from campus.config.model import Group
from campus.ledger.engine import open_ledger
from campus.quantity import Kind, quantity
from campus.readings.open import open_readings
from cli.import_words import calorific_value, columns_of, mapping_of, seconds_of, separator_named, zone_named
from cli.installation import DEFAULT_CONFIG, ConfigPath, Json
from collector.decoders.registry import known_decoders
from collector.importers.create import NewMeters
from collector.importers.import_file import Run, import_file
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.readings_file import Stores

SHOWN_REJECTIONS = 20


def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="CSV, XLSX, XLS; also .gz, .xz, .bz2 of a CSV")],
    config: ConfigPath = DEFAULT_CONFIG,
    json_: Json = False,
    as_: Annotated[
        Literal["readings", "meters", "head-counts"] | None,
        typer.Option("--as", help="what the files hold; told from the header otherwise"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen, store nothing")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="refuse a file for a single bad row")] = False,
    correct: Annotated[
        bool, typer.Option("--correct", help="keep values that contradict known ones beside them")
    ] = False,
    date_order: Annotated[
        Literal["ymd", "dmy", "mdy"] | None, typer.Option(help="order of 03/04/2026 where the file does not prove it")
    ] = None,
    date_format: Annotated[str, typer.Option(help="strptime pattern, or unix, unix_ms, excel")] = "",
    zone: Annotated[str, typer.Option(help="IANA zone of times without one; default: the campus' own")] = "",
    interval: Annotated[str, typer.Option(help="length of interval data: 30min, 1h, 900s")] = "",
    stamp: Annotated[Literal["start", "end"] | None, typer.Option(help="what the time of interval data marks")] = None,
    kind: Annotated[Kind | None, typer.Option(help="register (抄表数), interval (用量) or gauge")] = None,
    quantity_: Annotated[
        str, typer.Option("--quantity", help="what is measured; default: what the meter's books need")
    ] = "",
    unit: Annotated[str, typer.Option(help="unit of the values where the file does not say it")] = "",
    kwh_per_m3: Annotated[float | None, typer.Option(help="calorific value, to turn gas in kWh into m3")] = None,
    decimal: Annotated[Literal["", ".", ","], typer.Option(help="decimal sign")] = "",
    separator: Annotated[str, typer.Option(help="what stands between columns; default: found out")] = "",
    encoding: Annotated[str, typer.Option(help="encoding of a text file; default: found out")] = "",
    sheet: Annotated[str, typer.Option(help="sheet of a workbook with several")] = "",
    meter: Annotated[str, typer.Option(help="the meter of a file that names none")] = "",
    meters: Annotated[str, typer.Option(help="NAME=ID,… or a CSV of two columns: name in the file, meter id")] = "",
    prefix: Annotated[str, typer.Option(help="put before every meter name of the file")] = "",
    columns: Annotated[
        str, typer.Option(help="ROLE=COLUMN,… for time, date, clock, meter, value, unit, quantity (name or number)")
    ] = "",
    create: Annotated[
        str, typer.Option(help="campus=ID,resource=electricity,…: list meters the file names and no list has")
    ] = "",
    campus: Annotated[str, typer.Option(help="campus of a meter list or of head counts that name none")] = "",
    author: Annotated[str, typer.Option(help="who enters the head counts; default: the login name")] = "",
    stats: Annotated[bool, typer.Option("--stats", help="readings a second and peak memory at the end")] = False,
) -> None:
    """Import files; every refused row is told with its reason.

    Exit 0: imported; 1: a store is unavailable; 2: a file was refused, or nothing of it was usable.
    """
    options = ImportOptions(
        file_kind=as_,
        date_order=date_order,
        date_format=date_format,
        zone=zone_named(zone),
        interval_s=seconds_of(interval),
        stamp=stamp,
        kind=kind,
        quantity=quantity(quantity_).name if quantity_ else "",
        unit=unit,
        decimal=decimal,
        separator=separator_named(separator),
        encoding=encoding,
        sheet=sheet,
        meter=meter,
        meters=mapping_of(meters),
        prefix=prefix,
        columns=columns_of(columns),
        kwh_per_m3=calorific_value(kwh_per_m3),
        campus=campus,
        author=author or getpass.getuser(),
        correct=correct,
    )
    wanted = NewMeters.parse(create) if create else None
    group = _group(config, wanted)
    began = time.monotonic()
    outcomes = _import_all(files, config, group, options, wanted, dry_run=dry_run, strict=strict)
    figures = _figures(outcomes, time.monotonic() - began) if stats else {}
    if json_:
        typer.echo(json.dumps(_document(outcomes, figures), ensure_ascii=False))
    else:
        for outcome in outcomes:
            _tell(outcome, dry_run=dry_run)
        for name, value in figures.items():
            typer.echo(f"{name}: {value}")
    if not all(outcome.came_through for outcome in outcomes):
        raise typer.Exit(2)


def _group(config: Path, wanted: NewMeters | None) -> Group:
    if wanted is None or config.exists():
        return load_group(config, known_decoders())
    base = config.absolute().parent / "data"
    places = {"readings": f"sqlite:///{base / 'readings.db'}", "ledger": f"sqlite:///{base / 'ledger.db'}"}
    return wanted.new_group().model_copy(update=places)


def _import_all(  # noqa: PLR0913 - what the command line says
    files: list[Path],
    config: Path,
    group: Group,
    options: ImportOptions,
    wanted: NewMeters | None,
    *,
    dry_run: bool,
    strict: bool,
) -> list[Outcome]:
    # Cells and rows hold no cycles; looking for some among millions of them costs a third of the time.
    gc.freeze()
    gc.set_threshold(1_000_000, 20, 20)
    readings = open_readings(group, config.absolute().parent)
    ledger = open_ledger(group.ledger)
    outcomes: list[Outcome] = []
    try:
        stores = Stores(readings, ledger, to_ms(system_clock()))
        run = Run(config, options, stores, dry_run=dry_run, strict=strict, create=wanted)
        with _bar() as bar:
            for file in files:
                task = bar.add_task(file.name, total=1.0)
                outcome, group = import_file(file, group, run, partial(_move, bar, task))
                bar.update(task, completed=1.0)
                outcomes.append(outcome)
    finally:
        readings.close()
        ledger.dispose()
    return outcomes


def _move(bar: Progress, task: TaskID, share: float) -> None:
    bar.update(task, completed=share)


@contextmanager
def _bar() -> Iterator[Progress]:
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar


def _document(outcomes: list[Outcome], figures: dict[str, float]) -> dict[str, object]:
    """One file's outcome as it is; of several the sums, and each file's own."""
    documents = [outcome.document() for outcome in outcomes]
    if len(documents) == 1:
        return documents[0] | ({"stats": figures} if figures else {})
    rejected = [{"file": d["file"], **r} for d in documents for r in cast("list[dict[str, object]]", d["rejected"])]
    return {
        "accepted": sum(outcome.accepted for outcome in outcomes),
        "duplicate": sum(outcome.duplicate for outcome in outcomes),
        "rejected": rejected,
        "files": documents,
    } | ({"stats": figures} if figures else {})


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    if outcome.refused:
        typer.echo(f"{outcome.file}: refused, nothing imported: {outcome.refused}", err=True)
    else:
        tense = "would be accepted" if dry_run else "accepted"
        typer.echo(
            f"{outcome.file}: {outcome.accepted:,} {tense}, {outcome.duplicate:,} duplicate, "
            f"{outcome.rejected_rows:,} rejected ({outcome.kind}, {outcome.rows:,} rows)"
        )
    for rejection in sorted(outcome.rejections)[:SHOWN_REJECTIONS]:
        typer.echo(f"  row {rejection.row}: {rejection.reason}", err=True)
    if outcome.rejected_rows > SHOWN_REJECTIONS:
        typer.echo(f"  … and {outcome.rejected_rows - SHOWN_REJECTIONS:,} more; --json lists them", err=True)
    for line in _remarks(outcome):
        typer.echo(f"  {line}")


def _remarks(outcome: Outcome) -> Iterator[str]:
    yield from outcome.notes
    if outcome.blank:
        yield f"{outcome.blank:,} blank cells"
    if outcome.estimated_by_source:
        yield f"{outcome.estimated_by_source:,} readings the sender marks as estimated"
    if outcome.unknown_meters:
        yield f"unknown meters: {', '.join(sorted(outcome.unknown_meters)[:50])}"
    for name, count in sorted(outcome.findings.items()):
        yield f"{name}: {count:,}"


def _figures(outcomes: list[Outcome], seconds: float) -> dict[str, float]:
    seen = sum(outcome.accepted + outcome.duplicate for outcome in outcomes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "readings": seen,
        "seconds": round(seconds, 2),
        "readings_per_second": round(seen / seconds) if seconds else 0,
        "peak_memory_mb": round(peak / (1 << 20 if sys.platform == "darwin" else 1024), 1),
    }
