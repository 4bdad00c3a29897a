"""Recorded messages: one JSON object a line, {"at", "topic", "payload"}, plain or gzip."""

import base64
import binascii
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from campus.clock import to_ms
from campus.errors import Refused
from collector.mqtt.wire import Arrival

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""Beyond these the books have no days, and local times no calendar."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no recorded message, and why."""

    number: int
    reason: str


def recorded(path: Path) -> Iterator[Arrival | BadLine]:
    """Messages of a file in its order; lines that are none come back with their reason.

    `payload` is text, or a JSON value that was the payload; `payload_base64` stands for bytes.
    Raises `Refused` when the file itself cannot be read.
    """
    try:
        with _open(path) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _message(number, line)
    except (OSError, EOFError) as error:
        message = f"{path}: cannot be read ({error})"
        raise Refused(message) from error


def _open(path: Path) -> IO[bytes]:
    file = path.open("rb")
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return gzip.open(file) if packed else file  # type: ignore[return-value]  # both iterate over lines of bytes


def _message(number: int, line: bytes) -> Arrival | BadLine:
    try:
        said = json.loads(line)
    except ValueError as error:
        return BadLine(number, f"not JSON: {error}")
    if not isinstance(said, dict) or not isinstance(said.get("topic"), str):
        return BadLine(number, 'no message: {"at": …, "topic": …, "payload": …} expected')
    try:
        at = datetime.fromisoformat(said.get("at", ""))
        if at.tzinfo is not None and not EARLIEST <= at <= LATEST:
            return BadLine(number, f"at: {at.isoformat()} is no time a message was recorded at")
        return Arrival(said["topic"], _payload(said), to_ms(at))
    except (TypeError, ValueError, binascii.Error) as error:
        return BadLine(number, f"at or payload: {error}")


def _payload(said: dict[str, object]) -> bytes:
    if "payload_base64" in said:
        return base64.b64decode(str(said["payload_base64"]), validate=True)
    payload = said["payload"] if "payload" in said else _no_payload()
    return payload.encode() if isinstance(payload, str) else json.dumps(payload).encode()


def _no_payload() -> object:
    message = "no payload"
    raise ValueError(message)
