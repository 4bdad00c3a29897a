"""Influx line protocol from any sender, by configuration alone."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import NamedTuple

from campus.config.meter import DeviceType
from campus.errors import Misconfigured
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.fields import Plan, check_options, compile_field, interval_of, refuse_unused
from collector.formats.gather import Gather
from collector.formats.lineprotocol import Point, parse_line, split_lines
from collector.formats.moments import from_unix, parser
from collector.formats.payload import read_text
from collector.topics import TopicPattern

_NANOSECONDS = 1_000_000_000


class _Wanted(NamedTuple):
    """`measurement,tag=value/field`: a field, perhaps only of one measurement or one series."""

    measurement: str
    tags: tuple[tuple[str, str], ...]
    field: str
    plan: Plan


def read_points(gather: Gather, text: str) -> Iterator[Point]:
    """All readable points of a payload; broken lines become events, a payload of nothing else is refused."""
    good, reasons = 0, []
    for number, line in enumerate(split_lines(text), 1):
        try:
            point = parse_line(line)
        except ValueError as error:
            reasons.append(f"line {number}: {error}")
            continue
        good += 1
        yield point
    if not good:
        message = "not line protocol: " + ("; ".join(reasons[:3]) or "no line")
        raise Undecodable(message)
    for reason in reasons[:20]:
        gather.event("unreadable_line", reason=reason)


@decoder("line_protocol")
class LineProtocolDevice:
    """Fields by name, by `measurement/field`, or by `measurement,tag=value/field` for one series.

    `device` names the tag that holds the device id. Times are nanoseconds unless `time.format` says other.
    """

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        check_options(device, {"interval_s": "seconds of one interval, for fields of kind interval"})
        refuse_unused(device, "records")
        if not device.fields:
            message = "decoder line_protocol needs fields: path (field name) and quantity of each value to take"
            raise Misconfigured(message)
        interval_s = interval_of(device)
        self._wanted = tuple(_wanted(field.path, compile_field(field, interval_s)) for field in device.fields)
        self._device = device.device.rsplit("/", 1)[-1]
        self._parse = parser(device.time, zone) if device.time and device.time.format != "iso" else None
        self._pattern = TopicPattern.parse(device.topic) if device.topic else None

    def decode(self, message: Message) -> Decoded:
        named = (self._pattern.match(message.topic) if self._pattern else None) or {}
        gather = Gather(message.received, named.get("device"))
        for point in read_points(gather, read_text(message.payload)):
            time = gather.moment(point.time, self._parse or _from_nanoseconds)
            meter = point.tags.get(self._device) or gather.meter
            for name, value in point.fields.items():
                plans = [wanted.plan for wanted in self._wanted if _fits(wanted, point, name)]
                for plan in plans:
                    unit = point.tags.get(plan.unit[1:], "") if plan.unit.startswith("/") else ""
                    plan.take(gather, value, time, meter, named.get("part", ""), unit)
                if not plans and type(value) is float:
                    gather.unmapped.append(f"{point.measurement}/{name}")
        return gather.done()


def _from_nanoseconds(value: object) -> datetime:
    return from_unix(value, _NANOSECONDS)


def _wanted(path: str, plan: Plan) -> _Wanted:
    series, _, field = path.strip("/").rpartition("/")
    measurement, *tags = series.split(",")
    pairs = tuple((key, value) for key, _, value in (tag.partition("=") for tag in tags))
    if not field or any(not key or not value for key, value in pairs):
        message = f"field path {path!r}: write field, measurement/field or measurement,tag=value/field"
        raise Misconfigured(message)
    return _Wanted(measurement, pairs, field, plan)


def _fits(wanted: _Wanted, point: Point, field: str) -> bool:
    return (
        wanted.field == field
        and (not wanted.measurement or wanted.measurement == point.measurement)
        and all(point.tags.get(key) == value for key, value in wanted.tags)
    )
