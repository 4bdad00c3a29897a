"""A file of readings into the store: survey, then batch by batch, with constant memory."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from campus.config.model import Group
from campus.errors import Refused
from campus.quantity import Kind
from campus.readings.protocol import Readings
from campus.readings.sqlite import SqliteReadings
from collector.importers.day_rows import DayHarvest
from collector.importers.deposit import Deposit
from collector.importers.harvest import Harvest
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.plan import Plan, plan_readings
from collector.importers.rows import Table
from collector.importers.zero_runs import ZeroRuns

Progress = Callable[[float], None]
"""Told the share of the file that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Where an import goes; `received_ms` is when it came."""

    readings: Readings
    ledger: Engine
    received_ms: int


def import_readings(  # noqa: PLR0913 - what, how, and where to
    table: Table,
    group: Group,
    options: ImportOptions,
    stores: Stores,
    outcome: Outcome,
    *,
    dry_run: bool = False,
    strict: bool = False,
    planned: Callable[[], None] = lambda: None,
    progress: Progress = lambda _: None,
) -> None:
    """Import a table of readings; fills `outcome`.

    Raises `Refused` when the file as a whole cannot be used; then nothing of it was stored. `strict` refuses
    it for a single bad row, `dry_run` stores nothing. `planned` is called before the first row is stored.
    """
    plan = plan_readings(table, group, options)
    outcome.notes += _notes(plan)
    if dry_run or strict:
        trial = outcome if dry_run else Outcome(outcome.file)
        _rehearse(table, plan, options, stores, trial, progress)
        if strict and trial.rejected_rows:
            outcome.rejections, outcome.rejected_rows = trial.rejections, trial.rejected_rows
            outcome.accepted = outcome.duplicate = 0
            message = f"rows to reject: {trial.rejected_rows}; --strict takes a file whole or not at all"
            raise Refused(message)
        if dry_run:
            return
    planned()
    deposit = Deposit([stores.readings], stores.readings, stores.ledger, stores.received_ms)
    _run(table, plan, options, deposit, outcome, progress)


def _rehearse(
    table: Table, plan: Plan, options: ImportOptions, stores: Stores, outcome: Outcome, progress: Progress
) -> None:
    """Everything but the storing: new samples go to a scratch file, so that repeats inside the file are found."""
    with tempfile.TemporaryDirectory(prefix="campus-import-") as folder:
        scratch = SqliteReadings(Path(folder) / "readings.db")
        try:
            deposit = Deposit([stores.readings, scratch], scratch, None, stores.received_ms)
            _run(table, plan, options, deposit, outcome, progress)
        finally:
            scratch.close()


def _run(
    table: Table, plan: Plan, options: ImportOptions, deposit: Deposit, outcome: Outcome, progress: Progress
) -> None:
    harvest = (DayHarvest if plan.layout.shape == "by_day" else Harvest)(plan, options, outcome)
    zeros = ZeroRuns()
    for rows in table.batches():
        strands = harvest.strands(rows)
        if plan.kind is Kind.INTERVAL:
            for strand in strands:
                zeros.add(strand.meter, strand.channel, plan.interval_s, strand.values)
                limit = plan.names.most_in(strand.meter, plan.interval_s)
                if above := int((strand.values > limit).sum()):
                    outcome.findings["above_max_rate"] += above
        deposit.put(strands, outcome, correct=options.correct)
        progress(table.taken)
    if plan.kind is Kind.INTERVAL:
        outcome.findings += zeros.findings(plan.interval_s)


def _notes(plan: Plan) -> list[str]:
    """What was taken for certain about the file, so that a wrong conclusion is seen."""
    said = f"{plan.kind} data"
    if plan.kind is Kind.INTERVAL:
        said += f" of {plan.interval_s} s"
        if not any(block.counted for block in plan.layout.blocks):
            said += f", stamped at its {plan.stamp}"
    return [f"{said}; times without a zone are in {plan.clock.zone}"]
