"""InfluxDB's own ways: poison lines, limits, accounts, bad days."""

import base64
import json
import re
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus.config.model import Influx
from campus.errors import Misconfigured, Refused, Retry
from campus.reading import Sample
from campus.readings.influx import InfluxReadings
from campus.readings.line_protocol import line_of, name_of, point_ns, stored_name
from tests.servers.influx_v2 import InfluxV2
from tests.servers.influxdb import InfluxServer, influxdb
from tests.servers.scripted_http import Answer, Asked, scripted_http

SECRET = "s3cret-token"  # noqa: S105 - of a server that lives for one test


def sample(i: int, **values: float) -> Sample:
    return Sample("m", i, i, values or {"flow": float(i)})


@dataclass(frozen=True)
class Own:
    """A database of one test's own."""

    name: str
    readings: InfluxReadings


@pytest.fixture(params=["v1", "v2"])
def own(request: pytest.FixtureRequest, influx_server: InfluxServer, influx_v2_server: InfluxV2) -> Iterator[Own]:
    name = "own_" + re.sub(r"\W", "_", request.node.name)
    influx_server.query(f'CREATE DATABASE "{name}"')
    if request.param == "v1":
        readings = InfluxReadings(Influx(url=influx_server.url, bucket=name, api="v1"))
    else:
        url, org = influx_v2_server.url, influx_v2_server.org
        readings = InfluxReadings(Influx(url=url, bucket=name, org=org), influx_v2_server.token)
    yield Own(name, readings)
    readings.close()


def test_a_field_that_has_another_type_poisons_only_its_samples(own: Own, influx_server: InfluxServer) -> None:
    influx_server.write(own.name, 'reading,meter=foreign state="closed" 1')
    good = [sample(i) for i in range(1_000)]
    poison = [sample(i, flow=float(i), state=1.0) for i in (3, 500, 777)]
    appended = own.readings.append(good[:500] + poison[:2] + good[500:] + poison[2:])
    assert appended.stored == 1_000
    assert {refused.time_ms for refused, _ in appended.refused} == {3, 500, 777}
    assert all("field type conflict" in reason and "state" in reason for _, reason in appended.refused)
    assert own.readings.count("m") == 1_000
    assert own.readings.series("m", "flow", 0, 1_000).values.tolist() == [float(i) for i in range(1_000)]


def test_a_batch_that_is_all_poison_is_refused_whole(own: Own, influx_server: InfluxServer) -> None:
    influx_server.write(own.name, 'reading,meter=foreign flow="fast" 1')
    appended = own.readings.append([sample(i) for i in range(300)])
    assert (appended.stored, len(appended.refused)) == (0, 300)


def test_samples_older_than_the_store_keeps_are_refused_with_its_reason(own: Own, influx_server: InfluxServer) -> None:
    influx_server.query(f'ALTER RETENTION POLICY "autogen" ON "{own.name}" DURATION 52w')
    recent = 4_000_000_000_000
    appended = own.readings.append([sample(0), sample(recent), sample(1)])
    assert appended.stored == 1
    assert {refused.time_ms for refused, _ in appended.refused} == {0, 1}
    assert all("retention policy" in reason for _, reason in appended.refused)
    assert own.readings.extent("m") == (recent, recent)


def test_fields_of_other_programs_are_no_channels_unless_they_are_numbers(
    own: Own, influx_server: InfluxServer
) -> None:
    own.readings.append([sample(1)])
    influx_server.write(own.name, 'reading,meter=m note="hand",ok=true 1000000')
    assert list(own.readings.channels("m")) == ["flow"]
    assert own.readings.latest(["m"]) == {"m": {"flow": (1, 1.0)}}


def test_more_rows_than_the_server_gives_at_once_come_back_complete() -> None:
    with influxdb({"max-row-limit": "1000"}) as server:
        readings = InfluxReadings(Influx(url=server.url, bucket="limited", api="v1"))
        readings.append([sample(i) for i in range(5_500)])
        got = readings.series("m", "flow", 0, 5_500)
        assert got.values.tolist() == [float(i) for i in range(5_500)]
        assert readings.before("m", "flow", 10_000, 2_500).times_ms.tolist() == list(range(3_000, 5_500))
        assert readings.after("m", "flow", 0, 2_500).times_ms.tolist() == list(range(2_500))
        readings.close()


def test_an_account_is_asked_for_and_its_password_stays_secret() -> None:
    with influxdb({"auth-enabled": "true"}) as server:
        place = Influx(url=server.url, bucket="guarded", api="v1")
        stranger = InfluxReadings(place, "campus:wrong-password")
        admin = f"CREATE USER campus WITH PASSWORD '{SECRET}' WITH ALL PRIVILEGES"
        InfluxReadings(place)._http.query(admin)
        for call in (lambda: stranger.append([sample(1)]), stranger.count):
            with pytest.raises(Retry, match="refuses the token or user") as caught:
                call()
            told = "".join(traceback.format_exception(caught.value))
            assert "wrong-password" not in told
            assert base64.b64encode(b"campus:wrong-password").decode() not in told
        known = InfluxReadings(place, f"campus:{SECRET}")
        assert known.append([sample(1)]).stored == 1
        assert known.count() == 1
        stranger.close()
        known.close()


