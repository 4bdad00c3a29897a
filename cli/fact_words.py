"""Facts on the command line: as lines for people, and as documents for programs."""

from collections.abc import Iterator

from campus.clock import from_ms
from campus.entry.desk import Answer, State
from campus.entry.touches import Site, Touches
from campus.ledger.fact_list import Listed
from campus.ledger.facts import Fact, Value

JUDGED = frozenset({"why", "expected_low", "expected_high"})
"""What the judgement added to a held reading; it is told apart from what the person wrote."""


def answer_lines(site: Site, answer: Answer) -> Iterator[str]:
    """State and fact, then doubts with what was expected, remarks, and what changes."""
    yield f"{_numbered(answer.fact)}{answer.state.value}: {_told(site, answer.fact)}"
    for doubted in answer.doubts:
        yield f"  {doubted.reason}"
    known = answer.known
    if answer.doubts and known is not None and known.band is not None and known.last is not None:
        expected = f", expected about {known.expected:,.1f}" if known.expected is not None else ""
        high = f"{known.band.high:,.1f}" if known.band.high < float("inf") else "any"
        yield f"  last {known.last:,.1f}{expected}; plausible from {known.band.low:,.1f} to {high}"
    for remark in answer.remarks:
        yield f"  {remark}"
    verb = "would change" if answer.state is State.HELD else "changes"
    yield f"  {verb} {_changes(answer.touches)}"


def answer_document(site: Site, answer: Answer) -> dict[str, object]:
    known, band = answer.known, answer.known.band if answer.known else None
    return {
        "state": answer.state.value,
        "fact": fact_document(site, answer.fact),
        "doubts": [{"doubt": d.doubt.value, "reason": d.reason, "instead": d.instead} for d in answer.doubts],
        "expectation": None
        if known is None or band is None
        else {
            "last": known.last,
            "days": known.days,
            "expected": known.expected,
            "low": band.low,
            "high": band.high if band.high < float("inf") else None,
        },
        "remarks": list(answer.remarks),
        "touches": {
            "campuses": list(answer.touches.campuses),
            "meters": list(answer.touches.meters),
            "first": answer.touches.first.isoformat(),
            "last": answer.touches.last.isoformat() if answer.touches.last else None,
            "figures": [figure.value for figure in answer.touches.figures],
            "published": list(answer.touches.published),
        },
    }


def listed_line(site: Site, listed: Listed) -> str:
    by = f" by fact {listed.withdrawn_by}" if listed.withdrawn_by else ""
    takes = f" of fact {listed.withdraws}" if listed.withdraws else ""
    told = _told(site, listed.fact)
    why = f" ({listed.fact.body['why']})" if "why" in listed.fact.body else ""
    return f"{_numbered(listed.fact)}{listed.state.value}{by}{takes}: {told}, by {listed.fact.author}{why}"


def listed_document(site: Site, listed: Listed) -> dict[str, object]:
    return fact_document(site, listed.fact) | {
        "state": listed.state.value,
        "withdraws": listed.withdraws,
        "withdrawn_by": listed.withdrawn_by,
    }


def fact_document(site: Site, fact: Fact) -> dict[str, object]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "subject": fact.subject,
        "at": from_ms(fact.at_ms).astimezone(site.zone_of(fact.subject)).isoformat(),
        "body": dict(fact.body),
        "author": fact.author,
        "recorded": from_ms(fact.recorded_ms).isoformat(),
    }


def _numbered(fact: Fact) -> str:
    return f"fact {fact.id} " if fact.id else ""


def _told(site: Site, fact: Fact) -> str:
    at = from_ms(fact.at_ms).astimezone(site.zone_of(fact.subject))
    said = {name: value for name, value in fact.body.items() if name not in JUDGED}
    body = "".join(f", {name} {_shown(value)}" for name, value in said.items())
    return f"{fact.kind} of {fact.subject}, {at:%Y-%m-%d %H:%M}{body}"


def _shown(value: Value) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _changes(touched: Touches) -> str:
    if not touched.figures:
        return "nothing"
    until = f" to {touched.last}" if touched.last else " on"
    books = f"books of {', '.join(touched.meters)}; " if touched.meters else ""
    figures = ", ".join(figure.value for figure in touched.figures)
    told = f"from {touched.first}{until}: {books}{figures} of {', '.join(touched.campuses)}"
    return told + (f"; revises {', '.join(touched.published)}" if touched.published else "")
