"""The list of meters: what each said last, how long ago, what it used yesterday."""

import html
from collections.abc import Sequence

from api.context import Context
from api.figures.freshness import Freshness, Newest
from api.figures.meterlines import MeterLine
from api.pages import numbers
from api.pages.chart import css_class
from api.words import Words
from campus.config.meter import Meter
from campus.quantity import Resource
from campus.register.hours import Status


def meter_table(lines: Sequence[MeterLine], context: Context, w: Words) -> str:
    """HTML of the table; on a phone each line folds into two."""
    campuses = {c.id: c.name or c.id for c in context.group.campuses}
    head = (w.meter, w.campus, w.last_value, w.age, w.state, w.yesterday)
    top = "".join(
        f"<th scope=col{' class=num' if h in (w.last_value, w.yesterday) else ''}>{html.escape(h)}</th>" for h in head
    )
    body = "".join(_line(x, campuses.get(x.meter.campus, ""), context, w) for x in lines)
    return f"<table class=meters><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _line(x: MeterLine, campus: str, context: Context, w: Words) -> str:
    resource = html.escape(w.resource[x.meter.resource])
    dot = f'<span class="dot {css_class(x.meter.resource)}" title="{resource}"></span>'
    name = html.escape(x.meter.name or x.meter.id)
    depth = " class=sub" if x.meter.role == "sub" and x.meter.parent else ""
    value, age = numbers.UNKNOWN, numbers.UNKNOWN
    if x.last_ms is not None:
        value = " · ".join(_value(n, x.meter, w) for n in x.shown)
        age = numbers.age((context.now_ms - x.last_ms) / 1000, w)
    return (
        f"<tr data-meter={html.escape(x.meter.id)}><td{depth}>{dot}<span>{name}"
        f"<i>{resource}</i></span></td>"
        f"<td>{html.escape(campus)}</td><td class=num>{html.escape(value)}</td><td>{html.escape(age)}</td>"
        f"<td>{_state(x.state, w)}</td><td class=num>{_yesterday(x, w)}</td></tr>"
    )


def _value(n: Newest, meter: Meter, w: Words) -> str:
    if n.channel.quantity == meter.booked and not n.channel.interval_s:
        return numbers.register(n.value, n.unit)
    shown = numbers.amount(n.value, n.unit)
    # A number without a unit needs its name; with one it speaks for itself.
    return f"{w.quantity.get(n.channel.quantity, n.channel.quantity)} {shown}" if n.unit == "1" else shown


def _state(state: Freshness, w: Words) -> str:
    return f'<span class="state {state.replace("_", "-")}">{html.escape(w.freshness[state])}</span>'


def _yesterday(x: MeterLine, w: Words) -> str:
    if x.meter.resource is Resource.SENSOR or x.yesterday is None:
        return ""
    used = x.yesterday
    if used.value is None:
        return f'<span class="missing">{numbers.UNKNOWN} {html.escape(w.status[Status.MISSING])}</span>'
    notes = []
    if used.coverage < 1:
        notes.append(f"{w.coverage} {numbers.covered(used.coverage)}")
    if used.estimated > 0:
        notes.append(f"{w.estimated_share} {numbers.estimated(used.estimated_share)}")
    note = f"<i>{html.escape(' · '.join(notes))}</i>" if notes else ""
    return f"{note}{html.escape(numbers.amount(used.value, x.unit))}"
