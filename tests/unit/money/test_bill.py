"""Bills by hand: flat, tiered, by time of use, with the power factor, and who bears them."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from pydantic import ValidationError

from analysis.money.bill import Account, HourlyUse, bill
from analysis.money.bill_change import bill_change
from analysis.money.cost_centres import allocate
from campus.cost_centre import CostCentre, CostCentres, SharedMeter
from campus.errors import Refused
from campus.quantity import Resource
from campus.tariff.day_table import Period
from campus.tariff.price import DayTable, Flat, Price, Tier, Tiered, TimeOfUse
from campus.tariff.tariff import Tariff

CHINA = ZoneInfo("Asia/Shanghai")
ACCOUNT = Account("north", Resource.ELECTRICITY)
DAY = (Period(period="peak", from_hour=8, to_hour=22), Period(period="valley", from_hour=22, to_hour=8))
NIGHT = (Period(period="peak", from_hour=0, to_hour=12), Period(period="valley", from_hour=12, to_hour=24))
TIME_OF_USE = TimeOfUse(
    kind="time_of_use",
    yuan={"peak": 1.0, "valley": 0.25},
    tables=(DayTable(months=tuple(range(1, 7)), periods=DAY), DayTable(months=tuple(range(7, 13)), periods=NIGHT)),
)


def tariff(price: Price, first: date = date(2026, 1, 1), name: str = "t", standard: float | None = None) -> Tariff:
    return Tariff(id=name, resource=Resource.ELECTRICITY, valid_from=first, price=price, power_factor_standard=standard)


def steady(first: date, last: date, kwh: float = 1.0, zone: ZoneInfo = CHINA) -> HourlyUse:
    hours = ((last - first).days + 1) * 24
    return HourlyUse(first, last, zone, np.full(hours, kwh), np.ones(hours, np.bool_))


def test_flat() -> None:
    found = bill([tariff(Flat(yuan=0.5))], ACCOUNT, steady(date(2026, 3, 1), date(2026, 3, 2), 10))
    assert found.yuan == pytest.approx(240.0)
    assert [(line.tariff, line.period, line.quantity) for line in found.lines] == [("t", "", 480.0)]


def test_time_of_use_by_local_hour_and_month() -> None:
    found = bill([tariff(TIME_OF_USE)], ACCOUNT, steady(date(2026, 6, 30), date(2026, 7, 1)))
    assert {line.period: line.quantity for line in found.lines} == {"peak": 14 + 12, "valley": 10 + 12}
    assert found.yuan == pytest.approx(26 + 22 * 0.25)
    night = HourlyUse(date(2026, 6, 30), date(2026, 6, 30), CHINA, np.array([5.0] + [0.0] * 23), np.ones(24, np.bool_))
    assert bill([tariff(TIME_OF_USE)], ACCOUNT, night).yuan == pytest.approx(1.25)


def test_days_of_23_and_25_hours_have_their_own_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        use = HourlyUse(day, day, berlin, np.ones(hours), np.ones(hours, np.bool_))
        assert sum(line.quantity for line in bill([tariff(TIME_OF_USE)], ACCOUNT, use).lines) == hours
    with pytest.raises(Refused, match="has 23 hours, not 24"):
        bill([tariff(TIME_OF_USE)], ACCOUNT, steady(date(2026, 3, 29), date(2026, 3, 29), zone=berlin))


TIERS = Tiered(kind="tiered", tiers=(Tier(up_to=100, yuan=1), Tier(up_to=150, yuan=2), Tier(yuan=4)))


def test_tiers_split_at_their_limits() -> None:
    found = bill([tariff(TIERS)], ACCOUNT, steady(date(2026, 3, 1), date(2026, 3, 1), 10))
    assert {line.period: line.quantity for line in found.lines} == pytest.approx(
        {"tier 1": 100, "tier 2": 50, "tier 3": 90}
    )
    assert found.yuan == pytest.approx(100 + 100 + 360)


def test_tiers_count_on_from_what_was_used_before_and_start_anew() -> None:
    account = Account("north", Resource.ELECTRICITY, used_before=145)
    found = bill([tariff(TIERS, date(2025, 1, 1))], account, steady(date(2025, 12, 31), date(2026, 1, 1)))
    by_tier = {line.period: line.quantity for line in found.lines}
    assert by_tier == pytest.approx({"tier 2": 5, "tier 3": 19, "tier 1": 24})


def test_a_change_of_tariff_within_the_span() -> None:
    tariffs = [tariff(Flat(yuan=0.5)), tariff(Flat(yuan=1.0), date(2026, 3, 2), "new")]
    found = bill(tariffs, ACCOUNT, steady(date(2026, 3, 1), date(2026, 3, 3)))
    assert {line.tariff: line.yuan for line in found.lines} == pytest.approx({"t": 12.0, "new": 48.0})


def test_a_day_without_a_tariff_is_refused_with_the_days() -> None:
    with pytest.raises(Refused, match=r"no tariff of electricity for north on 2025-12-30..2025-12-31"):
        bill([tariff(Flat(yuan=1))], ACCOUNT, steady(date(2025, 12, 30), date(2026, 1, 2)))


def test_unknown_hours_cost_nothing_and_lower_the_coverage() -> None:
    use = steady(date(2026, 3, 1), date(2026, 3, 1))
    use.known[:6] = False
    found = bill([tariff(Flat(yuan=1))], ACCOUNT, use)
    assert (found.yuan, found.coverage) == pytest.approx((18.0, 0.75))


def test_the_power_factor_moves_the_bill() -> None:
    use = steady(date(2026, 3, 1), date(2026, 3, 1), 100)
    account = Account("north", Resource.ELECTRICITY, reactive_kvarh=2400 * 0.75)
    found = bill([tariff(Flat(yuan=0.5), standard=0.9)], account, use)
    assert found.power_factor == pytest.approx(0.8)
    assert found.adjustment_yuan == pytest.approx(0.05 * 1200)
    assert found.yuan == pytest.approx(1260)
    assert bill([tariff(Flat(yuan=0.5))], account, use).adjustment_yuan == 0.0
    assert bill([tariff(Flat(yuan=0.5), standard=0.9)], ACCOUNT, use).power_factor is None


def test_a_changed_tariff_says_what_it_changes() -> None:
    old, new = (
        [tariff(Flat(yuan=0.5)), tariff(Flat(yuan=0.7), date(2027, 1, 1), "same")],
        [
            tariff(Flat(yuan=0.6)),
            tariff(Flat(yuan=0.7), date(2027, 1, 1), "same"),
        ],
    )
    found = bill_change(old, new, ACCOUNT, steady(date(2026, 3, 1), date(2026, 3, 1)))
    assert found.yuan == pytest.approx(2.4)
    assert found.tariffs == ("t",)


def centres(**shares: float) -> CostCentres:
    return CostCentres(
        centres=(CostCentre(id="canteen", meters=("k",)), CostCentre(id="dorm", meters=("d", "gone"))),
        shared=(SharedMeter(meter="pump", key="persons", shares=shares),),
    )


def test_costs_by_centre_add_up_to_the_whole_bill() -> None:
    found = allocate(
        centres(canteen=0.25, dorm=0.75),
        {"k": (100.0, 60.0), "d": (50.0, 30.0), "pump": (40.0, 20.0), "gone": None},
        (300.0, 170.0),
    )
    canteen, dorm = found.centres
    assert (canteen.use, canteen.yuan) == pytest.approx((110, 65))
    assert (dorm.use, dorm.yuan, dorm.unknown) == (80.0, 45.0, ("gone",))
    assert [(p.meter, p.key, p.share) for p in canteen.portions] == [("k", "", 1.0), ("pump", "persons", 0.25)]
    assert (found.rest_use, found.rest_yuan) == pytest.approx((110, 60))
    assert canteen.yuan + dorm.yuan + found.rest_yuan == pytest.approx(170)


def test_shares_add_up_to_one_and_name_known_centres() -> None:
    with pytest.raises(ValidationError, match=r"shares of pump add up to 0\.9,"):
        centres(canteen=0.25, dorm=0.65)
    with pytest.raises(ValidationError, match="unknown cost centres shop"):
        centres(canteen=0.25, shop=0.75)
    assert centres(canteen=1 / 3, dorm=2 / 3).shared[0].key == "persons"


def test_no_meter_is_borne_twice() -> None:
    with pytest.raises(ValidationError, match="meter k is borne twice"):
        CostCentres(centres=(CostCentre(id="a", meters=("k",)), CostCentre(id="b", meters=("k",))))
    with pytest.raises(ValidationError, match="cost centre a stands twice"):
        CostCentres(centres=(CostCentre(id="a"), CostCentre(id="a")))
