"""CET (中电) gateways: a list of points with Chinese names, each with its own unit and time."""

from datetime import datetime

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import guess_unix
from collector.formats.payload import Json, text_at
from collector.formats.preset import JsonPreset, is_number
from collector.formats.vocabulary import meaning

_EVENT_TYPES = frozenset(("SOE", "EVENT", "ALARM"))
_PLACEHOLDER = "string"


@decoder("cn_cet")
class Cet(JsonPreset):
    """Points are taken by name (`A相电流`) and unit; type SOE is an event.

    The path of a configured field is the point's name.
    """

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        del message
        points = document.get("properties") if isinstance(document, dict) else None
        if not isinstance(points, list):
            reason = "no properties array"
            raise Undecodable(reason)
        named = {key.strip(): value for key, value in document.items()}
        location = text_at(named, "location_code")
        gather.meter = location if location != _PLACEHOLDER else None
        message_time = gather.moment(named.get("ts"), guess_unix, "ts")
        for point in points:
            if isinstance(point, dict):
                self._point(gather, {key.strip(): value for key, value in point.items()}, message_time)

    def take_pointers(self, gather: Gather, document: Json) -> None:
        """Configured fields are point names here, and were taken with their point."""

    def _point(self, gather: Gather, point: dict[str, Json], message_time: datetime | None) -> None:
        name, value = text_at(point, "key") or "", point.get("value")
        if str(point.get("type", "")).strip().upper() in _EVENT_TYPES:
            details: dict[str, float | str] = {"name": name}
            if is_number(value):
                details["value"] = float(value)
            gather.event("limit_exceeded" if "越限" in name else "device_event", **details)
            return
        gather.time = gather.moment(point.get("timestamp"), guess_unix, "timestamp") or message_time
        unit = text_at(point, "unit") or ""
        if self.take_configured(gather, name, value):
            return
        found = meaning(name, unit)
        if found and (unit or found.quantity == "power_factor"):
            gather.add(found.quantity, value, found.unit, found.part)
        elif is_number(value):
            gather.unmapped.append(name)
