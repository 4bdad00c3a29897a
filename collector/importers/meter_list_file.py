"""A meter list (表计清单) into the CSV list of a campus: checked as campus.yaml's own lists are."""

from pathlib import Path

from campus.config.meter import Meter
from campus.config.meter_list import Listed, read_meter_list
from campus.config.model import Group
from campus.config.problem import Problem
from campus.errors import Refused
from collector.importers.create import list_of, write_list
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome


def import_meters(  # noqa: PLR0913 - what, how, and where to
    path: Path, config: Path, group: Group, options: ImportOptions, outcome: Outcome, *, dry_run: bool, strict: bool
) -> None:
    """Add the meters of a list to the list of one campus; entries that are there already are duplicates.

    An entry that differs from the one of the same id is rejected, or takes its place with `correct`.
    """
    campus = _campus(group, options)
    into = list_of(config, campus)
    problems: list[Problem] = []
    listed = read_meter_list(path, path.name, problems)
    _reject(problems, outcome)
    if not listed:
        errors = [str(problem) for problem in problems if not problem.warning]
        message = "; ".join(errors[:5]) or f"{path.name} lists no meter"
        raise Refused(message)
    bad_rows = {problem.line for problem in problems if not problem.warning}
    taken = _taken(listed, bad_rows, campus, group, options, outcome)
    outcome.rows = len(listed)
    if strict and outcome.rejected_rows:
        outcome.accepted = outcome.duplicate = 0
        message = f"rows to reject: {outcome.rejected_rows}; --strict takes a file whole or not at all"
        raise Refused(message)
    if taken and not dry_run:
        write_list(into, taken)
        outcome.notes.append(f"written to {into}")


def _campus(group: Group, options: ImportOptions) -> str:
    known = [campus.id for campus in group.campuses]
    campus = options.campus or (known[0] if len(known) == 1 else "")
    if campus not in known:
        message = f"say whose meters these are with --campus {' or '.join(known)}"
        raise Refused(message)
    return campus


def _reject(problems: list[Problem], outcome: Outcome) -> None:
    for problem in problems:
        told = f"{problem.key}: {problem.what}" if problem.key else problem.what
        told = f"{told}, {problem.accepted}" if problem.accepted else told
        if problem.warning:
            outcome.notes.append(f"row {problem.line}: {told}")
        elif problem.line:
            outcome.reject(problem.line, told)


def _taken(
    listed: list[Listed], bad_rows: set[int], campus: str, group: Group, options: ImportOptions, outcome: Outcome
) -> list[Meter]:
    ids = set(group.meters) | {entry.id for entry in listed}
    seen: dict[str, int] = {}
    taken: list[Meter] = []
    for entry in listed:
        row = entry.place("").line
        if entry.meter is None or row in bad_rows:
            continue
        meter = entry.meter.model_copy(update={"campus": campus})
        known = group.meters.get(meter.id)
        if meter.id in seen:
            outcome.reject(row, f"meter {meter.id} stands in row {seen[meter.id]} already")
        elif meter.parent and meter.parent not in ids:
            outcome.reject(row, f"parent {meter.parent} is neither in this file nor in the list")
        elif known is not None and known.campus != campus:
            outcome.reject(row, f"meter {meter.id} belongs to campus {known.campus}")
        elif known == meter:
            outcome.duplicate += 1
        elif known is not None and not options.correct:
            fields = [name for name in Meter.model_fields if getattr(known, name) != getattr(meter, name)]
            outcome.reject(row, f"meter {meter.id} is listed with another {', '.join(fields)}; --correct replaces it")
        else:
            taken.append(meter)
            outcome.accepted += 1
        seen.setdefault(meter.id, row)
    return taken
