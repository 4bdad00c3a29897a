"""What nobody configured is kept, listed, and becomes readings once somebody does."""

import os
import time
from pathlib import Path

import pytest

from campus.ledger import discovered, quarantine
from tests.collector.site import METERS, Site, eventually, publish, publish_file, running, timed
from tests.servers.mosquitto import Broker

NEW = "{id: new, resource: electricity, decoder: acme, device: d9}"
NEW_TOPIC = "{id: other, resource: electricity, decoder: acme, topic: other/place}"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def kinds(site: Site) -> dict[str, int]:
    with site.ledger() as engine, engine.connect() as connection:
        return quarantine.counts(connection)


def listed(site: Site) -> dict[tuple[str, str], int]:
    with site.ledger() as engine:
        return {(d.topic, d.device): d.messages for d in discovered.devices(engine)}


@pytest.mark.parametrize("way", ["changed_file", "signal", "restart"])
def test_an_unknown_device_is_adopted_with_its_history(tmp_path: Path, broker: Broker, way: str) -> None:
    site = Site(tmp_path)
    settings = f'url: "{broker.url}", client_id: adopt-{way}, topics: ["acme/#", "other/#"]'
    site.write(settings)
    start_ms = now_ms()
    lines = [timed(n, start_ms) for n in range(40)]
    with running(site) as collector:
        assert eventually(lambda: bool(site.state().get("connected")))
        assert publish(broker.port, "acme/d9/up", lines)
        assert publish(broker.port, "other/place", lines)
        assert publish(broker.port, "acme/d1/up", lines[:5])
        assert eventually(lambda: kinds(site) == {"unknown_device": 80})
        assert listed(site) == {("acme/d9/up", "d9"): 40, ("other/place", ""): 40}
        if way != "restart":
            if way == "signal":
                stat = site.config.stat()
                site.write(settings, (*METERS, NEW, NEW_TOPIC))
                os.utime(site.config, ns=(stat.st_atime_ns, stat.st_mtime_ns))
                collector.hang_up()
            else:
                site.write(settings, (*METERS, NEW, NEW_TOPIC))
            assert eventually(lambda: site.count("new") == 40 and site.count("other") == 40), collector.log
            assert publish(broker.port, "acme/d9/up", [timed(40, start_ms)])
            assert eventually(lambda: site.count("new") == 41)
    if way == "restart":
        site.write(settings, (*METERS, NEW, NEW_TOPIC))
        with running(site):
            assert eventually(lambda: site.count("new") == 40 and site.count("other") == 40)
    assert site.count("timed") == 5
    assert eventually(lambda: kinds(site) == {} and listed(site) == {})
    assert {meter for meter, _ in site.dirty()} >= {"new", "other"}


def test_a_broken_configuration_leaves_the_old_one_in_force(tmp_path: Path, broker: Broker) -> None:
    site = Site(tmp_path)
    settings = f'url: "{broker.url}", client_id: broken-config, topics: ["acme/#"]'
    site.write(settings)
    with running(site) as collector:
        assert eventually(lambda: bool(site.state().get("connected")))
        site.write(settings, (*METERS, "{id: bad, resource: steam}"))
        assert eventually(lambda: "configuration not reloaded" in collector.log)
        assert publish(broker.port, "acme/d1/up", [timed(0, now_ms())])
        assert eventually(lambda: site.count("timed") == 1)
        assert eventually(lambda: "steam" in str(site.state()["trouble"]))


POISON = (
    b"",
    b"\0",
    b"{",
    b"\xff\xfe\xfd",
    b'{"ts": 1e400, "energy": NaN}',
    b'{"ts": 99999999999999999999, "energy": 5}',
    b'{"ts": %d, "energy": -1}',
    b'{"ts": %d, "energy": 1e300}',
    b'{"ts": %d, "energy": "1e999"}',
    b'{"ts": %d, "power": "abc", "energy": [1, {}]}',
    b"[" * 50_000,
    b"\x00\x01" * 60_000,
)


def test_poison_is_counted_kept_and_never_blocks(tmp_path: Path, broker: Broker) -> None:
    site = Site(tmp_path)
    site.write(f'url: "{broker.url}", client_id: poison, topics: ["acme/#"]')
    start_ms = now_ms()
    with running(site) as collector:
        assert eventually(lambda: bool(site.state().get("connected")))
        for number, payload in enumerate(POISON):
            publish_file(broker.port, "acme/d1/up", payload.replace(b"%d", b"%d" % now_ms()))
            assert publish(broker.port, "acme/d1/up", [timed(number, start_ms)])
        assert eventually(lambda: site.state()["acknowledged"] == 2 * len(POISON)), collector.log
        good = [round(1000 + n / 100, 2) for n in range(len(POISON))]
        assert set(site.registers("timed")) >= set(good)
        assert all(0 <= value < 1e12 for value in site.registers("timed"))
        assert sum(kinds(site).values()) >= len(POISON) - 2


def test_a_zone_error_a_unit_jump_and_a_future_time_are_named(tmp_path: Path, broker: Broker) -> None:
    site = Site(tmp_path)
    site.write(f'url: "{broker.url}", client_id: odd, topics: ["acme/#"]')
    hour = 3_600_000
    with running(site):
        assert eventually(lambda: bool(site.state().get("connected")))
        for number in range(4):
            late = f'{{"ts": {now_ms() - 8 * hour}, "energy": {500 + number / 100}}}'
            assert publish(broker.port, "acme/d1/up", [late])
        assert publish(broker.port, "acme/d1/up", [f'{{"ts": {now_ms()}, "energy": 500050.0}}'])
        assert publish(broker.port, "acme/d1/up", [f'{{"ts": {now_ms() + 8 * hour}, "energy": 501}}'])
        assert eventually(lambda: site.state()["acknowledged"] == 6)
        assert site.count("timed") == 5
        state = site.state()
        assert (state["time_zone"], state["unit_jump"]) == (5, 1)
        assert kinds(site)["refused_by_check"] == 1
    with site.ledger() as engine, engine.connect() as connection:
        reasons = [q.reason for q in quarantine.newest(connection, kind="refused_by_check")]
        found = {row.kind for row in connection.exec_driver_sql("SELECT kind FROM finding WHERE meter = 'timed'")}
    assert reasons == ["time is 8 h ahead of arrival: a time-zone error"]
    assert found == {"time_zone", "unit_jump"}
