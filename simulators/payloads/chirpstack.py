"""LoRaWAN room and leak sensors behind ChirpStack v4, payload decoded by its codec."""

import json
from collections.abc import Sequence

from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.payloads.stamps import utc
from simulators.randomness import key
from simulators.spec import Instrument

APPLICATION = "7c2d3c1e-5b0a-4a55-9d0e-2f6f1f5d8b11"
_NAMES = {
    "temperature[room]": "temperature",
    "humidity": "humidity",
    "battery_level": "battery",
    "leak_state": "leakage_status",
}


@shape("chirpstack")
class ChirpStack(Shape):
    """application/<id>/device/<devEui>/event/up with the values in `object`."""

    clocked = True
    step_s = 300

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        columns = [Column("temperature[room]", 1), Column("humidity", 1), Column("battery_level", 0)]
        if instrument.use == "leak":
            columns.append(Column("leak_state", 0))
        return (Voice(self._topic(instrument), tuple(columns)),)

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        instrument, values = rows[0]
        body = {
            "deduplicationId": f"{key(topic, stamp_ms):032x}",
            "time": utc(stamp_ms),
            "deviceInfo": {
                "applicationId": topic.split("/")[1],
                "deviceProfileName": "Milesight EM300-SLD" if instrument.use == "leak" else "Milesight EM300-TH",
                "deviceName": instrument.id,
                "devEui": instrument.device,
            },
            "fPort": 85,
            "object": {_NAMES[k]: v for k, v in values.items()},
        }
        return json.dumps(body, separators=(",", ":"))

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(self._topic(instrument), "chirpstack")

    def _topic(self, instrument: Instrument) -> str:
        return f"application/{APPLICATION}/device/{instrument.device}/event/up"
