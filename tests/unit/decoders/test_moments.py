from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from campus.config.meter import TimeField
from campus.errors import Misconfigured
from collector.formats.moments import guess_unix, parser, plausible

SHANGHAI = ZoneInfo("Asia/Shanghai")
ARRIVAL = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "given", "moment"),
    [
        ("iso", "2025-04-16T09:47:45.418+00:00", "2025-04-16T09:47:45.418+00:00"),
        ("iso", "2025-04-16 09:47:45", "2025-04-16T01:47:45+00:00"),
        ("iso", "2024-06-29T05:56:06+0200", "2024-06-29T03:56:06+00:00"),
        ("iso", "2023-06-20T14:34:32.656299995Z", "2023-06-20T14:34:32.656299+00:00"),
        ("iso", "20200709130030", "2020-07-09T05:00:30+00:00"),
        ("iso", "241106093006", "2024-11-06T01:30:06+00:00"),
        ("iso", "202411060930", "2024-11-06T01:30:00+00:00"),
        ("iso", "2024/11/06 09:30", "2024-11-06T01:30:00+00:00"),
        ("unix", 1688354258, "2023-07-03T03:17:38+00:00"),
        ("unix", 1708326852.5, "2024-02-19T07:14:12.5+00:00"),
        ("unix", "1688354258", "2023-07-03T03:17:38+00:00"),
        ("unix_ms", 1691336711731, "2023-08-06T15:45:11.731+00:00"),
        ("unix_us", 1691336711731000, "2023-08-06T15:45:11.731+00:00"),
        ("unix_ns", 1723883145007000064, "2024-08-17T08:25:45.007+00:00"),
        ("%Y%m%d%H%M%S", "20240102030405", "2024-01-01T19:04:05+00:00"),
        ("%d.%m.%Y %H:%M %z", "02.01.2024 03:04 +0100", "2024-01-02T02:04:00+00:00"),
    ],
)
def test_formats(form: str, given: object, moment: str) -> None:
    assert parser(TimeField(path="/t", format=form), SHANGHAI)(given) == datetime.fromisoformat(moment)


def test_a_zone_of_its_own_counts_more_than_the_campus() -> None:
    read = parser(TimeField(path="/t", zone="Europe/Berlin"), SHANGHAI)
    assert read("2025-07-01T12:00:00") == datetime(2025, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(("form", "zone"), [("isoo", ""), ("iso", "Mars/Phobos"), ("", "")])
def test_a_time_field_that_cannot_work_is_refused(form: str, zone: str) -> None:
    with pytest.raises(Misconfigured, match=r"write|unknown"):
        parser(TimeField(path="/t", format=form, zone=zone), SHANGHAI)


@pytest.mark.parametrize("given", [1700000000, 1700000000000, 1700000000000000, 1700000000000000000])
def test_resolution_is_told_by_size(given: int) -> None:
    assert guess_unix(given) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "possible"),
    [
        ("1111-11-11T11:11:11+00:00", False),
        ("1970-01-06T16:29:20+00:00", False),
        ("2000-01-01T00:00:00+00:00", False),
        ("2016-11-07T19:00:00+00:00", True),
        ("2026-03-01T08:00:00+00:00", True),
        ("2036-02-07T06:28:16+00:00", False),
        ("2099-01-01T00:00:00+00:00", False),
    ],
)
def test_times_that_cannot_be_true(moment: str, possible: bool) -> None:
    assert plausible(datetime.fromisoformat(moment), ARRIVAL) is possible
