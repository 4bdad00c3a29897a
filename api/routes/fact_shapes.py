"""How facts look in the API: as they are sent, kept and answered."""

from datetime import UTC, date, datetime

from pydantic import BaseModel, Field

from api.context import Context
from campus.clock import from_ms
from campus.entry.desk import Answer, State
from campus.entry.touches import Figure, Site, Touches
from campus.ledger.fact_bodies import Value
from campus.ledger.fact_list import FactState, Listed
from campus.ledger.facts import Fact
from campus.register.manual_reading import Doubt, Known

AUTHOR = "Name of the person who enters this; there are no accounts yet, so it is taken as given"


class FactIn(BaseModel):
    """A dated fact to enter."""

    kind: str = Field(
        description="head_count, calendar_exception, manual_reading, swap, multiplier, reset, tariff, measure or "
        "maintenance_window",
        examples=["manual_reading"],
    )
    subject: str = Field(
        description="Id or name of the meter or campus it is about; * for all campuses", examples=["junior-w"]
    )
    at: str = Field(
        description="When it holds from or happened: a local day, a local time, or a moment with its zone. A day alone "
        "is noon for what happened to a meter, else its beginning.",
        examples=["2026-03-14"],
    )
    body: dict[str, Value] = Field(
        description="The fields of the kind, as the columns of its template name them", examples=[{"value": 7735}]
    )
    author: str = Field(description=AUTHOR, examples=["王师傅"])


class Signature(BaseModel):
    """Who confirms or withdraws, and why."""

    author: str = Field(description=AUTHOR, examples=["李主任"])
    note: str = Field("", max_length=900, description="Why; kept with the fact", examples=["read again, it is right"])


class FactOut(BaseModel):
    """A dated fact as kept; it is never changed, only withdrawn by another."""

    id: int = Field(
        description="Number of the fact, growing in the order of entry; 0 where it was only tried", examples=[12]
    )
    kind: str = Field(
        description="Kind of fact; held_reading is a manual reading nobody has confirmed yet",
        examples=["manual_reading"],
    )
    subject: str = Field(description="Meter or campus id; * for all campuses", examples=["junior-w"])
    at: datetime = Field(
        description="When it holds from or happened, local time", examples=["2026-03-14T10:20:00+08:00"]
    )
    body: dict[str, Value] = Field(description="The fields of the kind", examples=[{"value": 7735}])
    author: str = Field(description="Who entered it", examples=["王师傅"])
    recorded: datetime = Field(description="When it was entered (UTC)", examples=["2026-03-14T02:20:00Z"])
    state: FactState = Field(
        description="in_force, held (waits for confirmation), withdrawn, or withdrawal (takes another fact back)",
        examples=["in_force"],
    )
    withdraws: int | None = Field(description="Fact this withdrawal takes back; null for others", examples=[None])
    withdrawn_by: int | None = Field(
        description="Withdrawal that took this fact back; null while none did", examples=[None]
    )


class FactList(BaseModel):
    """Facts, newest entry first."""

    items: list[FactOut] = Field(description="Facts of this page")
    next_cursor: str | None = Field(description="Cursor of the next page; null on the last", examples=[None])


class TouchesOut(BaseModel):
    """What changes because of a fact; for a held reading what would change once it is confirmed."""

    campuses: list[str] = Field(description="Campuses whose figures change", examples=[["junior"]])
    meters: list[str] = Field(description="Meters that are booked anew", examples=[["junior-w"]])
    first: date = Field(description="First local day that may change", examples=["2026-03-11"])
    last: date | None = Field(description="Last local day that may change; null: until further notice", examples=[None])
    figures: list[Figure] = Field(description="Figures that change", examples=[["consumption", "per_head"]])
    published: list[str] = Field(description="Months already handed in that will be revised", examples=[[]])


class DoubtOut(BaseModel):
    """One reason why a manual reading is held, or what would explain it."""

    doubt: Doubt = Field(description="Kind of doubt", examples=["decimal_shift"])
    reason: str = Field(description="The doubt in words", examples=["10 times too high: 7735 would be plausible"])
    instead: float | None = Field(
        description="Value that would be plausible; null where none is meant", examples=[7735.0]
    )


class ExpectationOut(BaseModel):
    """What a manual reading was held against, in units of the register."""

    last: float = Field(description="Register value known last", examples=[7733.0])
    days: float = Field(description="Days since then", examples=[3.0])
    expected: float | None = Field(
        description="Register value expected from the same months of last year; null when the books know too little",
        examples=[7987.2],
    )
    low: float = Field(description="Smallest plausible register value", examples=[7733.0])
    high: float | None = Field(description="Largest plausible register value; null: no limit known", examples=[9512.6])


