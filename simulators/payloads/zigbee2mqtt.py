"""A metering plug behind Zigbee2MQTT: register in kWh, last_seen with offset."""

import json
from collections.abc import Sequence

from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.payloads.stamps import local_with_offset
from simulators.spec import Instrument


@shape("zigbee2mqtt")
class Zigbee2Mqtt(Shape):
    """zigbee2mqtt/<friendly name>."""

    clocked = True
    step_s = 10

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        columns = (
            Column("electricity_import", 2),
            Column("active_power", 0),
            Column("voltage", 0),
            Column("current", 2),
        )
        return (Voice(f"zigbee2mqtt/{instrument.device}", columns),)

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        del topic
        values = rows[0].values
        body = {
            "current": values["current"],
            "energy": values["electricity_import"],
            "last_seen": local_with_offset(stamp_ms),
            "linkquality": 87,
            "power": values["active_power"],
            "state": "ON",
            "voltage": values["voltage"],
        }
        return json.dumps(body, separators=(",", ":"))

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(f"zigbee2mqtt/{instrument.device}", "zigbee2mqtt")
