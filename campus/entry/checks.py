"""What a fact must be besides well-formed: in order, about things that exist, and in no contradiction to others."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from campus.clock import to_ms
from campus.entry.figure_facts import entered_tariffs
from campus.entry.kinds import About, booked_quantity, kind_of_fact
from campus.entry.register_level import LIFE, Registers
from campus.entry.touches import Site
from campus.errors import Refused
from campus.ledger.fact_bodies import meter_ids
from campus.ledger.facts import Fact, facts_of
from campus.period import local_day
from campus.tariff.entered import gap_before, overlap, tariff_of


def check(connection: Connection, site: Site, new: Fact) -> list[str]:
    """Remarks on a fact that may be entered; raises `Refused` for one that may not."""
    kind = kind_of_fact(new.kind)
    if kind.about is About.METER:
        booked_quantity(site.group, new.subject)
    if kind.once:
        _only_one(connection, new)
    day = local_day(new.at_ms, site.zone_of(new.subject))
    match new.kind:
        case "tariff":
            return _tariff(connection, site, new, day)
        case "measure":
            _measure(site, new, day)
        case "calendar_exception":
            _in_order(day, new.body.get("until"), "until")
        case "maintenance_window":
            until = datetime.fromisoformat(str(new.body["until"]))
            if to_ms(until) <= new.at_ms:
                message = f"until {until.isoformat()} is not after the beginning"
                raise Refused(message)
        case "swap":
            return _swap(connection, site, new)
        case _:
            pass
    return []


def _only_one(connection: Connection, new: Fact) -> None:
    for other in facts_of(connection, new.subject, new.kind):
        if other.at_ms == new.at_ms:
            message = f"fact {other.id} says otherwise about the same moment; withdraw it first"
            raise Refused(message)


def _tariff(connection: Connection, site: Site, new: Fact, day: date) -> list[str]:
    known = entered_tariffs(facts_of(connection, new.subject, "tariff"), site.zone_of(new.subject))
    try:
        tariff = tariff_of("new", new.subject, day, new.body)
    except ValueError as error:
        raise Refused(str(error)) from None
    if told := overlap(tariff, known):
        message = f"tariff periods overlap: {told}; withdraw that fact, or choose other days"
        raise Refused(message)
    gap = gap_before(tariff, known)
    return [gap] if gap else []


def _measure(site: Site, new: Fact, day: date) -> None:
    _in_order(day, new.body.get("finished"), "finished")
    if unknown := [name for name in meter_ids(str(new.body["meters"])) if name not in site.group.meters]:
        message = f"meters: unknown meter {', '.join(unknown)}"
        raise Refused(message)


def _in_order(first: date, last: Any, field: str) -> None:
    if last is not None and date.fromisoformat(str(last)) < first:
        message = f"{field} {last} lies before the first day {first}, swap the days"
        raise Refused(message)


def _swap(connection: Connection, site: Site, new: Fact) -> list[str]:
    meter = site.group.meters[new.subject]
    registers = Registers(site.group, site.readings, connection)
    last = registers.last(meter, new.at_ms, facts_of(connection, meter.id, *LIFE))
    final = float(new.body["final"] or 0)
    modulus = meter.register_modulus
    remarks = []
    if last is not None and final < last.value - meter.register_resolution:
        remarks.append(f"final {final:g} is below the last reading {last.value:g}: is it of this meter?")
    values = {name: float(new.body[name] or 0) for name in ("final", "initial")}
    wide = [f"{name} {value:g}" for name, value in values.items() if modulus is not None and value >= modulus]
    return remarks + [f"{told} does not fit the register, which ends at {modulus:g}" for told in wide]
