"""`campus fact`: dated facts by hand or by file, each answered with what it changes."""

import getpass
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from sqlalchemy import Connection

from campus.clock import system_clock, to_ms
from campus.entry.desk import Answer, State, Written, confirm, enter_fact, take_back
from campus.entry.kinds import KINDS
from campus.entry.template import template
from campus.entry.touches import Site
from campus.errors import Refused
from campus.ledger.fact_bodies import Value
from campus.ledger.fact_list import FactState, Listed, list_facts
from cli.fact_words import answer_document, answer_lines, listed_document, listed_line
from cli.installation import DEFAULT_CONFIG, ConfigPath, Installation, Json, opened
from collector.importers.fact_file import EnteredRow, import_facts
from collector.importers.open_table import open_table
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.readings_file import Stores

Action = Literal["add", "list", "withdraw", "confirm", "template", "import"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says."""

    words: Sequence[str]
    author: str
    note: str
    dry_run: bool
    strict: bool
    every: bool
    as_json: bool

    def words_named(self, usage: str, least: int, most: int) -> list[str]:
        """The words behind the action, refused with its usage when there are too few or too many."""
        if not least <= len(self.words) <= most:
            message = f"write: campus fact {usage}"
            raise Refused(message)
        return [*self.words, *[""] * (most - len(self.words))]


def command(  # noqa: PLR0913 - one parameter per option
    action: Annotated[Action, typer.Argument(help="add, list, withdraw, confirm, template or import")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="add KIND SUBJECT WHEN FIELD=VALUE… · list [SUBJECT] · withdraw ID · confirm ID · "
            "template KIND [FILE] · import KIND FILE"
        ),
    ] = None,
    *,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: Json = False,
    author: Annotated[str, typer.Option(help="who enters it; default: the login name")] = "",
    note: Annotated[str, typer.Option(help="why; kept with a withdrawal or confirmation")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen, keep nothing")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="import: keep nothing when a single row is bad")] = False,
    every: Annotated[bool, typer.Option("--all", help="list: withdrawn facts and withdrawals too")] = False,
) -> None:
    """Exit 0: done, also when a reading is held for confirmation; 2: refused, or no row of a file was usable."""
    wish = Wish(words or [], author or getpass.getuser(), note, dry_run, strict, every, as_json)
    if action == "template":
        _template(wish)
        return
    with opened(config) as installation:
        ACTIONS[action](installation, wish)


def _template(wish: Wish) -> None:
    kind, file = wish.words_named("template KIND [FILE]", 1, 2)
    path = Path(file or f"{kind}.xlsx")
    made = template(kind)
    try:
        with path.open("xb") as new:
            new.write(made)
    except FileExistsError:
        message = f"{path} exists already; name another file"
        raise Refused(message) from None
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise Refused(message) from None
    typer.echo(json.dumps({"file": str(path), "kind": kind}) if wish.as_json else f"{path} written")


def _add(installation: Installation, wish: Wish) -> None:
    usage = f"add KIND SUBJECT WHEN FIELD=VALUE…; kinds are {', '.join(KINDS)}"
    kind, subject, when, *_ = wish.words_named(usage, 3, 30)
    body = dict(_field(word) for word in wish.words[3:])
    if wish.note:
        body["note"] = wish.note
    written = Written(kind, subject, when, body, wish.author)
    _enter(installation, wish, lambda connection, site: enter_fact(connection, site, written))


def _withdraw(installation: Installation, wish: Wish) -> None:
    number = _number(wish.words_named("withdraw ID", 1, 1)[0])
    _enter(installation, wish, lambda c, site: take_back(c, site, number, wish.author, wish.note))


def _confirm(installation: Installation, wish: Wish) -> None:
    number = _number(wish.words_named("confirm ID", 1, 1)[0])
    _enter(installation, wish, lambda c, site: confirm(c, site, number, wish.author, wish.note))


def _enter(installation: Installation, wish: Wish, work: Callable[[Connection, Site], Answer]) -> None:
    site = _site(installation)
    with installation.ledger.connect() as connection, connection.begin() as transaction:
        answer = work(connection, site)
        if wish.dry_run:
            transaction.rollback()
            answer = replace(answer, fact=replace(answer.fact, id=0))
    if wish.as_json:
        typer.echo(json.dumps(answer_document(site, answer), ensure_ascii=False))
        return
    for line in answer_lines(site, answer):
        typer.echo(line)
    if wish.dry_run:
        typer.echo("nothing was kept (--dry-run)")


def _list(installation: Installation, wish: Wish) -> None:
    (subject,) = wish.words_named("list [SUBJECT]", 0, 1)
    states = () if wish.every else (FactState.IN_FORCE, FactState.HELD)
    with installation.ledger.connect() as connection:
        found: list[Listed] = list_facts(connection, subject=subject, states=states)
    site = _site(installation)
    if wish.as_json:
        typer.echo(json.dumps([listed_document(site, one) for one in found], ensure_ascii=False))
        return
    for one in found:
        typer.echo(listed_line(site, one))
    if not found:
        typer.echo("no facts")


def _import(installation: Installation, wish: Wish) -> None:
    kind, name = wish.words_named("import KIND FILE", 2, 2)
    path, site = Path(name), _site(installation)
    outcome = Outcome(path.name, kind)
    options = ImportOptions(author=wish.author)
    stores = Stores(installation.readings, installation.ledger, site.now_ms)
    rows: list[EnteredRow] = []
    try:
        table = open_table(path, options)
        rows = import_facts(
            table, kind, installation.group, options, stores, outcome, dry_run=wish.dry_run, strict=wish.strict
        )
    except Refused as refused:
        outcome.refused = str(refused)
    if wish.as_json:
        entered = [{"row": one.row, **answer_document(site, one.answer)} for one in rows]
        document = outcome.document() | {"stored": not (wish.dry_run or outcome.refused), "entered": entered}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        _tell(outcome, rows, wish)
    if not outcome.came_through:
        raise typer.Exit(2)


def _tell(outcome: Outcome, rows: Sequence[EnteredRow], wish: Wish) -> None:
    if outcome.refused:
        typer.echo(f"{outcome.file}: refused, nothing entered: {outcome.refused}", err=True)
    else:
        tense = "would be entered" if wish.dry_run else "entered"
        typer.echo(
            f"{outcome.file}: {outcome.accepted} {tense}, {outcome.duplicate} known, {outcome.rejected_rows} rejected"
        )
    for rejection in sorted(outcome.rejections):
        typer.echo(f"  row {rejection.row}: {rejection.reason}", err=True)
    for one in rows:
        if one.answer.state is State.HELD:
            told = f"fact {one.answer.fact.id} " if one.answer.fact.id else ""
            typer.echo(f"  row {one.row}: {told}held: {'; '.join(d.reason for d in one.answer.doubts)}")
    for note in outcome.notes:
        typer.echo(f"  {note}")


def _site(installation: Installation) -> Site:
    return Site(installation.group, installation.readings, to_ms(system_clock()))


def _field(word: str) -> tuple[str, Value]:
    """FIELD=VALUE; a number or true and false as JSON writes them, anything else is text."""
    name, sign, text = word.partition("=")
    if not sign or not name:
        message = f"{word!r} is no FIELD=VALUE, for example final=31877.4"
        raise Refused(message)
    with suppress(ValueError):
        value = json.loads(text)
        if isinstance(value, bool | int | float):
            return name, value
    return name, text


def _number(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) < 16):  # noqa: PLR2004 - digits of the largest id
        message = f"{word!r} is no number of a fact; `campus fact list` shows them"
        raise Refused(message)
    return int(word)


ACTIONS: dict[str, Callable[[Installation, Wish], None]] = {
    "add": _add,
    "list": _list,
    "withdraw": _withdraw,
    "confirm": _confirm,
    "import": _import,
}
