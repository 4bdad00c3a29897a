"""The outdoor air as a building meets it: by the day's mean, by its hours, or by a mean with a usual afternoon.

Which one explains a building best is found out like its balance points. A light building answers every hour: on a mild
day it cools in the afternoon although the day's mean asks for nothing. A heavy one answers the mean. Where only day
means are known, the hours are taken to swing around them as they usually do.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.weather.days import DayWeather, Flags, Floats
from campus.errors import Refused


class View(StrEnum):
    """How degree days of a day are formed."""

    DAY_MEAN = "day mean"
    HOURS = "hours"
    SWING_3_K = "day mean with 3 K swing"
    SWING_6_K = "day mean with 6 K swing"


SWING_K = {View.DAY_MEAN: 0.0, View.SWING_3_K: 3.0, View.SWING_6_K: 6.0}
_HALF_A_DAY: Floats = np.cos(np.pi * (np.arange(12) + 0.5) / 12)
"""From the warmest to the coldest hour; the way back repeats it."""


@dataclass(frozen=True, slots=True, eq=False)
class Air:
    """The outdoor air in one view: shape (days, columns) in degC, with the weight of each column in its day.

    Degree days of a day are the weighted mean of those of its columns.
    """

    view: View
    celsius: Floats
    weight: Floats

    @classmethod
    def of(cls, weather: DayWeather, view: View) -> "Air":
        """Unknown days get no weight: their degree days are 0 and must be masked by the caller."""
        celsius = weather.celsius if view is View.HOURS else weather.mean_c[:, None] + SWING_K[view] * _HALF_A_DAY
        known = ~np.isnan(celsius) & weather.known[:, None]
        weight = known / np.maximum(known.sum(axis=1, keepdims=True), 1)
        return cls(view, np.where(known, celsius, 0.0), weight)

    def heating(self, bases_c: Floats) -> Floats:
        """HDD of each day below each base, shape (days, bases)."""
        return np.stack([(np.maximum(b - self.celsius, 0.0) * self.weight).sum(axis=1) for b in bases_c], axis=1)

    def cooling(self, bases_c: Floats) -> Floats:
        """CDD of each day above each base, shape (days, bases)."""
        return np.stack([(np.maximum(self.celsius - b, 0.0) * self.weight).sum(axis=1) for b in bases_c], axis=1)

    def below(self, base_c: float) -> Floats:
        """Share of each day below a base: what HDD gains per K of a higher base."""
        share: Floats = np.where(self.celsius < base_c, self.weight, 0.0).sum(axis=1)
        return share

    def above(self, base_c: float) -> Floats:
        """Share of each day above a base: what CDD loses per K of a higher base."""
        share: Floats = np.where(self.celsius > base_c, self.weight, 0.0).sum(axis=1)
        return share

    def at(self, days: Flags) -> "Air":
        return Air(self.view, self.celsius[days], self.weight[days])


@dataclass(frozen=True, slots=True, eq=False)
class Airs:
    """The same air in every view the temperatures allow."""

    views: dict[View, Air]

    @classmethod
    def of(cls, weather: DayWeather) -> "Airs":
        allowed = [view for view in View if weather.hourly or view is not View.HOURS]
        return cls({view: Air.of(weather, view) for view in allowed})

    def of_view(self, view: View) -> Air:
        if view not in self.views:
            message = "the model was made from hourly temperatures, these days have only day means: fit it by_day()"
            raise Refused(message)
        return self.views[view]

    @property
    def candidates(self) -> tuple[Air, ...]:
        """Views to choose from: a swing is assumed only where the hours are not known."""
        if View.HOURS in self.views:
            return self.views[View.DAY_MEAN], self.views[View.HOURS]
        return tuple(self.views.values())

    def at(self, days: Flags) -> "Airs":
        return Airs({view: air.at(days) for view, air in self.views.items()})
