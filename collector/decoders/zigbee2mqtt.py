"""Zigbee2MQTT: zigbee2mqtt/<name> with one JSON object, or zigbee2mqtt/<name>/<attribute> with bare values."""

import re
from datetime import datetime

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.homeassistant import is_discovery, read_discovery
from collector.formats.moments import from_iso, guess_unix
from collector.formats.payload import Json, read_json, text_at
from collector.formats.preset import JsonPreset, is_number, looks_json, short_text

_VALUES: dict[str, tuple[str, str, str]] = {
    "energy": ("electricity_import", "kWh", ""), "produced_energy": ("electricity_export", "kWh", ""),
    "energy_produced": ("electricity_export", "kWh", ""), "power": ("active_power", "W", ""),
    "voltage": ("voltage", "V", ""), "current": ("current", "A", ""), "ac_frequency": ("frequency", "Hz", ""),
    "power_factor": ("power_factor", "", ""), "power_reactive": ("reactive_power", "var", ""),
    "power_apparent": ("apparent_power", "VA", ""), "apparent_power": ("apparent_power", "VA", ""),
    "rms_current": ("current", "A", ""), "rms_voltage": ("voltage", "V", ""),
    "current_summ_delivered": ("electricity_import", "kWh", ""),
    "current_summ_received": ("electricity_export", "kWh", ""),
    "temperature": ("temperature", "degC", "room"), "local_temperature": ("temperature", "degC", "room"),
    "soil_temperature": ("temperature", "degC", "soil"), "device_temperature": ("temperature", "degC", "device"),
    "humidity": ("humidity", "%", ""), "soil_moisture": ("soil_moisture", "%", ""), "pressure": ("pressure", "hPa", ""),
    "battery": ("battery_level", "%", ""), "water_leak": ("leak_state", "", ""), "contact": ("door_state", "", ""),
    "gas_volume": ("gas_volume", "m3", ""), "volume": ("water_volume", "m3", ""),
}  # fmt: skip
_PHASED = re.compile(
    r"(power|voltage|current|energy|produced_energy|rms_current|rms_voltage|apparent_power)"
    r"_(?:phase_)?(a|b|c|l?[1-9]|ph_b|ph_c)"
)
_PHASES = {"a": "L1", "b": "L2", "c": "L3", "ph_b": "L2", "ph_c": "L3"}
_TIER = re.compile(r"current_tier([0-9]+)_summ_(delivered|received)")
_NO_METER = frozenset(
    ("linkquality", "countdown", "update", "timer", "timer_time_left", "device", "update_available", "last_seen")
)
_SILENT = frozenset(("availability", "set", "get"))


@decoder("zigbee2mqtt")
class Zigbee2Mqtt(JsonPreset):
    """`last_seen` is the time of the reading. A smart meter's register is the sum of its tiers.

    A contact is true when closed. Litres of one irrigation run are no register and are left out.
    """

    def read(self, gather: Gather, message: Message) -> None:
        levels = message.topic.split("/")
        if is_discovery(message.topic):
            found = read_discovery(message.topic, read_json(message.payload))
            if found:
                gather.described.append(found.described)
            return
        if len(levels) > 1 and (levels[1] == "bridge" or levels[-1] in _SILENT):
            if levels[-1] == "availability" and b"offline" in message.payload[:64]:
                gather.event("device_offline")
            return
        if looks_json(message.payload):
            super().read(gather, message)
            return
        name, text = levels[-1], short_text(message.payload)
        if not self.take_configured(gather, name, text):
            _take(gather, name, text)

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        del message
        if not isinstance(document, dict):
            reason = "a device's state is a JSON object"
            raise Undecodable(reason)
        gather.meter = text_at(document, "meter_serial_number")
        gather.time = gather.moment(document.get("last_seen"), self._moment, "/last_seen")
        tiers: dict[str, list[Json]] = {}
        for name, value in document.items():
            if isinstance(value, (dict, list)) or value is None:
                continue
            if found := _TIER.fullmatch(name):
                quantity = "electricity_import" if found[2] == "delivered" else "electricity_export"
                if gather.add(quantity, value, "kWh", f"tariff {found[1]}"):
                    tiers.setdefault(quantity, []).append(value)
            elif name == "voltage" and "battery" in document:
                gather.add("battery_voltage", value, "mV")
            elif not _take(gather, name, value) and is_number(value) and name not in _NO_METER:
                gather.unmapped.append(f"/{name}")
        for quantity, values in tiers.items():
            if not gather.has(quantity):
                gather.total(quantity, values, "kWh")

    def _moment(self, value: object) -> datetime:
        return guess_unix(value) if is_number(value) else from_iso(value, self.zone)


def _take(gather: Gather, name: str, value: Json) -> bool:
    """Whether the name is one of a measurement; its value may still be none."""
    part = ""
    if found := _PHASED.fullmatch(name):
        name = found[1]
        part = _PHASES.get(found[2]) or f"L{found[2][-1]}"
    known = _VALUES.get(name)
    if known is None:
        return False
    quantity, unit, own = known
    if name == "contact":
        closed = gather.base_value(quantity, value)
        gather.add(quantity, None if closed is None else 1 - closed)
    else:
        gather.add(quantity, value, unit, part or own)
    return True
