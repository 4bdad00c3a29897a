"""How far the figures can be trusted right now: freshness, books, spool, what was set aside."""

import html
from collections.abc import Sequence

from api.context import Context
from api.figures.freshness import Freshness
from api.figures.health import Health
from api.figures.meterlines import MeterLine
from api.pages import numbers
from api.pages.layout import link
from api.words import Words

LISTED = 5
NOT_ON_TIME = (Freshness.SILENT, Freshness.LATE, Freshness.NEVER)
BOOKS_CURRENT_S = 120.0


def panel(found: Health, lines: Sequence[MeterLine], context: Context, w: Words) -> str:
    """HTML of the panel."""
    if found.backlog is None:
        return f'<p class="alarm">{html.escape(w.unavailable.format(reason="; ".join(found.reasons)))}</p>'
    waiting = found.backlog
    newest = w.unknown if found.newest_ms is None else numbers.age((context.now_ms - found.newest_ms) / 1000, w)
    rows = [(html.escape(w.newest_reading), html.escape(newest))]
    rows += [(html.escape(w.freshness[s]), numbers.count(n)) for s, n in found.meters.items() if n]
    rows.append((html.escape(w.books), html.escape(_books(waiting.books_lag_s, w))))
    rows.append((html.escape(w.spool), html.escape(_spool(waiting.spool_messages, w))))
    rows.append((_anchor("/quarantine", w.quarantine), numbers.count(waiting.quarantined)))
    rows.append((_anchor("/discovered", w.discovered), numbers.count(waiting.discovered)))
    body = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f"<dl>{body}</dl>{_silent(lines, context, w)}"


def _silent(lines: Sequence[MeterLine], context: Context, w: Words) -> str:
    late = sorted((x for x in lines if x.state in NOT_ON_TIME), key=lambda x: NOT_ON_TIME.index(x.state))
    if not late:
        return f'<p class="fine">{html.escape(w.all_on_time)}</p>'
    items = "".join(
        f"<li>{html.escape(x.meter.name or x.meter.id)}<span>{_since(x, context, w)}</span></li>" for x in late[:LISTED]
    )
    more = f"<li>+{len(late) - LISTED}</li>" if len(late) > LISTED else ""
    return f'<h3>{html.escape(w.silent_meters)}</h3><ul class="late">{items}{more}</ul>'


def _since(line: MeterLine, context: Context, w: Words) -> str:
    if line.last_ms is None:
        return html.escape(w.freshness[Freshness.NEVER])
    return html.escape(numbers.age((context.now_ms - line.last_ms) / 1000, w))


def _books(lag_s: float | None, w: Words) -> str:
    if lag_s is None or lag_s < BOOKS_CURRENT_S:
        return w.books_current
    return w.books_behind.format(age=numbers.age(lag_s, w))


def _spool(messages: int | None, w: Words) -> str:
    if messages is None:
        return w.unknown
    return w.spool_waiting.format(n=numbers.count(messages)) if messages else w.spool_empty


def _anchor(path: str, text: str) -> str:
    return f'<a href="{link(path)}">{html.escape(text)}</a>'
