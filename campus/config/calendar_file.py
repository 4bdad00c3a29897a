"""Calendar files: the shape of the YAML, and the way from it to a `SchoolCalendar`."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from pydantic import Field

from campus.calendar import SchoolCalendar, Span
from campus.config.document import Document, Loc, read_document
from campus.config.explain import validated
from campus.config.meter import Strict
from campus.config.model import Campus
from campus.config.problem import Problem, in_order
from campus.errors import Misconfigured
from campus.statutory import StatutoryCalendar, StatutoryYear


class Days(Strict):
    """Consecutive days."""

    first: date = Field(description="first day")
    last: date | None = Field(None, description="last day, included; empty: one day only")
    name: str = Field("", description="what people call them")

    @property
    def span(self) -> Span:
        return Span(self.first, self.last or self.first, self.name)


class EnteredYear(Strict):
    """Statutory days of one year, typed in; they replace what the program knows of that year."""

    holidays: tuple[Days, ...] = Field((), description="statutory holidays (法定节假日), weekends inside them included")
    workdays: tuple[date, ...] = Field((), description="Saturdays and Sundays worked in exchange (调休上班)")


class CalendarFile(Strict):
    """Terms and vacations of a campus, any number of school years; together they leave no day out."""

    terms: tuple[Days, ...] = Field(description="terms (学期), first to last day of lessons")
    vacations: tuple[Days, ...] = Field(
        (), description="winter and summer breaks (寒暑假) and whatever lies between terms"
    )
    boarders_leave_at_weekends: bool = Field(
        False, description="true: ordinary weekends are empty (HOLIDAY); false: they are TERM_WE"
    )
    boarding_weekends: tuple[Days, ...] = Field(
        (), description="weekends on which boarders stay although they usually leave: TERM_WE"
    )
    month_leave: tuple[Days, ...] = Field((), description="month-leave days (月假, 大周): boarders go home, HOLIDAY")
    school_days: tuple[Days, ...] = Field((), description="weekend days with lessons (小周, 补课): TERM_WD")
    events: tuple[Days, ...] = Field((), description="examinations, sports days and other unlike days: EVENT")
    statutory: dict[int, EnteredYear] = Field(
        default_factory=dict, description="statutory holidays by year, only where the program does not know them yet"
    )


def load_calendar(path: Path) -> SchoolCalendar:
    """The calendar of a file; raises `Misconfigured` with one line per problem."""
    problems: list[Problem] = []
    calendar = read_calendar(path, str(path), problems)
    errors = [problem for problem in in_order(problems) if not problem.warning]
    if calendar is None or errors:
        raise Misconfigured("\n".join(str(problem) for problem in errors))
    return calendar


def calendar_of(campus: Campus) -> SchoolCalendar:
    """The campus's calendar as its file says; without a file one that knows no day."""
    return load_calendar(campus.calendar) if campus.calendar else SchoolCalendar()


def read_calendar(path: Path, shown_as: str, problems: list[Problem]) -> SchoolCalendar | None:
    """Like `load_calendar`, but problems are added to a list."""
    document = read_document(path, shown_as)
    problems += document.problems
    if document.data is None:
        return None
    file = validated(CalendarFile, document.data, document.place, document.written, problems)
    if file is None:
        return None
    problems += _inconsistent(file, document)
    if any(problem.file == shown_as and not problem.warning for problem in problems):
        return None
    entered = {
        year: StatutoryYear([days.span for days in own.holidays], own.workdays) for year, own in file.statutory.items()
    }
    return SchoolCalendar(
        terms=_spans(file.terms),
        vacations=_spans(file.vacations),
        month_leave=_spans(file.month_leave),
        boarding_weekends=_spans(file.boarding_weekends),
        school_days=_spans(file.school_days),
        events=_spans(file.events),
        boarders_leave_at_weekends=file.boarders_leave_at_weekends,
        statutory=StatutoryCalendar(entered),
    )


def _spans(days: Sequence[Days]) -> tuple[Span, ...]:
    return tuple(d.span for d in days)


SPECIAL = ("boarding_weekends", "month_leave", "school_days", "events")


def _inconsistent(file: CalendarFile, document: Document) -> Iterator[Problem]:
    placed = [
        (key, (key, i), d.span) for key in ("terms", "vacations", *SPECIAL) for i, d in enumerate(getattr(file, key))
    ]
    for _, loc, span in placed:
        if span.last < span.first:
            yield document.place(loc).problem(f"ends {span.last} before it begins {span.first}", "swap first and last")
    if any(span.last < span.first for *_, span in placed):
        return
    if not file.terms:
        yield document.place(("terms",)).problem("there is no term", "list the terms of the school year")
    covering = [(loc, span) for key, loc, span in placed if key in {"terms", "vacations"}]
    yield from _uncovered(covering, document)
    yield from _overlapping([(loc, span) for key, loc, span in placed if key in SPECIAL], document)
    for key, loc, span in placed:
        inside = file.terms if key != "events" else (*file.terms, *file.vacations)
        if key in SPECIAL and (day := _first_outside(span, _spans(inside))):
            yield document.place(loc).problem(f"{day} lies in no term", "keep it within the terms of this file")
    if file.boarding_weekends and not file.boarders_leave_at_weekends:
        what = "boarders stay at every weekend already"
        yield document.place(("boarding_weekends",)).problem(
            what, "set boarders_leave_at_weekends: true or remove this"
        )
    for year, own in file.statutory.items():
        yield from _other_years(year, own, document)


Placed = tuple[Loc, Span]


def _uncovered(covering: Sequence[Placed], document: Document) -> Iterator[Problem]:
    """Overlaps and holes between terms and vacations, with the days."""
    for (_, before), (loc, after) in _successive(covering):
        if after.first <= before.last:
            what = f"{after} overlaps {before} on {_shared(before, after)}"
            yield document.place(loc).problem(what, "a day belongs to one term or vacation")
            continue
        missing = Span(before.last + timedelta(days=1), after.first - timedelta(days=1))
        if missing.first <= missing.last:
            what = f"{missing} between {before} and {after} is in no term and no vacation"
            yield document.place(loc).problem(what, "extend one of them or add a vacation")


def _overlapping(special: Sequence[Placed], document: Document) -> Iterator[Problem]:
    for (earlier, before), (loc, after) in _successive(special):
        if after.first <= before.last:
            what = f"{after} overlaps {before} of {earlier[0]} on {_shared(before, after)}"
            yield document.place(loc).problem(what, "a day is entered once")


def _successive(placed: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Each span with the one before it that reaches furthest."""
    ordered = sorted(placed, key=lambda item: item[1])
    furthest = ordered[:1]
    for after in ordered[1:]:
        yield furthest[0], after
        furthest = [max(furthest[0], after, key=lambda item: item[1].last)]


def _shared(before: Span, after: Span) -> Span:
    return Span(after.first, min(before.last, after.last))


def _first_outside(span: Span, around: Sequence[Span]) -> date | None:
    day = span.first
    while day <= span.last:
        if not any(day in outer for outer in around):
            return day
        day += timedelta(days=1)
    return None


def _other_years(year: int, own: EnteredYear, document: Document) -> Iterator[Problem]:
    for i, days in enumerate(own.holidays):
        if {days.span.first.year, days.span.last.year} != {year}:
            place = document.place(("statutory", str(year), "holidays", i))
            yield place.problem(f"{days.span} is not in {year}", "list it under its own year, split at 1 January")
    for i, day in enumerate(own.workdays):
        if day.year != year:
            place = document.place(("statutory", str(year), "workdays", i))
            yield place.problem(f"{day} is not in {year}", "list it under its own year")
