"""One figure per resource: month to date, change, what flows now. Choosing one shows its charts."""

import html
from collections.abc import Callable

from nicegui import ui

from api.context import Context
from api.figures.live import Live
from api.figures.overview import Overview, ResourceFigure
from api.pages import numbers
from api.pages.chart import css_class
from api.pages.marks import mark
from api.pages.preferences import words
from api.pages.sentence import arrow, direction
from api.words import Words
from campus.quantity import Resource


class FigureStrip:
    """The row of figures; `show` redraws the books' part, `show_live` the part of now."""

    def __init__(self, overview: Overview, chosen: Resource, choose: Callable[[Resource], object]) -> None:
        self.words = words()
        self._tiles: dict[Resource, ui.element] = {}
        self._books: dict[Resource, ui.html] = {}
        self._live: dict[Resource, ui.html] = {}
        with ui.element("div").classes("strip").props('role="group"'):
            for figure in overview.resources:
                self._tile(figure.resource, choose)
        self.show(overview)
        self.mark(chosen)

    def _tile(self, resource: Resource, choose: Callable[[Resource], object]) -> None:
        tile = ui.element("button").classes(f"tile {css_class(resource)}").props('type="button"')
        tile.on("click", lambda: choose(resource))
        with tile:
            self._books[resource] = ui.html("", sanitize=False)
            self._live[resource] = ui.html("", sanitize=False).classes("live")
        self._tiles[resource] = tile

    def mark(self, chosen: Resource) -> None:
        """Show which resource the charts are about."""
        for resource, tile in self._tiles.items():
            tile.props(f'aria-pressed="{"true" if resource is chosen else "false"}"')

    def show(self, overview: Overview) -> None:
        for figure in overview.resources:
            self._books[figure.resource].content = _books(figure, self.words)

    def show_live(self, context: Context, values: dict[Resource, Live | None]) -> None:
        for resource, value in values.items():
            self._live[resource].content = _now(value, context, self.words)


def _books(figure: ResourceFigure, w: Words) -> str:
    month = figure.running
    value, unit = numbers.figure(month.this.value), numbers.unit_of(figure.unit)
    compared = month.comparison
    if compared.change is None:
        change = html.escape(w.obstacle[compared.obstacle]) if compared.obstacle else numbers.UNKNOWN
        line = f'<span class="why">{change}</span>'
    else:
        words_of_change = w.against_last_year.format(change=numbers.change(compared.change, w))
        line = f'<span class="{direction(compared)}">{arrow(compared)} {html.escape(words_of_change)}</span>'
    return (
        f'<span class="label">{mark(figure.resource)}{html.escape(w.resource[figure.resource])}'
        f"<i>{html.escape(w.month_to_date)}</i></span>"
        f'<span class="value">{value}<small>{html.escape(unit)}</small></span><span class="line">{line}</span>'
    )


def _now(value: Live | None, context: Context, w: Words) -> str:
    if value is None:
        return html.escape(w.never_heard)
    if value.meter:
        text = numbers.amount(value.value, value.unit)
        if value.is_register:
            text = w.register.format(value=numbers.register(value.value, value.unit))
        scope = context.group.meters[value.meter].name or value.meter
    else:
        text = w.now.format(value=numbers.amount(value.value, value.unit))
        scope = w.speaking.format(speaking=value.speaking, meters=value.meters)
    age = numbers.age((context.now_ms - value.time_ms) / 1000, w)
    return f"<b>{html.escape(text)}</b><span>{html.escape(scope)} · {html.escape(age)}</span>"
