"""The desk where facts are handed in: entering, confirming and taking back, each answered with what it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from campus.entry.checks import check
from campus.entry.kinds import kind_of_fact, subject_of
from campus.entry.moment import moment_ms
from campus.entry.register_level import Registers
from campus.entry.touches import Site, Touches, touches
from campus.errors import Refused
from campus.ledger.entry import enter_in, take_back_in
from campus.ledger.fact_bodies import checked_body
from campus.ledger.facts import Fact, Value, fact_by_id, facts_of, one_at_a_time
from campus.register.manual_reading import Doubted, Known, doubts

LONGEST_NAME = 128
RECORDED = "recorded already"
"""First remark on a fact that was entered before."""


class State(StrEnum):
    """How an entry ended."""

    IN_FORCE = "in_force"
    HELD = "held"
    KNOWN = "known"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Written:
    """A fact as somebody writes it: `at` a local day, a local time or a moment with its zone."""

    kind: str
    subject: str
    at: str
    body: Mapping[str, Value]
    author: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an entry. `known` is what a manual reading was held against."""

    fact: Fact
    state: State
    touches: Touches
    doubts: tuple[Doubted, ...] = ()
    known: Known | None = None
    remarks: tuple[str, ...] = ()


def enter_fact(connection: Connection, site: Site, written: Written) -> Answer:
    """Check, judge and record one fact inside the caller's transaction. Raises `Refused`; then nothing is recorded.

    A doubtful manual reading is recorded as held. The same fact once more is not recorded again.
    """
    one_at_a_time(connection)
    new = understood(site, written)
    if earlier := _recorded(connection, new):
        state = State.HELD if earlier.kind == "held_reading" else State.KNOWN
        return Answer(earlier, state, touches(connection, site, earlier), remarks=(RECORDED,))
    remarks = check(connection, site, new)
    if new.kind == "manual_reading":
        return _reading(connection, site, new)
    changed = touches(connection, site, new)
    number = enter_in(connection, new, site.now_ms)
    return Answer(replace(new, id=number), State.IN_FORCE, changed, remarks=tuple(remarks))


def confirm(connection: Connection, site: Site, fact_id: int, author: str, note: str = "") -> Answer:
    """Put a held reading into force; the held fact is withdrawn by the same hand, and so is what contradicts it."""
    one_at_a_time(connection)
    held = fact_by_id(connection, fact_id)
    if held.kind != "held_reading":
        message = f"fact {fact_id} is a {held.kind}; only a held reading is confirmed"
        raise Refused(message)
    take_back_in(connection, fact_id, signed(author), site.now_ms, f"confirmed: {note}" if note else "confirmed")
    remarks = []
    for other in facts_of(connection, held.subject, "manual_reading"):
        if other.at_ms == held.at_ms:
            take_back_in(connection, other.id, signed(author), site.now_ms, f"replaced by fact {fact_id}")
            remarks.append(f"fact {other.id} of the same moment is withdrawn")
    kept = {name: held.body[name] for name in ("value", "reader") if name in held.body}
    body = checked_body("manual_reading", {**kept, "confirms": fact_id} | ({"note": note} if note else {}))
    new = Fact("manual_reading", held.subject, held.at_ms, body, signed(author), site.now_ms)
    changed = touches(connection, site, new)
    number = enter_in(connection, new, site.now_ms)
    return Answer(replace(new, id=number), State.IN_FORCE, changed, remarks=tuple(remarks))


def take_back(connection: Connection, site: Site, fact_id: int, author: str, note: str = "") -> Answer:
    """Withdraw a fact; the answer is about the fact withdrawn."""
    one_at_a_time(connection)
    old = fact_by_id(connection, fact_id)
    take_back_in(connection, fact_id, signed(author), site.now_ms, note)
    return Answer(old, State.WITHDRAWN, touches(connection, site, old))


def understood(site: Site, written: Written) -> Fact:
    """The fact as it would be recorded. Raises `Refused` naming what is wrong."""
    kind = kind_of_fact(written.kind)
    subject = subject_of(site.group, written.kind, written.subject)
    at_ms = moment_ms(written.at, kind, site.zone_of(subject), site.now_ms)
    body = checked_body(written.kind, written.body)
    if "confirms" in body:
        message = "confirms is filled in by confirming a held reading"
        raise Refused(message)
    return Fact(written.kind, subject, at_ms, body, signed(written.author), site.now_ms)


def signed(author: str) -> str:
    """The name a fact is signed with; nobody is refused."""
    name = " ".join(author.split())
    if not name or len(name) > LONGEST_NAME:
        message = f"author: give the name of the person who enters this, at most {LONGEST_NAME} characters"
        raise Refused(message)
    return name


def _recorded(connection: Connection, new: Fact) -> Fact | None:
    """The newest fact in force about the moment, when it says the same; a held reading of the same value likewise."""
    same = [f for f in facts_of(connection, new.subject, new.kind) if f.at_ms == new.at_ms and _alike(f, new)]
    if same and same[-1].body.items() >= new.body.items():
        return same[-1]
    if new.kind == "manual_reading":
        held = facts_of(connection, new.subject, "held_reading")
        return next((f for f in held if (f.at_ms, f.body["value"]) == (new.at_ms, new.body["value"])), None)
    return None


def _alike(old: Fact, new: Fact) -> bool:
    """Tariffs of two resources and two works of one day stand beside each other."""
    return all(old.body.get(name) == new.body.get(name) for name in ("resource", "name", "work"))


def _reading(connection: Connection, site: Site, new: Fact) -> Answer:
    meter = site.group.meters[new.subject]
    registers = Registers(site.group, site.readings, connection)
    known = registers.known(meter, new.at_ms)
    value = float(new.body["value"] or 0)
    changed = touches(connection, site, new)
    found = doubts(value, known)
    if not found:
        return Answer(replace(new, id=enter_in(connection, new, site.now_ms)), State.IN_FORCE, changed, known=known)
    found = doubts(value, replace(known, others=registers.others(meter, new.at_ms)))
    band = known.band
    why: dict[str, Value] = {"why": "; ".join(doubted.reason for doubted in found)}
    if band is not None and band.high < float("inf"):
        why |= {"expected_low": round(band.low, 3), "expected_high": round(band.high, 3)}
    held = replace(new, kind="held_reading", body=checked_body("held_reading", {**new.body, **why}))
    held = replace(held, id=enter_in(connection, held, site.now_ms))
    return Answer(held, State.HELD, changed, found, known)
