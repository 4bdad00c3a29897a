"""Getting the page to the browser quickly: scripts compressed once, the chart library asked for at once."""

import asyncio
import gzip
import re
from dataclasses import dataclass, field

from nicegui import __version__, ui
from nicegui.dependencies import esm_modules
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHART_MODULE = "nicegui-echart"
VERSIONED = "/_nicegui/"
"""Paths below carry NiceGUI's version: what they answer never changes while the process lives."""
TEXT = re.compile(r"text/|application/(javascript|json)|image/svg")
MIN_BYTES = 1000
ONCE_LEVEL, EACH_LEVEL = 5, 4


@dataclass
class Answer:
    """A whole answer, held back to be compressed."""

    start: Message = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    async def give(self, send: Send) -> None:
        await send(self.start)
        await send({"type": "http.response.body", "body": bytes(self.body)})


class CompressOnce(GZipMiddleware):
    """ASGI middleware: versioned files are compressed when first asked for and kept; the rest each time."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=MIN_BYTES, compresslevel=EACH_LEVEL)
        self.kept: dict[str, Answer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_kept(scope):
            await super().__call__(scope, receive, send)
            return
        path = scope["path"]
        if path not in self.kept:
            answer = Answer()
            await self.app(scope, receive, answer.take)
            if answer.start["status"] != 200 or not await _compress(answer):  # noqa: PLR2004 - HTTP OK
                await answer.give(send)
                return
            self.kept[path] = answer
        await self.kept[path].give(send)


def _may_be_kept(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
        return False
    headers = Headers(scope=scope)
    conditional = any(name in headers for name in ("range", "if-none-match", "if-modified-since"))
    return scope["path"].startswith(VERSIONED) and "gzip" in headers.get("accept-encoding", "") and not conditional


async def _compress(answer: Answer) -> bool:
    headers = MutableHeaders(raw=answer.start["headers"])
    if len(answer.body) < MIN_BYTES or not TEXT.match(headers.get("content-type", "")) or "content-encoding" in headers:
        return False
    answer.body = bytearray(await asyncio.to_thread(gzip.compress, bytes(answer.body), ONCE_LEVEL))
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(answer.body))
    headers.add_vary_header("Accept-Encoding")
    answer.start["headers"] = headers.raw
    return True


def preload_charts() -> None:
    """Let the browser fetch the chart library beside the other scripts, not after them."""
    for key in [k for k, m in esm_modules.items() if m.name == CHART_MODULE]:
        entry = (esm_modules[key].path / "index.js").read_text("utf-8")
        files = ["index.js", *re.findall(r'from"\./([\w.-]+\.js)"', entry)]
        links = "".join(
            f'<link rel="modulepreload" href="{VERSIONED}{__version__}/esm/{key}/{name}">' for name in files
        )
        ui.add_head_html(links)
