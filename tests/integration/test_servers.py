"""The servers the other tests stand on."""

import socket
import subprocess

import psycopg
import pytest
from paho.mqtt import publish, subscribe
from paho.mqtt.client import MQTTMessage

from tests.servers.influxdb import InfluxServer
from tests.servers.mosquitto import Broker, mosquitto
from tests.servers.ports import accepts, free_ports
from tests.servers.postgresql import postgresql
from tests.servers.process import NEED_SERVERS, program


def retained(broker: Broker, topic: str) -> bytes:
    """The message a broker keeps for whoever comes next."""
    message = subscribe.simple(topic, qos=1, hostname=broker.host, port=broker.port)  # type: ignore[no-untyped-call] # paho leaves it untyped
    assert isinstance(message, MQTTMessage)
    return bytes(message.payload)


def test_free_ports_are_different_and_free() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    for port in ports:
        with socket.socket() as one:
            one.bind(("127.0.0.1", port))


def test_a_missing_server_skips_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NEED_SERVERS, raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install nothing-such"):
        program("nothing-such-server", "nothing-such")


def test_a_missing_server_fails_where_servers_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NEED_SERVERS, "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install nothing-such"):
        program("nothing-such-server", "nothing-such")


def test_the_broker_takes_messages_of_foreign_clients(broker: Broker) -> None:
    client = program("mosquitto_pub", "mosquitto-clients")
    subprocess.run(
        [client, "-h", broker.host, "-p", str(broker.port), "-t", "a/b", "-m", "42", "-q", "1", "-r"],
        check=True,
        timeout=20,
    )
    assert retained(broker, "a/b") == b"42"
    publish.single("a/b", None, qos=1, retain=True, hostname=broker.host, port=broker.port)


@pytest.mark.parametrize("how", ["restart", "kill"])
def test_the_broker_keeps_what_it_acknowledged(how: str) -> None:
    with mosquitto() as own:
        publish.single("kept", "yes", qos=1, retain=True, hostname=own.host, port=own.port)
        if how == "kill":
            # The broker saves on its next round, at once but not within the acknowledgement.
            publish.single("another/round", "1", qos=1, hostname=own.host, port=own.port)
            own.kill()
            assert not accepts(own.port)
            own.start()
        else:
            own.restart()
        assert retained(own, "kept") == b"yes"
        port = own.port
    assert not accepts(port)


def test_lines_of_a_test_replace_the_brokers_defaults() -> None:
    with mosquitto(["allow_anonymous false"]) as own:
        assert "allow_anonymous true" not in (own.folder / "mosquitto.conf").read_text()
        with pytest.raises(Exception, match="Not authorized"):
            publish.single("a", "b", hostname=own.host, port=own.port)
        folder = own.folder
    assert not folder.exists()


def test_influxdb_answers(influx_server: InfluxServer) -> None:
    influx_server.query('CREATE DATABASE "answers"')
    influx_server.write("answers", "x v=1 5")
    [result] = influx_server.query("SELECT v FROM x", "answers")
    assert result["series"] == [{"name": "x", "columns": ["time", "v"], "values": [[5, 1]]}]


def test_postgresql_answers_and_keeps_its_data_over_a_restart() -> None:
    with postgresql() as own:
        url = own.database().replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE t AS SELECT 42 AS answer")
        own.restart()
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT answer FROM t").fetchone()
        assert row == (42,)
