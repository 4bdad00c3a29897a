"""A heat-pump controller's own JSON, read by configuration alone."""

import json
from collections.abc import Mapping, Sequence

from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.payloads.stamps import local_with_offset
from simulators.spec import Instrument

_FIELDS = {
    "electricity_import": ("kwh", "kWh"),
    "electricity_import[auxiliary]": ("aux_kwh", "kWh"),
    "active_power": ("p_kw", "kW"),
    "hot_water_volume": ("hot_m3", "m3"),
    "temperature[tank]": ("t_tank", "degC"),
    "temperature[supply]": ("t_supply", "degC"),
    "temperature[ambient]": ("t_ambient", "degC"),
    "temperature[inlet]": ("t_inlet", "degC"),
    "starts": ("starts", ""),
    "operating_time": ("run_h", "h"),
}


@shape("heat_pump_json")
class HeatPumpJson(Shape):
    """`{"t": …, "unit": …, "values": {…}}` on plant/<device>/status."""

    clocked = True
    step_s = 5

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        columns = (
            Column("electricity_import", instrument.decimals),
            Column("electricity_import[auxiliary]", 2),
            Column("active_power", 3, 1000.0),
            Column("hot_water_volume", 2),
            Column("temperature[tank]", 1),
            Column("temperature[supply]", 1),
            Column("temperature[ambient]", 1),
            Column("temperature[inlet]", 1),
            Column("starts", 0),
            Column("operating_time", 2),
        )
        return (Voice(f"plant/{instrument.device}/status", columns),)

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        values = {_FIELDS[k][0]: v for k, v in rows[0].values.items()}
        body = {"unit": topic.split("/")[1], "t": local_with_offset(stamp_ms), "values": values}
        return json.dumps(body, separators=(",", ":"))

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(f"plant/{instrument.device}/status", "heat_pump_json")

    def device_types(self) -> Mapping[str, Mapping[str, object]]:
        fields = []
        for channel, (name, unit) in _FIELDS.items():
            quantity, _, part = channel.removesuffix("]").partition("[")
            field = {"path": f"/values/{name}", "quantity": quantity, "unit": unit, "part": part}
            fields.append({k: v for k, v in field.items() if v})
        return {
            "heat_pump_json": {
                "decoder": "json",
                "topic": "plant/{device}/status",
                "time": {"path": "/t", "format": "iso"},
                "fields": fields,
            }
        }
