"""Everything known about one file of readings before the first of them is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np

from campus.config.meter import Meter
from campus.config.model import Group
from campus.errors import Refused
from campus.quantity import QUANTITIES, Kind
from collector.importers.columns import read_moments, sound_rows
from collector.importers.dates import MomentReader, OrderEvidence
from collector.importers.evidence import SeriesEvidence
from collector.importers.layout import Layout, detect_layout
from collector.importers.local_time import LocalClock
from collector.importers.meter_names import MeterNames
from collector.importers.numerals import Decimal, decimal_of, parse_numbers
from collector.importers.options import ImportOptions, Stamp
from collector.importers.rows import Rows, Table

VALUE_ROWS = 50_000
"""Rows whose values are looked at to tell registers from interval data."""
MOST_NAMES = 100_000


class UnknownMeters(Refused):
    """No meter of the file is in the list; `first_rows` has (row, name, reason) of each."""

    def __init__(self, message: str, first_rows: list[tuple[int, str, str]]) -> None:
        super().__init__(message)
        self.first_rows = first_rows


@dataclass(frozen=True, slots=True)
class Plan:
    layout: Layout
    reader: MomentReader
    clock: LocalClock
    kind: Kind
    interval_s: int
    """0 for registers and gauges."""
    stamp: Stamp
    decimal: Decimal
    names: MeterNames


@dataclass(slots=True)
class _Survey:
    order: OrderEvidence = field(default_factory=OrderEvidence)
    names: dict[str, int] = field(default_factory=dict)
    """Meter name → first row."""


def column_names(table: Table, options: ImportOptions) -> list[str]:
    """Names the file gives its meters, in order; for making a meter list from it."""
    first = _first_rows(table)
    layout = detect_layout(first, options, lambda _: False)
    return list(_survey(table, layout, lambda _: False).names)


def plan_readings(table: Table, group: Group, options: ImportOptions) -> Plan:
    """Read the file once or twice to settle what must be known; raises `Refused` with what to pass."""
    names = MeterNames(group.meters, options.meters, options.prefix)
    first = _first_rows(table)
    layout = detect_layout(first, options, names.knows)
    survey = _survey(table, layout, names.knows)
    meters = _meters(layout, survey, names, group, options)
    order = survey.order.settle(options.date_order) if not options.date_format else "ymd"
    reader = MomentReader(order, options.date_format)
    clock = LocalClock(_zone(layout, meters, group, options))
    decimal = decimal_of(_value_cells(first, layout), options.decimal)
    kind = _certain_kind(layout, options)
    interval_s, stamp = options.interval_s or 0, options.stamp or layout.stamp
    if layout.shape == "by_day":
        kind = kind or _kind_of_days(first, layout, decimal)
        interval_s = layout.blocks[0].interval_s
        stamp = options.stamp or layout.blocks[0].stamp
        if stamp is None and not layout.blocks[0].counted:
            message = "the times in the header may be beginnings or ends; say --stamp start or --stamp end"
            raise Refused(message)
    elif kind is None or (kind is Kind.INTERVAL and not (interval_s and stamp)):
        evidence = _series(table, layout, reader, decimal, names)
        kind = kind or evidence.kind(layout.leaning)
        if kind is Kind.INTERVAL:
            interval_s = interval_s or evidence.interval_s()
            stamp = stamp or evidence.stamp(interval_s)
    return Plan(layout, reader, clock, kind, interval_s if kind is Kind.INTERVAL else 0, stamp or "end", decimal, names)


def _first_rows(table: Table) -> Rows:
    for rows in table.batches():
        if rows.cells:
            return rows
    message = "the table has no filled rows"
    raise Refused(message)


def _survey(table: Table, layout: Layout, known: Callable[[str], bool]) -> _Survey:
    """A pass over the time and meter columns, as far as needed: dates in doubt to the end, else to a known meter."""
    found = _Survey()
    if layout.shape == "by_meter":
        found.names = {column.name: layout.header_row for column in layout.values}
    for rows in table.batches():
        sound = sound_rows(rows, layout)
        found.order.add(sound.numbers.tolist(), sound.column(layout.time))
        if layout.meter is not None and len(found.names) < MOST_NAMES:
            for number, name in zip(sound.numbers.tolist(), sound.column(layout.meter), strict=True):
                found.names.setdefault(name.strip(), number)
        if not found.order.numeric and (layout.meter is None or any(map(known, found.names))):
            break
    return found


def _meters(layout: Layout, survey: _Survey, names: MeterNames, group: Group, options: ImportOptions) -> list[Meter]:
    """Meters of the file that are in the list; a file with none is refused."""
    if layout.meter is None and layout.shape != "by_meter":
        meter = group.meters.get(options.meter)
        if meter is None:
            said = f"--meter {options.meter} is not in the meter list" if options.meter else "the file names no meter"
            message = f"{said}; say which meter of the list it is with --meter ID"
            raise Refused(message)
        return [meter]
    if not survey.names:
        return []
    found = {name: names.find(name) for name in survey.names}
    known = [meter for meter in found.values() if meter is not None]
    unknown = [name for name, meter in found.items() if meter is None]
    if not known:
        listed = ", ".join(n or "(blank)" for n in sorted(unknown)[:20])
        more = f" and {len(unknown) - 20} more" if len(unknown) > 20 else ""  # noqa: PLR2004 - as listed above
        message = (
            f"none of the meters in the file is in the meter list: {listed}{more}. Add them to the list, map them with "
            "--meters NAME=ID,…, put a word before them with --prefix, or list them with --create campus=ID,resource=…"
        )
        raise UnknownMeters(message, sorted((survey.names[n], n, names.why_unknown(n)) for n in unknown))
    return known


def _zone(layout: Layout, meters: list[Meter], group: Group, options: ImportOptions) -> ZoneInfo:
    if options.zone is not None:
        return options.zone
    if layout.utc:
        return ZoneInfo("UTC")
    zones = {group.zone_of(meter) for meter in meters}
    if len(zones) > 1:
        message = f"the meters of the file lie in several zones ({', '.join(sorted(z.key for z in zones))}); say --zone"
        raise Refused(message)
    return zones.pop() if zones else ZoneInfo(group.timezone)


def _value_columns(layout: Layout) -> list[int]:
    return [c.index for c in layout.values] + [i for block in layout.blocks for i in block.columns]


def _value_cells(rows: Rows, layout: Layout) -> Iterator[str]:
    columns = _value_columns(layout)
    below = (row for number, row in zip(rows.numbers, rows.cells, strict=True) if number >= layout.first_row)
    return (row[i] for row in below for i in columns if i < len(row))


def _certain_kind(layout: Layout, options: ImportOptions) -> Kind | None:
    if options.kind is not None:
        return options.kind
    if options.quantity and options.quantity in QUANTITIES and QUANTITIES[options.quantity].kind is Kind.GAUGE:
        return Kind.GAUGE
    kinds = {column.kind or _gauge(column.quantity) for column in layout.values}
    return kinds.pop() if len(kinds) == 1 else None


def _gauge(quantity: str) -> Kind | None:
    return Kind.GAUGE if quantity in QUANTITIES and QUANTITIES[quantity].kind is Kind.GAUGE else None


def _kind_of_days(first: Rows, layout: Layout, decimal: Decimal) -> Kind:
    """A day of columns is interval data, unless its values only ever rise."""
    evidence = SeriesEvidence()
    for row in sound_rows(first, layout).cells[:100]:
        values, _ = parse_numbers([row[i] for i in layout.blocks[0].columns if i < len(row)], decimal)
        evidence.add("", np.arange(len(values), dtype=np.int64), values)
    if evidence.falls == 0 and evidence.rises >= layout.blocks[0].interval_s // 900:
        message = "the values of each day only rise, as registers do; say --kind register or --kind interval"
        raise Refused(message)
    return Kind.INTERVAL


def _series(table: Table, layout: Layout, reader: MomentReader, decimal: Decimal, names: MeterNames) -> SeriesEvidence:
    """A pass over the stamps, and over the values of the first rows."""
    evidence, seen = SeriesEvidence(), 0
    for rows in table.batches():
        sound = sound_rows(rows, layout)
        if not sound.cells:
            continue
        clocks = sound.column(layout.clock) if layout.clock is not None else None
        moments = read_moments(sound.column(layout.time), clocks, reader)
        evidence.timed = evidence.timed or moments.timed
        good = np.ones(len(sound.cells), np.bool_)
        good[list(moments.bad)] = False
        if layout.shape == "by_meter":
            evidence.add("", moments.ms[good], None)
            if seen < VALUE_ROWS:
                _add_values(evidence, sound.cells, layout, decimal, names)
        else:
            values = parse_numbers(sound.column(layout.values[0].index), decimal)[0] if seen < VALUE_ROWS else None
            for name, at in _groups(sound.column(layout.meter) if layout.meter is not None else [""] * len(good)):
                chosen = at[good[at]]
                evidence.add(name, moments.ms[chosen], values[chosen] if values is not None else None)
        seen += len(sound.cells)
    return evidence


def _add_values(
    evidence: SeriesEvidence, cells: list[list[str]], layout: Layout, decimal: Decimal, names: MeterNames
) -> None:
    for column in layout.values:
        if not names.knows(column.name):
            continue
        values, _ = parse_numbers([row[column.index] if column.index < len(row) else "" for row in cells], decimal)
        change = np.diff(values[~np.isnan(values)])
        evidence.rises += int((change > 0).sum())
        evidence.falls += int((change < 0).sum())


def _groups(names: list[str]) -> Iterator[tuple[str, np.ndarray[tuple[int], np.dtype[np.intp]]]]:
    index: dict[str, int] = {}
    codes = np.fromiter((index.setdefault(name, len(index)) for name in names), np.int64, len(names))
    order = np.argsort(codes, kind="stable")
    edges = np.flatnonzero(np.diff(codes[order])) + 1
    yield from zip(index, np.split(order, edges), strict=True)
