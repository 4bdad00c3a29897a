"""The last step of loading: environment, secrets, and file names made absolute against the file's folder."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from campus.config.document import Document, Loc
from campus.config.model import Broker, Campus, Group, Influx
from campus.config.problem import Place, Problem
from campus.config.secret import from_environment, password_in_url, read_secret
from campus.config.text import absence

ELSEWHERE = "keep it in a file of its own and name that as {option}_file, or set {variable}"

LEDGERS = {"sqlite": "sqlite:///data/ledger.db", "postgresql+psycopg": "postgresql+psycopg://host/name"}


def settled(
    group: Group | None, document: Document, path: Path, environ: Mapping[str, str], problems: list[Problem]
) -> Group | None:
    """The group as the programs use it, or None when it was not valid to begin with.

    Files of campuses (calendars, meter lists) are checked where they are read, in `campus.config.outline`.
    """
    _secrets_in_file(document, problems)
    sound = group or _salvaged(document.data)
    work = _Settling(document, path.absolute().parent, environ, problems)
    whole = sound.model_copy(
        update={
            "broker": work.broker(sound.broker),
            "readings": work.readings(sound.readings),
            "ledger": work.url(("ledger",), sound.ledger, "CAMPUS_LEDGER_URL", LEDGERS),
            "collector": sound.collector.model_copy(update={"spool": work.base / sound.collector.spool}),
            "figures": work.file(sound.figures),
            "campuses": tuple(work.campus(campus) for campus in sound.campuses),
        }
    )
    return whole if group else None


def _salvaged(data: object) -> Group:
    """The sections that are right by themselves, so that their files and secrets are checked in the same run."""
    sound = Group(campuses=())
    for name in ("broker", "readings", "ledger", "collector"):
        if isinstance(data, dict) and name in data:
            with suppress(ValidationError):
                part = Group.model_validate({"campuses": (), name: data[name]})
                sound = sound.model_copy(update={name: getattr(part, name)})
    return sound


def _secrets_in_file(document: Document, problems: list[Problem]) -> None:
    for section, option, variable in (
        ("broker", "password", "CAMPUS_BROKER_PASSWORD"),
        ("readings", "token", "CAMPUS_INFLUX_TOKEN"),
    ):
        loc: Loc = (section, option)
        if document.at(loc) is not None:
            told = ELSEWHERE.format(option=option, variable=variable)
            problems.append(document.place(loc).problem("a secret does not belong in this file", told))
    for loc, variable in (
        (("broker", "url"), "CAMPUS_BROKER_PASSWORD"),
        (("ledger",), "CAMPUS_LEDGER_URL with the whole URL"),
        (("readings",), "CAMPUS_READINGS_URL with the whole URL"),
        (("readings", "url"), "CAMPUS_INFLUX_TOKEN"),
    ):
        url = document.at(loc)
        if isinstance(url, str) and password_in_url(url):
            told = f"set the environment variable {variable}"
            problems.append(document.place(loc).problem("the URL carries a password", told))


class _Settling:
    """Carries what every step needs."""

    def __init__(self, document: Document, base: Path, environ: Mapping[str, str], problems: list[Problem]) -> None:
        self.base = base
        self._document, self._environ, self._problems = document, environ, problems

    def _place(self, loc: Loc, variable: str = "") -> Place:
        if variable and from_environment(self._environ, variable):
            return Place("environment", 0, variable)
        return self._document.place(loc)

    def _variable(self, name: str, otherwise: str) -> str:
        return from_environment(self._environ, name) or otherwise

    def broker(self, broker: Broker) -> Broker:
        """Broker with its secret; the environment stands above the file."""
        url = self._variable("CAMPUS_BROKER_URL", broker.url)
        if not _is_address(url, "mqtt", "mqtts"):
            place = self._place(("broker", "url"), "CAMPUS_BROKER_URL")
            self._problems.append(
                place.problem("is not a broker's address", "write mqtt://host:1883 or mqtts://host:8883")
            )
        update = {
            "url": url,
            "username": self._variable("CAMPUS_BROKER_USERNAME", broker.username),
            "password": self._secret("CAMPUS_BROKER_PASSWORD", broker.password_file, ("broker", "password_file")),
            "password_file": self._absolute(broker.password_file),
            "ca_file": self._existing(broker.ca_file, ("broker", "ca_file")),
        }
        return broker.model_copy(update=update)

    def readings(self, readings: str | Influx) -> str | Influx:
        """Store of readings, with its secret where it is a server."""
        if isinstance(readings, str) or from_environment(self._environ, "CAMPUS_READINGS_URL"):
            written = readings if isinstance(readings, str) else ""
            return self.url(("readings",), written, "CAMPUS_READINGS_URL", {"sqlite": "sqlite:///data/readings.db"})
        url = self._variable("CAMPUS_INFLUX_URL", readings.url)
        if not _is_address(url, "http", "https"):
            place = self._place(("readings", "url"), "CAMPUS_INFLUX_URL")
            self._problems.append(place.problem("is not a server's address", "write http://host:8086"))
        token = self._secret("CAMPUS_INFLUX_TOKEN", readings.token_file, ("readings", "token_file"))
        token_file = self._absolute(readings.token_file)
        return readings.model_copy(update={"url": url, "token": token, "token_file": token_file})

    def url(self, loc: Loc, written: str, variable: str, accepted: Mapping[str, str]) -> str:
        """A database URL of an accepted driver; a relative SQLite path is taken from the file's folder."""
        text, place, told = (
            self._variable(variable, written),
            self._place(loc, variable),
            " or ".join(accepted.values()),
        )
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            self._problems.append(place.problem("is not a database URL", f"write {told}"))
            return text
        if url.drivername not in accepted:
            self._problems.append(place.problem(f"{url.drivername} is not supported here", f"write {told}"))
        elif url.drivername == "sqlite":
            if url.database and url.database != ":memory:":
                return url.set(database=str(self.base / url.database)).render_as_string(hide_password=False)
            what = "several processes share it, so it cannot live in memory"
            self._problems.append(place.problem(what, "name a file"))
        return text

    def campus(self, campus: Campus) -> Campus:
        return campus.model_copy(update={"calendar": self._absolute(campus.calendar)})

    def file(self, file: Path | None) -> Path | None:
        return self._absolute(file)

    def _secret(self, variable: str, file: Path | None, loc: Loc) -> SecretStr | None:
        if given := from_environment(self._environ, variable):
            return SecretStr(given)
        return None if file is None else read_secret(self.base / file, self._document.place(loc), self._problems)

    def _absolute(self, file: Path | None) -> Path | None:
        return None if file is None else self.base / file

    def _existing(self, file: Path | None, loc: Loc) -> Path | None:
        if file is None:
            return None
        whole = self.base / file
        if told := absence(whole):
            self._problems.append(self._place(loc).problem(f"{file} {told[0]}", told[1]))
        return whole


def _is_address(url: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
