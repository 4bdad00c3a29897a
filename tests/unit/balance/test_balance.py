"""Mains and subs, wrong multipliers, virtual meters, solar power."""

import numpy as np
import pytest
from numpy.typing import ArrayLike
from pydantic import ValidationError

from analysis.balance.main_and_subs import Imbalance, balance
from analysis.balance.solar import solar_use
from analysis.balance.virtual_hours import combined_hours, virtual_hours
from campus.errors import Refused
from campus.register.hours import Hours, Method
from campus.virtual_meter import VirtualMeter


def hours(energy: ArrayLike, covered: ArrayLike = 3600, estimated: ArrayLike = 0.0) -> Hours:
    values = np.asarray(energy, np.float64)
    seconds = np.broadcast_to(np.asarray(covered, np.uint16), values.shape).copy()
    guessed = np.broadcast_to(np.asarray(estimated, np.float64), values.shape).copy()
    method = np.where(seconds == 0, Method.MISSING, np.where(guessed > 0, Method.PROFILE, Method.MEASURED))
    return Hours(np.where(seconds > 0, values, 0.0), guessed, seconds, method.astype(np.uint8))


def test_the_difference_hour_by_hour_and_in_sum() -> None:
    found = balance(hours([10, 20, 30]), {"a": hours([4, 8, 12]), "b": hours([5, 10, 15])})
    assert found.difference.tolist() == [1, 2, 3]
    assert (found.main, found.rest) == (60.0, 6.0)
    assert found.rest_share == pytest.approx(0.1)
    assert (found.coverage, found.verdict) == (1.0, Imbalance.BALANCED)


def test_an_hour_some_meter_misses_is_not_compared() -> None:
    found = balance(
        hours([10, 20, 30, 40]), {"a": hours([4, 0, 12, 16], [3600, 0, 3600, 1800]), "b": hours([6, 12, 17, 20])}
    )
    assert found.known.tolist() == [True, False, True, False]
    assert found.difference.tolist() == [0, 0, 1, 0]
    assert (found.main, found.rest, found.coverage) == (40.0, 1.0, 0.5)


def test_estimates_are_carried() -> None:
    assert balance(hours([10, 10], estimated=[3, 0]), {"a": hours([9, 9], estimated=[0, 2])}).estimated == 5.0


def test_nothing_known_in_common() -> None:
    found = balance(hours([10, 0], [3600, 0]), {"a": hours([0, 10], [0, 3600])})
    assert (found.verdict, found.rest_share) == (Imbalance.UNKNOWN, None)
    assert balance(hours([]), {"a": hours([])}).verdict is Imbalance.UNKNOWN


def test_unmetered_use_and_children_above_their_main() -> None:
    assert balance(hours([10] * 5), {"a": hours([8] * 5)}).verdict is Imbalance.UNMETERED
    assert balance(hours([10] * 5), {"a": hours([11] * 5)}).verdict is Imbalance.CHILDREN_EXCEED
    assert balance(hours([10] * 5), {"a": hours([10.1] * 5)}).verdict is Imbalance.BALANCED


RANDOM = np.random.default_rng(11)
DAYS = 14
TEACHING = np.tile(np.r_[np.full(7, 8.0), np.full(11, 80.0), np.full(6, 30.0)], DAYS) * RANDOM.normal(1, 0.1, 24 * DAYS)
DORMITORY = np.tile(np.r_[np.full(6, 12.0), np.full(12, 20.0), np.full(6, 60.0)], DAYS) * RANDOM.normal(
    1, 0.1, 24 * DAYS
)


def test_one_sub_with_half_its_multiplier_is_named_with_the_factor() -> None:
    found = balance(hours((TEACHING + DORMITORY) * 1.01), {"t": hours(TEACHING / 2), "d": hours(DORMITORY)})
    assert found.verdict is Imbalance.WRONG_MULTIPLIER
    assert found.multiplier is not None
    assert found.multiplier.meter == "t"
    assert found.multiplier.factor == pytest.approx(2.0, rel=0.05)


def test_too_high_a_multiplier_is_named_rather_than_children_exceeding() -> None:
    found = balance(hours(TEACHING + DORMITORY), {"t": hours(TEACHING), "d": hours(DORMITORY * 1.5)})
    assert found.multiplier is not None
    assert found.multiplier.meter == "d"
    assert found.multiplier.factor == pytest.approx(1 / 1.5)


def test_a_wrong_main() -> None:
    found = balance(hours((TEACHING + DORMITORY) / 40), {"t": hours(TEACHING), "d": hours(DORMITORY)})
    assert found.multiplier is not None
    assert found.multiplier.meter == ""
    assert found.multiplier.factor == pytest.approx(40)


