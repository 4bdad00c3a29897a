"""One InfluxDB over HTTP, through influxdb-client's connection pool: write lines, run InfluxQL.

What a server answers becomes what to do next: `Retry` (later), `Rejected` (these lines, never).
No message carries a token, a password or the user part of a URL.
"""

import re
from collections.abc import Sequence
from typing import Any, TypedDict
from urllib.parse import urlsplit

import orjson
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.rest import ApiException
from urllib3.exceptions import HTTPError

from campus.config.model import Influx
from campus.errors import CampusError, Misconfigured, Refused, Retry
from campus.readings.influxql import identifier

UNAUTHORIZED = (401, 403)
NOT_FOUND = 404
UNACCEPTABLE = (400, 413, 422)
WRONG_REQUEST = re.compile(r"database is required|\borg(ID|anization)?\b|\bprecision\b", re.IGNORECASE)
"""A 400 that speaks of the request, not of its lines: splitting the batch would find nothing."""


class Rejected(CampusError):
    """Some of the lines are unacceptable and were dropped; others may have been written."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        dropped = re.search(r"dropped=(\d+)", reason)
        self.dropped = int(dropped[1]) if dropped else None
        """How many lines the server says it dropped; None when it does not say."""


class ResultSeries(TypedDict):
    """A table of an answer; `partial` when the server cut it off."""

    name: str
    tags: dict[str, str]
    columns: list[str]
    values: list[list[Any]]
    partial: bool


class InfluxHttp:
    """Connection to one database (1.x) or bucket (2.x, 3); a bucket `db/rp` names a retention policy."""

    def __init__(self, influx: Influx, secret: str, timeout_s: tuple[float, float]) -> None:
        parts = urlsplit(influx.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not influx.bucket:
            message = "readings: influx needs a url such as http://127.0.0.1:8086 and a bucket (1.x: database)"
            raise Misconfigured(message)
        if "@" in parts.netloc:
            message = "readings: influx: put user and password into token_file, not into the url"
            raise Misconfigured(message)
        self._place = f"InfluxDB at {parts.netloc}"
        self._influx = influx
        self._database, _, self._policy = influx.bucket.partition("/")
        connect, read = (round(seconds * 1000) for seconds in timeout_s)
        self._client: Any = InfluxDBClient(
            influx.url, token=secret, org=influx.org, timeout=(connect, read), auth_basic=influx.api == "v1" and secret
        )
        self._write_api: Any = self._client.write_api(write_options=SYNCHRONOUS)

    def close(self) -> None:
        self._write_api.close()
        self._client.close()

    def write(self, lines: Sequence[bytes]) -> None:
        """Write lines of precision ns; on return all of them are durable. Raises `Rejected` or `Retry`."""
        body = b"\n".join(lines)
        try:
            self._post_lines(body)
        except ApiException as error:
            if error.status == NOT_FOUND and self._influx.api == "v1":
                self.create_database()
                self._again(body)
                return
            raise self._named(error) from None
        except HTTPError as error:
            raise self._unreachable(error) from None

    def _again(self, body: bytes) -> None:
        try:
            self._post_lines(body)
        except ApiException as error:
            raise self._named(error) from None
        except HTTPError as error:
            raise self._unreachable(error) from None

    def _post_lines(self, body: bytes) -> None:
        if self._influx.api == "v2":
            self._write_api.write(self._influx.bucket, self._influx.org, body, write_precision="ns")
        else:
            self._post("/write", {"precision": "ns"}, "text/plain; charset=utf-8", body=body)

    def query(self, *statements: str) -> list[list[ResultSeries]]:
        """The tables of each statement; times are ns since the epoch."""
        try:
            answer = self._post(
                "/query",
                {"epoch": "ns"},
                "application/x-www-form-urlencoded",
                post_params=[("q", "; ".join(statements))],
            )
        except ApiException as error:
            named = self._named(error)
            raise Refused(str(named)) if isinstance(named, Rejected) else named from None
        except HTTPError as error:
            raise self._unreachable(error) from None
        tables = [self._tables(result) for result in self._results(answer)]
        if len(tables) != len(statements):
            message = f"readings: {self._place} answers {len(tables)} of {len(statements)} queries"
            raise Retry(message)
        return tables

    def create_database(self) -> None:
        """1.x only: make the database, where the account may."""
        self.query(f"CREATE DATABASE {identifier(self._database)}")

    def _results(self, answer: bytes) -> list[dict[str, Any]]:
        try:
            decoded = orjson.loads(answer)
        except orjson.JSONDecodeError:
            decoded = None
        if not isinstance(decoded, dict):
            message = f"readings: {self._place} answers a query with something that is not its JSON"
            raise Retry(message)
        if "error" in decoded:
            message = f"readings: {self._place}: {decoded['error']}"
            raise Retry(message)
        results: list[dict[str, Any]] = decoded.get("results", [])
        return results

    def _tables(self, result: dict[str, Any]) -> list[ResultSeries]:
        # A failed statement comes with status 200.
        error = result.get("error")
        if error is None:
            tables: list[ResultSeries] = result.get("series", [])
            return tables
        if str(error).startswith("database not found"):
            return []
        message = f"readings: {self._place}: {error}"
        raise Retry(message)

    def _post(self, path: str, query: dict[str, str], content: str, **body: Any) -> bytes:
        where = {"db": self._database} | ({"rp": self._policy} if self._policy else {})
        api = self._client.api_client
        response = api.request(
            "POST",
            api.configuration.host + path,
            query_params=list((where | query).items()),
            headers={**api.default_headers, "Content-Type": content},
            _preload_content=False,
            **body,
        )
        data: bytes = response.data
        return data

    def _named(self, error: ApiException) -> CampusError:
        reason = _reason(error)
        if error.status in UNAUTHORIZED:
            return Retry(f"readings: {self._place} refuses the token or user ({error.status}); check token_file")
        if error.status in UNACCEPTABLE and not WRONG_REQUEST.search(reason):
            return Rejected(reason)
        if error.status == NOT_FOUND:
            return Retry(f"readings: {self._place} has no {self._influx.bucket!r} to keep readings in: {reason}")
        return Retry(f"readings: {self._place} answers {error.status}: {reason}")

    def _unreachable(self, error: HTTPError) -> Retry:
        return Retry(f"readings: {self._place} cannot be reached ({type(error).__name__})")


def _reason(error: ApiException) -> str:
    """The server's own words: {"error"} of 1.x, {"message"} of 2.x, else the beginning of the body."""
    body = error.body.decode(errors="replace") if isinstance(error.body, bytes) else str(error.body or error.reason)
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        told = None
    words = (told.get("error") or told.get("message")) if isinstance(told, dict) else None
    return str(words or body).strip()[:500]
