"""Decisions about the broker, without one."""

from random import Random

import pytest

from collector.keeping.alone import FRESH_MS, elsewhere
from collector.mqtt.backoff import Backoff
from collector.mqtt.session import SHORT_IN_A_ROW, Drops, Verdict, refused

NOW = 1_772_000_000_000


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        (0x84, Verdict.OLDER_PROTOCOL),
        (0x86, Verdict.CREDENTIALS),
        (0x87, Verdict.CREDENTIALS),
        (0x85, Verdict.CLIENT_ID),
        (0x88, Verdict.LATER),
        (0x89, Verdict.LATER),
    ],
)
def test_refusals(reason: int, verdict: Verdict) -> None:
    assert refused(reason) is verdict


def test_being_thrown_out_again_and_again_means_another_client() -> None:
    drops = Drops()
    assert [drops.dropped(0.4) for _ in range(SHORT_IN_A_ROW)] == [False] * (SHORT_IN_A_ROW - 1) + [True]


def test_long_connections_and_a_broker_that_was_away_explain_drops() -> None:
    drops = Drops()
    for _ in range(3 * SHORT_IN_A_ROW):
        assert not drops.dropped(0.4)
        assert not drops.dropped(600)
    for _ in range(3 * SHORT_IN_A_ROW):
        assert not drops.dropped(0.4)
        drops.unreachable()


def test_waits_double_up_to_a_bound_with_jitter_and_start_again_after_success() -> None:
    backoff = Backoff(Random(1), least_s=1.0, most_s=8.0)  # noqa: S311 (jitter, no secret)
    waits = [backoff.failed() for _ in range(6)]
    for wait, step in zip(waits, (1, 2, 4, 8, 8, 8), strict=True):
        assert step / 2 <= wait <= step
    backoff.succeeded()
    assert backoff.failed() <= 1.0
    other = Backoff(Random(2), least_s=1.0, most_s=8.0)  # noqa: S311 (jitter, no secret)
    assert [other.failed() for _ in range(6)] != waits


@pytest.mark.parametrize(
    ("age_ms", "body", "refuses"),
    [
        (1000, {"client_id": "c", "host": "other", "status": "running"}, True),
        (FRESH_MS + 1, {"client_id": "c", "host": "other", "status": "running"}, False),
        (1000, {"client_id": "c", "host": "here", "status": "running"}, False),
        (1000, {"client_id": "c", "host": "other", "status": "stopped"}, False),
        (1000, {"client_id": "d", "host": "other", "status": "running"}, False),
    ],
)
def test_a_living_collector_elsewhere_is_respected(age_ms: int, body: dict[str, object], *, refuses: bool) -> None:
    found = elsewhere((NOW - age_ms, body), "c", "here", NOW)
    assert (found is not None) is refuses
    assert elsewhere(None, "c", "here", NOW) is None
