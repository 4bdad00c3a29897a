"""LoRaWAN water meter behind The Things Stack v3, payload decoded by the Axioma codec."""

import json
from collections.abc import Sequence

from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.payloads.stamps import utc
from simulators.spec import Instrument


@shape("ttn")
class TheThingsStack(Shape):
    """v3/<application>@<tenant>/devices/<id>/up; the meter's own timestamp is in the decoded payload."""

    clocked = True
    step_s = 300

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        return (Voice(self._topic(instrument), (Column("water_volume", 3),)),)

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        application, tenant = topic.split("/")[1].split("@")
        decoded = {
            "payload_format": "AXIOMA_W1_ENHANCED_24H",
            "timestamp_unix": stamp_ms // 1000,
            "timestamp_utc": utc(stamp_ms),
            "status": 0,
            "low_battery": False,
            "leakage": False,
            "burst": False,
            "backflow": False,
            "current_volume_m3": rows[0].values["water_volume"],
        }
        body = {
            "end_device_ids": {
                "device_id": rows[0].instrument.device,
                "application_ids": {"application_id": f"{application}-{tenant}"},
            },
            "received_at": utc(stamp_ms + 2000),
            "uplink_message": {"f_port": 100, "decoded_payload": decoded, "received_at": utc(stamp_ms + 1000)},
        }
        return json.dumps(body, separators=(",", ":"))

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(self._topic(instrument), "ttn")

    def _topic(self, instrument: Instrument) -> str:
        return f"v3/campus@school/devices/{instrument.device}/up"
