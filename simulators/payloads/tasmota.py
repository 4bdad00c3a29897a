"""Tasmota energy sensor: local time without zone, register in kWh."""

import json
from collections.abc import Sequence

from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.payloads.stamps import local
from simulators.spec import Instrument


@shape("tasmota")
class Tasmota(Shape):
    """tele/<device>/SENSOR with the ENERGY object."""

    clocked = True
    step_s = 10

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        columns = (
            Column("electricity_import", 3),
            Column("active_power", 0),
            Column("voltage", 0),
            Column("current", 3),
        )
        return (Voice(f"tele/{instrument.device}/SENSOR", columns),)

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        del topic
        values = rows[0].values
        energy = {
            "TotalStartTime": "2024-01-01T00:00:00",
            "Total": values["electricity_import"],
            "Power": values["active_power"],
            "Voltage": values["voltage"],
            "Current": values["current"],
        }
        return json.dumps({"Time": local(stamp_ms), "ENERGY": energy}, separators=(",", ":"))

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(f"tele/{instrument.device}/SENSOR", "tasmota")
