"""How a collector gets on with brokers: versions, credentials, certificates, and a second one of its kind."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.collector.old_broker import UNACCEPTABLE_VERSION, old_broker
from tests.collector.site import Process, Site, eventually, publish, running, timed
from tests.servers.mosquitto import Broker, mosquitto
from tests.servers.ports import free_port
from tests.servers.process import program

ROOT = Path(__file__).resolve().parents[2]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def connected(site: Site) -> bool:
    return eventually(lambda: bool(site.state().get("connected")))


@pytest.mark.parametrize("answer", [UNACCEPTABLE_VERSION, b""], ids=["refused", "hung_up"])
def test_a_broker_without_mqtt_5_is_spoken_to_in_3_1_1(tmp_path: Path, broker: Broker, answer: bytes) -> None:
    site = Site(tmp_path)
    with old_broker(broker.port, answer) as port:
        site.write(f'url: "mqtt://127.0.0.1:{port}", client_id: old-{len(answer)}')
        with running(site):
            assert connected(site)
            assert publish(broker.port, "acme/d1/up", [timed(n, now_ms()) for n in range(100)])
            assert eventually(lambda: site.count("timed") == 100)
        assert site.state()["protocol"] == "MQTTv311"


def test_the_stand_in_broker_of_the_demo_is_collected_from(tmp_path: Path) -> None:
    """amqtt never answers a CONNECT of MQTT 5, which is silence of another kind than hanging up."""
    port = free_port()
    site = Site(tmp_path)
    site.write(f'url: "mqtt://127.0.0.1:{port}"')
    with subprocess.Popen([sys.executable, "-m", "cli.amqtt_broker", str(port)], cwd=ROOT) as broker:
        try:
            with running(site):
                assert connected(site)
                assert site.state()["protocol"] == "MQTTv311"
                assert publish(port, "acme/d1/up", [timed(n, now_ms()) for n in range(5)])
                assert eventually(lambda: site.count("timed") == 5)
        finally:
            broker.terminate()


def test_messages_sent_while_it_was_stopped_arrive_after_the_start(tmp_path: Path, broker: Broker) -> None:
    site = Site(tmp_path)
    site.write(f'url: "{broker.url}", client_id: paused')
    collector = Process(site)
    assert connected(site)
    assert collector.stop() == 0
    assert site.state()["status"] == "stopped"
    assert publish(broker.port, "acme/d1/up", [timed(n, now_ms()) for n in range(250)])
    with running(site):
        assert eventually(lambda: site.count("timed") == 250)


@pytest.mark.parametrize("mqtt_5", [True, False], ids=["mqtt_5", "mqtt_3_1_1"])
def test_two_collectors_with_one_client_id_do_not_fight(tmp_path: Path, broker: Broker, *, mqtt_5: bool) -> None:
    """One of them ends with the reason, the other goes on; the broker's log would tell a war."""
    sites = [Site(tmp_path / name) for name in ("a", "b")]
    client_id = f"twin-{mqtt_5}"
    with old_broker(broker.port) as old:
        for site in sites:
            site.folder.mkdir()
            site.write(f'url: "mqtt://127.0.0.1:{broker.port if mqtt_5 else old}", client_id: {client_id}')
        with running(sites[0]) as first, running(sites[1]) as second:
            processes = [first, second]
            words = f"another client connected with our client id '{client_id}'"
            assert eventually(lambda: any(words in process.log for process in processes), 60)
            lost = 0 if words in first.log else 1
            survivor = sites[1 - lost]
            assert processes[lost].wait() == 1
            assert eventually(lambda: bool(survivor.state().get("connected")))
            assert publish(broker.port, "acme/d1/up", [timed(0, now_ms())])
            assert eventually(lambda: survivor.count("timed") == 1)
            assert first.log.count("connected  ") + second.log.count("connected  ") < 20


def test_a_second_collector_on_the_same_spool_is_refused_at_once(tmp_path: Path, broker: Broker) -> None:
    site = Site(tmp_path)
    site.write(f'url: "{broker.url}", client_id: alone')
    with running(site):
        assert connected(site)
        second = Process(site)
        assert second.wait() == 1
        assert "another collector is running with the spool" in second.log


def test_an_unreachable_broker_is_waited_for(tmp_path: Path) -> None:
    site = Site(tmp_path)
    port = free_port()
    site.write(f'url: "mqtt://127.0.0.1:{port}"')
    with running(site) as collector:
        assert eventually(lambda: f"cannot reach 127.0.0.1:{port}" in collector.log)
        assert eventually(lambda: "cannot reach" in str(site.state().get("trouble")))
        assert site.state()["connected"] is False
        assert collector.stop() == 0


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Certificates of our own authority, a password file, and the broker lines that use them."""
    folder = tmp_path_factory.mktemp("tls")
    openssl = program("openssl", "openssl")

    def call(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    new = ("-newkey", "rsa:2048", "-nodes", "-days", "2")
    call("req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=test authority")
    call("req", *new[:-2], "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=127.0.0.1")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    signed = ("-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    call("x509", "-req", "-in", "server.csr", "-out", "server.crt", *signed)
    passwd = [program("mosquitto_passwd", "mosquitto"), "-b", "-c", str(folder / "users"), "collector", "geheim"]
    subprocess.run(passwd, check=True, capture_output=True)
    (folder / "password").write_text("geheim\n")
    (folder / "wrong").write_text("falsch\n")
    for file in folder.iterdir():
        file.chmod(0o644)
    lines = [
        "allow_anonymous false",
        f"password_file {folder}/users",
        f"cafile {folder}/ca.crt",
        f"certfile {folder}/server.crt",
        f"keyfile {folder}/server.key",
    ]
    return folder, lines


def test_tls_and_password(tmp_path: Path, guarded: tuple[Path, list[str]]) -> None:
    folder, lines = guarded
    site = Site(tmp_path)
    with mosquitto(lines) as broker:
        url = f'url: "mqtts://127.0.0.1:{broker.port}", username: collector'
        site.write(f'{url}, password_file: "{folder}/password", ca_file: "{folder}/ca.crt"')
        with running(site):
            assert connected(site)
            user = ("-u", "collector", "-P", "geheim", "--cafile", f"{folder}/ca.crt")
            assert publish(broker.port, "acme/d1/up", [timed(n, now_ms()) for n in range(3000)], *user)
            assert eventually(lambda: site.count("timed") == 3000)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('password_file: "{f}/wrong", ca_file: "{f}/ca.crt"', "the broker does not accept user name and password"),
        ('password_file: "{f}/password"', "certificate is not trusted"),
    ],
    ids=["wrong_password", "unknown_authority"],
)
def test_wrong_credentials_end_it_with_the_reason(
    tmp_path: Path, guarded: tuple[Path, list[str]], settings: str, words: str
) -> None:
    folder, lines = guarded
    site = Site(tmp_path)
    with mosquitto(lines) as broker:
        url = f'url: "mqtts://127.0.0.1:{broker.port}", username: collector, client_id: wrong'
        site.write(f"{url}, {settings.format(f=folder)}")
        collector = Process(site)
        assert collector.wait() == 2
        assert words in collector.log
        assert "geheim" not in collector.log
        assert "falsch" not in collector.log
