"""隔离区 and 新发现的设备: what was set aside, as plain lists with the reason."""

import asyncio
import html
from zoneinfo import ZoneInfo

from nicegui import ui

from api.context import Context
from api.figures.setaside import Discovered, Quarantined, discovered_devices, quarantined
from api.pages import numbers
from api.pages.layout import link
from api.pages.preferences import words
from api.words import Words
from campus.clock import from_ms

PAGE_SIZE = 50


async def quarantine_page(context: Context, cursor: str) -> None:
    """Newest first, fifty at a time."""
    w = words()
    found = await asyncio.to_thread(quarantined, context.engine, PAGE_SIZE, cursor)
    _opening(w.quarantine, w.quarantine_intro.format(days=context.group.collector.quarantine_days))
    if not found.items:
        _empty(w.quarantine_empty)
        return
    zone = ZoneInfo(context.group.timezone)
    head = (w.received, w.topic, w.reason, w.payload)
    _table(head, [_quarantined(m, zone, w) for m in found.items])
    _turn("/quarantine", found.total, len(found.items), found.next_cursor, cursor, w)


async def discovered_page(context: Context, cursor: str) -> None:
    """By topic, fifty at a time."""
    w = words()
    found = await asyncio.to_thread(discovered_devices, context.engine, PAGE_SIZE, cursor)
    _opening(w.discovered, w.discovered_intro)
    if not found.items:
        _empty(w.discovered_empty)
        return
    zone = ZoneInfo(context.group.timezone)
    head = (w.device, w.topic, w.messages, w.first_heard, w.last_heard, w.decoder, w.example)
    _table(head, [_discovered(d, zone) for d in found.items])
    _turn("/discovered", found.total, len(found.items), found.next_cursor, cursor, w)


def _quarantined(m: Quarantined, zone: ZoneInfo, w: Words) -> tuple[str, ...]:
    reason = f"<b>{html.escape(w.kind.get(m.kind, m.kind))}</b><i>{html.escape(m.reason)}</i>"
    more = "…" if m.size > len(m.payload.encode()) else ""
    return (_time(m.received_ms, zone), _code(m.topic), reason, _code(m.payload + more))


def _discovered(d: Discovered, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        html.escape(d.device or numbers.UNKNOWN),
        _code(d.topic),
        numbers.count(d.messages),
        _time(d.first_ms, zone),
        _time(d.last_ms, zone),
        html.escape(d.decoder or numbers.UNKNOWN),
        _code(d.example),
    )


def _time(ms: int, zone: ZoneInfo) -> str:
    return f"<time>{numbers.moment(from_ms(ms).astimezone(zone))}</time>"


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"


def _opening(title: str, words_below: str) -> None:
    content = f"<div><h1>{html.escape(title)}</h1><p>{html.escape(words_below)}</p></div>"
    ui.html(content, sanitize=False, tag="section").classes("opening")


def _empty(text: str) -> None:
    ui.html(html.escape(text), sanitize=False, tag="p").classes("empty")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    top = "".join(f"<th scope=col>{html.escape(h)}</th>" for h in head)
    body = "".join(
        "<tr>" + "".join(f'<td data-head="{html.escape(h)}">{c}</td>' for h, c in zip(head, r, strict=True)) + "</tr>"
        for r in rows
    )
    content = f"<table class=setaside><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    ui.html(content, sanitize=False, tag="section").classes("scroll")


def _turn(path: str, total: int, shown: int, following: str | None, cursor: str, w: Words) -> None:
    parts = [f"<span>{html.escape(w.shown_of.format(total=numbers.count(total), shown=numbers.count(shown)))}</span>"]
    if cursor:
        parts.append(f'<a href="{path}">{html.escape(w.newest_first)}</a>')
    if following:
        parts.append(f'<a href="{html.escape(link(path, cursor=following))}">{html.escape(w.older)}</a>')
    ui.html("".join(parts), sanitize=False, tag="p").classes("turn")
