"""The 2.x way to an InfluxDB 1.x: passes `/api/v2/write` on to `/write`, and `/query` as it is.

Answers as 2.x does where the two differ: the token is checked, a bucket must exist, partial
writes are 422, and errors are {"code", "message"}.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.servers.influxdb import InfluxServer

TOKEN = "test-token"  # noqa: S105 - of a server that lives for one test
ORG = "test-org"


class _PassThrough(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behind: int) -> None:
        self.behind = behind
        super().__init__(("127.0.0.1", 0), _Handler)


class InfluxV2:
    """A 2.x server as far as this program speaks to one."""

    def __init__(self, behind: InfluxServer) -> None:
        self.token, self.org = TOKEN, ORG
        self.server = _PassThrough(behind.port)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@contextmanager
def influx_v2(behind: InfluxServer) -> Iterator[InfluxV2]:
    """A running pass-through to a 1.x server."""
    v2 = InfluxV2(behind)
    thread = Thread(target=v2.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield v2
    finally:
        v2.server.shutdown()
        thread.join()
        v2.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _PassThrough
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        if self.headers.get("Authorization") != f"Token {TOKEN}":
            self._error(401, "unauthorized", "unauthorized access")
        elif url.path == "/query":
            self._answer(*self._pass_on(self.path, body))
        elif url.path != "/api/v2/write":
            self._error(404, "not found", "path not found")
        elif given.get("org") != ORG:
            self._error(404, "not found", f'organization name "{given.get("org")}" not found')
        else:
            self._write(given, body)

    def _write(self, given: dict[str, str], body: bytes) -> None:
        path = "/write?" + urlencode({"db": given["bucket"], "precision": given["precision"]})
        status, content, _ = self._pass_on(path, body)
        if status < 300:
            self._answer(status, b"", "text/plain")
            return
        reason = json.loads(content)["error"] if content.startswith(b"{") else content.decode()
        if status == 404:
            self._error(404, "not found", f'bucket "{given["bucket"]}" not found')
        elif "partial write" in reason:
            self._error(422, "unprocessable entity", f"failure writing points to database: {reason}")
        else:
            self._error(status, "invalid" if status == 400 else "internal error", reason)

    def _pass_on(self, path: str, body: bytes) -> tuple[int, bytes, str]:
        connection = HTTPConnection("127.0.0.1", self.server.behind, timeout=60)
        kept = ("Content-Type", "Content-Encoding")
        try:
            connection.request("POST", path, body, {k: v for k in kept if (v := self.headers.get(k))})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers.get("Content-Type", "application/json")
        except (OSError, HTTPException):
            return 503, b'{"error": "no server behind"}', "application/json"
        finally:
            connection.close()

    def _error(self, status: int, code: str, message: str) -> None:
        self._answer(status, json.dumps({"code": code, "message": message}).encode(), "application/json")

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: the tests do."""
