"""A published month that later data changed: what it said, what it says now, and why."""

from dataclasses import dataclass
from typing import Annotated

from analysis.monthly.told import told


@dataclass(frozen=True, slots=True)
class RevisedFigure:
    """One figure that differs from the published one."""

    path: Annotated[str, told("Where it stands in the report", "campuses/senior/electricity/this/value")]
    old: Annotated[float | str | bool | None, told("As published", 60000.0)]
    new: Annotated[float | str | bool | None, told("As of now", 61200.0)]


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that changed since publication: a page of the books, a fact, or the configuration."""

    kind: Annotated[str, told("page, fact or definition", "page")]
    subject: Annotated[str, told("Meter, campus or definition", "senior-e-main")]
    first: Annotated[str, told("First day concerned; empty: no day", "2026-02-10")]
    last: Annotated[str, told("Last day concerned", "2026-02-12")]
    detail: Annotated[str, told("What happened", "3 pages changed")]


@dataclass(frozen=True, slots=True)
class Revision:
    """State against publication."""

    published_at: Annotated[str, told("Moment of publication", "2026-03-03T09:00:00+08:00")]
    published_digest: Annotated[str, told("Digest of the published figures", "5d0c…")]
    revised: Annotated[bool, told("Whether a figure differs now", True)]
    figures: Annotated[tuple[RevisedFigure, ...], told("Figures that differ")]
    causes: Annotated[tuple[Cause, ...], told("Why: pages, facts and definitions that changed")]
