"""What /metrics says: the numbers each process published in the ledger, freshness, and requests served."""

import re
from collections.abc import Iterator
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.context import Context
from api.figures.health import Health, Verdict, health
from campus.ledger.process_state import State


class Published(Collector):
    """Numbers read from the ledger at the moment of scraping."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def collect(self) -> Iterator[Metric]:
        found = health(self.context)
        yield _gauge("campus_up", "1 when both stores can be reached", float(found.verdict is not Verdict.DOWN))
        yield from _of_data(found, self.context.now_ms)
        if found.backlog:
            yield from _of_processes(found.backlog.processes, self.context.now_ms)


def _of_data(found: Health, now_ms: int) -> Iterator[Metric]:
    meters = GaugeMetricFamily("campus_meters", "Meters by freshness of their newest reading", labels=["freshness"])
    for state, count in found.meters.items():
        meters.add_metric([state.value], count)
    yield meters
    if found.newest_ms is not None:
        yield _gauge(
            "campus_newest_reading_age_seconds", "Age of the newest reading", (now_ms - found.newest_ms) / 1000
        )
    if found.backlog:
        waiting = found.backlog
        yield _gauge("campus_books_lag_seconds", "Age of the oldest unbooked reading", waiting.books_lag_s or 0.0)
        yield _gauge("campus_quarantined_messages", "Messages in quarantine", waiting.quarantined)
        yield _gauge("campus_discovered_devices", "Devices nobody has adopted", waiting.discovered)


def _of_processes(processes: dict[str, tuple[int, State]], now_ms: int) -> Iterator[Metric]:
    ages = GaugeMetricFamily("campus_process_age_seconds", "Seconds since a process last reported", labels=["process"])
    families: dict[str, GaugeMetricFamily] = {}
    for process, (at_ms, body) in sorted(processes.items()):
        ages.add_metric([process], (now_ms - at_ms) / 1000)
        for name, value in sorted(body.items()):
            if isinstance(value, int | float):
                metric = "campus_process_" + re.sub(r"[^a-zA-Z0-9_]", "_", name)
                words = f"{name} as each process last reported it"
                families.setdefault(metric, GaugeMetricFamily(metric, words, labels=["process"])).add_metric(
                    [process], float(value)
                )
    yield ages
    yield from families.values()


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


class Served:
    """Requests of this process, by handler (not by path, which would grow without bound)."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "campus_http_requests", "Requests answered", ["method", "handler", "status"], registry=registry
        )
        self.seconds = Histogram("campus_http_seconds", "Time to answer", ["handler"], registry=registry)


class CountRequests:
    """ASGI middleware: counts and times HTTP requests of the API; pages and their sockets pass untouched."""

    def __init__(self, app: ASGIApp, served: Served) -> None:
        self.app, self.served = app, served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, begun = "500", perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            handler = getattr(scope.get("route"), "name", "") or "pages"
            self.served.requests.labels(scope["method"], handler, status).inc()
            self.served.seconds.labels(handler).observe(perf_counter() - begun)


def registry_for(context: Context) -> CollectorRegistry:
    """A registry of its own for each application, so that two in one process do not mix."""
    registry = CollectorRegistry()
    registry.register(Published(context))
    return registry
