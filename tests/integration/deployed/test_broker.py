"""The broker as docker-compose.yml sets it up: who may say what, and what survives."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.deployed.person import admitted, person
from tests.integration.deployed.site import DeployedBroker, deploy, deployed_broker, gateway
from tests.servers.process import program


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program("mosquitto_passwd", "mosquitto")
    folder = tmp_path_factory.mktemp("site")
    deploy("prepare.sh", str(folder), site=folder)
    return folder


@pytest.fixture(scope="module")
def logins(site: Path) -> dict[str, str]:
    own = {name: (site / "secrets" / f"mqtt_{name}").read_text(encoding="utf-8") for name in ("collector", "health")}
    return {
        **own,
        "gateway-1": gateway("gateway-1", site=site),
        "gateway-2": gateway("gateway-2", "plant/+/telemetry", site=site),
    }


@pytest.fixture(scope="module")
def running(site: Path, logins: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedBroker]:
    assert logins
    with deployed_broker(site, tmp_path_factory.mktemp("broker") / "data") as found:
        yield found


def test_nobody_comes_in_without_a_login(running: DeployedBroker) -> None:
    with person("nobody", None, running.port) as nobody:
        assert nobody.connected.value == 0x87


def test_a_wrong_password_is_refused(running: DeployedBroker) -> None:
    with person("gateway-1", "guess", running.port) as guesser:
        assert guesser.connected.value == 0x87


def test_the_collector_hears_a_gateway_on_its_own_branch(running: DeployedBroker, logins: dict[str, str]) -> None:
    with (
        person("collector", logins["collector"], running.port) as collector,
        person("gateway-1", logins["gateway-1"], running.port) as sender,
    ):
        collector.subscribe("#")
        assert not sender.publish("gateways/gateway-1/electricity", "42").is_failure
        assert collector.hears() == ("gateways/gateway-1/electricity", b"42")


def test_a_gateway_cannot_speak_for_another(running: DeployedBroker, logins: dict[str, str]) -> None:
    with (
        person("collector", logins["collector"], running.port) as collector,
        person("gateway-1", logins["gateway-1"], running.port) as sender,
    ):
        collector.subscribe("#")
        assert sender.publish("gateways/gateway-2/electricity", "1").value == 0x87
        assert sender.publish("plant/hall/telemetry", "2").value == 0x87
        assert not sender.publish("gateways/gateway-1/electricity", "3").is_failure
        assert collector.hears() == ("gateways/gateway-1/electricity", b"3")


def test_a_gateway_cannot_listen_to_another(running: DeployedBroker, logins: dict[str, str]) -> None:
    with (
        person("collector", logins["collector"], running.port) as collector,
        person("gateway-1", logins["gateway-1"], running.port) as listener,
        person("gateway-2", logins["gateway-2"], running.port) as sender,
    ):
        listener.subscribe("#")
        collector.subscribe("#")
        assert not sender.publish("gateways/gateway-2/electricity", "5").is_failure
        assert collector.hears() == ("gateways/gateway-2/electricity", b"5")
        # The answer to its own message follows everything the broker had for it before.
        assert not listener.publish("gateways/gateway-1/electricity", "6").is_failure
        assert listener.heard.empty()


def test_topics_fixed_by_the_maker_are_the_gateways_own(running: DeployedBroker, logins: dict[str, str]) -> None:
    with person("gateway-2", logins["gateway-2"], running.port) as sender:
        assert not sender.publish("plant/hall/telemetry", "1").is_failure
        assert sender.publish("plant/hall/command", "1").value == 0x87


def test_the_collector_says_nothing(running: DeployedBroker, logins: dict[str, str]) -> None:
    with person("collector", logins["collector"], running.port) as collector:
        assert collector.publish("plant/hall/command", "off").value == 0x87


def test_the_health_check_of_the_container_answers(running: DeployedBroker, logins: dict[str, str]) -> None:
    done = subprocess.run(
        [
            *(
                program("mosquitto_sub", "mosquitto-clients"),
                "-h",
                "127.0.0.1",
                "-p",
                str(running.port),
                "-i",
                "healthcheck",
            ),
            *("-u", "health", "-P", logins["health"], "-t", "$SYS/broker/version", "-C", "1", "-W", "5"),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("mosquitto version")


def test_a_gateway_added_later_needs_no_restart(running: DeployedBroker, site: Path, logins: dict[str, str]) -> None:
    password = gateway("gateway-3", "late/topic", site=site)
    running.reload()
    with admitted("gateway-3", password, running.port) as late:
        assert not late.publish("late/topic", "1").is_failure
    with person("collector", logins["collector"], running.port) as collector:
        assert collector.connected.value == 0


@pytest.mark.parametrize("name", ["", "a/b", "+", "collector", "health", "two words"])
def test_names_that_would_break_the_rights_are_refused(site: Path, name: str) -> None:
    before = (site / "mosquitto/passwords").read_text(encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        deploy("gateway.sh", name, site=site)
    assert refused.value.returncode == 2
    assert (site / "mosquitto/passwords").read_text(encoding="utf-8") == before


def test_preparing_again_changes_no_secret_and_keeps_the_gateways(site: Path, logins: dict[str, str]) -> None:
    secrets = {file.name: file.read_bytes() for file in (site / "secrets").iterdir()}
    rights = (site / "mosquitto/acl").read_bytes()
    deploy("prepare.sh", str(site), site=site)
    assert {file.name: file.read_bytes() for file in (site / "secrets").iterdir()} == secrets
    assert (site / "mosquitto/acl").read_bytes() == rights
    names = [line.split(":")[0] for line in (site / "mosquitto/passwords").read_text(encoding="utf-8").splitlines()]
    assert set(logins) <= set(names)
    assert len(names) == len(set(names))


def test_secrets_are_long_and_unlike_and_closed_to_others(site: Path) -> None:
    secrets = [file.read_text(encoding="utf-8") for file in (site / "secrets").iterdir()]
    assert len(secrets) == len(set(secrets)) == 5
    assert {len(secret) for secret in secrets} == {40}
    assert site.stat().st_mode & 0o077 == 0


def test_a_power_cut_costs_at_most_a_hundred_waiting_messages(
    site: Path, logins: dict[str, str], tmp_path: Path
) -> None:
    with deployed_broker(site, tmp_path / "data") as cut:
        with person("collector", logins["collector"], cut.port, keep=True) as collector:
            collector.subscribe("gateways/#")
        with person("gateway-1", logins["gateway-1"], cut.port) as sender:
            for number in range(250):
                assert sender.publish("gateways/gateway-1/electricity", str(number)).value == 0
        cut.kill()
        cut.start()
        with person("collector", logins["collector"], cut.port, keep=True) as collector:
            heard = [int(collector.hears()[1]) for _ in range(150)]
        assert heard == list(range(150))


def test_an_orderly_stop_costs_nothing(site: Path, logins: dict[str, str], tmp_path: Path) -> None:
    with deployed_broker(site, tmp_path / "data") as stopped:
        with person("collector", logins["collector"], stopped.port, keep=True) as collector:
            collector.subscribe("gateways/#")
        with person("gateway-1", logins["gateway-1"], stopped.port) as sender:
            for number in range(1_250):
                sender.publish("gateways/gateway-1/electricity", str(number))
        stopped.stop()
        stopped.start()
        with person("collector", logins["collector"], stopped.port, keep=True) as collector:
            heard = [int(collector.hears()[1]) for _ in range(1_250)]
        assert heard == list(range(1_250))


def test_the_prepared_tls_listener_works_once_its_marks_are_taken_away(
    site: Path, logins: dict[str, str], tmp_path: Path
) -> None:
    certificate, key = site / "mosquitto/server.crt", site / "mosquitto/server.key"
    subprocess.run(
        [
            *(program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj"),
            *("/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    with (
        deployed_broker(site, tmp_path / "data", tls=True) as running,
        person("gateway-1", logins["gateway-1"], running.tls_port, ca=certificate) as sender,
    ):
        assert sender.connected.value == 0
        assert not sender.publish("gateways/gateway-1/electricity", "1").is_failure
