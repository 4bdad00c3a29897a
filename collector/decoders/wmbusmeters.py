"""wmbusmeters: JSON per telegram, and the unencrypted telegrams themselves in hex."""

import re
from collections.abc import Mapping

from campus.reading import Channel
from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.payload import Json, read_json, read_text
from collector.formats.preset import JsonPreset, looks_json
from collector.formats.wmbus import Frame, Record, parse_frame
from collector.formats.wmbus_json import is_wmbus_telegram, read_wmbus_json

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_WATER = frozenset((0x07, 0x14, 0x16, 0x28))
_VOLUMES: Mapping[int, str] = {
    0x03: "gas_volume", 0x06: "hot_water_volume", 0x15: "hot_water_volume",
    **dict.fromkeys((0x04, 0x0A, 0x0B, 0x0C, 0x0D), "heating_water_volume"),
    **dict.fromkeys(_WATER, "water_volume"),
}  # fmt: skip
_HEAT, _COOLING = frozenset((0x04, 0x0C, 0x0D)), frozenset((0x0A, 0x0B))
_TEMPERATURES = {"supply": "supply", "return": "return", "external": "room"}
_ELECTRICITY = 0x02
_BACKWARD = {"water_volume": "water_backflow_volume", "electricity_import": "electricity_export"}
_FLOW_IS_MAXIMUM = frozenset(("SEN",))
"""Makers whose flow record is the largest flow of a past period (Sensus iPERL)."""
_FLAGS = {0x04: "low_battery", 0x08: "device_error", 0x10: "device_error"}


@decoder("wmbusmeters")
class WmbusMeters(JsonPreset):
    """The device is the meter's id. Place-holder times (1111-11-11) are refused: arrival time then stands in.

    In a telegram, values are taken from records of the present; encrypted telegrams need a gateway with the key.
    """

    def read(self, gather: Gather, message: Message) -> None:
        if looks_json(message.payload):
            document = read_json(message.payload)
            self.read_document(gather, document, message)
            self.take_pointers(gather, document)
            return
        text = re.sub(r"[\s_|]+", "", read_text(message.payload)).removeprefix("0x")
        if not _HEX.fullmatch(text):
            reason = "neither JSON nor a telegram in hex"
            raise Undecodable(reason)
        _take_frame(gather, parse_frame(bytes.fromhex(text)))

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        del message
        if not is_wmbus_telegram(document):
            reason = "no telegram: id, meter and media are missing"
            raise Undecodable(reason)
        read_wmbus_json(gather, document, self.zone)


def _take_frame(gather: Gather, frame: Frame) -> None:
    gather.meter = frame.meter
    if frame.encrypted:
        gather.event("telegram_not_decoded", reason="encrypted or in a form this decoder does not read")
        return
    for bit, kind in _FLAGS.items():
        if frame.status & bit:
            gather.event(kind, status=frame.status)
    tariffs: dict[str, float] = {}
    for record in frame.records:
        found = _channel(frame, record)
        if found is None or gather.has(found.quantity, found.part):
            continue
        gather.add(found.quantity, record.value, record.unit, found.part)
        if record.tariff and not record.subunit:
            tariffs[found.quantity] = tariffs.get(found.quantity, 0.0) + gather.readings[-1].value
    for quantity, total in tariffs.items():
        if not gather.has(quantity):
            gather.add(quantity, total)


def _channel(frame: Frame, record: Record) -> Channel | None:
    """Which value of the meter a record is; None where it is none of ours."""
    medium, kind = frame.medium, record.quantity
    thermal = medium in _HEAT | _COOLING
    electric = medium == _ELECTRICITY
    found: dict[str, str | None] = {
        "volume": _VOLUMES.get(medium),
        "energy": "cooling_energy" if medium in _COOLING else "heat_energy" if thermal else None,
        "power": "heat_power" if medium in _HEAT else None,
        "flow": None if frame.manufacturer in _FLOW_IS_MAXIMUM else "flow",
        **dict.fromkeys(_TEMPERATURES, "temperature"),
        "operating_time": "operating_time",
        "pressure": "pressure",
    }
    if electric:
        found |= {"energy": "electricity_import", "power": "active_power", "voltage": "voltage", "current": "current"}
    quantity = found.get(kind)
    if record.backward:
        quantity = _BACKWARD.get(quantity or "")
    if quantity is None:
        return None
    part = _TEMPERATURES.get(kind, "")
    if kind == "supply" and not thermal:
        part = "water"
    if kind == "flow" and thermal:
        part = "heating circuit"
    if record.tariff:
        part = f"tariff {record.tariff}"
    return Channel(quantity, f"{part} unit {record.subunit}".strip() if record.subunit else part)
