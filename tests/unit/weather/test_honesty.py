"""The stated 90 % interval holds the truth of invented buildings as often as it says."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.weather.honesty import BUILDING_YEARS, HIGHEST, LOWEST, SEED, as_markdown, sorted_trials, tally, trials
from analysis.weather.synthetic import KINDS, draw, live, school_days
from campus.day_type import DayType


@pytest.mark.parametrize("seed", [SEED, 1])
def test_nine_of_ten_truths_are_held(seed: int) -> None:
    done = trials(np.random.default_rng(seed))
    assert len(done) == BUILDING_YEARS >= 200
    everything = tally("all", done)
    assert LOWEST <= everything.held <= HIGHEST
    assert abs(np.mean([t.error for t in done])) < 0.005


def test_the_table_counts_what_was_tried() -> None:
    done = trials(np.random.default_rng(3), 24)
    table = sorted_trials(done)
    assert table[0].trials == 24
    assert table[0].held == sum(t.held for t in done) / 24
    assert sum(t.trials for t in table if t.sort in KINDS) == 24
    assert as_markdown(table).count("\n") == len(table) + 1


def test_an_invented_building_saves_exactly_what_it_is_said_to() -> None:
    rng = np.random.default_rng(8)
    building = draw(rng)
    one, other = (live(b, np.random.default_rng(4)) for b in (building, replace(building, saving=0.0)))
    left = np.nansum(one.reported.use) / np.nansum(other.reported.use)
    assert 1 - left == pytest.approx(building.saving)
    assert np.nansum(one.baseline.use) == np.nansum(other.baseline.use)


def test_invented_school_years_have_every_kind_of_day_and_a_moving_festival() -> None:
    rng = np.random.default_rng(6)
    types = school_days(rng, 730)
    assert set(types) == set(DayType)
    assert types[:365] != types[365:]
