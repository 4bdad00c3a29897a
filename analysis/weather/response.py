"""One weather response: a base use by day type, and what each degree day adds, for days that behave alike."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.weather.air import Air, View
from analysis.weather.days import Flags, Floats
from analysis.weather.degree_days import BASES_C
from analysis.weather.quality import adjusted_r2
from campus.day_type import DayType

DAYS_WITH_DEGREES = 10
"""Days with non-zero degree days that a slope needs (CalTRACK 3.3.4.2) ..."""
DEGREE_DAYS = 20.0
"""... and their sum in K·d."""
_SINGULAR = 1e-9


@dataclass(frozen=True, slots=True)
class Slope:
    """`per_degree_day` > 0 in units of use per K·d, beyond the balance point `base_c`."""

    base_c: float
    per_degree_day: float


@dataclass(frozen=True, slots=True)
class Response:
    """use = base of the day type + heating x HDD + cooling x CDD; no slope where none was found.

    `view` tells how its degree days are formed.
    """

    base_use: dict[DayType, float]
    heating: Slope | None
    cooling: Slope | None
    view: View
    residual_ss: float
    adjusted_r2: float
    days: int

    @property
    def slopes(self) -> int:
        return (self.heating is not None) + (self.cooling is not None)

    @property
    def explanatory(self) -> int:
        """Explanatory variables without the intercept: slopes and further day types."""
        return self.slopes + len(self.base_use) - 1

    @property
    def parameters(self) -> int:
        """All that was fitted or searched: base uses, slopes and their balance points."""
        return len(self.base_use) + 2 * self.slopes

    def columns(self, types: tuple[DayType, ...], air: Air) -> Floats:
        """Design of the fitted mean, shape (days, base uses + slopes); a type without base use gives a row of NaN."""
        order = list(self.base_use)
        rows = np.array([[float(t is o) for o in order] for t in types]).reshape(len(types), len(order))
        rows[rows.sum(axis=1) == 0] = np.nan
        parts = [rows]
        if self.heating:
            parts.append(air.heating(np.array([self.heating.base_c])))
        if self.cooling:
            parts.append(air.cooling(np.array([self.cooling.base_c])))
        return np.hstack(parts)

    def gradients(self, air: Air) -> Floats:
        """How the use of each day moves per K of each balance point, shape (days, slopes)."""
        parts = []
        if self.heating:
            parts.append(self.heating.per_degree_day * air.below(self.heating.base_c))
        if self.cooling:
            parts.append(-self.cooling.per_degree_day * air.above(self.cooling.base_c))
        return np.stack(parts, axis=1) if parts else np.empty((len(air.celsius), 0))

    @property
    def coefficients(self) -> Floats:
        slopes = [s.per_degree_day for s in (self.heating, self.cooling) if s]
        return np.array([*self.base_use.values(), *slopes])


@dataclass(frozen=True, slots=True, eq=False)
class _Centred:
    """Degree days of every base with each day type's mean taken out, so that the slopes stand alone."""

    values: Floats
    type_means: Floats
    enough: Flags

    @classmethod
    def of(cls, degree_days: Floats, member: Floats) -> "_Centred":
        means = (member.T @ degree_days) / member.sum(axis=0)[:, None]
        enough = ((degree_days > 0).sum(axis=0) >= DAYS_WITH_DEGREES) & (degree_days.sum(axis=0) >= DEGREE_DAYS)
        return cls(degree_days - member @ means, means, enough)