def test_a_token_is_asked_for_and_stays_secret(influx_v2_server: InfluxV2) -> None:
    readings = InfluxReadings(
        Influx(url=influx_v2_server.url, bucket="any", org=influx_v2_server.org), "wrong-" + SECRET
    )
    for call in (lambda: readings.append([sample(1)]), readings.count):
        with pytest.raises(Retry, match="check token_file") as caught:
            call()
        assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert SECRET not in repr(readings)
    readings.close()


def test_a_bucket_that_does_not_exist_is_named(influx_v2_server: InfluxV2) -> None:
    readings = InfluxReadings(
        Influx(url=influx_v2_server.url, bucket="nowhere", org=influx_v2_server.org), influx_v2_server.token
    )
    with pytest.raises(Retry, match="'nowhere'"):
        readings.append([sample(1)])
    readings.close()


def test_an_organisation_that_does_not_exist_poisons_no_sample(influx_v2_server: InfluxV2) -> None:
    readings = InfluxReadings(Influx(url=influx_v2_server.url, bucket="any", org="elsewhere"), influx_v2_server.token)
    with pytest.raises(Retry, match="elsewhere"):
        readings.append([sample(1)])
    readings.close()


Script = Callable[[Asked], Answer]


@pytest.fixture(params=["v1", "v2"])
def scripted(request: pytest.FixtureRequest) -> Iterator[Callable[[Script], InfluxReadings]]:
    """A store whose server answers by a script."""
    with ExitStack() as opened:

        def start(script: Script) -> InfluxReadings:
            url = opened.enter_context(scripted_http(script))
            secret = SECRET if request.param == "v2" else f"user:{SECRET}"
            influx = Influx(url=url, bucket="b", org="o", api=request.param)
            return opened.enter_context(closing(InfluxReadings(influx, secret, timeout_s=(0.5, 0.5))))

        yield start


@pytest.mark.parametrize("status", [0, 302, 401, 403, 404, 429, 500, 502, 503, 504])
def test_a_server_that_cannot_now_means_retry(scripted: Callable[[Script], InfluxReadings], status: int) -> None:
    readings = scripted(lambda _: Answer(status, b'{"error": "busy, try later"}'))
    with pytest.raises(Retry) as caught:
        readings.append([sample(1), sample(2)])
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    with pytest.raises(Retry):
        readings.count()


def test_a_server_that_does_not_answer_in_time_means_retry(scripted: Callable[[Script], InfluxReadings]) -> None:
    over = threading.Event()

    def script(_: Asked) -> Answer:
        over.wait(10)
        return Answer(204)

    readings = scripted(script)
    with pytest.raises(Retry, match="cannot be reached"):
        readings.append([sample(1)])
    over.set()


@pytest.mark.parametrize("words", ["database is required", "Please provide either orgID or org", "invalid precision"])
def test_a_wrong_request_poisons_no_sample(scripted: Callable[[Script], InfluxReadings], words: str) -> None:
    asked: list[Asked] = []

    def script(request: Asked) -> Answer:
        asked.append(request)
        return Answer(400, json.dumps({"code": "invalid", "message": words}).encode())

    readings = scripted(script)
    with pytest.raises(Retry, match=words):
        readings.append([sample(i) for i in range(100)])
    assert len(asked) == 1


def test_a_batch_too_large_for_the_server_is_split(scripted: Callable[[Script], InfluxReadings]) -> None:
    taken: list[bytes] = []

    def script(request: Asked) -> Answer:
        if len(request.body) > 500:
            return Answer(413, b'{"error": "request too large"}')
        taken.extend(request.body.split(b"\n"))
        return Answer(204)

    readings = scripted(script)
    huge = sample(7, **{f"channel_{i}": 1.0 for i in range(100)})
    samples = [*(sample(i) for i in range(50)), huge]
    appended = readings.append(samples)
    assert appended.stored == 50
    [(refused, reason)] = appended.refused
    assert refused is huge
    assert "too large" in reason
    assert sorted(taken) == sorted(line_of(one) for one in samples[:50])


def test_one_poison_line_costs_few_requests(scripted: Callable[[Script], InfluxReadings]) -> None:
    asked: list[int] = []
    poison = sample(1_234, flow=1.0, state=2.0)

    def script(request: Asked) -> Answer:
        asked.append(request.body.count(b"\n") + 1)
        words = b'{"error": "partial write: field type conflict: field state dropped=1"}'
        return Answer(400, words) if b"state" in request.body else Answer(204)

    readings = scripted(script)
    appended = readings.append([*(sample(i) for i in range(4_095)), poison])
    assert [refused for refused, _ in appended.refused] == [poison]
    assert len(asked) <= 2 * 12 + 1


