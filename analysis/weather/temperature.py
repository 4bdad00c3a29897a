"""From a sensor's or a file's temperatures to days: hourly means, short gaps bridged, senseless values left out."""

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analysis.weather.days import DayWeather, Floats
from campus.errors import Refused
from campus.period import hour_edges_ms, hours_of_day

BRIDGED_H = 6
"""Longest gap filled on a straight line between its neighbours (CalTRACK 2.3)."""
HOURS = 25
COLDEST_C, HOTTEST_C = -60.0, 60.0
"""Outside lies no outdoor air; sensors report 85 or -127 when they fail."""


def fahrenheit(degrees: Floats) -> Floats:
    """Temperatures in degF as degC."""
    return (degrees - 32.0) / 1.8


def day_weather(times_ms: NDArray[np.int64], celsius: Floats, zone: ZoneInfo, first: date, last: date) -> DayWeather:
    """Local days first..last (both included) from readings at any interval, in any order.

    Readings of one hour [start, end) are averaged; up to six missing hours between two known ones are interpolated,
    also across midnight. A day with less than half of its hours stays unknown (see `DayWeather.known`).
    """
    if len(times_ms) != len(celsius):
        message = f"{len(times_ms)} times but {len(celsius)} temperatures"
        raise Refused(message)
    if last < first:
        message = f"no days between {first} and {last}"
        raise Refused(message)
    edges = hour_edges_ms(first, last, zone)
    hourly = bridge(_hour_means(times_ms, celsius, edges))
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    table = np.full((len(days), HOURS), np.nan)
    at = 0
    for row, day in enumerate(days):
        hours = hours_of_day(day, zone)
        table[row, :hours] = hourly[at : at + hours]
        at += hours
    return DayWeather(first, table)


def _hour_means(times_ms: NDArray[np.int64], celsius: Floats, edges: NDArray[np.int64]) -> Floats:
    with np.errstate(invalid="ignore"):
        sensible = np.isfinite(celsius) & (celsius >= COLDEST_C) & (celsius <= HOTTEST_C)
    inside = sensible & (times_ms >= edges[0]) & (times_ms < edges[-1])
    hour = np.searchsorted(edges, times_ms[inside], side="right") - 1
    count = np.bincount(hour, minlength=len(edges) - 1)
    total = np.bincount(hour, weights=celsius[inside], minlength=len(edges) - 1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def bridge(hourly: Floats, longest: int = BRIDGED_H) -> Floats:
    """Fill gaps of up to `longest` values between two known ones on a straight line."""
    known = np.flatnonzero(~np.isnan(hourly))
    if len(known) < 2:  # noqa: PLR2004  # a line needs two ends
        return hourly.copy()
    filled = np.interp(np.arange(len(hourly)), known, hourly[known], left=np.nan, right=np.nan)
    for before, after in pairwise(known):
        if after - before - 1 > longest:
            filled[before + 1 : after] = np.nan
    return filled
