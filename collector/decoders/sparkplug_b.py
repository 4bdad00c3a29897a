"""Sparkplug B: spBv1.0/<group>/<type>/<edge>[/<device>], protobuf, names by alias after a birth."""

from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from campus.config.meter import DeviceType
from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import from_unix
from collector.formats.preset import Preset
from collector.formats.sparkplug_payload import as_text, metric_value, parse_payload, unit_of
from collector.formats.vocabulary import meaning

_DATETIME = 13
_MOST_HELD = 1000
_MOST_NODES = 10_000
_Node = tuple[str, str, str]
"""Group, edge, device (empty for the edge itself)."""


class _Known(NamedTuple):
    """What a birth said of an alias."""

    name: str
    datatype: int
    unit: str


@decoder("sparkplug_b")
class SparkplugB(Preset):
    """The path of a configured field is the metric's name. Metrics with an engineering unit may need none.

    A message whose aliases no birth has named is refused, so that it stays in quarantine, and is kept
    here too: its readings are delivered with the birth. Null metrics are no readings. The device of
    D messages is <edge>/<device>.
    """

    SEVERAL_MESSAGES = True

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        super().__init__(device, zone)
        self._aliases: dict[_Node, dict[int, _Known]] = {}
        self._held: dict[_Node, list[Message]] = {}

    def read(self, gather: Gather, message: Message) -> None:
        levels = message.topic.split("/")
        if len(levels) < 4 or levels[0] != "spBv1.0" or levels[1] == "STATE":  # noqa: PLR2004  namespace/group/type/edge
            if "STATE" in levels[:2]:
                return
            reason = "no Sparkplug topic: spBv1.0/group/type/edge or …/edge/device"
            raise Undecodable(reason)
        node = (levels[1], levels[3], "/".join(levels[4:]))
        gather.meter = f"{node[1]}/{node[2]}" if node[2] else None
        kind = levels[2]
        if kind in {"NBIRTH", "DBIRTH"}:
            self._birth(gather, node, message)
        elif kind in {"NDATA", "DDATA"}:
            self._data(gather, node, message)
        elif kind in {"NDEATH", "DDEATH"}:
            self._death(gather, node)

    def _birth(self, gather: Gather, node: _Node, message: Message) -> None:
        payload = parse_payload(message.payload)
        if len(self._aliases) >= _MOST_NODES and node not in self._aliases:
            self._aliases.pop(next(iter(self._aliases)))
        self._aliases[node] = {
            metric.alias: _Known(as_text(metric.name), metric.datatype, unit_of(metric))
            for metric in payload.metrics
            if metric.HasField("alias") and metric.name
        }
        for held in self._held.pop(node, ()):
            self._metrics(gather, node, parse_payload(held.payload), held.received)
        self._metrics(gather, node, payload, None)

    def _data(self, gather: Gather, node: _Node, message: Message) -> None:
        payload = parse_payload(message.payload)
        known = self._aliases.get(node, {})
        unknown = [metric.alias for metric in payload.metrics if not metric.name and metric.alias not in known]
        if unknown:
            held = self._held.setdefault(node, [])
            if len(held) < _MOST_HELD and len(self._held) <= _MOST_NODES:
                held.append(message)
            reason = (
                f"alias {unknown[0]} of {'/'.join(filter(None, node))}: no birth has named it yet; ask for a rebirth"
            )
            raise Undecodable(reason)
        self._metrics(gather, node, payload, None)

    def _death(self, gather: Gather, node: _Node) -> None:
        gather.event("device_offline")
        for other in list(self._aliases):
            if other == node or (not node[2] and other[:2] == node[:2]):
                del self._aliases[other]

    def _metrics(self, gather: Gather, node: _Node, payload: Any, held_since: datetime | None) -> None:
        known = self._aliases.get(node, {})
        for metric in payload.metrics:
            birth = known.get(metric.alias) if metric.HasField("alias") else None
            name = as_text(metric.name) or (birth.name if birth else "")
            datatype = metric.datatype or (birth.datatype if birth else 0)
            value = metric_value(metric, datatype)
            if not name or value is None or datatype == _DATETIME:
                continue
            given = metric.timestamp if metric.HasField("timestamp") else payload.timestamp
            gather.time = gather.moment(given or None, _from_milliseconds, name) or held_since
            self._metric(gather, name, value, unit_of(metric) or (birth.unit if birth else ""))

    def _metric(self, gather: Gather, name: str, value: float | bool | str, unit: str) -> None:
        if self.take_configured(gather, name, value) or isinstance(value, str):
            return
        steps = name.split("/")
        found = (meaning(steps[-1], unit) or meaning("/".join(steps[-2:]), unit)) if unit else None
        if found and not isinstance(value, bool):
            gather.add(found.quantity, value, found.unit, found.part)
        elif not isinstance(value, bool):
            gather.unmapped.append(name)


def _from_milliseconds(value: object) -> datetime:
    return from_unix(value, 1000)
