"""Fractional savings uncertainty (节能量不确定度) as the guidelines write it, from the fit quality alone.

CalTRACK 4.2 after ASHRAE Guideline 14. The intervals this project states come from `saving`, which knows more; this
formula stands beside them because others ask for it.
"""

import math
from typing import Final, NamedTuple

from campus.errors import Refused


class Coefficients(NamedTuple):
    """Of the correction a M² + b M + d for the number of months M."""

    a: float
    b: float
    d: float


DAILY: Final = Coefficients(-0.00024, 0.03535, 1.00286)
BILLS: Final = Coefficients(-0.00022, 0.03306, 0.94054)


class Periods(NamedTuple):
    """P baseline periods, P' of them independent (see `effective_periods`), Q periods and M months reported."""

    baseline: float
    effective: float
    reported: float
    months: float


def effective_periods(periods: float, autocorrelation: float) -> float:
    """P' = P (1 - rho) / (1 + rho), rho the lag-1 autocorrelation of the residuals; never above P."""
    if not -1 <= autocorrelation < 1:
        message = f"an autocorrelation lies in [-1, 1), not {autocorrelation}"
        raise Refused(message)
    rho = max(autocorrelation, 0.0)
    return periods * (1 - rho) / (1 + rho)


def fractional_savings_uncertainty(
    t: float, cvrmse: float, periods: Periods, saving_share: float, coefficients: Coefficients = DAILY
) -> float | None:
    """Half width of the interval as a share of the saving; None when nothing was saved (a share of nothing)."""
    if saving_share <= 0:
        return None
    if min(periods) <= 0 or not math.isfinite(t * cvrmse) or cvrmse < 0:
        message = f"periods must be above zero and CVRMSE finite, not {periods} and {cvrmse}"
        raise Refused(message)
    months = coefficients.a * periods.months**2 + coefficients.b * periods.months + coefficients.d
    inner = periods.baseline / periods.effective * (1 + 2 / periods.effective) / periods.reported
    return t * months * cvrmse * math.sqrt(inner) / saving_share
