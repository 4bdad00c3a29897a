"""Imbalance of currents."""

import pytest

from analysis.electrical_quality import current_imbalance
from campus.errors import Refused


def test_the_limit_belongs_to_the_larger_measure() -> None:
    found = current_imbalance([120, 105, 90])
    assert found is not None
    assert (found.over_max, found.over_mean) == pytest.approx((0.25, 1 / 7))
    assert found.exceeds(0.15)
    assert not found.exceeds(0.25)


def test_no_current_has_no_imbalance() -> None:
    assert current_imbalance([0, 0, 0]) is None
    assert current_imbalance([]) is None


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.0])
def test_bad_currents_are_refused(bad: float) -> None:
    with pytest.raises(Refused):
        current_imbalance([100, 100, bad])
