"""From campus.yaml and the lists it names to a `Group`, with every problem told at once."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from campus.config.crosscheck import Site
from campus.config.document import read_document
from campus.config.explain import validated
from campus.config.model import Campus, Group
from campus.config.outline import check_references, sites_of, without_meters
from campus.config.problem import Problem, in_order
from campus.config.settle import settled
from campus.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Loaded:
    """Outcome of reading a configuration: a group when nothing is wrong but warnings."""

    group: Group | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if not p.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.warning)


def load_group(
    path: Path, known_decoders: Collection[str] | None = None, environ: Mapping[str, str] | None = None
) -> Group:
    """The configured group: meter lists read, file names and SQLite URLs absolute, secrets filled in.

    Raises `Misconfigured` with one line per problem. Decoder names are checked when the known ones are given.
    """
    loaded = examine(path, known_decoders, environ)
    if loaded.group is None:
        raise Misconfigured("\n".join(str(problem) for problem in loaded.errors))
    return loaded.group


def examine(
    path: Path, known_decoders: Collection[str] | None = None, environ: Mapping[str, str] | None = None
) -> Loaded:
    """Like `load_group`, but problems and warnings come back as values."""
    environ = os.environ if environ is None else environ
    document = read_document(path, str(path))
    problems = document.problems
    if document.data is None:
        return Loaded(None, tuple(in_order(problems, str(path))))
    group = validated(Group, without_meters(document), document.place, document.written, problems)
    sites = sites_of(document, path, problems)
    check_references(document, sites, path.parent, known_decoders, problems)
    settled_group = settled(group, document, path, environ, problems)
    if settled_group is None or any(not p.warning for p in problems):
        return Loaded(None, tuple(in_order(problems, str(path))))
    campuses = tuple(_filled(campus, site) for campus, site in zip(settled_group.campuses, sites, strict=True))
    return Loaded(settled_group.model_copy(update={"campuses": campuses}), tuple(in_order(problems, str(path))))


def _filled(campus: Campus, site: Site) -> Campus:
    meters = (listed.meter.model_copy(update={"campus": campus.id}) for listed in site.meters if listed.meter)
    return campus.model_copy(update={"meters": tuple(meters)})
