"""A data concentrator (采集网关) that batches its DL/T 645 meters into one JSON message.

Registers are as displayed, before the multiplier; power is primary.
"""

import json
from collections.abc import Mapping, Sequence

from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.spec import Instrument

_NAMES = {"electricity_import": "kwh", "active_power": "kw", "voltage": "u"}


@shape("gateway_batch")
class GatewayBatch(Shape):
    """`{"gw": …, "ts": …, "data": [{"id", "kwh", "kw", "u"}, …]}` on gw/<gateway>/data, ts in UNIX seconds."""

    clocked = True
    step_s = 1

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        columns = (
            Column("electricity_import", instrument.decimals),
            Column("active_power", 4, 1000.0),
            Column("voltage", 1),
        )
        return (Voice(f"gw/{instrument.gateway}/data", columns),)

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        data = [{"id": r.instrument.device} | {_NAMES[k]: v for k, v in r.values.items()} for r in rows]
        return json.dumps({"gw": topic.split("/")[1], "ts": stamp_ms // 1000, "data": data}, separators=(",", ":"))

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(f"gw/{instrument.gateway}/data", "gateway_batch", instrument.device)

    def device_types(self) -> Mapping[str, Mapping[str, object]]:
        return {
            "gateway_batch": {
                "decoder": "json",
                "topic": "gw/{gateway}/data",
                "records": "/data",
                "device": "/id",
                "time": {"path": "/ts", "format": "unix"},
                "fields": [
                    {"path": "/kwh", "quantity": "electricity_import", "unit": "kWh"},
                    {"path": "/kw", "quantity": "active_power", "unit": "kW"},
                    {"path": "/u", "quantity": "voltage", "unit": "V"},
                ],
            }
        }
