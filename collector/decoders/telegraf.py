"""Telegraf: outputs.mqtt as line protocol, JSON or batched JSON."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import ClassVar

from campus.config.meter import DeviceType
from collector.decoders.line_protocol import read_points
from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.lineprotocol import Point
from collector.formats.moments import Parse, guess_unix, parser
from collector.formats.payload import Json, inner, read_json, read_text, text_at
from collector.formats.preset import Preset, is_number, leaves, looks_json

_SITE = {
    "ENERGY_PRODUCED": "electricity_production", "PRODUCED_ENERGY": "electricity_production",
    "ENERGY_IMPORTED": "electricity_import", "INPUT_ENERGY": "electricity_import",
    "ENERGY_EXPORTED": "electricity_export", "OUTPUT_ENERGY": "electricity_export",
    "ENERGY_CHARGED": "electricity_charged", "CHARGED_ENERGY": "electricity_charged",
    "ENERGY_DISCHARGED": "electricity_discharged", "DISCHARGED_ENERGY": "electricity_discharged",
    "POWER_GRID": "active_power", "ACTIVE_POWER": "active_power", "POWER_PRODUCTION": "pv_power",
    "POWER_STORAGE": "storage_power", "STATE_OF_CHARGE": "state_of_charge", "SELF_SUFFICIENCY": "self_sufficiency",
    "FREQUENCY": "frequency", "POWER_FACTOR": "power_factor",
}  # fmt: skip
_PHASED = re.compile(r"(VOLTAGE|CURRENT|POWER|ACTIVE_POWER|REACTIVE_POWER|APPARENT_POWER)_P([123])")
_OF_PHASE = {"VOLTAGE": "voltage", "CURRENT": "current", "POWER": "active_power", "ACTIVE_POWER": "active_power",
             "REACTIVE_POWER": "reactive_power", "APPARENT_POWER": "apparent_power"}  # fmt: skip
_SITE_METER = "site"


@decoder("telegraf")
class Telegraf(Preset):
    """Any plugin by configured fields (path = `measurement/field`); neoom BEAAM gateways without configuration.

    The device is the tag `thing`, else `device`, else `host` of JSON points. Points that occur twice in
    a batch are one. JSON times are seconds, or what their size says, or what `time.format` says.
    """

    UNUSED: ClassVar[tuple[str, ...]] = ("records", "device")

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        super().__init__(device, zone)
        self._parse: Parse = parser(device.time, zone) if device.time and device.time.format != "iso" else guess_unix

    def read(self, gather: Gather, message: Message) -> None:
        if not looks_json(message.payload):
            for point in read_points(gather, read_text(message.payload)):
                self._point(gather, point)
            return
        document = read_json(message.payload)
        batch = document.get("metrics") if isinstance(document, dict) else document
        metrics = batch if isinstance(batch, list) else [document]
        good = [metric for metric in metrics if isinstance(metric, dict) and isinstance(metric.get("fields"), dict)]
        if not good:
            reason = "no Telegraf point: fields are missing"
            raise Undecodable(reason)
        for metric in good:
            self._metric(gather, metric)

    def _metric(self, gather: Gather, metric: dict[str, Json]) -> None:
        tags = inner(metric, "tags")
        gather.meter = text_at(tags, "thing") or text_at(tags, "device") or text_at(tags, "host")
        gather.time = gather.moment(metric.get("timestamp"), self._parse, "/timestamp")
        name = text_at(metric, "name") or ""
        for path, value in leaves(metric["fields"]):
            key = f"{name}{path}"
            if not self.take_configured(gather, key, value) and is_number(value):
                gather.unmapped.append(key)

    def _point(self, gather: Gather, point: Point) -> None:
        gather.time = gather.moment(point.time, self._moment)
        datapoint = point.tags.get("datapoint", "")
        site = point.measurement.startswith("neoom_beaam")
        gather.meter = point.tags.get("thing") or point.tags.get("device") or (_SITE_METER if site else None)
        for name, value in point.fields.items():
            key = f"{point.measurement}/{name}"
            if self.take_configured(gather, key, value) or isinstance(value, (bool, str)):
                continue
            if not (site and name == "value" and _beaam(gather, datapoint, value, point.tags)):
                gather.unmapped.append(f"{key}[{datapoint}]" if datapoint else key)

    def _moment(self, value: object) -> datetime:
        return self._parse(value)


def _beaam(gather: Gather, datapoint: str, value: float, tags: Mapping[str, str]) -> bool:
    unit = tags.get("unit", "")
    unit = "" if unit == "None" else unit
    if datapoint.endswith("_CALC"):
        return True
    if found := _PHASED.fullmatch(datapoint):
        return gather.add(_OF_PHASE[found[1]], value, unit, f"L{found[2]}")
    quantity = _SITE.get(datapoint)
    if datapoint == "POWER":
        quantity = "pv_power" if "PV" in tags.get("thing", "").upper() else "active_power"
    return quantity is not None and gather.add(quantity, value, unit)
