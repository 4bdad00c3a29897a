"""月报: the month or a span of months, sentence first, then tables that can be printed and handed in."""

import asyncio
import html
from collections.abc import Iterable, Sequence

from nicegui import ui

from analysis.monthly.amount import Amount
from analysis.monthly.amount import Words as Said
from analysis.monthly.lines import Line
from analysis.monthly.report import MonthReport, UnitPart
from api.context import Context
from api.pages import numbers
from api.pages.preferences import words
from api.routes.report import made
from api.words import Words
from campus.clock import from_ms
from campus.errors import Refused
from campus.period import Month

Cell = tuple[str, bool]
"""(HTML, whether it is a number)."""


async def report_page(context: Context, month: str, to: str, campus: str) -> None:
    """The report of the asked months; without a month, the last one that has ended."""
    w = words()
    first = month or _last_ended(context)
    ui.html(_form(first, to, campus, w), sanitize=False)
    try:
        report = await asyncio.to_thread(made, context, first, to, campus)
    except Refused as error:
        ui.html(html.escape(str(error)), sanitize=False, tag="p").classes("empty")
        return
    ui.html(_opening(report, w), sanitize=False, tag="section").classes("opening")
    for title, content in _sections(context, report, w):
        block = f"<h2>{html.escape(title)}</h2>{content}"
        ui.html(block, sanitize=False, tag="section").classes("sheet scroll")


def _last_ended(context: Context) -> str:
    zone = context.group.zone_of_campus(context.group.campuses[0].id if context.group.campuses else "")
    running = Month.of(from_ms(context.now_ms).astimezone(zone).date())
    return str(Month(running.year - (running.number == 1), (running.number - 2) % 12 + 1))


def _form(month: str, to: str, campus: str, w: Words) -> str:
    hidden = f'<input type="hidden" name="campus" value="{html.escape(campus)}">' if campus else ""
    return (
        f'<form class="asked" method="get" action="/report">{hidden}'
        f'<label>{w.report_from} <input type="month" name="month" value="{_typed(month)}"></label>'
        f'<label>{w.report_to} <input type="month" name="to" value="{_typed(to)}"></label>'
        f'<button type="submit">{w.report_show}</button>'
        f'<button type="button" onclick="print()">{w.report_print}</button></form>'
    )


def _typed(month: str) -> str:
    """The month as a browser wants it; nothing for what is none."""
    try:
        return str(Month.parse(month))
    except Refused:
        return ""


def _opening(report: MonthReport, w: Words) -> str:
    headline = report.whole.resources[0].lines.l2 if report.whole.resources else None
    number = ""
    if headline is not None and headline.reduction is not None:
        number = f'<b class="{_direction(headline.reduction)}">{numbers.signed(-headline.reduction)}</b>'
    first = _said(report.sentences[0], w) if report.sentences else _said(report.title, w)
    return f"{number}<div><h1>{numbers.unbroken(first)}</h1><p>{html.escape(_said(report.title, w))}</p></div>"


def _sections(context: Context, report: MonthReport, w: Words) -> Iterable[tuple[str, str]]:
    if report.revision is not None and report.revision.revised:
        yield w.report_why, _revision(report, w)
    if len(report.sentences) > 1 or report.notes:
        items = [*(_said(s, w) for s in report.sentences[1:]), *(_said(n, w) for n in report.notes)]
        yield w.report_notes, "<ul class=said>" + "".join(f"<li>{numbers.unbroken(i)}</li>" for i in items) + "</ul>"
    yield w.report_summary, _summary(report.whole, w)
    if len(report.campuses) > 1:
        yield w.report_campuses, _campuses(report, w)
    if report.targets:
        yield w.report_targets, _targets(report, w)
    if any(unit.split or unit.balances for unit in report.campuses):
        yield w.report_split, _split(context, report, w)
    if report.heat_pumps:
        yield w.report_pumps, _pumps(report, w)
    yield w.report_left_out, _left_out(report, w)
    yield w.report_quality, _quality(report, w)
    yield w.report_definitions, _definitions(report, w)


def _summary(unit: UnitPart, w: Words) -> str:
    head: tuple[str, ...] = (
        w.report_resource,
        w.report_use,
        w.report_last,
        w.report_per_head,
        w.coverage,
        w.estimated_share,
    )
    head += (w.report_cost, w.report_coal, w.report_l1, w.report_l2, w.report_l3)
    rows = []
    for part in unit.resources:
        lines = part.lines
        rows.append(
            (
                _text(_said(part.name, w)),
                *_amounts(part.this, part.last, part.unit),
                _text(_change(lines.l1, w)),
                _text(_change(lines.l2, w)),
                _text(_change(lines.l3, w) if lines.l3 else numbers.UNKNOWN),
            )
        )
    total = (
        *(_text(t) for t in ("", "", "", "", "", "")),
        _number(_yuan(unit.cost_yuan)),
        _number(numbers.amount(unit.kgce, "kgce")),
        *(_text("") for _ in range(3)),
    )
    return _table(head, [*rows, total])


