"""总览: the sentence, the figures, this year against last, the last two days, the meters."""

import asyncio
import html
from collections.abc import Awaitable, Callable

import structlog
from nicegui import ui
from nicegui.events import GenericEventArguments
from sqlalchemy.exc import SQLAlchemyError

from api.context import Context
from api.figures.desk import Desk
from api.figures.overview import Overview, ResourceFigure
from api.figures.scope import counted
from api.pages import hour_chart, month_chart, numbers
from api.pages.chart import Options
from api.pages.figure_strip import FigureStrip
from api.pages.meter_table import meter_table
from api.pages.preferences import words
from api.pages.sentence import opening, sentence
from api.pages.state_panel import panel
from campus.clock import from_ms
from campus.config.meter import Meter
from campus.errors import Retry
from campus.quantity import Resource

LIVE_S, LINES_S, BOOKS_S = 2.0, 10.0, 60.0
"""How often an open page looks for new readings, meter states, and books."""

RELOAD_S = 5.0
UNAVAILABLE = (Retry, SQLAlchemyError)

log = structlog.get_logger()


class OverviewPage:
    """One open page: what is chosen on it, and the elements that change."""

    def __init__(self, context: Context, desk: Desk, campus: str) -> None:
        self.context, self.desk, self.campus, self.words = context, desk, campus, words()
        self.figures: Overview
        self.resource = Resource.ELECTRICITY
        self.meter: Meter

    async def build(self) -> None:
        """Draw the page; the charts are in the first answer, not fetched afterwards."""
        self.trouble = ui.html("", sanitize=False).classes("trouble").props('role="status"')
        try:
            self.figures = await asyncio.to_thread(self.desk.overview, self.campus)
        except UNAVAILABLE as error:
            self._say_trouble(error)
            ui.timer(RELOAD_S, ui.navigate.reload, once=True)
            return
        if not self.figures.resources:
            ui.html(html.escape(self.words.no_meters), sanitize=False, tag="p").classes("empty")
            await self._meters()
            return
        self.resource = self.figures.resources[0].resource
        self.opening = ui.html("", sanitize=False, tag="section").classes("opening")
        self.strip = FigureStrip(self.figures, self.resource, self._choose_resource)
        with ui.element("div").classes("columns"):
            with ui.element("section").classes("wide"):
                self.months_head = ui.html("", sanitize=False)
                self.months = ui.echart({}, renderer="svg").classes("chart months").props('role="img"')
                self.months_table = self._folded_table()
            with ui.element("section").classes("narrow"):
                self._heading(self.words.data_title)
                self.state = ui.html("", sanitize=False).classes("panel")
        with ui.element("section"):
            with ui.element("div").classes("head"):
                self.hours_head = ui.html("", sanitize=False, tag="h2")
                self.meter_choice = (
                    ui.element("select").classes("choice").props(f'aria-label="{self.words.choose_meter}"')
                )
                self.meter_choice.on("change", self._choose_meter, js_handler="(e) => emit(e.target.value)")
                self.hours_legend = ui.html("", sanitize=False)
            self.hours = ui.echart({}, renderer="svg").classes("chart hours").props('role="img"')
            self.hours_table = self._folded_table()
        self._show_figure()
        self._fill_meter_choice()
        await self._guarded(self._show_hours)()
        await self._meters()
        await self._guarded(self._show_live)()
        ui.timer(LIVE_S, self._guarded(self._show_live), immediate=False)
        ui.timer(BOOKS_S, self._guarded(self._show_books), immediate=False)

    async def _meters(self) -> None:
        with ui.element("section").props('id="meters"'):
            self._heading(self.words.meters_title)
            self.lines = ui.html("", sanitize=False).classes("scroll")
        await self._guarded(self._show_lines)()
        ui.timer(LINES_S, self._guarded(self._show_lines), immediate=False)

    @property
    def figure(self) -> ResourceFigure:
        return self.figures.of(self.resource) or self.figures.resources[0]

    async def _choose_resource(self, resource: Resource) -> None:
        self.resource = resource
        self.strip.mark(resource)
        self._show_figure()
        self._fill_meter_choice()
        await self._show_hours()

    async def _choose_meter(self, event: GenericEventArguments) -> None:
        meter = self.context.group.meters.get(str(event.args))
        if meter is not None and meter.booked is not None:
            self._set_meter(meter)
            await self._show_hours()

    def _set_meter(self, meter: Meter) -> None:
        self.meter = meter
        # The browser keeps the place in a list whose entries change; the value says which one is meant.
        self.meter_choice.props["value"] = meter.id
        self.meter_choice.update()

    def _show_figure(self) -> None:
        w, figure = self.words, self.figure
        as_of = from_ms(self.figures.as_of_ms).astimezone(self.context.group.zone_of(self._first_meter()))
        self.opening.content = opening(figure, self.context.group, as_of, w)
        about = f"{w.resource[figure.resource]} · {numbers.unit_of(figure.unit)}"
        self.months_head.content = (
            f'<div class="head"><h2>{html.escape(w.months_title)}<i>{html.escape(about)}</i></h2>'
            f"{month_chart.legend_of(figure, w)}</div>"
        )
        _draw(self.months, month_chart.options(figure, w, as_of.day), sentence(figure, w))
        self.months_table.content = month_chart.as_table(figure, w)
        self.hours_legend.content = hour_chart.legend_of(figure.resource, w)

    def _first_meter(self) -> Meter:
        return self.context.group.meters[self.figure.meters[0]]

    def _fill_meter_choice(self) -> None:
        group = self.context.group
        mains = counted(group, self.resource, self.campus)
        others = [
            m
            for m in group.meters.values()
            if m.resource is self.resource and m not in mains and (not self.campus or m.campus == self.campus)
        ]
        self._set_meter(mains[0])
        self.meter_choice.clear()
        with self.meter_choice:
            for meter in [*mains, *others]:
                ui.html(html.escape(meter.name or meter.id), sanitize=False, tag="option").props(f'value="{meter.id}"')

    async def _show_hours(self) -> None:
        rows = await asyncio.to_thread(self.desk.hours, self.meter)
        w = self.words
        unit = numbers.unit_of(self.figure.unit)
        self.hours_head.content = f"{html.escape(w.hours_title)}<i>{unit}</i>"
        label = f"{w.hours_title}: {self.meter.name or self.meter.id} ({unit})"
        _draw(self.hours, hour_chart.options(rows, self.resource, w, self.context.clock()), label)
        self.hours_table.content = hour_chart.as_table(rows, w)

    async def _show_live(self) -> None:
        values = await asyncio.to_thread(self.desk.live, self.campus, [f.resource for f in self.figures.resources])
        self.strip.show_live(self.context, values)

    async def _show_lines(self) -> None:
        lines = await asyncio.to_thread(self.desk.lines, self.campus)
        self.lines.content = meter_table(lines, self.context, self.words)
        if self.figures.resources:
            found = await asyncio.to_thread(self.desk.health)
            self.state.content = panel(found, lines, self.context, self.words)

    async def _show_books(self) -> None:
        self.figures = await asyncio.to_thread(self.desk.overview, self.campus)
        self.strip.show(self.figures)
        self._show_figure()
        await self._show_hours()

    def _guarded(self, step: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """The step with a store's absence shown on the page instead of raised; it clears when the store is back."""

        async def run() -> None:
            try:
                await step()
            except UNAVAILABLE as error:
                self._say_trouble(error)
            else:
                self.trouble.content = ""

        return run

    def _say_trouble(self, error: Exception) -> None:
        log.warning("a store is unavailable", exc_info=error)
        reason = str(error) if isinstance(error, Retry) else type(error).__name__
        self.trouble.content = html.escape(self.words.unavailable.format(reason=reason))

    def _heading(self, text: str) -> None:
        ui.html(html.escape(text), sanitize=False, tag="h2")

    def _folded_table(self) -> ui.html:
        with ui.element("details").classes("table"):
            ui.html(html.escape(self.words.show_table), sanitize=False, tag="summary")
            return ui.html("", sanitize=False).classes("scroll")


def _draw(chart: ui.echart, options: Options, label: str) -> None:
    chart.options.clear()
    chart.options.update(options)
    chart.props["aria-label"] = label
    chart.update()
