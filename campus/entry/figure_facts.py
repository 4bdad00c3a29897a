"""Entered tariffs, measures and planned work as the values figures are made with."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campus.clock import to_ms
from campus.ledger.fact_bodies import meter_ids
from campus.ledger.facts import Fact
from campus.measure import Measure
from campus.period import local_day
from campus.tariff.entered import tariff_of
from campus.tariff.tariff import Tariff


class PlannedWork(NamedTuple):
    """Work on a campus or meter during [start_ms, end_ms)."""

    subject: str
    start_ms: int
    end_ms: int
    work: str


def entered_tariffs(facts: Iterable[Fact], zone: ZoneInfo) -> tuple[Tariff, ...]:
    """Tariffs of the facts of kind `tariff`; each is named `fact-` and its number."""
    return tuple(
        tariff_of(_name(fact), fact.subject, local_day(fact.at_ms, zone), fact.body)
        for fact in facts
        if fact.kind == "tariff"
    )


def entered_measures(facts: Iterable[Fact], zone: ZoneInfo) -> tuple[Measure, ...]:
    """Measures of the facts of kind `measure`; each is named `fact-` and its number."""
    return tuple(_measure(fact, zone) for fact in facts if fact.kind == "measure")


def planned_work(facts: Iterable[Fact]) -> tuple[PlannedWork, ...]:
    """Maintenance windows of the facts of that kind."""
    return tuple(
        PlannedWork(
            fact.subject, fact.at_ms, to_ms(datetime.fromisoformat(str(fact.body["until"]))), str(fact.body["work"])
        )
        for fact in facts
        if fact.kind == "maintenance_window"
    )


def _measure(fact: Fact, zone: ZoneInfo) -> Measure:
    stated = {name: fact.body[name] for name in ("before_days", "after_days", "cost_yuan") if name in fact.body}
    return Measure.model_validate(
        {
            "id": _name(fact),
            "name": fact.body["name"],
            "meters": meter_ids(str(fact.body["meters"])),
            "started": local_day(fact.at_ms, zone),
            "finished": date.fromisoformat(str(fact.body["finished"])),
            **stated,
        }
    )


def _name(fact: Fact) -> str:
    return f"fact-{fact.id}"
