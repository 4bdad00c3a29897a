"""Each planted fault changes exactly what its label says, by the size it says."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from campus.clock import to_ms
from campus.errors import Refused
from campus.reading import Sample
from simulators.almanac import DayKind
from simulators.faults.planting import parse_fault
from simulators.faults.protocol import FOREVER_MS, Label
from simulators.faults.registry import fault, known_faults
from simulators.group import senior
from simulators.spec import Gateway
from simulators.stream import Simulation, history
from simulators.world import World
from tests.unit.simulators.places import NOW, local, ms, simulation, sound_senior, world

HOUR = 3_600_000

PLANTED = {
    "constant_leak": "constant_leak@SH-W-DORM:2026-03-12T01:20+2d=0.8",
    "toilet_leak": "toilet_leak@SH-W-TEACH:2026-03-12T01:20+2d=90",
    "burst": "burst@SH-W-MAIN:2026-03-12T02:13+40m=35",
    "gas_valve_open": "gas_valve_open@SH-G-CANTEEN:2026-03-12T20:00+1d=0.2",
    "night_air_conditioning": "night_air_conditioning@SH-E-TEACH:2026-03-12+2d=40",
    "vacation_base_load": "vacation_base_load@SH-E-DORM:2026-02-20+3d=2",
    "cop_drift": "cop_drift@SH-HP:2026-03-12+2d=0.7",
    "short_cycling": "short_cycling@SH-HP:2026-03-12T06:00+5h=9",
    "auxiliary_heater_stuck": "auxiliary_heater_stuck@SH-HP:2026-03-12T06:00+1d=30",
    "headcount_jump": "headcount_jump@senior:2026-03-12=1.15",
    "stuck": "stuck@SH-E-MAIN:2026-03-12T09:00+6h",
    "rollover": "rollover@SH-W-MAIN:2026-03-12T09:00",
    "replacement": "replacement@SH-E-DORM:2026-03-12T09:00=100/12.5",
    "meter_added": "meter_added@SH-W-CANTEEN:2026-03-12T09:00=0.5",
    "unit_x1000": "unit_x1000@SH-W-DORM:2026-03-12T09:00+6h",
    "zero_dip": "zero_dip@SH-E-MAIN:2026-03-12T09:00+45m",
    "spike": "spike@SH-E-MAIN:2026-03-12T09:00+15m=10",
    "swapped_meters": "swapped_meters@SH-W-DORM:2026-03-12T09:00+1d=SH-W-CANTEEN",
    "clock_ahead": "clock_ahead@SH-E-OFFICE:2026-03-12T09:00+6h=8",
    "duplicate_messages": "duplicate_messages@SH-E-TEACH:2026-03-12T09:00+6h=3",
    "late_batch": "late_batch@SH-W-TEACH:2026-03-12T09:00+6h=2",
    "silent_meter": "silent_meter@SH-E-DORM:2026-03-12T09:00+6h",
    "silent_gateway": "silent_gateway@SH-WMBUS:2026-03-12T09:00+6h",
}
FROM, UNTIL = "2026-02-18", "2026-03-15"
"""Holds the time of every fault above."""


def calm(*faults: str) -> Simulation:
    """The senior campus with gateways that lose, delay and repeat nothing by themselves."""
    site = senior()
    gateways = tuple(Gateway(g.id, loss=0, repeats=0, outage_h=(0, 0)) for g in site.gateways)
    return simulation(*faults, sites=[replace(site, gateways=gateways)])


Flat = tuple[str, int, int, tuple[tuple[str, float], ...]]


@cache
def samples(text: str = "", first: str = "2026-03-11", last: str = "2026-03-15") -> Counter[Flat]:
    portions = history(calm(*[text] if text else []), local(first), local(last), timedelta(minutes=30))
    return Counter(_flat(s) for portion in portions for s in portion)


def _flat(s: Sample) -> Flat:
    return s.meter, s.time_ms, s.received_ms, tuple(s.values.items())


def label_of(text: str) -> Label:
    return calm(text).labels(ms("2026-04-01"))[0]


@cache
def faulty(name: str) -> World:
    return world(senior(), PLANTED[name])


def extra(name: str, meter: str, start: str = FROM, end: str = UNTIL) -> NDArray[np.float64]:
    """True use added by a fault, hour by hour."""
    return faulty(name).hourly(meter, ms(start), ms(end)) - sound_senior().hourly(meter, ms(start), ms(end))


def test_every_fault_is_tried_here() -> None:
    assert set(PLANTED) == set(known_faults())


@pytest.mark.parametrize("name", PLANTED)
def test_the_truth_changes_only_where_and_when_the_label_says(name: str) -> None:
    label = label_of(PLANTED[name])
    start, end = ms(FROM), ms(UNTIL)
    hours = np.arange(start, end, HOUR, dtype=np.int64)
    lasts = FOREVER_MS if label.expected.get("stays_after_end") else label.end_ms
    inside = (hours + HOUR > label.start_ms) & (hours < lasts)
    for meter in sound_senior().flows:
        more = extra(name, meter)
        assert np.abs(more[~inside]).max(initial=0) < 1e-5, meter
        if label.changes != "use" or meter not in label.meters:
            assert np.abs(more).max() < 1e-5, meter
        elif name != "short_cycling":
            assert np.abs(more[inside]).max() > 0.01, meter


@pytest.mark.parametrize("name", PLANTED)
def test_what_arrives_changes_only_where_and_when_the_label_says(name: str) -> None:
    label = label_of(PLANTED[name])
    span = ("2026-02-19", "2026-02-24") if name == "vacation_base_load" else ("2026-03-11", "2026-03-15")
    clean, disturbed = samples("", *span), samples(PLANTED[name], *span)
    differing = list(((clean - disturbed) + (disturbed - clean)).elements())
    assert differing
    assert {d[0] for d in differing} == set(label.meters)
    if label.fault in {"meter_added", "rollover"}:
        return
    # A clock that is wrong names its moments wrongly.
    ahead = 8 * HOUR if label.fault == "clock_ahead" else 0
    assert min(d[1] for d in differing) >= label.start_ms
    if label.changes != "use":
        assert max(d[1] for d in differing) < min(label.end_ms + ahead + 5000, FOREVER_MS)


def test_an_unknown_fault_lists_the_known_ones() -> None:
    with pytest.raises(Refused, match=r"unknown fault 'flood'; known: auxiliary_heater_stuck, burst, .*zero_dip"):
        parse_fault("flood@SH-W-DORM:now", NOW)


def test_a_second_fault_of_a_name_is_refused() -> None:
    with pytest.raises(RuntimeError, match="two faults are called 'burst'"):
        fault("burst")(known_faults()["burst"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("burst@SH-E-MAIN:now", "burst goes on a meter of water, not on 'SH-E-MAIN'; here: SH-W-MAIN"),
        ("burst@NOWHERE:now", "no meter, gateway or campus is called 'NOWHERE'; known: senior, SH-GW1"),
        ("burst@SH-W-MAIN:now=much", "size of burst must be a number of m3/h, at least 0, not 'much'"),
        ("burst@SH-W-MAIN:now=nan", "size of burst must be a number of m3/h, at least 0, not 'nan'"),
        ("burst@SH-W-MAIN:now=-3", "at least 0, not '-3'"),
        ("cop_drift@SH-HP:now=0", "at least 0.05, not '0'"),
        ("stuck@SH-W-MAIN:now=3", "stuck takes no size"),
        ("burst@SH-W-MAIN:yesterday", "cannot read fault"),
        ("burst@SH-W-MAIN:2026-02-30", "start of fault"),
        ("burst@SH-W-MAIN:now+0s", "lasts no time"),
        ("clock_ahead@SH-E-CANTEEN:now", "carry no time of their own"),
        ("swapped_meters@SH-W-MAIN:now=SH-E-MAIN", "needs =other meter of water; here: SH-W-DORM"),
        ("silent_gateway@SH-E-MAIN:now", "goes on a gateway"),
        ("replacement@SH-E-MAIN:now=-3/0", "multiplier/initial"),
        ("replacement@SH-E-MAIN:now=0/0", "multiplier/initial"),
    ],
)
def test_what_cannot_be_planted_is_refused_with_what_could(text: str, told: str) -> None:
    with pytest.raises(Refused, match=told.replace("(", r"\(")):
        simulation(text, sites=[senior()]).worlds(ms("2026-04-01"))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("burst@SH-W-MAIN:2026-03-02T01:30+2h=40", "2026-03-02T01:30", "2026-03-02T03:30"),
        ("burst@SH-W-MAIN:now+10m+2h", "2026-03-01T00:10", "2026-03-01T02:10"),
        ("burst@SH-W-MAIN:now-1d+2w", "2026-02-28T00:00", "2026-03-14T00:00"),
        ("burst@SH-W-MAIN:now", "2026-03-01T00:00", "2026-03-01T01:30"),
    ],
)
def test_faults_are_written_as_name_meter_start_duration_size(text: str, start: str, end: str) -> None:
    planted = parse_fault(text, NOW)
    assert (planted.start_ms, planted.end_ms) == (ms(start), ms(end))


@pytest.mark.parametrize(
    ("name", "meter", "volume"),
    [
        ("constant_leak", "SH-W-DORM", 0.8 * 48),
        ("constant_leak", "SH-W-MAIN", 0.8 * 48),
        ("toilet_leak", "SH-W-TEACH", 0.09 * 48),
        ("burst", "SH-W-MAIN", 35 * 40 / 60),
        ("gas_valve_open", "SH-G-CANTEEN", 0.2 * 24),
        ("night_air_conditioning", "SH-E-TEACH", 40 * 16),
        ("night_air_conditioning", "SH-E-MAIN", 40 * 16),
    ],
)
def test_added_use_is_rate_times_time(name: str, meter: str, volume: float) -> None:
    assert extra(name, meter).sum() == pytest.approx(volume, abs=1e-4)


def test_night_air_conditioning_runs_at_night_only() -> None:
    by_hour = extra("night_air_conditioning", "SH-E-TEACH", "2026-03-12", "2026-03-14").reshape(2, 24)
    np.testing.assert_allclose(by_hour[:, [22, 23, 0, 1, 2, 3, 4, 5]], 40, atol=1e-5)
    np.testing.assert_allclose(by_hour[:, 6:22], 0, atol=1e-5)


def test_vacation_base_load_doubles() -> None:
    place = sound_senior()
    day = place.place.timeline.days.index(datetime(2026, 2, 20).date())  # noqa: DTZ001  a calendar day
    assert place.place.kinds[day] == DayKind.VACATION
    clean = place.hourly("SH-E-DORM", ms("2026-02-20"), ms("2026-02-23"))
    np.testing.assert_allclose(extra("vacation_base_load", "SH-E-DORM", "2026-02-20", "2026-02-23"), clean, rtol=1e-6)


def test_cop_sinks_to_seven_tenths_and_stays() -> None:
    ratio = (sound_senior().hourly("SH-HP", ms("2026-03-14"), ms("2026-03-15")) - 0.08) / (
        faulty("cop_drift").hourly("SH-HP", ms("2026-03-14"), ms("2026-03-15")) - 0.08
    )
    np.testing.assert_allclose(ratio, 0.7, rtol=1e-6)
    first = extra("cop_drift", "SH-HP", "2026-03-12", "2026-03-14")
    assert 0 < first[0] < first[30]


def test_short_cycling_shows_in_starts_and_costs_nothing_else() -> None:
    hours = np.arange(ms("2026-03-12T06:00"), ms("2026-03-12T11:00") + 1, HOUR, dtype=np.int64)
    starts = np.diff(faulty("short_cycling").channels["SH-HP"]["starts"](hours))
    assert starts.tolist() == [9.0] * 5
    assert np.abs(extra("short_cycling", "SH-HP")).max() < 1e-5


def test_the_auxiliary_heater_shows_on_its_own_register_and_relieves_the_compressor() -> None:
    day = np.array([ms("2026-03-12T06:00"), ms("2026-03-13T06:00")], dtype=np.int64)
    channels = faulty("auxiliary_heater_stuck").channels["SH-HP"]
    assert np.diff(channels["electricity_import[auxiliary]"](day))[0] == pytest.approx(30 * 24, abs=0.02)
    more = extra("auxiliary_heater_stuck", "SH-HP").sum()
    assert 0.5 * 720 < more < 720


def test_more_pupils_use_proportionally_more() -> None:
    more = faulty("headcount_jump").hourly("SH-G-CANTEEN", ms("2026-03-12"), ms("2026-03-14")).sum()
    clean = sound_senior().hourly("SH-G-CANTEEN", ms("2026-03-12"), ms("2026-03-14")).sum()
    assert 1.12 < more / clean < 1.15
    (entered,) = label_of(PLANTED["headcount_jump"]).facts
    assert entered.body == {"boarders": round(2150 * 1.15), "day_students": round(260 * 1.15), "staff": 210}


def shown(name: str, meter: str, at: str) -> float:
    """The booked channel as read at a moment."""
    channels = faulty(name).channels[meter]
    return float(next(iter(channels.values()))(np.array([ms(at)], dtype=np.int64))[0])


def right(meter: str, at: str) -> float:
    return sound_senior().dials[meter].at(ms(at))


def test_a_stuck_meter_repeats_itself_and_catches_up() -> None:
    assert shown("stuck", "SH-E-MAIN", "2026-03-12T14:45") == right("SH-E-MAIN", "2026-03-12T09:00")
    assert shown("stuck", "SH-E-MAIN", "2026-03-12T15:00") == right("SH-E-MAIN", "2026-03-12T15:00")


def test_a_rollover_passes_the_modulus_at_the_start() -> None:
    before, after = (shown("rollover", "SH-W-MAIN", f"2026-03-12T{t}") for t in ("08:59", "09:01"))
    assert before > 999_990
    assert 0 <= after < 10


def test_a_replacement_is_labelled_with_the_record_people_would_enter() -> None:
    (entered,) = label_of(PLANTED["replacement"]).facts
    assert entered.kind == "swap"
    assert entered.body == {"final": right("SH-E-DORM", "2026-03-12T09:00"), "initial": 12.5, "multiplier": 100.0}
    span = ms("2026-03-12T09:00"), ms("2026-03-13T09:00")
    used = sound_senior().hourly("SH-E-DORM", *span).sum()
    assert (shown("replacement", "SH-E-DORM", "2026-03-13T09:00") - 12.5) * 100 == pytest.approx(used, abs=1.01)


def test_a_new_meter_is_silent_before_and_starts_at_its_register() -> None:
    heard = [s for s in samples(PLANTED["meter_added"]) if s[0] == "SH-W-CANTEEN"]
    assert min(s[1] for s in heard) == ms("2026-03-12T09:00")
    assert shown("meter_added", "SH-W-CANTEEN", "2026-03-12T09:00") == 0.5


@pytest.mark.parametrize(
    ("name", "meter", "factor"),
    [("unit_x1000", "SH-W-DORM", 1000), ("spike", "SH-E-MAIN", 10), ("zero_dip", "SH-E-MAIN", 0)],
)
def test_misreadings_are_multiples_of_the_register(name: str, meter: str, factor: float) -> None:
    assert shown(name, meter, "2026-03-12T09:00") == pytest.approx(factor * right(meter, "2026-03-12T09:00"))
    assert shown(name, meter, "2026-03-12T08:59:59") == right(meter, "2026-03-12T08:59:59")


def test_swapped_meters_read_each_other() -> None:
    at = "2026-03-12T12:00"
    assert shown("swapped_meters", "SH-W-DORM", at) == right("SH-W-CANTEEN", at)
    assert shown("swapped_meters", "SH-W-CANTEEN", at) == right("SH-W-DORM", at)


def test_duplicates_come_three_times_with_all_meters_of_the_gateway() -> None:
    inside = [s for s in samples(PLANTED["duplicate_messages"]) if s[1] == ms("2026-03-12T12:00")]
    assert Counter(s[0] for s in inside)["SH-E-TEACH"] == 3
    assert set(label_of(PLANTED["duplicate_messages"]).meters) == {"SH-E-MAIN", "SH-E-TEACH", "SH-E-DORM"}


def test_a_late_batch_arrives_together_after_its_end() -> None:
    late = [s for s in samples(PLANTED["late_batch"]) if s[0] == "SH-W-TEACH" and s[1] == ms("2026-03-12T09:00")]
    assert ms("2026-03-12T17:00") <= late[0][2] < ms("2026-03-12T17:01")


def test_a_wrong_clock_is_eight_hours_ahead_of_arrival() -> None:
    heard = [s for s in samples(PLANTED["clock_ahead"]) if s[0] == "SH-E-OFFICE"]
    wrong = [s for s in heard if ms("2026-03-12T09:00") <= s[2] < ms("2026-03-12T15:00")]
    assert len(wrong) == 12
    assert all(8 * HOUR - 10_000 < s[1] - s[2] < 8 * HOUR for s in wrong)


def test_a_silent_meter_leaves_its_neighbours_talking() -> None:
    inside = [s for s in samples(PLANTED["silent_meter"]) if s[1] == ms("2026-03-12T12:00")]
    assert {"SH-E-MAIN", "SH-E-TEACH"} <= {s[0] for s in inside}
    assert "SH-E-DORM" not in {s[0] for s in inside}


def test_labels_say_the_moment_in_local_time() -> None:
    told = label_of(PLANTED["constant_leak"]).as_json()
    assert told["start"] == "2026-03-12T01:20:00+08:00"
    assert told["end"] == "2026-03-14T01:20:00+08:00"
    assert told["meters"] == ["SH-W-DORM", "SH-W-MAIN"]
    assert told["expected"] == {"extra_m3": 38.4}
    assert to_ms(NOW) < label_of(PLANTED["rollover"]).end_ms
    assert label_of(PLANTED["rollover"]).as_json()["end"] is None
