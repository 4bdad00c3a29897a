"""Being the only collector with this spool and this client id, before the broker has to tell us."""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from campus.errors import CampusError

FRESH_MS = 20_000
"""A collector publishes its state every few seconds; one that has been silent for longer is gone."""


class AlreadyRunning(CampusError):
    """Another collector does this work."""


@contextmanager
def alone(spool: Path) -> Iterator[None]:
    """Hold the spool; a second collector on this machine with the same spool is refused at once."""
    spool.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{spool}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        message = f"another collector is running with the spool {spool}; stop it first, or give this one its own"
        raise AlreadyRunning(message) from None
    try:
        yield
    finally:
        lock.release()


def elsewhere(
    said: tuple[int, Mapping[str, object]] | None, client_id: str, host: str, now_ms: int
) -> AlreadyRunning | None:
    """Judge the last state a collector published: is one with our client id alive on another machine?"""
    if said is None:
        return None
    at_ms, body = said
    if body.get("client_id") != client_id or body.get("host") == host or body.get("status") == "stopped":
        return None
    age_s = (now_ms - at_ms) / 1000
    if age_s * 1000 > FRESH_MS:
        return None
    return AlreadyRunning(
        f"a collector with client id {client_id!r} is running on {body.get('host')} (heard {age_s:.0f} s ago); "
        "stop it, or give this one its own broker.client_id and broker.share"
    )


def this_host() -> str:
    return socket.gethostname()


def this_process() -> int:
    return os.getpid()
