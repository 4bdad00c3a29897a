"""The file behind money, coal and targets: tariffs, factors, cost centres, targets, measures, virtual meters."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field

from campus.config.document import Document, read_document
from campus.config.explain import validated
from campus.config.meter import Strict
from campus.config.problem import Problem, in_order
from campus.cost_centre import CostCentres
from campus.errors import Misconfigured, Refused
from campus.factors.profile import FactorProfile, GridFactor
from campus.measure import Measure
from campus.target import Target
from campus.tariff.tariff import Tariff, date_faults
from campus.virtual_meter import VirtualMeter, parts_first

M = TypeVar("M", bound=BaseModel)


class Figures(Strict):
    """Everything figures are made with beside readings, heads and calendars."""

    tariffs: tuple[Tariff, ...] = Field((), description="dated prices; those of one supply follow each other")
    factor_profiles: tuple[FactorProfile, ...] = Field((), description="further factor profiles; built-in ones stay")
    grid_factors: tuple[GridFactor, ...] = Field((), description="further grid factors by region and year")
    cost_centres: CostCentres = Field(CostCentres(), description="who bears which meters")
    targets: tuple[Target, ...] = Field((), description="promised reductions and who answers for them")
    measures: tuple[Measure, ...] = Field((), description="dated changes whose effect is shown")
    virtual_meters: tuple[VirtualMeter, ...] = Field((), description="sums and differences of meters")


def load_figures(path: Path) -> Figures:
    """The contents of a file; raises `Misconfigured` with one line per problem."""
    problems: list[Problem] = []
    figures = read_figures(path, str(path), problems)
    errors = [problem for problem in in_order(problems) if not problem.warning]
    if figures is None or errors:
        raise Misconfigured("\n".join(str(problem) for problem in errors))
    return figures


def read_figures(path: Path, shown_as: str, problems: list[Problem]) -> Figures | None:
    """Like `load_figures`, but problems are added to a list."""
    document = read_document(path, shown_as)
    problems += document.problems
    if document.data is None:
        return None
    figures = validated(Figures, document.data, document.place, document.written, problems)
    if figures is None:
        return None
    problems += _inconsistent(figures, document)
    return figures


def _inconsistent(figures: Figures, document: Document) -> list[Problem]:
    problems = []
    for fault in date_faults(figures.tariffs):
        at = next(i for i, tariff in enumerate(figures.tariffs) if tariff.id == fault.tariff)
        accepted = "let each tariff of a supply begin the day after the one before ends"
        problems.append(document.place(("tariffs", at)).problem(fault.what, accepted))
    try:
        parts_first(figures.virtual_meters)
    except Refused as error:
        place = document.place(("virtual_meters",))
        problems.append(place.problem(str(error), "let one of them be made of real meters only"))
    problems += _twice(document, "tariffs", figures.tariffs, lambda t: t.id)
    problems += _twice(document, "measures", figures.measures, lambda m: m.id)
    problems += _twice(document, "virtual_meters", figures.virtual_meters, lambda v: v.id)
    problems += _twice(document, "factor_profiles", figures.factor_profiles, lambda p: f"{p.id} {p.version}")
    problems += _twice(document, "grid_factors", figures.grid_factors, lambda g: f"{g.region} {g.year}")
    return problems


def _twice(document: Document, key: str, entries: Iterable[M], name: Callable[[M], str]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for i, entry in enumerate(entries):
        before = first.setdefault(name(entry), i)
        if before != i:
            what = f"{name(entry)} stands already in line {document.line((key, before))}"
            problems.append(document.place((key, i)).problem(what, "every name stands once"))
    return problems
