"""wmbusmeters: JSON per telegram, and the unencrypted telegrams themselves in hex."""

import re
from collections.abc import Mapping

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.gather import Gather
from collector.payload import Json, read_json, read_text
from collector.preset import JsonPreset, looks_json
from collector.wmbus import Frame, Record, parse_frame
from collector.wmbus_json import is_wmbus_telegram, read_wmbus_json

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_WATER = frozenset((0x07, 0x14, 0x16, 0x28))
_VOLUMES: Mapping[int, str] = {
    0x03: "gas_volume", 0x06: "hot_water_volume", 0x15: "hot_water_volume",
    **dict.fromkeys((0x04, 0x0A, 0x0B, 0x0C, 0x0D), "heating_water_volume"),
    **dict.fromkeys(_WATER, "water_volume"),
}  # fmt: skip
_HEAT, _COOLING = frozenset((0x04, 0x0C, 0x0D)), frozenset((0x0A, 0x0B))
_TEMPERATURES = {"supply": "supply", "return": "return", "external": "room"}
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
        quantity, part = _quantity(frame.medium, record)
        if quantity is None:
            continue
        if record.tariff:
            part = f"tariff {record.tariff}"
        if record.subunit:
            part = f"{part} unit {record.subunit}".strip()
        if gather.has(quantity, part):
            continue
        gather.add(quantity, record.value, record.unit, part)
        if record.tariff and not record.subunit and gather.readings:
            tariffs[quantity] = tariffs.get(quantity, 0.0) + gather.readings[-1].value
    for quantity, total in tariffs.items():
        if not gather.has(quantity):
            gather.add(quantity, total)


def _quantity(medium: int, record: Record) -> tuple[str | None, str]:  # noqa: PLR0911  one answer a kind of record
    kind = record.quantity
    if kind == "volume":
        found = _VOLUMES.get(medium)
        if record.backward:
            return ("water_backflow_volume", "") if found == "water_volume" else (None, "")
        return found, ""
    if kind == "energy":
        if medium in _HEAT or medium in _COOLING:
            return ("cooling_energy" if medium in _COOLING else "heat_energy"), ""
        return ("electricity_export" if record.backward else "electricity_import") if medium == 0x02 else None, ""  # noqa: PLR2004  medium electricity
    if kind == "power":
        return ("active_power" if medium == 0x02 else "heat_power" if medium in _HEAT else None), ""  # noqa: PLR2004  medium electricity
    if kind in _TEMPERATURES:
        flowing = "water" if kind == "supply" and medium not in _HEAT | _COOLING else _TEMPERATURES[kind]
        return "temperature", flowing
    if kind == "flow":
        return "flow", "heating circuit" if medium in _HEAT | _COOLING else ""
    if kind in {"voltage", "current"}:
        return (kind if medium == 0x02 else None), ""  # noqa: PLR2004  medium electricity
    return ("operating_time" if kind == "operating_time" else "pressure" if kind == "pressure" else None), ""
