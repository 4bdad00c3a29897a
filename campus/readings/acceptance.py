"""What every store takes: the same samples are refused everywhere, each with its reason."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import isfinite
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from campus.errors import Refused
from campus.reading import Sample
from campus.readings.protocol import Column

EARLIEST_MS = -9_223_372_036_853
LATEST_MS = 9_223_372_036_853
"""1677 to 2262: the moments whose nanoseconds fit 64 bits, as InfluxDB counts them."""

Values = tuple[float, ...]


def refusal(sample: Sample) -> str | None:
    """Why no store will ever take this sample; None when it can be kept."""
    values = sample.values.values()
    try:
        # One addition a value: a sum that is finite has only finite terms.
        if (
            isfinite(sum(values))
            and EARLIEST_MS <= sample.time_ms <= LATEST_MS
            and _named(sample.meter, *sample.values)
            and values
        ):
            return None
    except (TypeError, OverflowError):
        pass
    return _reason(sample)


def check_column(column: Column) -> None:
    """Refuse a column with anything in it that `refusal` would refuse; importers sort that out before."""
    inside = (column.times_ms >= EARLIEST_MS) & (column.times_ms <= LATEST_MS) & np.isfinite(column.values)
    if not (_named(column.meter, column.channel) and inside.all()):
        message = f"{column.meter} {column.channel}: a column with values or times that no store takes"
        raise Refused(message)


@lru_cache(maxsize=65_536)
def _named(*names: str) -> bool:
    """Whether every name has a form in UTF-8: not empty, no half of a surrogate pair."""
    try:
        return all(name.encode() for name in names)
    except UnicodeEncodeError:
        return False


def _reason(sample: Sample) -> str | None:
    checks = (
        (not sample.meter, "sample without a meter id"),
        (not sample.values, "sample without values"),
        ("" in sample.values, "a channel without a name"),
        (not _named(sample.meter, *sample.values), "meter id or channel key is not valid Unicode"),
        (
            not EARLIEST_MS <= sample.time_ms <= LATEST_MS,
            f"time {sample.time_ms} ms lies outside the years 1678 to 2261",
        ),
        *(
            (not _finite(value), f"{key} is {_shown(value)}, not a finite number")
            for key, value in sample.values.items()
        ),
    )
    return next((reason for wrong, reason in checks if wrong), None)


def _finite(value: float) -> bool:
    try:
        return isfinite(value)
    except (TypeError, OverflowError):
        return False


def _shown(value: float) -> str:
    return f"a whole number of {value.bit_length()} bits" if isinstance(value, int) else str(value)[:40]


class Layout(NamedTuple):
    """The channels of a sample in the one order in which stores keep them."""

    keys: tuple[str, ...]
    """Channel keys, sorted."""
    arrange: Callable[[Sequence[float]], Values]
    """Values in the order of the sample → in the order of `keys`."""


@lru_cache(maxsize=16_384)
def layout_of(given: tuple[str, ...]) -> Layout:
    """Layout of a sample whose keys come in the order `given`."""
    order = sorted(range(len(given)), key=given.__getitem__)
    keys = tuple(given[i] for i in order)
    if keys == given:
        return Layout(keys, tuple)
    return Layout(keys, itemgetter(*order))


def arranged(sample: Sample) -> tuple[tuple[str, ...], Values]:
    """Sorted channel keys and their values: equal for equal samples, whatever the order of their keys."""
    layout = layout_of(tuple(sample.values))
    values = layout.arrange(tuple(sample.values.values()))
    if 0.0 in values:
        # -0.0 equals 0.0 but has other bits, which would make one sample two.
        values = tuple(value + 0.0 for value in values)
    return layout.keys, values
