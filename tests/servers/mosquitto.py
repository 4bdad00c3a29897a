"""A real mosquitto (MQTT 5, 3.1.1) that keeps sessions and queued messages over a restart."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import accepts, free_port
from tests.servers.process import Server, program

DEFAULTS = (
    "persistence true",
    "autosave_on_changes true",
    "autosave_interval 1",
    "max_inflight_messages 0",
    "max_queued_messages 0",
    "allow_anonymous true",
    "set_tcp_nodelay true",
    "log_dest stdout",
)


class Broker(Server):
    """`mosquitto_pub -h host -p port` reaches it; stop(), start(), restart(), kill() keep its data."""

    host = "127.0.0.1"

    def __init__(self, folder: Path, config_lines: Sequence[str]) -> None:
        self.port = free_port()
        self.folder = folder
        given = {line.split()[0] for line in config_lines}
        lines = [
            f"listener {self.port} {self.host}",
            f"persistence_location {folder}/",
            *(["user root"] if os.geteuid() == 0 else []),
            *(line for line in DEFAULTS if line.split()[0] not in given),
            *config_lines,
        ]
        config = folder / "mosquitto.conf"
        config.write_text("\n".join(lines) + "\n")
        super().__init__(
            [program("mosquitto", "mosquitto"), "-c", str(config)],
            folder / "mosquitto.log",
            lambda: accepts(self.port),
        )

    @property
    def url(self) -> str:
        return f"mqtt://{self.host}:{self.port}"


@contextmanager
def mosquitto(config_lines: Sequence[str] = ()) -> Iterator[Broker]:
    """A running broker; a line of `config_lines` replaces the default of the same name.

    Saving on every change keeps what was acknowledged over a kill; where only speed counts,
    pass `autosave_interval 1000000`.
    """
    with tempfile.TemporaryDirectory(prefix="campus-mosquitto-") as folder:
        broker = Broker(Path(folder), config_lines)
        try:
            broker.start()
            yield broker
        finally:
            broker.stop()
