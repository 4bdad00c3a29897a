"""Combined energy (综合能耗) as a series of its own, so that it is compared like any resource."""

from collections.abc import Mapping
from functools import reduce

import numpy as np

from analysis.comparison.campus_days import CampusDays
from campus.errors import Refused
from campus.factors.profile import Carrier, FactorProfile


def combined_days(resources: Mapping[Carrier, CampusDays], profile: FactorProfile) -> CampusDays:
    """Daily kgce under one profile; a day is valid when every resource of the campus is.

    Carriers the profile does not count (water, as a rule) are ignored; with none left it is refused. The series must
    span the same days.
    """
    counted = {carrier: days for carrier, days in resources.items() if carrier in profile.combined_energy}
    if not counted:
        message = "no resource that counts as energy; electricity, gas or heat is needed"
        raise Refused(message)
    series = list(counted.values())
    first = series[0]
    if any((d.first, len(d)) != (first.first, len(first)) for d in series):
        message = "the resources span different days"
        raise Refused(message)
    valid = np.logical_and.reduce([d.valid for d in series])
    factors = [profile.kgce_per_unit(carrier) for carrier in counted]
    use = sum((f * d.use for f, d in zip(factors, series, strict=True)), np.zeros(len(first)))
    estimated = sum((f * d.estimated for f, d in zip(factors, series, strict=True)), np.zeros(len(first)))
    return CampusDays(
        first=first.first,
        through=min(d.through for d in series),
        use=np.where(valid, use, 0.0),
        valid=valid,
        estimated=np.where(valid, estimated, 0.0),
        day_type=first.day_type,
        persons=first.persons,
        standard_persons=first.persons,
        boundary=reduce(lambda a, b: np.char.add(np.char.add(a, " | "), b), [d.boundary for d in series]),
    )
