"""A small school group with two years of books, the same in every run: two campuses, gaps, estimates.

The books are written straight into the ledger; what the books ought to hold is computed here from
plain loops over `shape`, so tests can work out expected figures independently of the code they test.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Engine, insert

from campus.clock import to_ms
from campus.config.meter import Meter
from campus.config.model import Campus, Group
from campus.ledger.pages import Page, write_pages
from campus.ledger.process_state import publish_state
from campus.ledger.schema import discovered, quarantine
from campus.quantity import Resource
from campus.reading import Sample
from campus.readings.protocol import Readings
from campus.register.hours import Hours, Method

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 14, 10, 20, tzinfo=ZONE)
FIRST = date(2024, 3, 1)

E, W, G, HP, S = Resource.ELECTRICITY, Resource.WATER, Resource.GAS, Resource.HEAT_PUMP, Resource.SENSOR


def _meter(campus: str, id: str, name: str, resource: Resource, **more: object) -> Meter:  # noqa: A002 - as in the list
    line = {"id": id, "campus": campus, "name": name, "resource": resource, "topic": f"{campus}/{id}", **more}
    return Meter.model_validate(line)


SENIOR = (
    _meter("senior", "senior-e", "高中部总电表", E, role="main", multiplier=200),
    _meter("senior", "senior-e-dorm", "1 号宿舍楼电表", E, parent="senior-e"),
    _meter("senior", "senior-e-canteen", "食堂电表", E, parent="senior-e"),
    _meter("senior", "senior-w", "高中部总水表", W, role="main"),
    _meter("senior", "senior-g", "食堂燃气表", G, role="main"),
    _meter("senior", "senior-hp", "浴室空气源热泵", HP, parent="senior-e"),
    _meter("senior", "senior-t", "机房温度", S),
)
JUNIOR = (
    _meter("junior", "junior-e", "初中部总电表", E, role="main"),
    _meter("junior", "junior-w", "初中部总水表", W, role="main", topic="", interval_s=86_400),
)

GROUP = Group(
    group="德外教育集团",
    campuses=(
        Campus(id="senior", name="高中部", area_m2=42_000, meters=SENIOR),
        Campus(id="junior", name="初中部", area_m2=18_000, meters=JUNIOR),
    ),
)

PER_HOUR = {
    "senior-e": 210.0,
    "senior-e-dorm": 48.0,
    "senior-e-canteen": 31.0,
    "senior-w": 9.0,
    "senior-g": 6.0,
    "senior-hp": 22.0,
    "junior-e": 80.0,
    "junior-w": 3.5,
}
"""Mean use per hour of the last year."""
LAST_YEAR = {"senior-e": 1.08, "junior-e": 1.02, "senior-w": 0.97, "senior-g": 1.3, "senior-hp": 1.15}
"""How much more the year before used; 1 elsewhere."""

OUTAGE = (date(2026, 3, 5), date(2026, 3, 6))
"""Days of senior-w without any reading."""
ESTIMATED = (date(2026, 3, 13), range(2, 8))
"""Hours of senior-e that were spread over a gap."""
HOLE = (date(2026, 3, 13), range(14, 17))
"""Hours of senior-e nobody knows."""
JUNIOR_STARTS = date(2025, 9, 1)
"""junior-w was installed then: it has no last year."""


@dataclass(frozen=True)
class Hour:
    """What the books hold for one hour; `value` None: nothing known."""

    value: float | None
    estimated: bool


def shape(meter: str, day: date, hour: int) -> Hour:
    """The use of one local hour, by season, weekday and time of day."""
    if meter == "junior-w" and day < JUNIOR_STARTS:
        return Hour(None, False)
    if meter == "senior-w" and OUTAGE[0] <= day <= OUTAGE[1]:
        return Hour(None, False)
    if meter == "senior-e" and day == HOLE[0] and hour in HOLE[1]:
        return Hour(None, False)
    season = 1 + 0.25 * math.cos(2 * math.pi * (day.timetuple().tm_yday - 15) / 365)
    week = 0.62 if day.weekday() >= 5 else 1.15
    clock = 0.35 + 1.3 * math.exp(-(((hour - 13) / 5.5) ** 2))
    wobble = 1 + 0.06 * math.sin(day.toordinal() * 1.7 + hour * 0.9 + len(meter))
    year = LAST_YEAR.get(meter, 1.0) if day < date(2025, 3, 15) else 1.0
    estimated = meter == "senior-e" and day == ESTIMATED[0] and hour in ESTIMATED[1]
    february = meter == "senior-e" and (day.year, day.month) == (2026, 2) and day.day <= 9
    return Hour(PER_HOUR[meter] * season * week * clock * wobble * year, estimated or february)


def hours_of(meter: str, day: date, until: int = 24) -> Hours:
    """Books of one day; hours from `until` on have not happened yet."""
    packed = Hours.missing(24)
    for hour in range(until):
        known = shape(meter, day, hour)
        if known.value is None:
            continue
        packed.energy[hour] = known.value
        packed.estimated[hour] = known.value if known.estimated else 0.0
        packed.covered_s[hour] = 3600
        packed.method[hour] = Method.PROFILE if known.estimated else Method.MEASURED
    return packed


def pages_until(now: datetime, first: date = FIRST) -> Iterator[Page]:
    """All pages of the group up to the full hour before `now`."""
    local = now.astimezone(ZONE)
    for meter in GROUP.meters.values():
        if meter.booked is None:
            continue
        day = first
        while day <= local.date():
            hours = hours_of(meter.id, day, local.hour if day == local.date() else 24)
            if hours.covered_s.any():
                yield Page(
                    meter.id, meter.booked, day, hours, 86_400, "{}", {"readings": int(np.sum(hours.covered_s > 0))}
                )
            day += timedelta(days=1)


def fill_ledger(engine: Engine, now: datetime = NOW, first: date = FIRST) -> None:
    """Two years of books, three quarantined messages, one discovered device, two processes that speak."""
    now_ms = to_ms(now)
    with engine.begin() as connection:
        write_pages(connection, list(pages_until(now, first)), now_ms)
        connection.execute(
            insert(quarantine),
            [
                {
                    "topic": f"acme/E{n}/up",
                    "device": "",
                    "payload": payload,
                    "received_ms": now_ms - n * 60_000,
                    "kind": kind,
                    "reason": reason,
                }
                for n, (payload, kind, reason) in enumerate(
                    [
                        (b'{"kwh": ', "undecodable", "not JSON: unexpected end"),
                        (b"\xff\xfe\x00", "undecodable", "not UTF-8"),
                        (b"<script>alert(1)</script>", "refused_by_check", "<b>rate 1e9 kWh/h</b> above 1000"),
                    ]
                )
            ],
        )
        connection.execute(
            insert(discovered),
            [
                {
                    "topic": "acme/E9/up",
                    "device": "E9",
                    "decoder": "",
                    "first_ms": now_ms - 86_400_000,
                    "last_ms": now_ms - 30_000,
                    "messages": 31,
                    "example": b'{"kwh": 12.5}',
                }
            ],
        )
    publish_state(engine, "collector", now_ms - 4_000, {"spool_depth": 0, "messages_total": 48_213, "mode": "mqtt5"})
    publish_state(engine, "worker", now_ms - 9_000, {"pages_written_total": 5_120})


def newest_samples(now: datetime = NOW) -> list[Sample]:
    """What the meters said last: most a minute ago, the canteen four hours ago, the dorm two days ago."""
    now_ms = to_ms(now.astimezone(UTC))
    ages_s = {"senior-e-canteen": 4 * 3600, "senior-e-dorm": 2 * 86_400, "junior-w": 3 * 86_400}
    powers = {"senior-e": 262_400.0, "junior-e": 98_300.0, "senior-hp": 31_200.0}
    registers = {
        "senior-e": ("electricity_import", 18_234.51),
        "senior-e-dorm": ("electricity_import", 40_112.7),
        "senior-e-canteen": ("electricity_import", 8_804.25),
        "senior-w": ("water_volume", 31_877.4),
        "senior-g": ("gas_volume", 9_120.335),
        "senior-hp": ("electricity_import", 55_001.2),
        "senior-t": ("temperature", 23.4),
        "junior-e": ("electricity_import", 640_218.9),
        "junior-w": ("water_volume", 7_733.0),
    }
    samples = []
    for meter, (quantity, value) in registers.items():
        values = {quantity: value} | ({"active_power": powers[meter]} if meter in powers else {})
        at_ms = now_ms - ages_s.get(meter, 60) * 1000
        samples.append(Sample(meter, at_ms, at_ms + 200, values))
    return samples


def fill(engine: Engine, readings: Readings, now: datetime = NOW, first: date = FIRST) -> None:
    """Books and newest readings together."""
    fill_ledger(engine, now, first)
    readings.append(newest_samples(now))
