"""Shelly generation 2 energy meters: two topics, Wh, no time."""

import json
from collections.abc import Sequence

from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.spec import Instrument

_GAUGES = {
    "current": "current",
    "voltage": "voltage",
    "active_power": "act_power",
    "apparent_power": "aprt_power",
    "power_factor": "pf",
    "frequency": "freq",
}


@shape("shelly")
class Shelly(Shape):
    """A Pro EM-50 with its first of two channels in use: em1data:0 carries both registers in Wh, em1:0 the gauges."""

    clocked = False
    step_s = 1

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        registers = (Column("electricity_import", 2, 0.001), Column("electricity_export", 2, 0.001))
        gauges = (
            Column("current", 3),
            Column("voltage", 1),
            Column("active_power", 1),
            Column("apparent_power", 1),
            Column("power_factor", 2),
            Column("frequency", 1),
        )
        head = f"{instrument.device}/status"
        return (Voice(f"{head}/em1data:0", registers), Voice(f"{head}/em1:0", gauges))

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        del stamp_ms
        values = rows[0].values
        if topic.endswith("em1data:0"):
            imported, exported = values["electricity_import"], values["electricity_export"]
            body: dict[str, object] = {"total_act_energy": imported, "total_act_ret_energy": exported}
        else:
            body = {_GAUGES[k]: v for k, v in values.items()} | {"calibration": "factory"}
        return json.dumps({"id": "0", **body}, separators=(",", ":"))

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(f"{instrument.device}/status/+", "shelly", part="channel 0")
