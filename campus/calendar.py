"""The school calendar (校历): which day type a day is, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campus.day_type import DayType
from campus.ledger.facts import Fact
from campus.period import local_day
from campus.statutory import Span, StatutoryCalendar, StatutoryKind

__all__ = ["DayType", "Explained", "SchoolCalendar", "Span"]

SATURDAY = 5
FILE = "calendar file"


class Explained(NamedTuple):
    """A day type with its reason; None means nobody has entered or announced it yet."""

    day_type: DayType | None
    reason: str
    source: str


class Exceptional(NamedTuple):
    span: Span
    day_type: DayType
    source: str


@dataclass(frozen=True)
class SchoolCalendar:
    """Terms, vacations and special days of one campus; pure, built from a file or by hand.

    Terms and vacations follow each other without hole or overlap (`campus.config.calendar_file` sees to it).
    A day outside them, and a term day of a year whose holidays are not announced, has no type.
    """

    terms: Sequence[Span] = ()
    vacations: Sequence[Span] = ()
    month_leave: Sequence[Span] = ()
    boarding_weekends: Sequence[Span] = ()
    school_days: Sequence[Span] = ()
    events: Sequence[Span] = ()
    boarders_leave_at_weekends: bool = False
    statutory: StatutoryCalendar = field(default_factory=StatutoryCalendar)
    exceptions: Sequence[Exceptional] = ()
    _known: dict[date, Explained] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def extent(self) -> tuple[date, date] | None:
        """First and last day covered by terms and vacations."""
        spans = (*self.terms, *self.vacations)
        return (min(s.first for s in spans), max(s.last for s in spans)) if spans else None

    @property
    def unknown_years(self) -> list[int]:
        """Years with term days whose statutory holidays nobody knows yet."""
        years = {year for term in self.terms for year in range(term.first.year, term.last.year + 1)}
        return sorted(year for year in years if self.statutory.on(date(year, 1, 1)) is None)

    def day_type(self, day: date) -> DayType | None:
        """Type of a day, or None where the calendar does not reach."""
        return self.explain(day).day_type

    def explain(self, day: date) -> Explained:
        """Type of a day with the entry that decided it."""
        if day not in self._known:
            self._known[day] = next(self._grounds(day))
        return self._known[day]

    def with_exceptions(self, facts: Iterable[Fact], zone: ZoneInfo) -> "SchoolCalendar":
        """With dated facts of kind `calendar_exception` on top; of two about one day the later recorded decides.

        A fact holds from the local day of its moment to its `until`, both included.
        """
        mine = sorted((f for f in facts if f.kind == "calendar_exception"), key=lambda f: (f.recorded_ms, f.id))
        return replace(self, exceptions=(*self.exceptions, *(_exceptional(fact, zone) for fact in mine)))

    def _grounds(self, day: date) -> Iterator[Explained]:
        """What speaks for a type, strongest first."""
        for exception in reversed(self.exceptions):
            if day in exception.span:
                yield Explained(exception.day_type, f"exception {exception.span}", exception.source)
        entered = (
            (DayType.EVENT, "event", self.events),
            (DayType.VACATION, "vacation", self.vacations),
            (DayType.TERM_WD, "school is held", self.school_days),
            (DayType.HOLIDAY, "month leave", self.month_leave),
        )
        for day_type, word, spans in entered:
            if span := _within(day, spans):
                yield Explained(day_type, f"{word} {span}", FILE)
        if term := _within(day, self.terms):
            yield self._in_term(day, term)
        yield Explained(None, "calendar missing: no term or vacation covers the day", "")

    def _in_term(self, day: date, term: Span) -> Explained:
        state = self.statutory.on(day)
        if state is None:
            return Explained(None, f"calendar missing: holidays of {day.year} are not known yet", "")
        if state.kind is StatutoryKind.HOLIDAY:
            return Explained(DayType.HOLIDAY, f"statutory holiday {state.name}".rstrip(), state.source)
        if state.kind is StatutoryKind.WORKDAY:
            return Explained(DayType.TERM_WD, f"make-up workday {state.name}".rstrip(), state.source)
        if day.weekday() < SATURDAY:
            return Explained(DayType.TERM_WD, f"weekday in term {term}", FILE)
        return self._weekend(day, term)

    def _weekend(self, day: date, term: Span) -> Explained:
        if not self.boarders_leave_at_weekends:
            return Explained(DayType.TERM_WE, f"weekend in term {term}", FILE)
        if stay := _within(day, self.boarding_weekends):
            return Explained(DayType.TERM_WE, f"boarding weekend {stay}", FILE)
        return Explained(DayType.HOLIDAY, f"weekend in term {term}, boarders at home", FILE)


def _within(day: date, spans: Iterable[Span]) -> Span | None:
    return next((span for span in spans if day in span), None)


def _exceptional(fact: Fact, zone: ZoneInfo) -> Exceptional:
    first = local_day(fact.at_ms, zone)
    until = fact.body.get("until")
    last = date.fromisoformat(str(until)) if until else first
    span = Span(first, last, str(fact.body.get("note") or ""))
    return Exceptional(span, DayType(str(fact.body["day_type"])), f"fact {fact.id} by {fact.author}")
