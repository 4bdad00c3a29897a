"""A real InfluxDB 1.x, as Debian ships it."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from tests.servers.ports import free_ports
from tests.servers.process import Server, program

CONFIG = """
reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
dir = "{folder}/meta"
[data]
dir = "{folder}/data"
wal-dir = "{folder}/wal"
query-log-enabled = false
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:{port}"
log-enabled = false
{http}
[continuous_queries]
enabled = false
"""


class InfluxServer(Server):
    """Reached at `url`; `query` runs InfluxQL beside the program under test."""

    def __init__(self, folder: Path, http: Mapping[str, str]) -> None:
        self.port, rpc = free_ports(2)
        config = folder / "influxdb.conf"
        lines = "\n".join(f"{key} = {value}" for key, value in http.items())
        config.write_text(CONFIG.format(rpc=rpc, port=self.port, folder=folder, http=lines))
        super().__init__(
            [program("influxd", "influxdb"), "-config", str(config)], folder / "influxd.log", self._answers
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def query(self, statement: str, database: str = "") -> list[dict[str, object]]:
        """Results of an InfluxQL statement."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/query?" + urlencode({"q": statement, "db": database, "epoch": "ns"}))
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        results: list[dict[str, object]] = answer["results"]
        assert not any("error" in result for result in results), results
        return results

    def write(self, database: str, lines: str) -> None:
        """Write line protocol, as another program would."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/write?" + urlencode({"db": database}), lines.encode())
            status = connection.getresponse().status
        finally:
            connection.close()
        assert status == 204

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/ping")
            return connection.getresponse().status == 204
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def influxdb(http: Mapping[str, str] | None = None) -> Iterator[InfluxServer]:
    """A running server; `http` adds lines to the [http] section, e.g. {"max-row-limit": "10000"}."""
    with tempfile.TemporaryDirectory(prefix="campus-influxdb-") as folder:
        server = InfluxServer(Path(folder), http or {})
        try:
            server.start()
            yield server
        finally:
            server.stop()
