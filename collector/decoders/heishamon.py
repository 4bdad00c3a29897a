"""HeishaMon: Panasonic heat pumps, as JSON or one topic per value."""

import html
from typing import NamedTuple

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.numbers import Unreadable, read_number
from collector.formats.payload import Json, text_at
from collector.formats.preset import JsonPreset, is_number, looks_json, short_text
from collector.formats.units import fits


class _Value(NamedTuple):
    quantity: str
    unit: str
    part: str = ""


_VALUES: dict[str, _Value] = {
    "Heat_Power_Production": _Value("heat_power", "W"),
    "Heat_Energy_Production": _Value("heat_power", "W"),
    "Heat_Power_Consumption": _Value("active_power", "W"),
    "Heat_Energy_Consumption": _Value("active_power", "W"),
    "Cool_Power_Production": _Value("heat_power", "W", "cooling"),
    "Cool_Power_Consumption": _Value("active_power", "W", "cooling"),
    "DHW_Power_Production": _Value("heat_power", "W", "hot water"),
    "DHW_Power_Consumption": _Value("active_power", "W", "hot water"),
    "Main_Inlet_Temp": _Value("temperature", "degC", "return"),
    "Main_Outlet_Temp": _Value("temperature", "degC", "supply"),
    "Outside_Temp": _Value("temperature", "degC", "outdoor"),
    "DHW_Temp": _Value("temperature", "degC", "tank"),
    "Buffer_Temp": _Value("temperature", "degC", "buffer"),
    "Room_Thermostat_Temp": _Value("temperature", "degC", "room"),
    "Z1_Water_Temp": _Value("temperature", "degC", "zone 1 water"),
    "Z2_Water_Temp": _Value("temperature", "degC", "zone 2 water"),
    "Solar_Temp": _Value("temperature", "degC", "solar"),
    "Pool_Temp": _Value("temperature", "degC", "pool"),
    "Pump_Flow": _Value("flow", "L/min", "heating circuit"),
    "Compressor_Freq": _Value("compressor_frequency", "Hz"),
    "Operations_Hours": _Value("operating_time", "h"),
    "DHW_Heater_Operations_Hours": _Value("operating_time", "h", "hot water heater"),
    "Room_Heater_Operations_Hours": _Value("operating_time", "h", "room heater"),
    "Operations_Counter": _Value("starts", ""),
    "Water_Pressure": _Value("pressure", "bar"),
    "Compressor_Current": _Value("current", "A", "compressor"),
}
_S0 = {
    "WatthourTotal": _Value("electricity_import", "Wh"), "Watt": _Value("active_power", "W"),
}  # fmt: skip
_NO_SENSOR_C = -78


@decoder("heishamon")
class HeishaMon(JsonPreset):
    """The outlet of the heat pump is the supply, the inlet the return. Powers are instantaneous; there is no register.

    `s0/WatthourTotal/<port>` is the pulse register of a meter on the S0 port, in Wh.
    """

    def read(self, gather: Gather, message: Message) -> None:
        if looks_json(message.payload):
            super().read(gather, message)
            return
        levels = message.topic.split("/")
        text = short_text(message.payload)
        if len(levels) >= 3 and levels[-3] == "s0" and levels[-2] in _S0:  # noqa: PLR2004  s0/kind/port
            found = _S0[levels[-2]]
            gather.add(found.quantity, text, found.unit, f"S0 port {levels[-1]}")
        elif len(levels) >= 2 and levels[-2] == "1wire":  # noqa: PLR2004  1wire/address
            gather.add("temperature", text, "degC", levels[-1])
        elif len(levels) >= 2 and levels[-2] in {"main", "commands", "optional"}:  # noqa: PLR2004  main/name
            _take(gather, levels[-1], text, "")

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        del message
        listed = document.get("heatpump") if isinstance(document, dict) else None
        if not isinstance(listed, list):
            reason = "no heatpump array"
            raise Undecodable(reason)
        for item in _objects(listed):
            name = text_at(item, "Name")
            if name:
                _take(gather, name, item.get("Value"), html.unescape(text_at(item, "Description") or ""))
        for item in _objects(document.get("1wire")):
            gather.add("temperature", item.get("Temperature"), "degC", text_at(item, "Sensor") or "1wire")
        for item in _objects(document.get("s0")):
            port = f"S0 port {text_at(item, 'S0 port') or ''}".strip()
            gather.add("electricity_import", item.get("WatthourTotal"), "Wh", port)
            gather.add("active_power", item.get("Watt"), "W", port)


def _objects(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _take(gather: Gather, name: str, value: Json, said: str) -> None:
    found = _VALUES.get(name)
    if found is None:
        return
    try:
        number = read_number(value)
    except Unreadable:
        number = None
    if found.quantity == "temperature" and number is not None and number.value <= _NO_SENSOR_C:
        return
    unit = said if said and is_number(value) and found.unit and fits(said, found.quantity) else found.unit
    gather.add(found.quantity, value, unit, found.part)