def test_batches_stay_within_what_the_makers_advise(scripted: Callable[[Script], InfluxReadings]) -> None:
    sizes: list[tuple[int, int]] = []

    def script(request: Asked) -> Answer:
        sizes.append((request.body.count(b"\n") + 1, len(request.body)))
        return Answer(204)

    readings = scripted(script)
    wide = [sample(i, **{f"channel_{i:02}" * 20: 1.0}) for i in range(3_000)]
    wide += [sample(i, **{f"a_rather_long_channel_name_{c}": 1.5 for c in range(200)}) for i in range(1_000)]
    readings.append([*(sample(i) for i in range(12_001)), *wide])
    assert all(lines <= 5_000 and size <= 5_000_000 for lines, size in sizes)
    assert sum(lines for lines, _ in sizes) == 16_001
    assert max(lines for lines, _ in sizes) == 5_000
    assert len(sizes) < 10


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>proxy</html>",
        b'{"results": [{"statement_id": 0, "error": "shard is disabled"}]}',
        b'{"error": "timeout"}',
        b'{"results": []}',
        b"[1, 2]",
    ],
)
def test_a_query_that_fails_inside_a_success_means_retry(
    scripted: Callable[[Script], InfluxReadings], answer: bytes
) -> None:
    readings = scripted(lambda _: Answer(200, answer))
    with pytest.raises(Retry):
        readings.series("m", "flow", 0, 10)


def test_a_query_the_server_cannot_read_is_refused(scripted: Callable[[Script], InfluxReadings]) -> None:
    readings = scripted(lambda _: Answer(400, b'{"error": "error parsing query: found nonsense"}'))
    with pytest.raises(Refused, match="nonsense"):
        readings.count()


def test_a_retention_policy_can_be_named_in_the_bucket() -> None:
    asked: list[Asked] = []

    def script(request: Asked) -> Answer:
        asked.append(request)
        return Answer(200, b'{"results": [{"statement_id": 0}]}') if "/query" in request.path else Answer(204)

    with scripted_http(script) as url, closing(InfluxReadings(Influx(url=url, bucket="db/two years", api="v1"))) as own:
        own.append([sample(1)])
        own.count()
    assert [parse_qs(urlsplit(request.path).query) for request in asked] == [
        {"db": ["db"], "rp": ["two years"], "precision": ["ns"]},
        {"db": ["db"], "rp": ["two years"], "epoch": ["ns"]},
    ]


@pytest.mark.parametrize(
    "influx",
    [
        Influx(url="127.0.0.1:8086"),
        Influx(url="influx://127.0.0.1"),
        Influx(url="http://"),
        Influx(url="http://127.0.0.1:1", bucket=""),
        Influx(url="http://user:s3cret-token@127.0.0.1:1"),
    ],
    ids=lambda influx: influx.url,
)
def test_a_wrong_place_teaches(influx: Influx) -> None:
    with pytest.raises(Misconfigured, match="influx") as caught:
        InfluxReadings(influx)
    assert SECRET not in str(caught.value)


@given(st.text(min_size=1))
def test_stored_names_have_one_meaning_and_say_nothing_line_protocol_cannot(name: str) -> None:
    stored = stored_name(name)
    assert name_of(stored) == name
    assert stored not in {"time", "meter", "received_ms"}
    assert not any(ord(letter) < 32 or letter == "\\" for letter in stored)


@given(
    st.integers(-(9 * 10**12), 9 * 10**12),
    st.dictionaries(st.text(min_size=1), st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4),
)
def test_the_moment_of_a_point_is_that_of_its_sample_and_tells_its_values(
    time_ms: int, values: dict[str, float]
) -> None:
    moment = point_ns(Sample("m", time_ms, 0, values))
    assert moment // 1_000_000 == time_ms
    assert point_ns(Sample("m", time_ms, 99, dict(reversed(values.items())))) == moment


def test_few_samples_of_one_moment_share_their_digits() -> None:
    moments = {point_ns(sample(5, flow=i / 100)) for i in range(1_000)}
    # A thousand values in a million places: half a pair is expected to meet, five pairs never are.
    assert len(moments) > 995


def test_a_line_is_line_protocol() -> None:
    odd = Sample("楼 1,a=b", 12, 34, {"flow": 1, "a b,c=d": -2.5})
    line = line_of(odd).decode()
    said, moment = line.rsplit(" ", 1)
    assert said == "reading,meter=楼\\ 1\\,a\\=b a\\ b\\,c\\=d=-2.5,flow=1.0,received_ms=34i"
    assert int(moment) // 1_000_000 == 12