class EnteredOut(BaseModel):
    """What became of an entry, and what it changes."""

    state: State = Field(
        description="in_force; held: a doubtful reading that waits for confirmation; known: the same fact was entered "
        "before; withdrawn",
        examples=["in_force"],
    )
    fact: FactOut = Field(description="The fact", examples=[{"id": 12}])
    doubts: list[DoubtOut] = Field(description="Why a reading is held; empty otherwise")
    expectation: ExpectationOut | None = Field(
        description="What a manual reading was held against; null for other kinds and first readings", examples=[None]
    )
    remarks: list[str] = Field(description="Things to look at that do not speak against the entry", examples=[[]])
    touches: TouchesOut = Field(description="What changes", examples=[{"campuses": ["junior"]}])


class RowOut(BaseModel):
    """What became of one row of a file."""

    row: int = Field(description="Line of the text file or row of the sheet, from 1", examples=[3])
    entered: EnteredOut = Field(description="As for a fact entered alone", examples=[{"state": "in_force"}])


class RejectedRow(BaseModel):
    """A row that was not entered."""

    row: int = Field(description="Line of the text file or row of the sheet, from 1; 0: the whole file", examples=[4])
    reason: str = Field(
        description="What is wrong, and what would be accepted", examples=["boarders: 'x' is no number"]
    )


class ImportOut(BaseModel):
    """How an import of facts ended."""

    file: str = Field(description="Name of the file", examples=["heads.xlsx"])
    kind: str = Field(description="Kind of the facts", examples=["head_count"])
    stored: bool = Field(
        description="Whether the accepted rows are in the ledger; false for a dry run and a refused file",
        examples=[True],
    )
    refused: str = Field(description="Why the file as a whole was refused; empty otherwise", examples=[""])
    rows: int = Field(description="Rows below the header, examples left out", examples=[5])
    accepted: int = Field(description="Rows entered, held ones included", examples=[3])
    held: int = Field(description="Rows whose reading waits for confirmation", examples=[0])
    known: int = Field(description="Rows that were entered before", examples=[0])
    rejected: list[RejectedRow] = Field(description="Rows that were not entered, each with its reason")
    notes: list[str] = Field(description="What else was noticed about the file", examples=[[]])
    entered: list[RowOut] = Field(description="What became of each sound row, by row")


def fact_out(context: Context, listed: Listed) -> FactOut:
    zone = Site(context.group, context.readings, context.now_ms).zone_of(listed.fact.subject)
    fact = listed.fact
    return FactOut(
        id=fact.id,
        kind=fact.kind,
        subject=fact.subject,
        at=from_ms(fact.at_ms).astimezone(zone),
        body=dict(fact.body),
        author=fact.author,
        recorded=from_ms(fact.recorded_ms).astimezone(UTC),
        state=listed.state,
        withdraws=listed.withdraws,
        withdrawn_by=listed.withdrawn_by,
    )


def entered_out(context: Context, answer: Answer, withdrawn_by: int | None = None) -> EnteredOut:
    return EnteredOut(
        state=answer.state,
        fact=fact_out(context, Listed(answer.fact, _state(answer.fact, withdrawn_by), None, withdrawn_by)),
        doubts=[DoubtOut(doubt=d.doubt, reason=d.reason, instead=d.instead) for d in answer.doubts],
        expectation=_expectation(answer.known),
        remarks=list(answer.remarks),
        touches=_touches(answer.touches),
    )


def _state(fact: Fact, withdrawn_by: int | None) -> FactState:
    if withdrawn_by is not None:
        return FactState.WITHDRAWN
    return FactState.HELD if fact.kind == "held_reading" else FactState.IN_FORCE


def _expectation(known: Known | None) -> ExpectationOut | None:
    if known is None or known.last is None or known.band is None:
        return None
    high = known.band.high
    return ExpectationOut(
        last=known.last,
        days=known.days,
        expected=known.expected,
        low=known.band.low,
        high=high if high < float("inf") else None,
    )


def _touches(found: Touches) -> TouchesOut:
    return TouchesOut(
        campuses=list(found.campuses),
        meters=list(found.meters),
        first=found.first,
        last=found.last,
        figures=list(found.figures),
        published=list(found.published),
    )
