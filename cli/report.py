"""`campus report`: the month, or any span of months, as a table or as JSON."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from analysis.monthly.as_json import as_document
from analysis.monthly.build import Wanted, build_report
from analysis.monthly.publication import publish, with_revision
from analysis.monthly.report import Line, MonthReport, UnitPart
from analysis.monthly.statutory_template import StatutoryTemplate, load_template
from analysis.monthly.wording import change_words, number, unit_words
from analysis.monthly.workbook import write_workbook
from campus.clock import system_clock
from campus.errors import Refused
from cli.installation import DEFAULT_CONFIG, ConfigPath, Json, opened


def command(  # noqa: PLR0913 - one parameter an option
    month: Annotated[str, typer.Option(help="month, or first month of a span, such as 2026-02")],
    *,
    to: Annotated[str, typer.Option(help="last month of the span; empty: one month")] = "",
    campus: Annotated[str, typer.Option(help="campus id; empty: the whole group")] = "",
    publish_it: Annotated[
        bool, typer.Option("--publish", help="keep the figures as published; later changes are then named")
    ] = False,
    author: Annotated[str, typer.Option(help="who publishes")] = "campus report",
    xlsx: Annotated[
        Path | None, typer.Option(help="write the workbook a logistics office hands in (.xlsx) to this file")
    ] = None,
    statutory: Annotated[
        Path | None, typer.Option(help="rows of the workbook's statutory sheet (YAML); unset: the built-in ones")
    ] = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Figures per head, like for like, with coverage; what cannot be compared is listed with its reason."""
    template = load_template(statutory) if statutory else None
    with opened(config) as installation:
        with installation.ledger.connect() as connection:
            wanted = Wanted(month, to, campus)
            made = build_report(connection, installation.group, wanted, system_clock, installation.readings)
        if publish_it:
            publish(installation.ledger, made, author, system_clock)
        with installation.ledger.connect() as connection:
            report = with_revision(connection, made)
    if xlsx is not None:
        _write(report, xlsx, template)
    if as_json:
        typer.echo(json.dumps(as_document(report), ensure_ascii=False))
    else:
        console = Console()
        show(report, console if console.width >= WIDE else Console(width=WIDE))


def _write(report: MonthReport, path: Path, template: StatutoryTemplate | None) -> None:
    try:
        write_workbook(report, path, template)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror or error}); name a file in a folder that exists"
        raise Refused(msg) from error
    typer.echo(f"written: {path}", err=True)


def show(report: MonthReport, console: Console) -> None:
    """Sentences first, then a table of the group and of each campus, then what was left out."""
    console.print(f"[bold]{report.title.zh}[/bold]  {report.group}")
    for said in report.sentences:
        console.print(said.zh)
    for unit in (*((report.whole,) if len(report.campuses) > 1 else ()), *report.campuses):
        console.print(_table(unit))
    for note in report.notes:
        console.print(f"· {note.zh}")
    for entry in report.left_out:
        reasons = "；".join(gate.words.zh for gate in entry.gates)
        console.print(f"未计入 {entry.campus} {entry.resource} {entry.month}：{reasons}")
    if report.revision is not None and report.revision.revised:
        _show_revision(report, console)


def _table(unit: UnitPart) -> Table:
    heads = f"{unit.heads.total:,.0f} 人" if unit.heads.total is not None else "人数未录入"
    table = Table(title=f"{unit.name}（{heads}）", title_justify="left")
    for title in ("", "用量", "上年", "人均", "覆盖", "估算", "费用 ¥", "kgce", "L1 人均", "L2 同类日", "L3 天气"):
        table.add_column(title, justify="left" if not title or title.startswith("L") else "right", no_wrap=True)
    for part in unit.resources:
        lines = part.lines
        table.add_row(
            part.name.zh,
            _quantity(part.this.value, part.unit),
            _quantity(part.last.value, part.unit),
            _quantity(part.this.per_head, part.unit),
            f"{part.this.coverage:.1%}",
            "—" if part.this.estimated_share is None else f"{part.this.estimated_share:.1%}",
            _quantity(part.this.cost_yuan, ""),
            _quantity(part.this.kgce, ""),
            lines.l1.display.zh,
            _change(lines.l2),
            _change(lines.l3) if lines.l3 else "—",
        )
    return table


def _change(line: Line) -> str:
    return change_words(line.reduction, line.margin).zh


def _quantity(value: float | None, unit: str) -> str:
    return "—" if value is None else f"{number(value)} {unit_words(unit)}".rstrip()


def _show_revision(report: MonthReport, console: Console) -> None:
    revision = report.revision
    if revision is None:
        return
    console.print(f"[bold]已修订[/bold]：{revision.published_at} 发布后有 {len(revision.figures)} 项数据变化")
    for cause in revision.causes:
        console.print(f"  原因：{cause.subject} {cause.first}..{cause.last} {cause.detail}")
    for figure in revision.figures[:SHOWN]:
        console.print(f"  {figure.path}: {figure.old} → {figure.new}")
    if len(revision.figures) > SHOWN:
        console.print(f"  … 另有 {len(revision.figures) - SHOWN} 项，见 --json")


SHOWN = 12
WIDE = 130
"""Columns the tables need; a narrower terminal wraps whole lines instead of every cell."""
