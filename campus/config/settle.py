"""The last step of loading: environment, secrets, and file names made absolute against the file's folder."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from campus.config.calendar_file import read_calendar
from campus.config.document import Document, Loc
from campus.config.model import Broker, Campus, Group, Influx
from campus.config.problem import Problem
from campus.config.secret import from_environment, password_in_url, read_secret

ELSEWHERE = "keep it in a file of its own and name that as {option}_file, or set {variable}"


def settled(
    group: Group | None, document: Document, path: Path, environ: Mapping[str, str], problems: list[Problem]
) -> Group | None:
    """The group as the programs use it, or None when it was not valid to begin with."""
    _secrets_in_file(document, problems)
    if group is None:
        return None
    work = _Settling(document, path, environ, problems)
    return group.model_copy(
        update={
            "broker": work.broker(group.broker),
            "readings": work.readings(group.readings),
            "ledger": work.url(("ledger",), group.ledger, "CAMPUS_LEDGER_URL"),
            "collector": group.collector.model_copy(update={"spool": work.base / group.collector.spool}),
            "campuses": tuple(work.campus(i, campus) for i, campus in enumerate(group.campuses)),
        }
    )


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

    def __init__(self, document: Document, path: Path, environ: Mapping[str, str], problems: list[Problem]) -> None:
        self.base, self._shown = path.absolute().parent, path.parent
        self._document, self._environ, self._problems = document, environ, problems

    def _problem(self, loc: Loc, what: str, accepted: str) -> None:
        self._problems.append(self._document.place(loc).problem(what, accepted))

    def _variable(self, name: str, otherwise: str) -> str:
        return from_environment(self._environ, name) or otherwise

    def broker(self, broker: Broker) -> Broker:
        """Broker with its secret; the environment stands above the file."""
        url = self._variable("CAMPUS_BROKER_URL", broker.url)
        if not url.startswith(("mqtt://", "mqtts://")):
            self._problem(("broker", "url"), f"{url!r} is not a broker's address", "write mqtt:// or mqtts://host:port")
        password = self._secret("CAMPUS_BROKER_PASSWORD", broker.password_file, ("broker", "password_file"))
        ca_file = self._existing(broker.ca_file, ("broker", "ca_file"))
        username = self._variable("CAMPUS_BROKER_USERNAME", broker.username)
        update = {"url": url, "username": username, "password": password, "ca_file": ca_file}
        return broker.model_copy(update={**update, "password_file": self._absolute(broker.password_file)})

    def readings(self, readings: str | Influx) -> str | Influx:
        if whole := from_environment(self._environ, "CAMPUS_READINGS_URL"):
            return self.url(("readings",), whole, "")
        if isinstance(readings, str):
            return self.url(("readings",), readings, "")
        url = self._variable("CAMPUS_INFLUX_URL", readings.url)
        if not url.startswith(("http://", "https://")):
            self._problem(("readings", "url"), f"{url!r} is not a server's address", "write http://host:8086")
        token = self._secret("CAMPUS_INFLUX_TOKEN", readings.token_file, ("readings", "token_file"))
        token_file = self._absolute(readings.token_file)
        return readings.model_copy(update={"url": url, "token": token, "token_file": token_file})

    def url(self, loc: Loc, written: str, variable: str) -> str:
        """A database URL; a relative SQLite path is taken from the file's folder."""
        text = self._variable(variable, written) if variable else written
        try:
            url = make_url(text)
        except ArgumentError:
            self._problem(loc, "is not a database URL", "write sqlite:///data/name.db")
            return text
        accepted = {"sqlite", "postgresql"} if loc == ("ledger",) else {"sqlite"}
        if url.get_backend_name() not in accepted:
            told = "write sqlite:///data/name.db" + (" or postgresql+psycopg://host/name" if len(accepted) > 1 else "")
            self._problem(loc, f"{url.get_backend_name()} is not supported here", told)
        elif url.get_backend_name() == "sqlite":
            if not url.database or url.database == ":memory:":
                self._problem(loc, "several processes share it, so it cannot live in memory", "name a file")
            else:
                return url.set(database=str(self.base / url.database)).render_as_string(hide_password=False)
        return text

    def campus(self, index: int, campus: Campus) -> Campus:
        calendar = self._existing(campus.calendar, ("campuses", index, "calendar"))
        if campus.calendar and calendar and calendar.is_file():
            read_calendar(calendar, str(self._shown / campus.calendar), self._problems)
        return campus.model_copy(update={"calendar": calendar})

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
        if not whole.is_file():
            self._problem(loc, f"there is no file {file}", f"looked for {whole}")
        return whole
