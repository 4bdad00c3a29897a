"""Secrets come from files of their own or the environment, never from campus.yaml."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from campus.config.problem import Place, Problem
from campus.config.text import Unreadable, read_text

ENVIRONMENT = {
    "CAMPUS_BROKER_URL": "broker.url",
    "CAMPUS_BROKER_USERNAME": "broker.username",
    "CAMPUS_BROKER_PASSWORD": "broker.password",
    "CAMPUS_READINGS_URL": "readings",
    "CAMPUS_INFLUX_URL": "readings.url",
    "CAMPUS_INFLUX_TOKEN": "readings.token",
    "CAMPUS_LEDGER_URL": "ledger",
}
"""Environment variables that stand above the file; an empty one counts as not set."""


def from_environment(environ: Mapping[str, str], name: str) -> str | None:
    return environ.get(name) or None


def read_secret(path: Path, place: Place, problems: list[Problem]) -> SecretStr | None:
    """The first line of a secret file; a file others may read is a warning."""
    try:
        text = read_text(path)
    except Unreadable as error:
        problems.append(place.problem(f"{path.name} {error.what}", error.accepted))
        return None
    secret = text.strip("\r\n")
    if not secret.strip() or "\n" in secret:
        problems.append(place.problem(f"{path.name} does not hold one line", "write the secret alone on one line"))
        return None
    if os.name == "posix" and path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        problems.append(
            place.problem(f"everyone on this machine may read {path.name}", f"chmod 600 {path}", warning=True)
        )
    return SecretStr(secret)


def password_in_url(url: str) -> bool:
    try:
        return bool(urlsplit(url).password)
    except ValueError:
        return False
