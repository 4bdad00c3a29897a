"""The last message of each topic whose decoder puts several messages together, kept over a restart.

Sparkplug values are named by an earlier birth, a camera's value counts only with the error word of a
sibling topic: a collector that forgot the first message when it was restarted could not read the second.
"""

from collections.abc import Sequence

from collector.keeping.local_file import LocalFile
from collector.mqtt.wire import Arrival

MOST_TOPICS = 50_000
"""Beyond this the topics that were silent for longest are forgotten."""


class Tail:
    """Topic → its newest message; `recall` gives them back in order of arrival."""

    def __init__(self, file: LocalFile) -> None:
        self._file = file

    def remember(self, arrivals: Sequence[Arrival]) -> None:
        """Durable on return; raises `Retry` when the disk is full."""
        if not arrivals:
            return
        rows = [(a.topic, a.payload, a.received_ms, a.retained) for a in arrivals]
        with self._file.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO tail (topic, payload, received_ms, retained) VALUES (?, ?, ?, ?)", rows
            )

    def trim(self) -> None:
        with self._file.transaction() as connection:
            connection.execute(
                "DELETE FROM tail WHERE no IN (SELECT no FROM tail ORDER BY no DESC LIMIT -1 OFFSET ?)", (MOST_TOPICS,)
            )

    def recall(self) -> list[Arrival]:
        with self._file.reading() as connection:
            rows = connection.execute("SELECT topic, payload, received_ms, retained FROM tail ORDER BY no").fetchall()
        return [Arrival(t, p, received_ms, retained=bool(retained)) for t, p, received_ms, retained in rows]
