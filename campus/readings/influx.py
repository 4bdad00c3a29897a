"""Readings in InfluxDB 1.x, 2.x or 3: lines in over the server's own write path, InfluxQL out everywhere."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from campus.config.model import Influx
from campus.reading import Sample
from campus.readings.acceptance import refusal
from campus.readings.influx_http import InfluxHttp, Rejected, ResultSeries
from campus.readings.influxql import EARLIEST_NS, LATEST_NS, between, field, ns, of_meters, select
from campus.readings.line_protocol import MEASUREMENT, NS_PER_MS, RECEIVED, RESERVED, line_of, name_of
from campus.readings.ordering import first_after, last_before, ordered
from campus.readings.protocol import EMPTY, Appended, Series

LINES_AT_ONCE = 5_000
BYTES_AT_ONCE = 5_000_000
"""What the makers advise for a batch; far above it a server may just cut the connection."""

ROWS_AT_ONCE = 50_000
METERS_AT_ONCE = 200
STATEMENTS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Line:
    sample: Sample
    text: bytes


class InfluxReadings:
    """`Readings` in one database or bucket; nothing is asked of the server before the first use."""

    def __init__(self, influx: Influx, secret: str = "", timeout_s: tuple[float, float] = (5.0, 60.0)) -> None:
        """`secret` is a token (v2) or user:password (v1); `timeout_s` is for connecting and for an answer."""
        self._http = InfluxHttp(influx, secret, timeout_s)

    def append(self, samples: Sequence[Sample]) -> Appended:
        refused: list[tuple[Sample, str]] = []
        lines: list[_Line] = []
        for sample in samples:
            reason = refusal(sample)
            if reason:
                refused.append((sample, reason))
            else:
                lines.append(_Line(sample, line_of(sample)))
        for batch in _batches(lines):
            refused += self._write(batch)
        return Appended(len(samples) - len(refused), tuple(refused))

    def _write(self, batch: Sequence[_Line]) -> list[tuple[Sample, str]]:
        """Write a batch; the server's refusal of some of its lines is narrowed down to them."""
        try:
            self._http.write([line.text for line in batch])
        except Rejected as error:
            if len(batch) == 1 or error.dropped == len(batch):
                return [(line.sample, f"InfluxDB: {error}") for line in batch]
            # Lines of one shape tend to be refused together; side by side they are found in few steps.
            alike = sorted(batch, key=lambda line: sorted(line.sample.values))
            half = len(alike) // 2
            return self._write(alike[:half]) + self._write(alike[half:])
        return []

    def series(self, meter: str, channel: str, start_ms: int, end_ms: int) -> Series:
        return self._series(meter, channel, ns(start_ms), ns(end_ms))

    def _series(self, meter: str, channel: str, start_ns: int, end_ns: int) -> Series:
        times, values = [EMPTY.times_ms], [EMPTY.values]
        for rows in self._pages(meter, channel, start_ns, end_ns):
            moments, numbers = zip(*rows, strict=True)
            times.append(np.array(moments, np.int64) // NS_PER_MS)
            values.append(np.array(numbers, np.float64))
        return ordered(np.concatenate(times), np.concatenate(values))

    def _pages(
        self,
        meter: str,
        channel: str,
        start_ns: int,
        end_ns: int,
        order: Literal["ASC", "DESC"] = "ASC",
        limit: int | None = None,
    ) -> Iterator[list[list[Any]]]:
        """Rows (ns, value), at most `limit`; goes on where a page, or the server's own limit of rows, ends."""
        while start_ns < end_ns and limit != 0:
            page = ROWS_AT_ONCE if limit is None else min(limit, ROWS_AT_ONCE)
            period = between(start_ns, end_ns)
            tail = f"ORDER BY time {order} LIMIT {page}"
            [tables] = self._http.query(select(field(channel), of_meters([meter]), period, tail=tail))
            rows = [row for table in tables for row in table["values"]]
            if rows:
                yield rows
            if not rows or (len(rows) < page and not any(table.get("partial") for table in tables)):
                return
            if order == "ASC":
                start_ns = rows[-1][0] + 1
            else:
                end_ns = rows[-1][0]
            limit = None if limit is None else limit - len(rows)

    def before(self, meter: str, channel: str, time_ms: int, count: int = 1) -> Series:
        return last_before(
            self._moments(meter, channel, EARLIEST_NS, ns(time_ms), "DESC"),
            lambda start_ms: self.series(meter, channel, start_ms, time_ms),
            count,
        )

    def after(self, meter: str, channel: str, time_ms: int, count: int = 1) -> Series:
        return first_after(
            self._moments(meter, channel, ns(time_ms), LATEST_NS, "ASC"),
            lambda end_ms: self.series(meter, channel, time_ms, end_ms),
            count,
        )

    def _moments(
        self, meter: str, channel: str, start_ns: int, end_ns: int, order: Literal["ASC", "DESC"]
    ) -> Callable[[int], Sequence[int]]:
        def nearest(limit: int) -> Sequence[int]:
            pages = self._pages(meter, channel, start_ns, end_ns, order, limit)
            return [row[0] // NS_PER_MS for rows in pages for row in rows]

        return nearest

    def latest(self, meters: Sequence[str]) -> Mapping[str, Mapping[str, tuple[int, float]]]:
        moments = self._newest_moments(meters)
        asked = sorted({(meter, time_ms) for meter, channels in moments.items() for time_ms in channels.values()})
        found: dict[str, dict[str, tuple[int, float]]] = {}
        for i in range(0, len(asked), STATEMENTS_AT_ONCE):
            part = asked[i : i + STATEMENTS_AT_ONCE]
            answers = self._http.query(
                *(select("*", of_meters([meter]), between(ns(at), ns(at + 1))) for meter, at in part)
            )
            for (meter, at), tables in zip(part, answers, strict=True):
                for channel, value in _greatest(tables).items():
                    if moments[meter].get(channel) == at:
                        found.setdefault(meter, {})[channel] = at, value
        return found

    def _newest_moments(self, meters: Sequence[str]) -> dict[str, dict[str, int]]:
        """Meter → channel → time of its newest value in ms."""
        channels = self._fields() if meters else []
        moments: dict[str, dict[str, int]] = {}
        for i in range(0, len(meters), METERS_AT_ONCE):
            some = of_meters(meters[i : i + METERS_AT_ONCE])
            for j in range(0, len(channels), STATEMENTS_AT_ONCE):
                part = channels[j : j + STATEMENTS_AT_ONCE]
                answers = self._http.query(
                    *(select(f"last({field(channel)})", some, tail='GROUP BY "meter"') for channel in part)
                )
                for channel, tables in zip(part, answers, strict=True):
                    for table in tables:
                        meter = name_of(table["tags"]["meter"])
                        moments.setdefault(meter, {})[channel] = table["values"][0][0] // NS_PER_MS
        return moments

    def _fields(self) -> list[str]:
        """Channels of all meters."""
        [tables] = self._http.query(f'SHOW FIELD KEYS FROM "{MEASUREMENT}"')
        return sorted({name_of(row[0]) for table in tables for row in table["values"] if row[1] == "float"})

    def channels(self, meter: str) -> Sequence[str]:
        [tables] = self._http.query(select("last(*)", of_meters([meter])))
        return sorted(
            name_of(column.removeprefix("last_"))
            for table in tables
            for column, value in zip(table["columns"], table["values"][0], strict=True)
            if column not in {"time", f"last_{RECEIVED}"} and _is_number(value)
        )

    def meters(self) -> Sequence[str]:
        [tables] = self._http.query(f'SHOW TAG VALUES FROM "{MEASUREMENT}" WITH KEY = "meter"')
        return sorted({name_of(row[1]) for table in tables for row in table["values"]})

    def count(self, meter: str | None = None) -> int:
        conditions = [of_meters([meter])] if meter is not None else []
        [tables] = self._http.query(select(f'count("{RECEIVED}")', *conditions))
        return sum(int(table["values"][0][1]) for table in tables)

    def extent(self, meter: str) -> tuple[int, int] | None:
        edges = self._http.query(*(select(f'{edge}("{RECEIVED}")', of_meters([meter])) for edge in ("first", "last")))
        moments = [table["values"][0][0] // NS_PER_MS for tables in edges for table in tables]
        return (min(moments), max(moments)) if moments else None

    def close(self) -> None:
        self._http.close()


def _batches(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    batch: list[_Line] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == LINES_AT_ONCE or size + len(line.text) + 1 > BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line.text) + 1
    if batch:
        yield batch


def _greatest(tables: Sequence[ResultSeries]) -> dict[str, float]:
    """Channel → greatest value among the rows of one moment."""
    found: dict[str, float] = {}
    for table in tables:
        for row in table["values"]:
            for column, value in zip(table["columns"], row, strict=True):
                if column not in RESERVED and _is_number(value):
                    channel = name_of(column)
                    found[channel] = max(found.get(channel, float(value)), float(value))
    return found


def _is_number(value: object) -> bool:
    """Not the text or truth value another program may have written beside the readings."""
    return isinstance(value, int | float) and not isinstance(value, bool)
