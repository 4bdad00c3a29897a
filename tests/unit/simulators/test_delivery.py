"""Gateways: delay, loss, outages that end in a burst or in silence, lateness, repeats."""

import numpy as np
import pytest

from simulators.delivery import Sending, Source, deliver, outages
from simulators.spec import Gateway
from tests.unit.simulators.places import ms

QUARTER = 900_000
TIMES = np.arange(ms("2026-01-01"), ms("2027-01-01"), QUARTER, dtype=np.int64)
QUIET = {"loss": 0.0, "repeats": 0.0, "outage_h": (0.0, 0.0)}


def sent(clocked: bool = True, **weakness: object) -> Sending:
    gateway = Gateway("GW", **(QUIET | weakness))  # type: ignore[arg-type]  # fields of Gateway
    return deliver(Source("topic", gateway, "shelly", ("M",), clocked, 1), TIMES, 1, None)


def test_a_message_takes_the_gateway_s_delay() -> None:
    waited = sent(delay_s=(1.0, 4.0)).arrival_ms - TIMES
    assert waited.min() >= 1000
    assert waited.max() <= 4000
    assert waited.mean() == pytest.approx(2500, rel=0.02)


def test_loss_and_repeats_have_their_share() -> None:
    copies = sent(loss=0.02, repeats=0.01).copies
    assert (copies == 0).mean() == pytest.approx(0.02, abs=0.003)
    assert (copies == 2).mean() == pytest.approx(0.01, abs=0.002)


def test_there_is_an_outage_of_one_to_six_hours_a_month() -> None:
    found = outages(Gateway("GW"), TIMES, 1, None)
    in_year = [(a, b) for a, b in found if a >= TIMES[0]]
    assert len(in_year) == 12
    assert all(3_600_000 <= b - a <= 6 * 3_600_000 for a, b in in_year)


def test_a_gateway_that_buffers_sends_a_burst_in_order_when_it_returns() -> None:
    sending = sent(outage_h=(1.0, 6.0))
    for start, end in outages(sending.source.gateway, TIMES, 1, None):
        held = (start <= TIMES) & (end > TIMES)
        if held.any():
            arrival = sending.arrival_ms[held]
            assert arrival.min() >= end
            assert arrival.max() < end + 70_000
    assert sending.copies.min() == 1


@pytest.mark.parametrize("clocked", [True, False])
def test_without_buffer_or_clock_an_outage_loses_what_was_measured(clocked: bool) -> None:
    sending = sent(clocked=clocked, buffers=not clocked, outage_h=(1.0, 6.0))
    lost = TIMES[sending.copies == 0]
    spans = outages(sending.source.gateway, TIMES, 1, None)
    assert len(lost) == sum(((a <= TIMES) & (b > TIMES)).sum() for a, b in spans)
    assert len(lost) > 100


def test_only_messages_with_a_clock_come_late() -> None:
    late = sent(late=0.05).arrival_ms - TIMES
    assert (late > 10_000).mean() == pytest.approx(0.05, abs=0.01)
    assert late.max() <= 21 * 60_000
    assert (sent(clocked=False, late=0.05).arrival_ms - TIMES).max() <= 4000


def test_after_the_calm_begins_nobody_drops_out() -> None:
    calm = ms("2026-06-15")
    found = outages(Gateway("GW"), TIMES, 1, calm)
    assert found
    assert max(end for _, end in found) < calm
