"""Prices written in one cell, and tariffs that must not overlap."""

from datetime import date

import pytest

from campus.tariff.entered import gap_before, overlap, tariff_of
from campus.tariff.price import Tiered, TimeOfUse
from campus.tariff.tariff import Tariff

HENAN_SUMMER = "尖 20-23; 峰 16-20, 23-24; 平 7-16; 谷 0-7"


def made(valid_from: date, until: date | None = None, name: str = "fact-1") -> Tariff:
    return tariff_of(name, "senior", valid_from, {"resource": "electricity", "yuan": 0.568, "until": until})


def wrong(**body: object) -> str:
    with pytest.raises(ValueError, match=r".+") as error:
        tariff_of("t", "senior", date(2026, 1, 1), {"resource": "electricity", **body})
    return str(error.value)


def test_times_of_day_as_price_lists_print_them() -> None:
    body = {"resource": "electricity", "times": HENAN_SUMMER, "prices": "尖 1.2；峰 1.0；平 0.6；谷 0.3"}
    price = tariff_of("t", "*", date(2026, 7, 1), body).price
    assert isinstance(price, TimeOfUse)
    assert price.yuan == {"sharp": 1.2, "peak": 1.0, "flat": 0.6, "valley": 0.3}
    periods = [price.period_at(7, hour) for hour in (0, 6, 7, 15, 16, 19, 20, 22, 23)]
    assert periods == ["valley", "valley", "flat", "flat", "peak", "peak", "sharp", "sharp", "peak"]


def test_tables_of_some_months() -> None:
    times = "11-2: peak 17:00-24:00; flat 0-17 | 3-10: peak 16-24; flat 0-16"
    price = tariff_of(
        "t", "*", date(2026, 1, 1), {"resource": "electricity", "times": times, "prices": "peak 1, flat 0.5"}
    ).price
    assert isinstance(price, TimeOfUse)
    assert [price.period_at(month, 16) for month in (1, 2, 3, 10, 11, 12)] == [
        "flat", "flat", "peak", "peak", "flat", "flat",
    ]  # fmt: skip


def test_tiers() -> None:
    price = tariff_of("t", "*", date(2026, 1, 1), {"resource": "water", "tiers": "2520：0.55；4800: 0.60；0.85"}).price
    assert isinstance(price, Tiered)
    assert [(tier.up_to, tier.yuan) for tier in price.tiers] == [(2520.0, 0.55), (4800.0, 0.6), (None, 0.85)]


def test_a_hole_in_the_day_is_refused_naming_its_hours() -> None:
    told = wrong(times="峰 16-24; 谷 0-7", prices="峰 1; 谷 0.3")
    assert told == "hours 7-16 belong to no period, cover each of the 24 hours exactly once"


def test_the_sichuan_overlap_is_refused_naming_its_hours() -> None:
    told = wrong(times="峰 8-22; 平 22-8; 谷 22-8", prices="峰 1; 平 0.6; 谷 0.3")
    assert told.startswith("hours 0-8, 22-24 belong to two periods")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "no price is given, fill exactly one of yuan, tiers and times"),
        ({"yuan": 1.0, "tiers": "1"}, "yuan and tiers are both given"),
        ({"times": "peak 0-24"}, "times and prices belong together"),
        ({"times": "peak 0-24", "prices": "flat 1"}, "period peak has no price"),
        ({"times": "0-24", "prices": "flat 1"}, "'0-24' is no period with its hours"),
        ({"times": "peak 0-25", "prices": "peak 1"}, "Input should be less than or equal to 24"),
        ({"tiers": "100: 1; 50: 2; 3"}, "tiers do not ascend"),
        ({"tiers": "dear"}, "'dear' is no tier"),
        ({"times": "peak 0-24", "prices": "peak 1; peak 2"}, "peak has two prices"),
        ({"resource": "sensor", "yuan": 1.0}, "sensor has no price of its own"),
    ],
)
def test_what_is_wrong_is_named(body: dict[str, object], told: str) -> None:
    assert wrong(**body).startswith(told)


def test_overlaps_name_the_days() -> None:
    winter = made(date(2026, 1, 1), date(2026, 3, 31))
    assert overlap(made(date(2026, 3, 1), None, "new"), [winter]) == "fact-1 holds on 2026-03-01..2026-03-31 already"
    assert overlap(made(date(2026, 1, 1), None, "new"), [winter]) == "fact-1 begins on 2026-01-01 too"
    assert overlap(made(date(2026, 4, 1), None, "new"), [winter]) == ""
    before = made(date(2025, 6, 1), date(2026, 1, 15), "new")
    assert overlap(before, [winter]) == "fact-1 holds on 2026-01-01..2026-01-15 already"


def test_a_tariff_without_end_gives_way_to_the_next() -> None:
    assert overlap(made(date(2026, 5, 1), None, "new"), [made(date(2026, 1, 1))]) == ""


def test_a_hole_before_a_tariff_is_named() -> None:
    winter = made(date(2026, 1, 1), date(2026, 3, 31))
    told = gap_before(made(date(2026, 4, 10), None, "new"), [winter])
    assert told == "no tariff holds on 2026-04-01..2026-04-09, between fact-1 and the new one"
    assert gap_before(made(date(2026, 4, 1), None, "new"), [winter]) == ""
