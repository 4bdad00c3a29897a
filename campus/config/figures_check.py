"""What the figures part of a configuration refers to: factors, campuses, meters, and the file with the rest."""

from collections.abc import Collection, Iterator
from pathlib import Path

from campus.config.crosscheck import Site
from campus.config.document import Document, Loc
from campus.config.figures_file import Figures, read_figures
from campus.config.problem import Place, Problem, suggestion
from campus.config.text import absence
from campus.factors.builtin import GRID_FACTORS, PROFILES


def check_figures(document: Document, sites: list[Site], folder: Path, problems: list[Problem]) -> None:
    """Add a problem for every name that means nothing; the figures file is read and checked with them."""
    meters = {m.id for site in sites for m in site.meters}
    campuses = {site.id for site in sites}
    figures = _file(document, folder, problems)
    whole = figures or Figures()
    if figures is not None or not isinstance(document.at(("figures",)), str):
        profiles = {p.id for p in (*PROFILES, *whole.factor_profiles)}
        grids = {f"{g.region}-{g.year}" for g in (*GRID_FACTORS, *whole.grid_factors)}
        problems += _unknown(document, ("factors", "profile"), profiles, "factor profile")
        problems += _unknown(document, ("factors", "grid"), grids, "grid factor")
    problems += _unknown(document, ("target", "campus"), campuses, "campus")
    for i in range(len(sites)):
        problems += _unknown(document, ("campuses", i, "outdoor_sensor"), meters, "meter")
    place = document.place(("figures",))
    problems += list(_strangers(whole, campuses, meters, place))


def _file(document: Document, folder: Path, problems: list[Problem]) -> Figures | None:
    named = document.at(("figures",))
    if not isinstance(named, str):
        return None
    if told := absence(folder / named):
        problems.append(document.place(("figures",)).problem(f"{named} {told[0]}", told[1]))
        return None
    return read_figures(folder / named, str(folder / named), problems)


def _unknown(document: Document, loc: Loc, known: Collection[str], noun: str) -> list[Problem]:
    name = document.at(loc)
    if not isinstance(name, str) or not name or name in known:
        return []
    return [document.place(loc).problem(f"there is no {noun} {name!r}", suggestion(name, known))]


def _strangers(figures: Figures, campuses: Collection[str], meters: Collection[str], place: Place) -> Iterator[Problem]:
    """Names in the figures file that the meter lists do not know."""
    virtual = {v.id for v in figures.virtual_meters}
    known = {*meters, *virtual}
    told: list[tuple[str, str, Collection[str]]] = []
    told += [(f"target {n}", t.campus, campuses) for n, t in enumerate(figures.targets, 1) if t.campus]
    told += [(f"measure {m.id}", name, known) for m in figures.measures for name in m.meters]
    told += [(f"virtual meter {v.id}", name, known) for v in figures.virtual_meters for name in (*v.plus, *v.minus)]
    told += [(f"cost centre {c.id}", name, known) for c in figures.cost_centres.centres for name in c.meters]
    told += [("shared cost", s.meter, known) for s in figures.cost_centres.shared]
    for whose, name, accepted in told:
        if name not in accepted:
            yield place.problem(f"{whose} names {name!r}, which is not listed", suggestion(name, accepted))
