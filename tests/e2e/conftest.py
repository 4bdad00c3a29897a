"""A real browser on a real server. Screenshots of every run go to test-results/."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.small_server import ROOT, SmallServer, small_server

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RESULTS = ROOT / "test-results"
OWN = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        reason = "chromium is not installed; on Debian and Ubuntu: apt-get install chromium"
        if os.environ.get("CAMPUS_TESTS_NEED_SERVERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        # Playwright gives every launch a fresh user-data-dir of its own.
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallServer]:
    with small_server(tmp_path_factory.mktemp("served")) as running:
        yield running


class Visitor:
    """One browser window, and everything that went wrong in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith(OWN):
            self.outside.append(request.url)

    def picture(self, name: str) -> None:
        RESULTS.mkdir(exist_ok=True)
        self.page.screenshot(path=RESULTS / f"{name}.png", full_page=True)


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a window: `visit(width=390, language="zh-CN", scheme="dark")`."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def opened(width: int = 1440, language: str = "zh-CN", scheme: str = "light") -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            color_scheme="dark" if scheme == "dark" else "light",
            # Colours and sizes are what is tested; nothing on the pages moves anyway.
            reduced_motion="reduce",
        )
        contexts.append(context)
        visitors.append(Visitor(context))
        return visitors[-1]

    yield opened
    for context in contexts:
        context.close()
    for visitor in visitors:
        assert visitor.outside == [], "a page asked another host"
        assert visitor.errors == [], "the browser's console has errors"