def _amounts(this: Amount, last: Amount, unit: str) -> tuple[Cell, ...]:
    return (
        _number(numbers.amount(this.value, unit)),
        _number(numbers.amount(last.value, unit)),
        _number(numbers.amount(this.per_head, unit)),
        _number(numbers.covered(this.coverage)),
        _number(numbers.estimated(this.estimated_share)),
        _number(_yuan(this.cost_yuan)),
        _number(numbers.amount(this.kgce, "kgce")),
    )


def _campuses(report: MonthReport, w: Words) -> str:
    head: tuple[str, ...] = (
        w.report_campuses,
        w.report_heads,
        w.report_resource,
        w.report_use,
        w.report_per_head,
        w.coverage,
    )
    head += (w.report_l1, w.report_l2, w.report_l3)
    rows = []
    for unit in report.campuses:
        for number, part in enumerate(unit.resources):
            rows.append(
                (
                    _text("" if number else unit.name),
                    _number("" if number else numbers.figure(unit.heads.total)),
                    _text(_said(part.name, w)),
                    _number(numbers.amount(part.this.value, part.unit)),
                    _number(numbers.amount(part.this.per_head, part.unit)),
                    _number(numbers.covered(part.this.coverage)),
                    _text(_change(part.lines.l1, w)),
                    _text(_change(part.lines.l2, w)),
                    _text(_change(part.lines.l3, w) if part.lines.l3 else numbers.UNKNOWN),
                )
            )
    return _table(head, rows)


def _targets(report: MonthReport, w: Words) -> str:
    parts = []
    for target in report.targets:
        owners = w.list_separator.join(f"{_said(o.role, w)} {o.name}" for o in target.owners)
        rows = [
            (
                _text(f"{target.year}"),
                _number(numbers.percent(target.goal)),
                _number(numbers.percent(target.reduction)),
                _number(numbers.amount(target.mean_allowance, target.unit)),
                _number(numbers.percent(target.landing.probability) if target.landing else numbers.UNKNOWN),
                _text(owners or numbers.UNKNOWN),
            )
        ]
        head = (w.report_year, w.report_targets, w.down, w.report_allowed, w.report_probability, w.report_owners)
        parts.append(f"<p>{numbers.unbroken(_said(target.sentence, w))}</p>" + _table(head, rows))
    return "".join(parts)


def _split(context: Context, report: MonthReport, w: Words) -> str:
    parts = []
    for unit in report.campuses:
        if unit.split:
            shares = [
                (_text(_said(i.name, w)), _number(numbers.amount(i.use, "kWh")), _number(numbers.percent(i.share)))
                for i in unit.split.items
            ]
            parts.append(f"<h3>{html.escape(unit.name)}</h3>")
            parts.append(_table((w.report_item, w.report_use, w.report_share), shares))
        rows = [
            (
                _text(context.group.meters[b.meter].name or b.meter),
                _number(numbers.amount(b.main, b.unit)),
                _number(numbers.amount(b.rest, b.unit)),
                _number(numbers.percent(b.rest_share)),
                _number(numbers.covered(b.coverage)),
                _text(_said(b.words, w)),
            )
            for b in unit.balances
        ]
        if rows:
            head = (w.meter, w.report_use, w.report_rest, w.report_share, w.coverage, w.state)
            parts.append(_table(head, rows))
    return "".join(parts)


def _pumps(report: MonthReport, w: Words) -> str:
    head = (w.meter, w.report_use, w.report_last, w.report_hot_water, "kWh/m³", w.report_cop, w.report_notes)
    rows = [
        (
            _text(p.name or p.meter),
            _number(numbers.amount(p.electricity_kwh, "kWh")),
            _number(numbers.amount(p.electricity_last_kwh, "kWh")),
            _number(numbers.amount(p.hot_water_m3, "m3")),
            _number(numbers.figure(p.kwh_per_m3)),
            _number(numbers.figure(p.cop_all_in)),
            _text(w.list_separator.join(_said(n, w) for n in p.notes)),
        )
        for p in report.heat_pumps
    ]
    return _table(head, rows)


