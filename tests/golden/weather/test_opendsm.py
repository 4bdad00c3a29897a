"""Against opendsm: on buildings whose saving is known to be 10 %, and on real ones where nobody knows it.

Its answers were written once by `opendsm_oracle.py`; see the decision record on why it is not installed here.
"""

import json
from typing import Any

import numpy as np
import pytest

from analysis.weather.model import DailyModel, fit
from analysis.weather.saving import Saving, saving
from tests.weather_data import GOLDEN, SHARED, Site, british_home, illinois, university

ORACLE: dict[str, dict[str, dict[str, Any]]] = json.loads((GOLDEN / "opendsm.json").read_text(encoding="utf-8"))
TRUE_SAVING = 0.1
KNOWN = {name: answer for name, answer in ORACLE["eemeter_samples"].items() if name.startswith("il-")}
HOMES = {name: answer for name, answer in ORACLE["eemeter_samples"].items() if name.startswith("uk-")}
UNIVERSITY = ORACLE["cambridge_estates"]

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the measured data beside the repository are not here")


def ours(site: Site, period: list[str], *, by_day: bool = False) -> tuple[DailyModel, Saving]:
    baseline, reported = site.years(period, by_day=by_day)
    model = fit(baseline, cooling=site.resource != "gas")
    assert isinstance(model, DailyModel)
    found = saving(model, reported)
    assert isinstance(found, Saving)
    return model, found


def known(case: str) -> Site:
    name, form = case.partition(",")[0].split(" ")
    if form != "daily" and not SHARED.exists():
        pytest.skip("the measured data beside the repository are not here")
    return illinois(name, form)


@pytest.mark.parametrize("case", KNOWN)
def test_the_known_saving_is_found_and_held(case: str) -> None:
    theirs = KNOWN[case]
    model, found = ours(known(case), theirs["period"])
    assert abs(found.saving - TRUE_SAVING) <= found.half_width
    assert model.quality.cvrmse == pytest.approx(theirs["cvrmse"], abs=0.02)
    if abs(theirs["saving"] - TRUE_SAVING) <= 0.015:
        assert found.saving == pytest.approx(TRUE_SAVING, abs=0.015)
    assert found.days == theirs["days"]


@pytest.mark.parametrize("case", [c for c in KNOWN if "daily, 365" in c])
def test_day_means_alone_find_it_where_opendsm_does(case: str) -> None:
    theirs = KNOWN[case]
    model, found = ours(known(case), theirs["period"], by_day=True)
    assert model.quality.cvrmse == pytest.approx(theirs["cvrmse"], abs=0.02)
    if abs(theirs["saving"] - TRUE_SAVING) <= 0.015:
        assert found.saving == pytest.approx(TRUE_SAVING, abs=0.015)
        assert abs(found.saving - TRUE_SAVING) <= found.half_width


def test_opendsm_finds_the_known_saving_on_three_of_four() -> None:
    near = [c for c in KNOWN if "daily, 365" in c and abs(KNOWN[c]["saving"] - TRUE_SAVING) <= 0.015]
    assert sorted(c.split(" ")[0] for c in near) == [
        "il-electricity-cdd-hdd",
        "il-gas-hdd-only",
        "il-gas-intercept-only",
    ]


@needs_shared
@pytest.mark.parametrize("case", HOMES)
def test_one_home_gives_both_the_same_answer_within_the_interval(case: str) -> None:
    theirs = HOMES[case]
    model, found = ours(british_home(case.removeprefix("uk-").partition(" ")[0]), theirs["period"])
    assert found.saving == pytest.approx(theirs["saving"], abs=min(found.half_width, 0.025))
    assert model.quality.cvrmse == pytest.approx(theirs["cvrmse"], abs=0.02)


@needs_shared
def test_university_buildings_agree_but_for_those_the_guide_names() -> None:
    named = {"gas b16", "gas b72", "gas b76"}
    differences, held = {}, []
    for case, theirs in UNIVERSITY.items():
        resource, building = case.split(" ")
        _, found = ours(university(resource, building), theirs["period"])
        differences[case] = found.saving - theirs["saving"]
        held.append(abs(differences[case]) <= found.half_width)
    assert len(differences) == 90
    assert np.median(np.abs(list(differences.values()))) < 0.01
    assert {case for case, far in differences.items() if abs(far) > 0.06} == named
    assert sum(held) >= 88
