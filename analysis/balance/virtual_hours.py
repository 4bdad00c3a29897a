"""Hours of virtual meters, with what is known carried through from their parts."""

from collections.abc import Mapping, Sequence

import numpy as np

from campus.errors import Refused
from campus.register.hours import Hours, Method
from campus.virtual_meter import VirtualMeter, parts_first


def combined_hours(plus: Sequence[Hours], minus: Sequence[Hours] = ()) -> Hours:
    """Sum less sum, hour by hour.

    An hour any part misses is missing. Where parts cover different stretches of an hour the result is an estimate over
    the shortest. Estimated parts add up, also in a difference. Parts of unequal length are refused.
    """
    parts = [*plus, *minus]
    if not parts or len({len(p) for p in parts}) != 1:
        message = f"hours to combine must be there and equally many, not {[len(p) for p in parts]}"
        raise Refused(message)
    covered = np.minimum.reduce([p.covered_s for p in parts])
    uneven = covered < np.maximum.reduce([p.covered_s for p in parts])
    known = covered > 0
    zero = np.zeros(len(covered))
    energy = sum((p.energy for p in plus), zero) - sum((p.energy for p in minus), zero)
    estimated = np.minimum(sum((p.estimated for p in parts), zero), np.abs(energy))
    estimated = np.where(uneven, np.abs(energy), estimated)
    weakest = np.maximum.reduce([p.method for p in parts])
    method = np.where(uneven & (weakest <= Method.MEASURED), np.uint8(Method.LINEAR), weakest)
    return Hours(
        np.where(known, energy, 0.0),
        np.where(known, estimated, 0.0),
        covered,
        np.where(known, method, np.uint8(Method.MISSING)),
    )


def virtual_hours(virtual: Sequence[VirtualMeter], real: Mapping[str, Hours]) -> dict[str, Hours]:
    """Hours of all virtual meters, those made of other virtual ones included.

    Unknown parts, a virtual meter with the id of a real one, and rings are refused.
    """
    known = dict(real)
    for meter in parts_first(virtual):
        if meter.id in real:
            message = f"virtual meter {meter.id} has the id of a real one"
            raise Refused(message)
        if unknown := [part for part in (*meter.plus, *meter.minus) if part not in known]:
            message = f"virtual meter {meter.id} is made of unknown meters {', '.join(unknown)}"
            raise Refused(message)
        known[meter.id] = combined_hours([known[p] for p in meter.plus], [known[p] for p in meter.minus])
    return {meter.id: known[meter.id] for meter in virtual}