def _left_out(report: MonthReport, w: Words) -> str:
    if not report.left_out:
        return f"<p>{w.report_all_compared}</p>"
    names = {unit.id: unit.name for unit in report.campuses}
    resources = {part.resource: _said(part.name, w) for part in report.whole.resources}
    rows = [
        (
            _text(names.get(e.campus, e.campus)),
            _text(resources.get(e.resource, e.resource)),
            _text(e.month),
            _text(w.list_separator.join(_said(g.words, w) for g in e.gates)),
        )
        for e in report.left_out
    ]
    return _table((w.report_campuses, w.report_resource, w.month, w.report_why), rows)


def _quality(report: MonthReport, w: Words) -> str:
    quality = report.quality
    names = {unit.id: unit.name for unit in report.campuses}
    found = [
        (
            _text(names.get(f.campus, f.campus)),
            _text(f.kind),
            _number(numbers.count(f.count)),
            _number(numbers.count(f.needs_confirmation)),
            _text(w.list_separator.join(f.meters)),
        )
        for f in quality.findings
    ]
    meters = [
        (
            _text(m.name or m.meter),
            _number(numbers.covered(m.coverage)),
            _number(numbers.estimated(m.estimated_share)),
            _number(numbers.count(len(m.missing_days))),
        )
        for m in quality.imperfect
    ]
    head = (w.report_campuses, w.report_findings, w.report_count, w.report_confirm, w.meter)
    text = _table(head, found) if found else ""
    if meters:
        text += _table((w.meter, w.coverage, w.estimated_share, w.report_gaps), meters)
    return text or f"<p>{w.report_nothing_noticed}</p>"


def _definitions(report: MonthReport, w: Words) -> str:
    profile = report.definitions.profile
    rules = "".join(f"<li>{html.escape(_said(rule, w))}</li>" for rule in report.definitions.rules)
    used = {str(part.resource) for part in report.whole.resources}
    rows = [
        (_text(f"{f.carrier}, {f.what}/{f.unit}"), _number(numbers.figure(f.value)), _text(f.source))
        for f in profile.factors
        if f.carrier in used
    ]
    names = {unit.id: unit.name for unit in report.campuses}
    heads = [
        (
            _text(names.get(h.campus, h.campus)),
            _text(h.day.isoformat()),
            _number(numbers.figure(h.boarders)),
            _number(numbers.figure(h.day_students)),
            _number(numbers.figure(h.staff)),
        )
        for h in report.definitions.heads
    ]
    grid = f"{profile.id} {profile.version}, {profile.grid_region} {profile.grid_year}, {profile.digest}"
    text = f"<ul class=said>{rules}</ul><p><small>{html.escape(grid)}</small></p>"
    text += _table((w.report_factor, "", w.report_source), rows)
    head = (w.report_campuses, w.report_since, w.report_boarders, w.report_day_students, w.report_staff)
    return text + (_table(head, heads) if heads else "")


def _revision(report: MonthReport, w: Words) -> str:
    revision = report.revision
    if revision is None:
        return ""
    told = w.report_revised.format(count=numbers.count(len(revision.figures)))
    causes = [(_text(c.subject), _text(f"{c.first} {c.last}"), _text(c.detail)) for c in revision.causes]
    figures = [(_text(f.path), _text(str(f.old)), _text(str(f.new))) for f in revision.figures[:SHOWN]]
    return f"<p class=revised>{html.escape(told)}</p>" + _table((w.report_why, "", ""), causes + figures)


SHOWN = 20


def _table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    numeric = [all(row[n][1] for row in rows if row[n][0]) for n in range(len(head))] if rows else [False] * len(head)
    top = "".join(
        f"<th scope=col{' class=num' if is_number else ''}>{html.escape(h)}</th>"
        for h, is_number in zip(head, numeric, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(f"<td{' class=num' if number else ''}>{text}</td>" for text, number in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _text(text: str) -> Cell:
    return html.escape(text), False


def _number(text: str) -> Cell:
    return html.escape(text), True


def _yuan(value: float | None) -> str:
    return numbers.UNKNOWN if value is None else f"¥\u00a0{numbers.figure(round(value))}"


def _said(said: Said, w: Words) -> str:
    return said.zh if w.tag.startswith("zh") else said.en


def _change(line: Line, w: Words) -> str:
    """The change with what it rests on: `▼ 3.4 % ±1.2`; a dash and the reason where nothing can be said."""
    if line.reduction is None:
        return _said(line.verdict, w)
    mark = {"better": "▼", "worse": "▲", "level": "–"}[_direction(line.reduction)]
    spread = f" ±{100 * line.margin:.1f}" if line.margin is not None else ""
    return f"{mark} {numbers.change(-line.reduction, w)}{spread}"


def _direction(reduction: float) -> str:
    if abs(reduction) < numbers.LEVEL:
        return "level"
    return "better" if reduction > 0 else "worse"
