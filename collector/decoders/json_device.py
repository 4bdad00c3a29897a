"""Any JSON device, by configuration alone: nested objects, arrays of readings, batches with own times."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar

from campus.config.meter import DeviceType
from campus.errors import Misconfigured
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.fields import Plan, check_options, compile_field, interval_of
from collector.formats.gather import Gather
from collector.formats.moments import Parse, parser
from collector.formats.payload import Json, read_json
from collector.formats.pointer import Path, Select, follow, parse_pointer
from collector.topics import TopicPattern

_KEY_OF_RECORD = "@key"
_MOST_UNMAPPED = 200
_MOST_TOPICS = 20_000


class _Node:
    """A step of the field map: the values to take here, and the steps below."""

    __slots__ = ("below", "plans", "selectors", "skip")

    def __init__(self) -> None:
        self.below: dict[str | int, _Node] = {}
        self.selectors: list[tuple[Select, _Node]] = []
        self.plans: tuple[Plan, ...] = ()
        self.skip = False
        """Named in the configuration as time, device or unit: no reading, and no news either."""

    def at(self, path: Path) -> "_Node":
        node = self
        for step in path:
            node = node._child(step)
        return node

    def _child(self, step: str | Select) -> "_Node":
        if isinstance(step, Select):
            for known, node in self.selectors:
                if known == step:
                    return node
            self.selectors.append((step, _Node()))
            return self.selectors[-1][1]
        node = self.below.setdefault(step, _Node())
        if step.isdecimal():
            self.below[int(step)] = node
        return node


@decoder("json")
class JsonDevice:
    """Fields by JSON pointer. One walk over the document yields readings and unmapped fields alike."""

    OPTIONS: ClassVar[dict[str, str]] = {
        "interval_s": "seconds of one interval, for fields of kind interval",
        "time_is": "start or end: which edge of the interval the time names (default end)",
    }

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        check_options(device, self.OPTIONS)
        if not device.fields:
            message = f"decoder {device.decoder} needs fields: path and quantity of each value to take"
            raise Misconfigured(message)
        interval_s = interval_of(device)
        edge = device.options.get("time_is", "end")
        if edge not in {"start", "end"}:
            message = f"option time_is: {edge!r}; write start or end"
            raise Misconfigured(message)
        self._shift = timedelta(seconds=interval_s) if edge == "start" else None
        self._root = _Node()
        self._records = parse_pointer(device.records)
        for field in device.fields:
            node = self._root.at(parse_pointer(field.path))
            node.plans = (*node.plans, compile_field(field, interval_s))
            if field.unit.startswith("/"):
                self._root.at(parse_pointer(field.unit)).skip = True
        self._time: Path = ()
        self._parse: Parse | None = None
        if device.time:
            self._time = parse_pointer(device.time.path)
            self._parse = parser(device.time, zone)
            self._root.at(self._time).skip = True
        self._device_key = device.device == _KEY_OF_RECORD
        self._device = parse_pointer(device.device)
        if device.device and not self._device_key:
            self._root.at(self._device).skip = True
        self._pattern = TopicPattern.parse(device.topic) if device.topic else None
        self._topics: dict[str, tuple[str | None, str]] = {}
        self._list_is_batch = not any(isinstance(step, int) for step in self._root.below) and not self._root.selectors

    def decode(self, message: Message) -> Decoded:
        document = read_json(message.payload)
        gather = Gather(message.received)
        gather.meter, part = self._topics.get(message.topic) or self._named(message.topic)
        if not self._records and type(document) is dict:
            self._record(gather, document, document, part)
            return Decoded(tuple(gather.readings), tuple(gather.events), (), tuple(gather.unmapped))
        for key, item in self._items(document):
            self._record(gather, item, document, part, key)
        return gather.done()

    def _named(self, topic: str) -> tuple[str | None, str]:
        """Device and part that a topic names, remembered because topics repeat."""
        found = (self._pattern.match(topic) if self._pattern else None) or {}
        if len(self._topics) >= _MOST_TOPICS:
            self._topics.clear()
        self._topics[topic] = named = found.get("device"), found.get("part", "")
        return named

    def _items(self, document: Json) -> Iterator[tuple[str, Json]]:
        found = follow(document, self._records)
        if isinstance(found, dict) and self._records:
            yield from ((str(key), item) for key, item in found.items())
        elif isinstance(found, list) and (self._records or self._list_is_batch):
            yield from ((str(index), item) for index, item in enumerate(found))
        elif self._records:
            where = "/" + "/".join(map(str, self._records))
            message = f"no array at {where}"
            raise Undecodable(message)
        else:
            yield "", found

    def _record(self, gather: Gather, item: Json, document: Json, part: str, key: str = "") -> None:
        time: datetime | None = None
        if self._parse:
            given = follow(item, self._time)
            if given is None and item is not document:
                given = follow(document, self._time)
            time = gather.moment(given, self._parse, "/" + "/".join(map(str, self._time)))
            if time is not None and self._shift:
                time += self._shift
        meter = gather.meter
        if self._device:
            found = follow(item, self._device)
            if found is None and item is not document:
                found = follow(document, self._device)
            if self._device_key:
                meter = key
            elif isinstance(found, (str, int)) and not isinstance(found, bool) and str(found).strip():
                meter = str(found).strip()
        _Walk(gather, item, time, meter, part).step(self._root, item, "")


class _Walk:
    """One pass over a record."""

    __slots__ = ("gather", "item", "meter", "part", "readings", "time", "unmapped")

    def __init__(self, gather: Gather, item: Json, time: datetime | None, meter: str | None, part: str) -> None:
        self.gather = gather
        self.item = item
        self.time = time
        self.meter = meter
        self.part = part
        self.readings = gather.readings
        self.unmapped = gather.unmapped

    def step(self, node: _Node, value: Json, path: str) -> None:
        """Take what is configured at this node and below; note other numbers as unmapped."""
        kind = type(value)
        if kind is dict:
            below = node.below
            for key, inner in value.items():
                child = below.get(key)
                if child is None:
                    if type(inner) is not str:
                        self.unknown(inner, f"{path}/{_escape(key)}")
                elif type(inner) is float or type(inner) is int:
                    self.number(child.plans, inner)
                else:
                    self.step(child, inner, f"{path}/{_escape(key)}")
        elif kind is list:
            self.array(node, value, path)
        if node.plans:
            self.leaf(node.plans, value, path)

    def number(self, plans: Sequence[Plan], value: float) -> None:
        for plan in plans:
            if plan.unit[:1] == "/" or plan.state:
                self.leaf((plan,), value, "")
                continue
            reading = plan.reading(value, self.time, self.meter, self.part)
            if reading is not None:
                self.readings.append(reading)

    def leaf(self, plans: Sequence[Plan], value: Json, path: str) -> None:
        if isinstance(value, (dict, list)):
            self.gather.event("unreadable_value", field=path, reason="a single value was expected")
            return
        for plan in plans:
            unit = ""
            if plan.unit.startswith("/"):
                found = follow(self.item, parse_pointer(plan.unit))
                if not isinstance(found, str):
                    self.gather.event("unreadable_value", field=path, reason=f"no unit at {plan.unit}")
                    continue
                unit = found
            plan.take(self.gather, value, self.time, self.meter, self.part, unit)

    def array(self, node: _Node, items: list[Json], path: str) -> None:
        chosen = {id(follow(items, (selector,))): child for selector, child in node.selectors}
        for index, inner in enumerate(items):
            child = chosen.get(id(inner)) if isinstance(inner, dict) else None
            child = child or node.below.get(index)
            if child is None:
                self.unknown(inner, f"{path}/{index}")
            else:
                self.step(child, inner, f"{path}/{index}")

    def unknown(self, value: Json, path: str) -> None:
        kind = type(value)
        if kind is float or kind is int:
            if len(self.unmapped) < _MOST_UNMAPPED:
                self.unmapped.append(path)
        elif kind is dict:
            for key, inner in value.items():
                self.unknown(inner, f"{path}/{_escape(key)}")
        elif kind is list:
            for index, inner in enumerate(value[:_MOST_UNMAPPED]):
                self.unknown(inner, f"{path}/{index}")


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key
