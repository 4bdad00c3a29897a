"""ChirpStack v3 and v4 events: application/<id>/device/<devEui>/event/<up|status|log|…>."""

from datetime import datetime

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.lorawan import device_hint, take_frame, take_object
from collector.formats.moments import from_iso
from collector.formats.payload import Json, inner, read_object
from collector.formats.preset import JsonPreset, is_number

_SILENT = frozenset(("join", "ack", "txack", "log", "location", "integration", "error", "tx"))


@decoder("chirpstack")
class ChirpStack(JsonPreset):
    """Uplinks carry the codec's `object`, else the vendor's bytes; `status` carries the battery level.

    One uplink heard by several gateways is one set of readings. Configured fields are pointers such
    as /object/pulse.
    """

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        if not isinstance(document, dict):
            reason = "a ChirpStack event is a JSON object"
            raise Undecodable(reason)
        event = message.topic.rsplit("/", 1)[-1]
        if event in _SILENT:
            return
        gather.time = self._time(gather, document)
        if event == "status" or "batteryLevel" in document:
            if not document.get("batteryLevelUnavailable") and not document.get("externalPowerSource"):
                gather.add("battery_level", document.get("batteryLevel"), "%")
            return
        decoded = document.get("object")
        if decoded is None and isinstance(document.get("objectJSON"), str) and document["objectJSON"].strip():
            decoded = read_object(document["objectJSON"].encode())
        if isinstance(decoded, dict) and decoded:
            take_object(gather, decoded, "/object", self.zone)
        elif "data" in document:
            port = document.get("fPort")
            info = inner(document, "deviceInfo") or document
            take_frame(gather, document["data"], device_hint(info), port if is_number(port) else None)
        elif event != "up" and "deviceInfo" not in document and "devEUI" not in document:
            reason = "no ChirpStack event: neither object nor data"
            raise Undecodable(reason)

    def _time(self, gather: Gather, document: dict[str, Json]) -> datetime | None:
        given = document.get("time") or document.get("publishedAt")
        heard = document.get("rxInfo")
        if given is None and isinstance(heard, list):
            given = next((item["time"] for item in heard if isinstance(item, dict) and item.get("time")), None)
        return gather.moment(given, lambda value: from_iso(value, self.zone), "/time")
