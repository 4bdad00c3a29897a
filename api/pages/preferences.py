"""Which language a request is answered in: ?lang=, else the cookie it set, else the browser's wish."""

from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.words import DEFAULT, LANGUAGES, Words, preferred

COOKIE = "campus_language"
YEAR_S = 31_536_000

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def language() -> str:
    """The language of the request being answered."""
    return _language.get()


def words() -> Words:
    """The words of the request being answered."""
    return LANGUAGES[language()]


class Preferences:
    """ASGI middleware: sets the language for the request and remembers a chosen one for a year."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
        chosen = asked if asked in LANGUAGES else ""
        token = _language.set(chosen or _remembered(headers) or preferred(headers.get("accept-language", "")))

        async def remembering(message: Message) -> None:
            if chosen and message["type"] == "http.response.start":
                cookie = f"{COOKIE}={chosen}; Path=/; Max-Age={YEAR_S}; SameSite=Lax; HttpOnly"
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        try:
            await self.app(scope, receive, remembering)
        finally:
            _language.reset(token)


def _remembered(headers: Headers) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel is not None and morsel.value in LANGUAGES else ""
