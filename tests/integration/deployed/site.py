"""The folder deploy/prepare.sh makes, and a real mosquitto on the configuration of docker-compose.yml."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGHUP

from tests.servers.ports import accepts, free_ports
from tests.servers.process import Server, program

ROOT = Path(__file__).resolve().parents[3]


def deploy(script: str, *arguments: str, site: Path) -> str:
    """Run a script of deploy/ and return what it says."""
    done = subprocess.run(
        ["sh", str(ROOT / "deploy" / script), *arguments],
        env={**os.environ, "SITE": str(site)},
        stdin=subprocess.DEVNULL,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def gateway(name: str, *topics: str, site: Path) -> str:
    """Add a gateway; returns its password, as the person who adds it reads it."""
    said = dict(line.split(":", 1) for line in deploy("gateway.sh", name, *topics, site=site).splitlines())
    assert said["user"].strip() == name
    return said["password"].strip()


class DeployedBroker(Server):
    """mosquitto.conf of the compose file, with the container's ports and folders put elsewhere."""

    def __init__(self, site: Path, data: Path, *, tls: bool = False) -> None:
        data.mkdir()
        self.port, self.tls_port = free_ports(2)
        text = (ROOT / "deploy/mosquitto/mosquitto.conf").read_text(encoding="utf-8")
        if tls:
            for option in ("listener 8883", "certfile", "keyfile", "tls_version"):
                assert f"\n#{option}" in text
                text = text.replace(f"\n#{option}", f"\n{option}")
        text = text.replace("/mosquitto/site/", f"{site}/mosquitto/").replace("/mosquitto/data/", f"{data}/")
        text = text.replace("listener 1883", f"listener {self.port} 127.0.0.1")
        text = text.replace("listener 8883", f"listener {self.tls_port} 127.0.0.1")
        # Started by root, mosquitto would step down to a user who may not read a temporary folder.
        stay = "user root\n" if os.geteuid() == 0 else ""
        config = data / "mosquitto.conf"
        config.write_text(stay + text, encoding="utf-8")
        super().__init__(
            [program("mosquitto", "mosquitto"), "-c", str(config)], data / "log", lambda: accepts(self.port)
        )

    def reload(self) -> None:
        """Read logins and rights again, as `docker compose kill -s HUP mosquitto` does."""
        os.kill(self.pid, SIGHUP)


@contextmanager
def deployed_broker(site: Path, data: Path, *, tls: bool = False) -> Iterator[DeployedBroker]:
    running = DeployedBroker(site, data, tls=tls)
    try:
        running.start()
        yield running
    finally:
        running.stop()
