"""Put the pages on the application: routes, stylesheet, language, NiceGUI."""

import hashlib
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query, Response
from nicegui import ui
from nicegui.language import Language

from api.context import Context
from api.figures.desk import Desk
from api.pages.delivery import CompressOnce, preload_charts
from api.pages.layout import page_frame
from api.pages.list_pages import discovered_page, quarantine_page
from api.pages.overview_page import OverviewPage
from api.pages.preferences import Preferences, words
from api.pages.report_page import report_page

STYLESHEET = Path(__file__).with_name("look.css")
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#14171A"/>'
    '<path d="M9 2 4 9h3l-1 5 6-8H9z" fill="#F2B04A"/></svg>'
)

MAX_QUERY = 1024
CampusId = Annotated[str, Query(max_length=64)]
MonthText = Annotated[str, Query(max_length=7)]
PageCursor = Annotated[str, Query(max_length=MAX_QUERY)]


class LocalPage(ui.page):
    """A page in the language of its request, down to NiceGUI's own messages."""

    def resolve_language(self) -> Language | None:
        return "zh-CN" if words().tag == "zh-CN" else "en-US"


def mount_pages(app: FastAPI, context: Context) -> None:
    """Serve /, /report, /quarantine, /discovered and everything they load; nothing comes from another host."""
    look = STYLESHEET.read_bytes()
    stylesheet = f"/look-{hashlib.sha256(look).hexdigest()[:12]}.css"
    desk = Desk(context)

    @app.get(stylesheet, include_in_schema=False)
    def style() -> Response:
        return Response(look, media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})

    @LocalPage("/")
    async def show_overview(campus: CampusId = "") -> None:
        chosen = campus if any(c.id == campus for c in context.group.campuses) else ""
        with page_frame(context, "/", stylesheet, chosen):
            preload_charts()
            await OverviewPage(context, desk, chosen).build()

    @LocalPage("/report")
    async def show_report(month: MonthText = "", to: MonthText = "", campus: CampusId = "") -> None:
        chosen = campus if any(c.id == campus for c in context.group.campuses) else ""
        with page_frame(context, "/report", stylesheet, chosen):
            await report_page(context, month, to, chosen)

    @LocalPage("/quarantine")
    async def show_quarantine(cursor: PageCursor = "") -> None:
        with page_frame(context, "/quarantine", stylesheet):
            await quarantine_page(context, cursor)

    @LocalPage("/discovered")
    async def show_discovered(cursor: PageCursor = "") -> None:
        with page_frame(context, "/discovered", stylesheet):
            await discovered_page(context, cursor)

    app.add_middleware(Preferences)
    ui.run_with(
        app,
        title="",
        favicon=ICON,
        tailwind=False,
        show_welcome_message=False,
        binding_refresh_interval=None,
        gzip_middleware_factory=CompressOnce,
    )
