"""How sure a saving is: fractional savings uncertainty and its portfolio (domain handbook §10.3, CalTRACK 2.0)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from campus.errors import Refused


class Polynomial(NamedTuple):
    """Coefficients of a M^2 + b M + d, M months reported (ASHRAE Guideline 14 as improved by Sun and Baltazar)."""

    a: float
    b: float
    d: float

    def at(self, months: float) -> float:
        return self.a * months**2 + self.b * months + self.d


DAILY = Polynomial(-0.00024, 0.03535, 1.00286)
BILLS = Polynomial(-0.00022, 0.03306, 0.94054)

T90 = NormalDist().inv_cdf(0.95)
"""Two-sided 90 % of the normal distribution, where degrees of freedom are many."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Quality of a baseline model: `cvrmse`, baseline `periods` (days or bills) and those left after autocorrelation.

    `t` is Student's t, two-sided at the confidence wanted.
    """

    cvrmse: float
    periods: float
    independent_periods: float
    t: float


def student_t(freedom: float, confidence: float = 0.9) -> float:
    """Two-sided Student quantile by the Cornish-Fisher series (Abramowitz and Stegun 26.7.5).

    Better than 0.001 from 5 degrees of freedom on; fewer are refused.
    """
    if freedom < MIN_FREEDOM:
        message = f"{freedom:g} degrees of freedom are too few for an interval; {MIN_FREEDOM} or more are needed"
        raise Refused(message)
    x = NormalDist().inv_cdf(0.5 + confidence / 2)
    first = (x**3 + x) / 4
    second = (5 * x**5 + 16 * x**3 + 3 * x) / 96
    third = (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384
    fourth = (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160
    return x + first / freedom + second / freedom**2 + third / freedom**3 + fourth / freedom**4


MIN_FREEDOM = 5


def independent_periods(periods: float, rho: float) -> float:
    """P' = P (1 - rho) / (1 + rho): periods that count once neighbours resemble each other (rho: lag one)."""
    if not -1 < rho < 1:
        message = f"autocorrelation {rho:g} is not between -1 and 1"
        raise Refused(message)
    return periods * (1 - rho) / (1 + rho)


def margin(fit: Fit, reported: float, months: float, polynomial: Polynomial = DAILY) -> float:
    """Half the interval of the saving as a share of the expected use; `reported` periods (Q), `months` (M).

    0.024 means a saving of 10 % is 10 ± 2.4 percentage points.
    """
    if reported <= 0 or fit.periods <= 0 or fit.independent_periods <= 0:
        message = "an uncertainty needs at least one baseline and one reported period"
        raise Refused(message)
    periods = fit.periods / fit.independent_periods * (1 + 2 / fit.independent_periods) / reported
    return fit.t * polynomial.at(months) * fit.cvrmse * sqrt(periods)


def fractional_savings_uncertainty(
    fit: Fit, saving: float, reported: float, months: float, polynomial: Polynomial = DAILY
) -> float | None:
    """FSU: half the interval as a share of the saving itself (`saving` as a fraction); None without a saving."""
    return margin(fit, reported, months, polynomial) / abs(saving) if saving else None


def portfolio_uncertainty(savings: Sequence[tuple[float, float]]) -> float | None:
    """FSU of several independent savings, each (saved amount, FSU): root of summed squares over the sum."""
    total = sum(saved for saved, _ in savings)
    absolute = sqrt(sum((saved * fsu) ** 2 for saved, fsu in savings))
    return absolute / abs(total) if total else None