def search(use: Floats, types: tuple[DayType, ...], air: Air, *, cooling: bool) -> Response:
    """The response with the highest adjusted R² of all balance points and all sets of slopes.

    A balance point that was searched counts as a variable like its slope: it can follow the noise just as well.

    Non-negative least squares by enumeration: with each set of slopes solved freely, only solutions whose slopes and
    base uses are positive are candidates, and the constrained optimum is always one of them. A balance point of
    cooling lies at or above that of heating. Without any slope the base uses alone are a candidate, so one always is.
    """
    order = [t for t in DayType if t in types]
    member = np.array([[float(t is o) for o in order] for t in types])
    means = member.T @ use / member.sum(axis=0)
    centred = use - member @ means
    flat_ss, total_ss = float(centred @ centred), float(((use - use.mean()) ** 2).sum())
    base_uses = dict(zip(order, means.tolist(), strict=True))
    fit = adjusted_r2(flat_ss, total_ss, len(use), len(order) - 1)
    best = Response(base_uses, None, None, air.view, flat_ss, fit, len(use))
    heat = _Centred.of(air.heating(BASES_C), member)
    cool = _Centred.of(air.cooling(BASES_C), member)
    for kinds, at, slopes, residual_ss in _solutions(centred, flat_ss, means, heat, cool, cooling=cooling):
        fit = adjusted_r2(residual_ss, total_ss, len(use), len(order) - 1 + 2 * len(kinds))
        if fit > best.adjusted_r2:
            found = {k: Slope(float(BASES_C[i]), b) for k, i, b in zip(kinds, at, slopes, strict=True)}
            base = means.copy()
            for kind, i, slope in zip(kinds, at, slopes, strict=True):
                base -= slope * (heat if kind == "heating" else cool).type_means[:, i]
            uses = dict(zip(order, base.tolist(), strict=True))
            best = Response(uses, found.get("heating"), found.get("cooling"), air.view, residual_ss, fit, len(use))
    return best


_Solution = tuple[tuple[str, ...], tuple[int, ...], tuple[float, ...], float]


def _solutions(
    use: Floats, flat_ss: float, means: Floats, heat: _Centred, cool: _Centred, *, cooling: bool
) -> Iterator[_Solution]:
    """Best admissible solution of each set of slopes: kinds, indices of bases, slopes, residual sum of squares."""
    yield from _single("heating", use, flat_ss, means, heat)
    if cooling:
        yield from _single("cooling", use, flat_ss, means, cool)
        yield from _pair(use, flat_ss, means, heat, cool)


def _single(kind: str, use: Floats, flat_ss: float, means: Floats, degrees: _Centred) -> Iterator[_Solution]:
    square, product = (degrees.values**2).sum(axis=0), degrees.values.T @ use
    solvable = degrees.enough & (square > _SINGULAR)
    slope = np.where(solvable, product / np.where(solvable, square, 1.0), 0.0)
    base = means[:, None] - slope * degrees.type_means
    admissible = (slope > 0) & (base >= 0).all(axis=0)
    if admissible.any():
        residual = np.where(admissible, flat_ss - slope * product, np.inf)
        i = int(residual.argmin())
        yield (kind,), (i,), (float(slope[i]),), max(float(residual[i]), 0.0)


def _pair(use: Floats, flat_ss: float, means: Floats, heat: _Centred, cool: _Centred) -> Iterator[_Solution]:
    hh, cc = (heat.values**2).sum(axis=0)[:, None], (cool.values**2).sum(axis=0)[None, :]
    hc = heat.values.T @ cool.values
    hy, cy = (heat.values.T @ use)[:, None], (cool.values.T @ use)[None, :]
    determinant = hh * cc - hc**2
    ordered = BASES_C[:, None] <= BASES_C[None, :]
    solvable = heat.enough[:, None] & cool.enough[None, :] & ordered & (determinant > _SINGULAR * (hh * cc + 1))
    safe = np.where(solvable, determinant, 1.0)
    up, down = (hy * cc - cy * hc) / safe, (cy * hh - hy * hc) / safe
    base = means[:, None, None] - up * heat.type_means[:, :, None] - down * cool.type_means[:, None, :]
    admissible = solvable & (up > 0) & (down > 0) & (base >= 0).all(axis=0)
    if admissible.any():
        residual = np.where(admissible, flat_ss - up * hy - down * cy, np.inf)
        i, j = np.unravel_index(int(residual.argmin()), residual.shape)
        slopes = (float(up[i, j]), float(down[i, j]))
        yield ("heating", "cooling"), (int(i), int(j)), slopes, max(float(residual[i, j]), 0.0)
