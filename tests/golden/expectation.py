"""Compares what a decoder yields with what a sample says a correct one delivers."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from campus.quantity import QUANTITIES
from campus.reading import Reading

LOCAL = ZoneInfo("Asia/Shanghai")
"""Zone of times that carry none."""

_CLOSE = 1e-6


def kind_of(reading: Reading) -> str:
    return str(reading.kind or QUANTITIES[reading.quantity].kind)


def same_time(expected: dict[str, Any], reading: Reading, arrival: datetime) -> bool:
    if "age_s" in expected:
        wanted = arrival - timedelta(seconds=expected["age_s"])
        return reading.time is not None and abs(reading.time - wanted) < timedelta(milliseconds=1)
    if "time" not in expected:
        return reading.time is None
    wanted = datetime.fromisoformat(expected["time"])
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=LOCAL)
    return reading.time is not None and abs(reading.time - wanted) <= timedelta(milliseconds=1)


def matches(expected: dict[str, Any], reading: Reading, arrival: datetime) -> bool:
    return (
        reading.quantity == expected["quantity"]
        and reading.part == expected.get("part", "")
        and ("meter" not in expected or reading.meter == expected["meter"])
        and kind_of(reading) == expected["kind"]
        and reading.unit == (reading.unit if expected["unit"] == "not stated" else expected["unit"])
        and math.isclose(reading.value, expected["value"], rel_tol=_CLOSE, abs_tol=1e-12)
        and same_time(expected, reading, arrival)
        and reading.volatile == expected.get("volatile", False)
    )


Arrived = Sequence[tuple[Reading, datetime]]
"""Readings, each with the arrival of its message."""


def problems(case: dict[str, Any], arrived: Arrived) -> list[str]:
    """What is missing, wrong or too much, in words."""
    found: list[str] = []
    for expected in case["expect"]:
        alike = [
            (r, at)
            for r, at in arrived
            if (r.quantity, r.part) == (expected["quantity"], expected.get("part", ""))
            and r.meter == expected.get("meter", r.meter)
        ]
        at_hand = any(matches(expected, r, at) for r, at in alike)
        if not at_hand and (alike or not expected.get("optional")):
            found.append(f"expected {expected}, got {alike}")
    readings = [r for r, _ in arrived]
    found += [
        f"{quantity} must be absent"
        for quantity in case.get("absent", ())
        if any(r.quantity == quantity for r in readings)
    ]
    found += [f"not finite: {r}" for r in readings if not math.isfinite(r.value)]
    found += [f"twice: {r}" for r in set(readings) if readings.count(r) > 1 and r.time is not None]
    tolerated = case.get("tolerate", ())
    if "reject" in case:
        found += [
            f"must yield nothing, got {r}"
            for r in readings
            if not any(r.quantity == t["quantity"] and r.part == t.get("part", "") for t in tolerated)
        ]
    wanted = [*case["expect"], *tolerated]
    for refused in case.get("refuse", ()):
        number = refused["value"]
        if isinstance(number, (int, float)) and number != 0 and not any(_near(w["value"], number) for w in wanted):
            found += [f"refused {refused} came as {r}" for r in readings if _from(r, number)]
    return found


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_CLOSE)


def _from(reading: Reading, number: float) -> bool:
    return any(_near(reading.value, number * factor) for factor in (1.0, 0.001, 1000.0))
