"""Tariffs people entered as dated facts: from the body of a fact to a `Tariff`, and whether it fits the others."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from pydantic import ValidationError

from campus.quantity import Resource
from campus.tariff.tariff import Tariff
from campus.tariff.written import day_tables, prices, tiers

EVERY_CAMPUS = "*"
"""Subject of a tariff fact that holds for every campus without one of its own."""

BILLED = (Resource.ELECTRICITY, Resource.WATER, Resource.GAS, Resource.HEAT)


def price_of(body: Mapping[str, object]) -> dict[str, object]:
    """The price a body states; raises `ValueError` unless it states exactly one."""
    stated = [name for name in ("yuan", "tiers", "times") if body.get(name) is not None]
    if len(stated) != 1:
        told = f"{' and '.join(stated)} are both given" if stated else "no price is given"
        message = f"{told}, fill exactly one of yuan, tiers and times"
        raise ValueError(message)
    if (stated == ["times"]) != (body.get("prices") is not None):
        message = "times and prices belong together: the hours of each period, and what each period costs"
        raise ValueError(message)
    if stated == ["yuan"]:
        return {"kind": "flat", "yuan": body["yuan"]}
    if stated == ["tiers"]:
        return {"kind": "tiered", "tiers": tiers(str(body["tiers"])), "year_begins": body.get("year_begins") or 1}
    return {"kind": "time_of_use", "tables": day_tables(str(body["times"])), "yuan": prices(str(body["prices"]))}


def tariff_of(name: str, subject: str, valid_from: date, body: Mapping[str, object]) -> Tariff:
    """A fact's tariff; raises `ValueError` with what is wrong, holes and overlaps of the day named."""
    until = body.get("until")
    if body.get("resource") not in BILLED:
        message = f"{body.get('resource')} has no price of its own, write {', '.join(BILLED)}"
        raise ValueError(message)
    try:
        return Tariff.model_validate(
            {
                "id": name,
                "supply": "" if subject == EVERY_CAMPUS else subject,
                "resource": body.get("resource"),
                "valid_from": valid_from,
                "valid_to": until if isinstance(until, date) or until is None else date.fromisoformat(str(until)),
                "price": price_of(body),
                "power_factor_standard": body.get("power_factor_standard"),
                "source": body.get("source") or "",
            }
        )
    except ValidationError as error:
        # A table that is wrong is also missing; only the first of the two tells anybody anything.
        told = [e["msg"] for e in error.errors(include_url=False)]
        own = [text.removeprefix("Value error, ") for text in told if text.startswith("Value error, ")]
        raise ValueError("; ".join(own or told)) from None


def overlap(new: Tariff, known: Iterable[Tariff]) -> str:
    """Names the days on which another tariff of the same supply and resource holds already; empty when none does.

    A tariff without an end gives way to the one that begins next, so only a stated end can overlap.
    """
    for other in known:
        if (other.supply, other.resource) != (new.supply, new.resource):
            continue
        if other.valid_from == new.valid_from:
            return f"{other.id} begins on {new.valid_from} too"
        before, after = sorted((new, other), key=lambda t: t.valid_from)
        if before.valid_to is not None and after.valid_from <= before.valid_to:
            last = min(before.valid_to, after.valid_to or before.valid_to)
            return f"{other.id} holds on {after.valid_from}..{last} already"
    return ""


def gap_before(new: Tariff, known: Iterable[Tariff]) -> str:
    """Names the days between the tariff before and this one on which none holds; empty when they meet."""
    mine = (t for t in known if (t.supply, t.resource) == (new.supply, new.resource))
    earlier = [t for t in mine if t.valid_from < new.valid_from]
    before = max(earlier, key=lambda t: t.valid_from, default=None)
    if before is None or before.valid_to is None or before.valid_to >= new.valid_from - timedelta(days=1):
        return ""
    day = timedelta(days=1)
    return f"no tariff holds on {before.valid_to + day}..{new.valid_from - day}, between {before.id} and the new one"