def test_a_single_sub() -> None:
    found = balance(hours(TEACHING), {"t": hours(TEACHING * 0.8)})
    assert found.multiplier is not None
    assert found.multiplier.meter == "t"
    assert found.multiplier.factor == pytest.approx(1.25)


def test_unmetered_use_of_its_own_rhythm_is_no_wrong_multiplier() -> None:
    found = balance(hours(TEACHING + DORMITORY), {"t": hours(TEACHING)})
    assert (found.verdict, found.multiplier) == (Imbalance.UNMETERED, None)


def test_losses_in_proportion_are_no_wrong_multiplier() -> None:
    assert balance(hours(TEACHING * 1.05), {"t": hours(TEACHING)}).verdict is Imbalance.BALANCED


def test_constant_loads_and_few_hours_cannot_tell() -> None:
    assert balance(hours([10.0] * 100), {"a": hours([5.0] * 100)}).verdict is Imbalance.UNMETERED
    assert balance(hours(TEACHING[:24]), {"a": hours(TEACHING[:24] / 2)}).multiplier is None


def test_virtual_meters_carry_coverage_and_estimates() -> None:
    total = combined_hours(
        [hours([10, 10, 10, 10], [3600, 0, 1800, 3600], [0, 0, 0, 4])], [hours([3, 3, 3, 3], estimated=[0, 0, 0, 2])]
    )
    assert total.energy.tolist() == [7, 0, 7, 7]
    assert total.covered_s.tolist() == [3600, 0, 1800, 3600]
    assert total.estimated.tolist() == [0, 0, 7, 6]
    assert [Method(m) for m in total.method] == [Method.MEASURED, Method.MISSING, Method.LINEAR, Method.PROFILE]


def test_an_estimate_is_never_more_than_the_difference() -> None:
    total = combined_hours([hours([10], estimated=[10])], [hours([9], estimated=[9])])
    assert (total.energy.tolist(), total.estimated.tolist()) == ([1], [1])


def test_virtual_meters_of_virtual_meters_in_any_order() -> None:
    found = virtual_hours(
        [VirtualMeter(id="rest", plus=("m",), minus=("both",)), VirtualMeter(id="both", plus=("a", "b"))],
        {"m": hours([10]), "a": hours([2]), "b": hours([3])},
    )
    assert {name: h.energy.tolist() for name, h in found.items()} == {"rest": [5], "both": [5]}


def test_virtual_meters_that_cannot_be() -> None:
    ring = [VirtualMeter(id="x", plus=("y",)), VirtualMeter(id="y", plus=("m",), minus=("x",))]
    with pytest.raises(Refused, match="made of each other: x → y → x"):
        virtual_hours(ring, {"m": hours([1])})
    with pytest.raises(Refused, match="made of unknown meters q"):
        virtual_hours([VirtualMeter(id="x", plus=("q",))], {})
    with pytest.raises(Refused, match="has the id of a real one"):
        virtual_hours([VirtualMeter(id="m", plus=("a",))], {"m": hours([1]), "a": hours([1])})
    with pytest.raises(Refused, match="equally many"):
        combined_hours([hours([1])], [hours([1, 2])])
    with pytest.raises(ValidationError, match="adds nothing"):
        VirtualMeter(id="x", minus=("a",))
    with pytest.raises(ValidationError, match="names a twice"):
        VirtualMeter(id="x", plus=("a",), minus=("a",))


def test_self_used_solar_power_counts_and_only_the_purchase_is_bought() -> None:
    found = solar_use(hours([100, 20, 0]), hours([0, 50, 80]), hours([0, 10, 60]))
    assert found.self_use.energy.tolist() == [0, 40, 20]
    assert found.used.energy.tolist() == [100, 60, 20]
    assert (found.purchased, found.generated, found.exported) == (120.0, 130.0, 70.0)
    assert found.self_use_share == pytest.approx(60 / 130)
    assert found.autonomy == pytest.approx(60 / 180)


def test_hours_some_solar_meter_misses_are_missing() -> None:
    found = solar_use(hours([100, 20]), hours([30, 0], [3600, 0]), hours([10, 0]))
    assert found.used.covered_s.tolist() == [3600, 0]
    assert (found.purchased, found.generated) == (100.0, 30.0)


def test_more_export_than_generation_is_told_and_never_negative_use() -> None:
    found = solar_use(hours([5, 5]), hours([10, 10]), hours([12, 10.01]))
    assert found.self_use.energy.tolist() == [0, 0]
    assert found.impossible_hours == 1
