"""Is the stated interval honest? Many invented building-years with a known saving, and how often it holds the truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.weather.model import DailyModel, NoModel, fit
from analysis.weather.saving import CONFIDENCE, Saving, Unknown, saving
from analysis.weather.student import t_quantile
from analysis.weather.synthetic import GAS_HEATING, KINDS, Building, draw, live
from analysis.weather.uncertainty import Periods, effective_periods, fractional_savings_uncertainty

BUILDING_YEARS = 240
SEED = 20260901
LOWEST, HIGHEST = 0.85, 0.95
"""Shares of held truths between which a 90 % interval is called honest."""
MONTHS = 12
_RESTLESS, _SLOW = 0.12, 0.4


@dataclass(frozen=True, slots=True)
class Trial:
    """One building-year: what was found, with the half widths of the stated interval and of the guideline's formula."""

    building: Building
    error: float
    half_width: float
    formula_half_width: float

    @property
    def held(self) -> bool:
        return abs(self.error) <= self.half_width

    @property
    def formula_held(self) -> bool:
        return abs(self.error) <= self.formula_half_width


@dataclass(frozen=True, slots=True)
class Tally:
    """Trials of one sort; half widths are medians, `rms_error` tells how far off the saving usually was."""

    sort: str
    trials: int
    held: float
    half_width: float
    rms_error: float
    formula_held: float
    formula_half_width: float


def trials(rng: np.random.Generator, building_years: int = BUILDING_YEARS) -> list[Trial]:
    """Draw buildings, live two years in each, fit the first and judge the second; each has a usable year by design."""
    return [_trial(draw(rng), rng) for _ in range(building_years)]


def _trial(building: Building, rng: np.random.Generator) -> Trial:
    years = live(building, rng)
    model = fit(years.baseline, cooling=building.kind != GAS_HEATING)
    if isinstance(model, NoModel):
        message = f"an invented building has no model: {model}"
        raise ValueError(message)  # noqa: TRY004  # not a wrong type but a result that must not happen here
    found = saving(model, years.reported)
    if isinstance(found, Unknown):
        message = f"an invented building has no saving: {found}"
        raise ValueError(message)  # noqa: TRY004  # likewise
    return Trial(building, found.saving - building.saving, found.half_width, _formula(model, found))


def _formula(model: DailyModel, found: Saving) -> float:
    """Half width by CalTRACK's daily formula, whose share of a saving of 100 % is a share of the expectation."""
    quality = model.quality
    t = t_quantile(CONFIDENCE, quality.days - quality.c)
    effective = effective_periods(quality.days, quality.autocorrelation)
    width = fractional_savings_uncertainty(t, quality.cvrmse, Periods(quality.days, effective, found.days, MONTHS), 1.0)
    return width or 0.0


def tally(sort: str, some: Sequence[Trial]) -> Tally:
    """Count what was held; `some` must not be empty."""
    return Tally(
        sort=sort,
        trials=len(some),
        held=float(np.mean([t.held for t in some])),
        half_width=float(np.median([t.half_width for t in some])),
        rms_error=float(np.sqrt(np.mean([t.error**2 for t in some]))),
        formula_held=float(np.mean([t.formula_held for t in some])),
        formula_half_width=float(np.median([t.formula_half_width for t in some])),
    )


def sorted_trials(done: Sequence[Trial]) -> list[Tally]:
    """The table: all trials, then by what decides how well a saving can be known."""
    sorts: list[tuple[str, Callable[[Trial], bool]]] = [("all", lambda _: True)]
    sorts += [(kind, _of_kind(kind)) for kind in KINDS]
    sorts += [
        ("days scatter below 12 %", lambda t: t.building.scatter < _RESTLESS),
        ("days scatter 12 % and more", lambda t: t.building.scatter >= _RESTLESS),
        ("quiet: noise forgets within days", lambda t: t.building.lasting * t.building.persistence < _SLOW),
        ("slow: noise lasts for weeks", lambda t: t.building.lasting * t.building.persistence >= _SLOW),
        ("temperature by hours", lambda t: t.building.hourly),
        ("temperature by days", lambda t: not t.building.hourly),
        ("second year scatters more", lambda t: t.building.restless > 1),
    ]
    return [tally(sort, some) for sort, of_sort in sorts if (some := [t for t in done if of_sort(t)])]


def _of_kind(kind: str) -> Callable[[Trial], bool]:
    return lambda trial: trial.building.kind == kind


def as_markdown(tallies: Sequence[Tally]) -> str:
    """The table that stands in the documentation; shares in %, widths and errors in points of saving."""
    head = [
        "building-years",
        "number",
        "interval holds %",
        "± points",
        "error (rms) points",
        "formula holds %",
        "± points",
    ]
    rows = [head, ["---"] * len(head), *(_row(t) for t in tallies)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(one: Tally) -> list[str]:
    shares = (one.held, one.half_width, one.rms_error, one.formula_held, one.formula_half_width)
    held, half, error, formula, formula_half = (100 * share for share in shares)
    return [
        one.sort,
        str(one.trials),
        f"{held:.0f}",
        f"{half:.1f}",
        f"{error:.1f}",
        f"{formula:.0f}",
        f"{formula_half:.1f}",
    ]
