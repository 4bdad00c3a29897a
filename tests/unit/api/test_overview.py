"""The overview's figures, against sums worked out hour by hour from the small group's shape."""

from datetime import date, datetime, timedelta

import pytest

from analysis.year_on_year import Obstacle
from api.context import Context
from api.figures.live import live
from api.figures.overview import Overview, overview
from api.figures.scope import counted, resources_of
from api.pages.sentence import sentence
from api.words import LANGUAGES
from campus.config.meter import Meter
from campus.config.model import Campus, Group
from campus.quantity import Resource
from tests.small_group import GROUP, NOW, ZONE, shape

E, W, G, HP = Resource.ELECTRICITY, Resource.WATER, Resource.GAS, Resource.HEAT_PUMP


def used(meter: str, first: date, last: date, last_hours: int = 24) -> float:
    """Known use of the days first..last, the last day up to an hour."""
    total, day = 0.0, first
    while day <= last:
        hours = range(last_hours if day == last else 24)
        total += sum(shape(meter, day, h).value or 0.0 for h in hours)
        day += timedelta(days=1)
    return total


@pytest.fixture
def figures(context: Context) -> Overview:
    return overview(context)


def test_the_month_to_date_is_the_sum_of_the_main_meters_to_the_last_full_hour(figures: Overview) -> None:
    electricity = figures.of(E)
    assert electricity is not None
    expected = sum(used(m, date(2026, 3, 1), date(2026, 3, 14), 10) for m in ("senior-e", "junior-e"))
    assert electricity.meters == ("senior-e", "junior-e")
    assert electricity.running.this.value == pytest.approx(expected)
    hours = 13 * 24 + 10
    assert electricity.running.this.coverage == pytest.approx((2 * hours - 3) / (2 * hours))


def test_the_running_month_is_compared_with_the_same_hours_of_last_year(figures: Overview) -> None:
    gas = figures.of(G)
    assert gas is not None
    this = used("senior-g", date(2026, 3, 1), date(2026, 3, 14), 10)
    last = used("senior-g", date(2025, 3, 1), date(2025, 3, 14), 10)
    compared = gas.running.comparison
    assert compared.this == pytest.approx(this)
    assert compared.last == pytest.approx(last)
    assert compared.change == pytest.approx(this / last - 1)
    assert gas.running.last.value == pytest.approx(last)


def test_a_day_with_a_hole_is_left_out_of_both_years(figures: Overview) -> None:
    electricity = figures.of(E)
    assert electricity is not None
    compared = electricity.running.comparison
    hole = date(2026, 3, 13)
    this = sum(used(m, date(2026, 3, 1), date(2026, 3, 14), 10) for m in ("senior-e", "junior-e"))
    assert compared.this == pytest.approx(this - used("senior-e", hole, hole))


def test_two_days_of_outage_in_fourteen_leave_water_without_a_verdict(figures: Overview) -> None:
    water = figures.of(W)
    assert water is not None
    assert water.running.comparison.obstacle is Obstacle.GAPS
    assert "无法比较：两年都有数据的日子太少" in sentence(water, LANGUAGES["zh"])


def test_twelve_months_end_with_the_running_one(figures: Overview) -> None:
    electricity = figures.of(E)
    assert electricity is not None
    assert [str(m.month) for m in electricity.months][:2] == ["2025-04", "2025-05"]
    assert [m.running for m in electricity.months] == [False] * 11 + [True]
    november = next(m for m in electricity.months if str(m.month) == "2025-11")
    this = sum(used(m, date(2025, 11, 1), date(2025, 11, 30)) for m in ("senior-e", "junior-e"))
    assert november.this.value == pytest.approx(this)


def test_estimated_hours_are_summed_apart(figures: Overview) -> None:
    electricity = figures.of(E)
    assert electricity is not None
    february = next(m for m in electricity.months if str(m.month) == "2026-02")
    assert february.this.estimated == pytest.approx(used("senior-e", date(2026, 2, 1), date(2026, 2, 9)))


def test_a_leap_day_has_no_counterpart_and_is_not_compared(context: Context) -> None:
    leap = Context(context.group, context.readings, context.engine, lambda: datetime(2024, 3, 20, 9, tzinfo=ZONE))
    gas = overview(leap).of(G)
    assert gas is not None
    february = next(m for m in gas.months if str(m.month) == "2024-02")
    assert february.comparison.obstacle is Obstacle.NO_DATA


