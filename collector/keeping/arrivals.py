"""When messages without a time of their own first arrived, over a restart.

A broker delivers an unacknowledged message again, with the same packet id and the DUP flag. Its readings
must get the moment of the first delivery, or one message would become two readings. Packet ids are
16 bits, so the table never has more than 65,535 rows.
"""

import zlib
from collections.abc import Sequence

from collector.keeping.local_file import LocalFile
from collector.mqtt.wire import Arrival


class FirstArrivals:
    """Packet id → digest of the message and the moment of its first delivery."""

    def __init__(self, file: LocalFile) -> None:
        self._file = file

    def remember(self, arrivals: Sequence[Arrival]) -> None:
        """Durable on return; raises `Retry` when the disk is full."""
        rows = [(a.mid, _digest(a), a.received_ms) for a in arrivals if a.mid]
        if rows:
            with self._file.transaction() as connection:
                connection.executemany("INSERT OR REPLACE INTO arrival VALUES (?, ?, ?)", rows)

    def dated(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """The same messages; those delivered again carry the moment of their first delivery."""
        if not any(a.repeated for a in arrivals):
            return list(arrivals)
        with self._file.reading() as connection:
            known = {
                (mid, digest): received_ms
                for a in arrivals
                if a.repeated
                for mid, digest, received_ms in connection.execute("SELECT * FROM arrival WHERE mid = ?", (a.mid,))
            }
        return [
            a._replace(received_ms=known.get((a.mid, _digest(a)), a.received_ms)) if a.repeated else a for a in arrivals
        ]

    def forget(self) -> None:
        """The broker began a new session: packet ids start again."""
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM arrival")


def _digest(arrival: Arrival) -> int:
    return zlib.crc32(arrival.payload, zlib.crc32(arrival.topic.encode()))
