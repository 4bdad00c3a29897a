"""Readings in an SQLite file: a row per sample, several processes and threads, nothing but the standard library.

A *stream* is a meter together with the channels its samples carry. The values of a sample are one
blob of float64 in the order of the stream's channels, and belong to the row's key: the same sample
twice is one row, the same moment with other values another row.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path
from struct import Struct
from threading import Lock
from typing import NamedTuple

import numpy as np

from campus.reading import Sample
from campus.readings.acceptance import arranged, check_column, refusal
from campus.readings.ordering import first_after, last_before, ordered
from campus.readings.protocol import EMPTY, Appended, Column, Series
from campus.readings.sqlite_file import SqliteFile

PIECE_MS = 10 * 86_400_000
"""Time read in one go: bounds the memory a long series takes above its arrays, also at a reading a second."""

NEXT = "SELECT time_ms FROM sample WHERE stream = ? AND time_ms >= ? AND time_ms < ? ORDER BY time_ms LIMIT 1"

# SQLite joins the rows itself, three times as fast as handing them to Python one by one. Its text is
# UTF-8 and never converted on the way, so the cast gives the blobs' own bytes back.
COLUMNS = """SELECT group_concat(time_ms), CAST(group_concat(vals, '') AS BLOB)
    FROM sample WHERE stream = ? AND time_ms >= ? AND time_ms < ?"""

Row = tuple[int, int, bytes, int]


class Stream(NamedTuple):
    no: int
    keys: tuple[str, ...]


class SqliteReadings:
    """`Readings` in one file; an appended sample survives a power cut."""

    def __init__(self, path: Path, busy_timeout_s: float = 30.0) -> None:
        """Open or create the file; one written by a newer program, or by another one, is refused."""
        self._file = SqliteFile(path, busy_timeout_s)
        self._numbers: dict[tuple[str, tuple[str, ...]], int] = {}
        self._writing = Lock()

    def append(self, samples: Sequence[Sample]) -> Appended:
        refused: list[tuple[Sample, str]] = []
        taken: list[Sample] = []
        for sample in samples:
            reason = refusal(sample)
            if reason:
                refused.append((sample, reason))
            else:
                taken.append(sample)
        if taken:
            # Threads of one process queue here, in order, instead of polling the file's lock.
            with self._writing, self._file.connection() as connection:
                self._write(connection, taken)
        return Appended(len(taken), tuple(refused))

    def _write(self, connection: sqlite3.Connection, samples: Sequence[Sample]) -> None:
        fresh: dict[tuple[str, tuple[str, ...]], int] = {}
        rows: list[Row] = []
        connection.execute("BEGIN IMMEDIATE")
        for sample in samples:
            keys, values = arranged(sample)
            stream = sample.meter, keys
            number = self._numbers.get(stream) or fresh.get(stream)
            if number is None:
                number = fresh[stream] = _stream_number(connection, *stream)
            rows.append((number, sample.time_ms, _packer(len(values)).pack(*values), sample.received_ms))
        connection.executemany("INSERT INTO sample VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
        connection.execute("COMMIT")
        # Only now: a number given out in a transaction that failed may become another stream's.
        self._numbers.update(fresh)

    def append_columns(self, columns: Sequence[Column], received_ms: int) -> None:
        """Like `append` for samples of one value each, without an object for each of them."""
        for column in columns:
            check_column(column)
        with self._writing, self._file.connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            numbers: dict[tuple[str, tuple[str, ...]], int] = {}
            for column in columns:
                stream = column.meter, (column.channel,)
                number = numbers.get(stream) or numbers.setdefault(stream, _stream_number(connection, *stream))
                # Adding 0 makes -0.0 the 0.0 it equals.
                blobs = (column.values + 0.0).astype("<f8").tobytes()
                values = map(blobs.__getitem__, map(slice, range(0, len(blobs), 8), range(8, len(blobs) + 8, 8)))
                rows = zip(repeat(number), column.times_ms.tolist(), values, repeat(received_ms))
                connection.executemany("INSERT INTO sample VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
            connection.execute("COMMIT")
            self._numbers.update(numbers)

    def series(self, meter: str, channel: str, start_ms: int, end_ms: int) -> Series:
        with self._file.connection() as connection:
            return _series(connection, _streams(connection, meter, channel), channel, start_ms, end_ms)

    def before(self, meter: str, channel: str, time_ms: int, count: int = 1) -> Series:
        with self._file.connection() as connection:
            streams = _streams(connection, meter, channel)
            return last_before(
                lambda limit: _moments(connection, streams, "time_ms < ? ORDER BY time_ms DESC", time_ms, limit),
                lambda start_ms: _series(connection, streams, channel, start_ms, time_ms),
                count,
            )

    def after(self, meter: str, channel: str, time_ms: int, count: int = 1) -> Series:
        with self._file.connection() as connection:
            streams = _streams(connection, meter, channel)
            return first_after(
                lambda limit: _moments(connection, streams, "time_ms >= ? ORDER BY time_ms", time_ms, limit),
                lambda end_ms: _series(connection, streams, channel, time_ms, end_ms),
                count,
            )

    def latest(self, meters: Sequence[str]) -> Mapping[str, Mapping[str, tuple[int, float]]]:
        found: dict[str, dict[str, tuple[int, float]]] = {}
        with self._file.connection() as connection:
            for meter in meters:
                newest: dict[str, tuple[int, float]] = {}
                for stream in _streams(connection, meter):
                    for time_ms, values in _newest(connection, stream):
                        for key, value in zip(stream.keys, values, strict=True):
                            newest[key] = max(newest.get(key, (time_ms, value)), (time_ms, value))
                if newest:
                    found[meter] = newest
        return found

    def channels(self, meter: str) -> Sequence[str]:
        with self._file.connection() as connection:
            return sorted({key for stream in _streams(connection, meter) for key in stream.keys})

    def meters(self) -> Sequence[str]:
        with self._file.connection() as connection:
            return sorted(meter for (meter,) in connection.execute("SELECT DISTINCT meter FROM stream"))

    def count(self, meter: str | None = None) -> int:
        query = "SELECT count(*) FROM sample"
        with self._file.connection() as connection:
            if meter is None:
                return int(connection.execute(query).fetchone()[0])
            query += " WHERE stream IN (SELECT no FROM stream WHERE meter = ?)"
            return int(connection.execute(query, (meter,)).fetchone()[0])

    def extent(self, meter: str) -> tuple[int, int] | None:
        edges: list[int] = []
        with self._file.connection() as connection:
            for stream in _streams(connection, meter):
                for function in ("min", "max"):
                    query = f"SELECT {function}(time_ms) FROM sample WHERE stream = ?"  # noqa: S608 - two constants
                    edges += [edge for (edge,) in connection.execute(query, (stream.no,)) if edge is not None]
        return (min(edges), max(edges)) if edges else None

    def close(self) -> None:
        self._file.close()


_PACKERS: dict[int, Struct] = {}


def _packer(count: int) -> Struct:
    packer = _PACKERS.get(count)
    if packer is None:
        packer = _PACKERS[count] = Struct(f"<{count}d")
    return packer


def _stream_number(connection: sqlite3.Connection, meter: str, keys: tuple[str, ...]) -> int:
    row = (meter, json.dumps(keys, ensure_ascii=False))
    connection.execute("INSERT INTO stream (meter, keys) VALUES (?, ?) ON CONFLICT DO NOTHING", row)
    return int(connection.execute("SELECT no FROM stream WHERE meter = ? AND keys = ?", row).fetchone()[0])


def _streams(connection: sqlite3.Connection, meter: str, channel: str | None = None) -> list[Stream]:
    """Streams of a meter (those that carry a channel)."""
    rows = connection.execute("SELECT no, keys FROM stream WHERE meter = ? ORDER BY no", (meter,))
    streams = [Stream(no, tuple(json.loads(keys))) for no, keys in rows]
    return [stream for stream in streams if channel is None or channel in stream.keys]


def _series(
    connection: sqlite3.Connection, streams: Sequence[Stream], channel: str, start_ms: int, end_ms: int
) -> Series:
    parts = [
        part for stream in streams for part in _parts(connection, stream, stream.keys.index(channel), start_ms, end_ms)
    ]
    if not parts:
        return EMPTY
    return ordered(np.concatenate([p.times_ms for p in parts]), np.concatenate([p.values for p in parts]))


def _parts(connection: sqlite3.Connection, stream: Stream, column: int, start_ms: int, end_ms: int) -> Iterator[Series]:
    """One column of a stream in [start_ms, end_ms), piece by piece; spans without samples are skipped."""
    while found := connection.execute(NEXT, (stream.no, start_ms, end_ms)).fetchone():
        [first_ms] = found
        start_ms = min(first_ms + PIECE_MS, end_ms)
        times, blob = connection.execute(COLUMNS, (stream.no, first_ms, start_ms)).fetchone()
        table = np.frombuffer(blob, "<f8").reshape(-1, len(stream.keys))
        yield Series(np.fromstring(times, np.int64, sep=","), table[:, column].astype(np.float64))


def _moments(
    connection: sqlite3.Connection, streams: Sequence[Stream], condition: str, time_ms: int, limit: int
) -> list[int]:
    query = f"SELECT time_ms FROM sample WHERE stream = ? AND {condition} LIMIT ?"  # noqa: S608 - two constants
    found = [moment for s in streams for (moment,) in connection.execute(query, (s.no, time_ms, limit))]
    return sorted(found, reverse="DESC" in condition)[:limit]


def _newest(connection: sqlite3.Connection, stream: Stream) -> Iterator[tuple[int, tuple[float, ...]]]:
    query = """SELECT time_ms, vals FROM sample WHERE stream = :no
               AND time_ms = (SELECT max(time_ms) FROM sample WHERE stream = :no)"""
    for time_ms, blob in connection.execute(query, {"no": stream.no}):
        yield time_ms, _packer(len(stream.keys)).unpack(blob)
