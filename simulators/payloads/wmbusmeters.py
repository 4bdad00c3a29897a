"""Wireless M-Bus water and gas meters as wmbusmeters publishes them: m3, UTC."""

import json
from collections.abc import Sequence

from campus.quantity import Resource
from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.payloads.stamps import utc
from simulators.spec import Instrument


@shape("wmbusmeters")
class WMBusMeters(Shape):
    """wmbusmeters/<name>, one JSON per telegram; the device's id is the meter's serial number."""

    clocked = True
    step_s = 30

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        quantity = "gas_volume" if instrument.resource is Resource.GAS else "water_volume"
        return (Voice(f"wmbusmeters/{instrument.id}", (Column(quantity, instrument.decimals),)),)

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        instrument, values = rows[0]
        gas = instrument.resource is Resource.GAS
        body = {
            "_": "telegram",
            "media": "gas" if gas else "water",
            "meter": "elster" if gas else "iperl",
            "name": topic.partition("/")[2],
            "id": instrument.device,
            "total_m3": next(iter(values.values())),
            "timestamp": utc(stamp_ms),
        }
        return json.dumps(body, separators=(",", ":"))

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(f"wmbusmeters/{instrument.id}", "wmbusmeters", instrument.device)
