"""Tariffs: days covered exactly once, dates without gap or overlap, power factor."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from campus.errors import Refused
from campus.quantity import Resource
from campus.tariff.day_table import Period, cover, spans
from campus.tariff.power_factor import adjustment_percent, below_standard, power_factor, rounded
from campus.tariff.price import DayTable, Flat, Tiered, TimeOfUse
from campus.tariff.tariff import Tariff, checked, date_faults, tariff_on


def periods(*entries: tuple[str, int, int]) -> tuple[Period, ...]:
    return tuple(Period(period=name, from_hour=start, to_hour=end) for name, start, end in entries)


HENAN_SPRING = periods(("peak", 16, 24), ("flat", 6, 11), ("flat", 14, 16), ("valley", 0, 6), ("valley", 11, 14))


def test_a_table_that_covers_the_day_once() -> None:
    covered = cover(HENAN_SPRING)
    assert covered.accepted
    assert covered.hours == {"peak": 8, "flat": 7, "valley": 9}
    assert DayTable(periods=HENAN_SPRING).months == tuple(range(1, 13))


def test_hours_through_midnight() -> None:
    assert cover(periods(("valley", 22, 8), ("flat", 8, 22))).hours == {"valley": 10, "flat": 14}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            periods(("flat", 22, 24), ("flat", 0, 8), ("valley", 22, 8), ("peak", 8, 22)),
            "hours 0-8, 22-24 belong to two periods",
        ),
        (periods(("valley", 0, 7), ("flat", 7, 13), ("peak", 14, 24)), "hours 13-14 belong to no period"),
        (periods(("flat", 8, 22)), "hours 0-8, 22-24 belong to no period"),
        (periods(("flat", 5, 5)), "hours 0-24 belong to no period"),
        ((), "hours 0-24 belong to no period"),
    ],
)
def test_holes_and_overlaps_are_refused_with_their_hours(table: tuple[Period, ...], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        DayTable(periods=table)


def test_spans_of_hours() -> None:
    assert spans([0, 1, 2, 7, 22, 23]) == "0-3, 7-8, 22-24"
    assert spans([]) == ""


@pytest.mark.parametrize(
    ("price", "told"),
    [
        (
            {"kind": "time_of_use", "yuan": {"peak": 1.0}, "tables": []},
            "month 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 has no table",
        ),
        (
            {"kind": "time_of_use", "yuan": {"peak": 1.0}, "tables": [{"periods": HENAN_SPRING}]},
            "period flat and valley has no price",
        ),
        (
            {
                "kind": "time_of_use",
                "yuan": {"peak": 1.0, "flat": 0.6, "valley": 0.3},
                "tables": [{"months": [1, 2, 3], "periods": HENAN_SPRING}, {"months": [3, 4], "periods": HENAN_SPRING}],
            },
            "month 5, 6, 7, 8, 9, 10, 11, 12 has no table and month 3 has two tables",
        ),
        ({"kind": "tiered", "tiers": [{"up_to": 100, "yuan": 1}]}, "the last tier ends at 100"),
        ({"kind": "tiered", "tiers": [{"up_to": 9, "yuan": 1}, {"up_to": 9, "yuan": 2}, {"yuan": 3}]}, "do not ascend"),
        ({"kind": "tiered", "tiers": [{"yuan": 1}, {"yuan": 3}]}, "do not ascend"),
        ({"kind": "tiered", "tiers": []}, "there is no tier"),
        ({"kind": "flat", "yuan": -1}, "greater than or equal to 0"),
        ({"kind": "flat", "yuan": float("nan")}, "finite"),
        ({"kind": "nightly", "yuan": 1}, "flat"),
    ],
)
def test_prices_that_cannot_be_right(price: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Tariff.model_validate({"id": "t", "resource": "electricity", "valid_from": "2026-01-01", "price": price})


def tariff(name: str, first: str, last: str | None = None, supply: str = "", resource: str = "electricity") -> Tariff:
    return Tariff(
        id=name,
        supply=supply,
        resource=Resource(resource),
        valid_from=date.fromisoformat(first),
        valid_to=date.fromisoformat(last) if last else None,
        price=Flat(yuan=0.5),
    )


@pytest.mark.parametrize(
    ("tariffs", "faults"),
    [
        ([tariff("a", "2025-01-01"), tariff("b", "2026-01-01")], []),
        ([tariff("a", "2025-01-01", "2025-12-31"), tariff("b", "2026-01-01")], []),
        (
            [tariff("a", "2025-01-01", "2026-01-31"), tariff("b", "2026-01-01")],
            ["electricity: a and b overlap on 2026-01-01..2026-01-31"],
        ),
        (
            [tariff("a", "2025-01-01", "2025-11-30"), tariff("b", "2026-01-01")],
            ["electricity: no tariff on 2025-12-01..2025-12-31, between a and b"],
        ),
        ([tariff("a", "2025-01-01"), tariff("b", "2025-01-01")], ["electricity: a and b both begin 2025-01-01"]),
        (
            [
                tariff("a", "2025-01-01"),
                tariff("b", "2025-01-01", supply="north"),
                tariff("w", "2025-01-01", resource="water"),
            ],
            [],
        ),
        (
            [tariff("a", "2025-01-01", "2025-12-31", "north"), tariff("b", "2025-06-01", "2025-06-30", "north")],
            ["electricity of north: a and b overlap on 2025-06-01..2025-06-30"],
        ),
    ],
)
def test_dated_tariffs_follow_each_other(tariffs: list[Tariff], faults: list[str]) -> None:
    assert [fault.what for fault in date_faults(tariffs)] == faults
    if faults:
        with pytest.raises(Refused, match="electricity"):
            checked(tariffs)
    else:
        assert checked(tariffs) == tuple(tariffs)


def test_a_supplys_own_tariff_goes_before_the_general_one() -> None:
    tariffs = [tariff("all", "2025-01-01"), tariff("own", "2026-01-01", "2026-06-30", "north")]

    def held(supply: str, day: date) -> str | None:
        found = tariff_on(tariffs, supply, Resource.ELECTRICITY, day)
        return found.id if found else None

    assert held("north", date(2026, 3, 1)) == "own"
    assert held("north", date(2026, 7, 1)) == "all"
    assert held("south", date(2026, 3, 1)) == "all"
    assert held("south", date(2024, 3, 1)) is None
    assert tariff_on(tariffs, "north", Resource.WATER, date(2026, 3, 1)) is None


def test_water_has_no_time_of_use_and_no_power_factor() -> None:
    time_of_use = TimeOfUse(
        kind="time_of_use", yuan={"peak": 1, "flat": 1, "valley": 1}, tables=(DayTable(periods=HENAN_SPRING),)
    )
    water = {"id": "w", "resource": "water", "valid_from": "2026-01-01"}
    for wrong in ({"price": time_of_use}, {"price": Flat(yuan=3), "power_factor_standard": 0.9}):
        with pytest.raises(ValidationError, match="water has no"):
            Tariff.model_validate(water | wrong)
    with pytest.raises(ValidationError, match="ends 2025-01-01 before it begins"):
        Tariff.model_validate(water | {"price": Flat(yuan=3), "valid_to": "2025-01-01"})
    priced = Tariff.model_validate(water | {"price": {"kind": "tiered", "tiers": [{"yuan": 3.0}]}})
    assert isinstance(priced.price, Tiered)


@pytest.mark.parametrize(
    ("factor", "percent"),
    [
        (1.0, -0.75),
        (0.95, -0.75),
        (0.94, -0.6),
        (0.91, -0.15),
        (0.9, 0.0),
        (0.8999994, 0.0),
        (0.895, 0.0),
        (0.8949, 0.5),
        (0.89, 0.5),
        (0.85, 2.5),
        (0.8, 5.0),
        (0.75, 7.5),
        (0.7, 10.0),
        (0.69, 11.0),
        (0.65, 15.0),
        (0.64, 17.0),
        (0.6, 25.0),
    ],
)
def test_adjustment_at_standard_090(factor: float, percent: float) -> None:
    assert adjustment_percent(factor) == pytest.approx(percent, abs=1e-12)


@pytest.mark.parametrize(
    ("factor", "percent"),
    [(1.0, -1.1), (0.94, -1.1), (0.9, -0.5), (0.85, 0.0), (0.84, 0.5), (0.65, 10), (0.6, 15), (0.59, 17)],
)
def test_adjustment_at_standard_085(factor: float, percent: float) -> None:
    assert adjustment_percent(factor, 0.85) == pytest.approx(percent, abs=1e-12)


def test_power_factor_is_rounded_before_it_is_judged() -> None:
    value = power_factor(42000, 20341.6)
    assert value == pytest.approx(0.8999993981246853, abs=1e-9)
    assert value is not None
    assert float(rounded(value)) == 0.9
    assert not below_standard(value, 0.9)
    assert below_standard(0.8949, 0.9)
    assert power_factor(0, 0) is None


def test_impossible_power_factors_are_refused() -> None:
    for wrong in ((-1.0, 1.0), (float("nan"), 1.0), (1.0, float("inf"))):
        with pytest.raises(Refused):
            power_factor(*wrong)
    with pytest.raises(Refused, match="between 0 and 1"):
        adjustment_percent(1.2)
    with pytest.raises(Refused, match=r"known: 0\.9 and 0\.85"):
        adjustment_percent(0.9, 0.8)
    with pytest.raises(ValidationError, match=r"write 0.90 or 0.85"):
        Tariff.model_validate(
            {
                "id": "t",
                "resource": "electricity",
                "valid_from": "2026-01-01",
                "price": Flat(yuan=1),
                "power_factor_standard": 0.8,
            }
        )
