"""The frame of every page: name, navigation, campus, language, light or dark."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from nicegui import ui

from api.context import Context
from api.pages.preferences import words

NAVIGATION = (("/", "overview"), ("/report", "report"), ("/quarantine", "quarantine"), ("/discovered", "discovered"))
"""Path and word of every page in the bar."""

THEME_SCRIPT = """<script>
(() => {
  const root = document.documentElement, kept = localStorage.getItem("campus_theme");
  if (kept) root.dataset.theme = kept;
  window.switchTheme = () => {
    const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    localStorage.setItem("campus_theme", root.dataset.theme);
  };
})();
</script>"""
"""Runs before anything is drawn, so a dark page never flashes white."""


def link(path: str, **query: str) -> str:
    """A path with those query values that are not empty."""
    given = {k: v for k, v in query.items() if v}
    return f"{path}?{urlencode(given)}" if given else path


@contextmanager
def page_frame(context: Context, path: str, stylesheet: str, campus: str = "") -> Iterator[None]:
    """Draw the bar, then the content of the caller below it."""
    w = words()
    name = next(key for where, key in NAVIGATION if where == path)
    ui.page_title(f"{getattr(w, name)} · {context.group.group or w.product}")
    ui.add_head_html(f'<link rel="stylesheet" href="{stylesheet}">{THEME_SCRIPT}')
    with ui.element("header").classes("bar"), ui.element("div").classes("bar-inner"):
        _text("span", "brand", w.product)
        with ui.element("nav").classes("nav").props(f'aria-label="{w.navigation}"'):
            for where, key in NAVIGATION:
                current = ' aria-current="page"' if where == path else ""
                _anchor(link(where, campus=campus), getattr(w, key), current)
        with ui.element("div").classes("bar-end"):
            _campus_choice(context, path, campus)
            here = link(path, campus=campus, lang=w.other)
            _anchor(here, w.switch, f' class="switch" hreflang="{w.other}" title="{w.switch_hint}"')
            ui.html(
                f'<button type="button" class="theme" onclick="switchTheme()" title="{w.theme}" '
                f'aria-label="{w.theme}">◐</button>',
                sanitize=False,
            )
    with ui.element("div").classes("page"):
        yield


def _campus_choice(context: Context, path: str, campus: str) -> None:
    if path not in {"/", "/report"} or len(context.group.campuses) < 2:  # noqa: PLR2004 - one campus leaves nothing to choose
        if context.group.group:
            _text("span", "group", context.group.group)
        return
    w = words()
    whole = f"{context.group.group} · {w.group_total}" if context.group.group else w.group_total
    options = [("", whole), *((c.id, c.name or c.id) for c in context.group.campuses)]
    choice = "".join(
        f'<option value="{html.escape(key)}"{" selected" if key == campus else ""}>{html.escape(name)}</option>'
        for key, name in options
    )
    go = (
        "const q = new URLSearchParams(location.search);"
        "this.value ? q.set('campus', this.value) : q.delete('campus'); location.search = q"
    )
    ui.html(
        f'<select class="choice" aria-label="{w.choose_campus}" onchange="{go}">{choice}</select>',
        sanitize=False,
    )


def _anchor(href: str, text: str, attributes: str) -> None:
    ui.html(f'<a href="{html.escape(href)}"{attributes}>{html.escape(text)}</a>', sanitize=False)


def _text(tag: str, classes: str, text: str) -> None:
    ui.html(html.escape(text), sanitize=False, tag=tag).classes(classes)
