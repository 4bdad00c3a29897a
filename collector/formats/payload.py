"""Bytes of a payload → text or JSON, forgiving what devices get wrong and refusing the rest."""

import json
from typing import Any

import orjson

from collector.decoders.protocol import Undecodable

Json = Any
"""What a JSON document may hold; every use checks the type of what it takes."""

_AROUND = b"\0 \t\r\n"


def _nothing(_constant: str) -> None:
    """NaN and Infinity are no readings."""


def read_json(payload: bytes) -> Json:
    """Parse a JSON payload. NaN becomes null; GBK text, a BOM and trailing NULs are read too."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        reason = str(error)
    body = payload.strip(_AROUND).removeprefix(b"\xef\xbb\xbf")
    if not body:
        message = "the payload is empty"
        raise Undecodable(message)
    try:
        return json.loads(read_text(body), parse_constant=_nothing)
    except (ValueError, RecursionError) as error:
        message = f"not JSON: {reason}"
        raise Undecodable(message) from error


def read_text(payload: bytes) -> str:
    """Decode as UTF-8, else as GB 18030 (Chinese gateways); what is neither is refused."""
    body = payload.strip(_AROUND).removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    try:
        return body.decode("gb18030")
    except UnicodeDecodeError as error:
        message = f"neither UTF-8 nor GB 18030 text: {error}"
        raise Undecodable(message) from error


def read_object(payload: bytes) -> dict[str, Json]:
    """Parse a payload that must be a JSON object."""
    document = read_json(payload)
    if not isinstance(document, dict):
        message = f"a JSON object was expected, not {type(document).__name__}"
        raise Undecodable(message)
    return document


def inner(document: Json, *path: str) -> dict[str, Json]:
    """The object at a path, or an empty one where there is none."""
    for step in path:
        document = document.get(step) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def text_at(document: Json, *path: str) -> str | None:
    """The non-empty text or whole number at a path, as text; None where there is none."""
    for step in path:
        document = document.get(step) if isinstance(document, dict) else None
    if isinstance(document, bool) or not isinstance(document, (str, int)):
        return None
    return str(document).strip() or None
