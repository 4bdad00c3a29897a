"""Errors as problem details (RFC 9457): one shape for everything that goes wrong."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from campus.errors import Refused, Retry

MEDIA_TYPE = "application/problem+json"
NAMESPACE = "urn:campus-energy:problem:"
RETRY_AFTER_S = 10

log = structlog.get_logger()


class WrongParameter(BaseModel):
    """One part of a request that was not accepted."""

    name: str = Field(description="Where the value stands, for example query.from", examples=["query.from"])
    reason: str = Field(
        description="What is wrong with it", examples=["'yesterday' is neither a day nor a moment with a zone"]
    )


class ProblemDetails(BaseModel):
    """Problem details of RFC 9457."""

    type: str = Field(description="Stable name of the kind of problem", examples=[NAMESPACE + "unknown-meter"])
    title: str = Field(description="The kind of problem in words", examples=["Not Found"])
    status: int = Field(description="HTTP status, repeated", examples=[404])
    detail: str = Field(
        description="What happened this time, and what would be accepted",
        examples=["There is no meter 'E-1' in the meter list."],
    )
    instance: str = Field(description="The path that was asked for", examples=["/api/v1/meters/E-1"])
    errors: list[WrongParameter] = Field(
        default_factory=list,
        description="The parameters that were not accepted; empty for other problems",
        examples=[[]],
    )


class Problem(Exception):
    """Ends a request with problem details; `kind` is the last part of its type."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemDetails, "description": words, "content": {MEDIA_TYPE: {}}}
    for status, words in {
        404: "No such thing: the detail says what was looked for",
        422: "A parameter was not accepted: `errors` names it",
        503: "A store is unavailable for now; try again after the seconds of Retry-After",
    }.items()
}
"""What any route may answer besides its own response; documented in OpenAPI."""


def install(app: FastAPI) -> None:
    """Make every error of the API leave as problem details."""
    app.exception_handler(Problem)(_problem)
    app.exception_handler(Refused)(_refused)
    app.exception_handler(Retry)(_unavailable)
    app.exception_handler(RequestValidationError)(_wrong_parameters)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_unexpected)


def _answer(
    request: Request,
    status: int,
    kind: str,
    detail: str,
    errors: list[WrongParameter] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    body = ProblemDetails(
        type=NAMESPACE + kind,
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        errors=errors or [],
    )
    return JSONResponse(body.model_dump(), status, headers, MEDIA_TYPE)


async def _problem(request: Request, error: Problem) -> JSONResponse:
    return _answer(request, error.status, error.kind, error.detail)


async def _refused(request: Request, error: Refused) -> JSONResponse:
    return _answer(request, 422, "refused", str(error))


async def _unavailable(request: Request, error: Retry) -> JSONResponse:
    return _answer(request, 503, "unavailable", str(error), headers={"Retry-After": str(RETRY_AFTER_S)})


async def _wrong_parameters(request: Request, error: RequestValidationError) -> JSONResponse:
    wrong = [WrongParameter(name=".".join(str(p) for p in e["loc"]), reason=e["msg"]) for e in error.errors()]
    detail = "; ".join(f"{w.name}: {w.reason}" for w in wrong)
    return _answer(request, 422, "wrong-parameter", detail, wrong)


async def _http(request: Request, error: HTTPException) -> JSONResponse:
    kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    detail = str(error.detail)
    return _answer(request, error.status_code, kind, detail, headers=dict(error.headers or {}))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request failed", path=request.url.path, exc_info=error)
    return _answer(request, 500, "internal", "The request failed inside the server; its log says why.")