def test_the_first_minutes_of_a_month_say_so_instead_of_dividing_by_nothing(context: Context) -> None:
    midnight = Context(
        context.group, context.readings, context.engine, lambda: datetime(2026, 3, 1, 0, 20, tzinfo=ZONE)
    )
    electricity = overview(midnight).of(E)
    assert electricity is not None
    assert electricity.running.comparison.obstacle is Obstacle.JUST_BEGUN
    assert sentence(electricity, LANGUAGES["en"]).endswith("no full hour has passed.")


def test_before_the_first_message_every_figure_is_unknown(empty: Context) -> None:
    for figure in overview(empty).resources:
        assert figure.running.this.value is None
        assert figure.running.comparison.obstacle is Obstacle.NO_DATA
        assert not any(c.isdigit() for c in sentence(figure, LANGUAGES["zh"]))


def test_a_campus_shows_only_its_own(context: Context) -> None:
    junior = overview(context, "junior")
    assert [f.resource for f in junior.resources] == [E, W]
    electricity = junior.of(E)
    assert electricity is not None
    assert electricity.meters == ("junior-e",)


def _group(*meters: dict[str, object]) -> Group:
    listed = tuple(Meter.model_validate({"campus": "c", **m}) for m in meters)
    return Group(campuses=(Campus(id="c", meters=listed),))


def test_nothing_is_counted_twice() -> None:
    group = _group(
        {"id": "main", "resource": "electricity", "role": "main"},
        {"id": "sub", "resource": "electricity", "parent": "main"},
        {"id": "check", "resource": "electricity", "role": "check"},
        {"id": "shop", "resource": "electricity", "role": "excluded"},
        {"id": "hp", "resource": "heat_pump", "parent": "main"},
        {"id": "hp-fan", "resource": "heat_pump", "parent": "hp"},
        {"id": "w1", "resource": "water"},
        {"id": "w2", "resource": "water"},
    )
    assert [m.id for m in counted(group, E)] == ["main"]
    assert [m.id for m in counted(group, HP)] == ["hp"]
    assert [m.id for m in counted(group, W)] == ["w1", "w2"]
    assert resources_of(group) == [E, W, HP]


def test_parents_that_go_round_in_a_circle_end() -> None:
    group = _group(
        {"id": "a", "resource": "water", "parent": "b"},
        {"id": "b", "resource": "electricity", "parent": "a"},
    )
    assert [m.id for m in counted(group, W)] == ["a"]


def test_live_power_is_the_sum_of_fresh_gauges(context: Context) -> None:
    meters = counted(GROUP, E)
    latest = context.readings.latest([m.id for m in meters])
    now = live(E, meters, latest, context.now_ms)
    assert now is not None
    assert now.value == pytest.approx(360.7)
    assert (now.unit, now.speaking, now.meters, now.meter) == ("kW", 2, 2, "")


def test_three_phases_make_a_power_and_two_do_not() -> None:
    meter = Meter(id="m", resource=E, topic="t")
    at = int(NOW.timestamp() * 1000)
    phases = {f"active_power[L{n}]": (at, 1000.0 * n) for n in (1, 2, 3)}
    whole = live(E, [meter], {"m": phases}, at)
    assert whole is not None
    assert (whole.value, whole.unit) == (6.0, "kW")
    two = {k: v for k, v in phases.items() if "L3" not in k} | {"electricity_import": (at, 12.5)}
    register = live(E, [meter], {"m": two}, at)
    assert register is not None
    assert (register.value, register.unit, register.meter) == (12.5, "kWh", "m")


def test_an_old_gauge_is_not_shown_as_now() -> None:
    meter = Meter(id="m", resource=W, topic="t", interval_s=60)
    at = int(NOW.timestamp() * 1000)
    latest = {"flow": (at - 3_600_000, 2.5), "water_volume": (at - 3_600_000, 800.0)}
    now = live(W, [meter], {"m": latest}, at)
    assert now is not None
    assert (now.unit, now.value) == ("m3", 800.0)
    assert live(W, [meter], {}, at) is None
