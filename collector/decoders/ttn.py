"""The Things Stack v3: v3/<application>@<tenant>/devices/<device id>/up."""

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.lorawan import device_hint, take_frame, take_object
from collector.formats.moments import from_iso
from collector.formats.payload import Json, inner, text_at
from collector.formats.preset import JsonPreset, is_number


@decoder("ttn")
class TheThingsStack(JsonPreset):
    """Uplinks carry `decoded_payload`, else `normalized_payload`, else the vendor's bytes.

    Joins, downlinks and acknowledgements hold no readings. Configured fields are pointers such as
    /uplink_message/decoded_payload/pulse.
    """

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        if isinstance(document, dict) and isinstance(document.get("result"), dict):
            document = document["result"]
        if not isinstance(document, dict) or ("end_device_ids" not in document and "uplink_message" not in document):
            reason = "no message of The Things Stack: end_device_ids is missing"
            raise Undecodable(reason)
        del message
        uplink = inner(document, "uplink_message")
        if not uplink:
            return
        given = (
            text_at(uplink, "received_at") or text_at(document, "received_at") or text_at(uplink, "settings", "time")
        )
        gather.time = gather.moment(given, lambda value: from_iso(value, self.zone), "/uplink_message/received_at")
        decoded = uplink.get("decoded_payload")
        normalized = uplink.get("normalized_payload")
        if isinstance(decoded, dict) and decoded:
            take_object(gather, decoded, "/uplink_message/decoded_payload", self.zone)
        elif isinstance(normalized, (list, dict)) and normalized:
            take_object(gather, normalized, "/uplink_message/normalized_payload", self.zone)
        else:
            port = uplink.get("f_port")
            hint = f"{device_hint(inner(uplink, 'version_ids'))} {text_at(document, 'end_device_ids', 'dev_eui') or ''}"
            take_frame(gather, uplink.get("frm_payload"), hint.casefold(), port if is_number(port) else None)
