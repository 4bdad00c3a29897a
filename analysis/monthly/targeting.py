"""Targets at the end of a span: standing, budget, forecast and sentence, from the pure functions of `analysis`."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from analysis.comparison.three_lines import CampusCase
from analysis.monthly.amount import Words
from analysis.monthly.target_part import Allowed, Landing, Owner, TargetPart
from analysis.monthly.wording import ROLES
from analysis.targets.forecast import Forecast, NoForecast, forecast
from analysis.targets.sentence import sentence
from analysis.targets.year_to_date import YearToDate, year_to_date
from campus.errors import Refused
from campus.period import Month
from campus.quantity import BOOKED, quantity
from campus.target import Target

SEED = 20_250_901
"""A forecast drawn twice from the same data is the same forecast."""


def target_part(target: Target, cases: Sequence[CampusCase], through: Month, until: date) -> TargetPart | Words:
    """Where a target stands; the reason in words when it cannot be told."""
    try:
        standing = year_to_date(cases, target, through)
    except Refused as error:
        return Words(f"目标无法计算：{error}", f"the target cannot be told: {error}")
    landing = forecast(standing, np.random.default_rng(SEED))
    said = sentence(standing, until, landing if isinstance(landing, Forecast) else None)
    return _part(standing, landing, Words(f"{said.chinese}。", f"{said.english}."))


def _part(standing: YearToDate, landing: Forecast | NoForecast, said: Words) -> TargetPart:
    comparison, target = standing.comparison, standing.target
    return TargetPart(
        campus=target.campus,
        resource=str(target.resource),
        unit=quantity(BOOKED[target.resource]).unit,
        goal=target.reduction,
        basis=target.basis,
        year=str(standing.year),
        through=str(standing.through),
        actual=comparison.actual,
        expected=comparison.expected,
        reduction=comparison.reduction,
        margin=comparison.margin,
        coverage=comparison.coverage,
        status=str(standing.verdict.status),
        met=standing.verdict.met,
        missing_points=standing.verdict.missing_points,
        reachable=standing.reachable,
        mean_allowance=standing.mean_allowance,
        allowances=tuple(Allowed(str(a.month), a.days, a.use, a.per_head, a.undecided) for a in standing.allowances),
        landing=Landing(landing.median, landing.low, landing.high, landing.probability)
        if isinstance(landing, Forecast)
        else None,
        no_landing=landing.reason if isinstance(landing, NoForecast) else "",
        unforeseen=tuple(f"{campus} {month}" for campus, month in standing.unforeseen),
        owners=tuple(Owner(Words(role, ROLES[role]), name) for role, name in target.owners.chain),
        sentence=said,
    )
