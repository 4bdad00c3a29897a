"""The application: REST under /api/v1, web pages at /, one context behind both."""

from fastapi import FastAPI
from sqlalchemy import Engine

from api import problems
from api.context import Context
from api.metrics import CountRequests, Served, registry_for
from api.pages.mount import mount_pages
from api.routes import ALL, health, metrics
from campus.clock import Clock
from campus.config.model import Group
from campus.readings.protocol import Readings

DESCRIPTION = """Energy of a school group: meters, newest readings, consumption that says what it knows.

Times are ISO 8601 with their zone. Values are in base units (kWh, m3). A value nobody knows is null, never 0.
Errors are problem details (RFC 9457, `application/problem+json`). Lists are paged by `limit` and `cursor`.
"""


def build_app(group: Group, readings: Readings, engine: Engine, clock: Clock, *, pages: bool = True) -> FastAPI:
    """Build the application.

    NiceGUI keeps its state in the process, so only one application of a process can carry `pages`.
    """
    context = Context(group, readings, engine, clock)
    app = FastAPI(
        title="Campus energy",
        version="1",
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        # FastAPI's own documentation pages load their scripts from a public CDN.
        docs_url=None,
        redoc_url=None,
    )
    app.state.context = context
    app.state.registry = registry_for(context)
    problems.install(app)
    for router in ALL:
        app.include_router(router, prefix="/api/v1", responses=problems.RESPONSES)
    for router in (health.router, metrics.router):
        app.include_router(router, include_in_schema=False)
    app.add_middleware(CountRequests, served=Served(app.state.registry))

    @app.get("/api/{path:path}", include_in_schema=False)
    def nothing_there(path: str) -> None:
        raise problems.Problem(404, "unknown-path", f"There is nothing at /api/{path}; see /api/v1/openapi.json.")

    if pages:
        mount_pages(app, context)
    return app
