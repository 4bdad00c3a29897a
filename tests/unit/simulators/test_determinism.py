"""One seed, one history, whichever window is asked and however far the simulation reaches."""

import threading
from datetime import datetime, timedelta

import numpy as np

from campus.clock import to_ms
from simulators.group import senior
from simulators.live import Due, run
from simulators.stream import Published, history, messages
from tests.unit.simulators.places import local, ms, simulation, world

FROM, UNTIL = local("2026-03-02"), local("2026-03-09")
QUARTER = timedelta(minutes=15)


def test_the_same_seed_tells_the_same_story() -> None:
    first = list(messages(simulation(), FROM, UNTIL, timedelta(hours=1)))
    again = list(messages(simulation(), FROM, UNTIL, timedelta(hours=1)))
    assert first == again
    assert first != list(messages(simulation(seed=2), FROM, UNTIL, timedelta(hours=1)))


def test_a_window_gives_the_same_values_as_any_other() -> None:
    whole = {
        (s.meter, s.time_ms, s.received_ms): s.values for p in history(simulation(), FROM, UNTIL, QUARTER) for s in p
    }
    middle = [s for p in history(simulation(), local("2026-03-04T07:00"), local("2026-03-05"), QUARTER) for s in p]
    assert len(middle) > 1000
    assert all(whole[s.meter, s.time_ms, s.received_ms] == s.values for s in middle)


def test_reaching_further_changes_nothing_before() -> None:
    near, far = world(senior(), last_year=2026), world(senior(), last_year=2029)
    span = ms("2024-01-01"), ms("2026-12-31")
    for meter in near.flows:
        np.testing.assert_array_equal(near.hourly(meter, *span), far.hourly(meter, *span), meter)


def test_live_messages_are_those_of_the_history() -> None:
    interval = timedelta(seconds=30)
    begin, end = local("2026-03-02T08:00"), local("2026-03-02T08:20")
    due = Due.since(simulation(), begin, interval)
    live = [m for second in range(0, 3600, 7) for m in due.until(min(begin + timedelta(seconds=second), end))]
    around = messages(simulation(), begin - timedelta(hours=1), end, interval)
    ahead = [m for m in around if ms("2026-03-02T08:00") <= m.at_ms <= ms("2026-03-02T08:20")]
    assert sorted(live) == sorted(ahead)
    assert len(live) > 500
    assert [m.at_ms for m in live] == sorted(m.at_ms for m in live)


def test_history_carries_on_where_live_begins() -> None:
    seam = local("2026-03-05T10:00")
    before = [s for p in history(simulation(), FROM, seam, QUARTER) for s in p]
    after = [s for p in history(simulation(), seam, UNTIL, QUARTER) for s in p]
    whole = [s for p in history(simulation(), FROM, UNTIL, QUARTER) for s in p]
    key = lambda s: (s.received_ms, s.meter, s.time_ms)  # noqa: E731  one use
    assert sorted(before + after, key=key) == sorted(whole, key=key)


def test_history_received_by_now_and_live_from_now_on_leave_no_hole() -> None:
    """The seam of a demonstration: stored up to the start, published from the start on."""
    seam, minute = ms("2026-03-05T10:00"), timedelta(minutes=1)
    begin, end = local("2026-03-05T09:00"), local("2026-03-05T11:00")
    stored = [m for m in messages(simulation(), begin, end, minute) if m.at_ms < seam]
    live = Due.since(simulation(), local("2026-03-05T10:00"), minute).until(end)
    whole = [m for m in messages(simulation(), begin, end, minute) if m.at_ms <= to_ms(end)]
    assert sorted({*stored, *live}) == sorted(set(whole))


def test_a_clock_that_is_ahead_of_the_start_is_caught_up_with_at_once() -> None:
    begin, heard = local("2026-03-05T10:00"), list[Published]()
    stop = threading.Event()

    def clock() -> datetime:
        stop.set()
        return begin + timedelta(minutes=2)

    run(simulation(), heard.append, begin, timedelta(seconds=30), clock=clock, stop=stop)
    assert heard == Due.since(simulation(), begin, timedelta(seconds=30)).until(begin + timedelta(minutes=2))
    assert len(heard) > 50


def test_messages_come_in_order_of_arrival() -> None:
    at = [m.at_ms for m in messages(simulation(), local("2026-01-20"), local("2026-03-05"), timedelta(hours=1))]
    assert at == sorted(at)
