"""Home Assistant discovery messages: where a value is published and in which unit."""

import re
from typing import NamedTuple

from campus.quantity import QUANTITIES, Kind
from collector.decoders.protocol import Described
from collector.formats.payload import Json, text_at
from collector.formats.units import fits

_SHORT = {
    "stat_t": "state_topic", "unit_of_meas": "unit_of_measurement", "dev_cla": "device_class",
    "stat_cla": "state_class", "val_tpl": "value_template", "uniq_id": "unique_id", "ent_cat": "entity_category",
    "o_id": "object_id",
}  # fmt: skip
_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[\s*(?:'([^']*)'|\"([^\"]*)\"|([0-9]+))\s*\]")
_GAUGES = {
    "power": "active_power", "voltage": "voltage", "current": "current", "frequency": "frequency",
    "apparent_power": "apparent_power", "reactive_power": "reactive_power", "power_factor": "power_factor",
    "temperature": "temperature", "humidity": "humidity", "battery": "battery_level", "pressure": "pressure",
    "moisture": "soil_moisture", "volume_flow_rate": "flow", "conductivity": "conductivity",
}  # fmt: skip
_VOLUMES = {"water": "water_volume", "gas": "gas_volume"}
_NO_QUANTITY = {"lqi": "link quality", "dBm": "signal strength", "dB": "signal strength", "B": "data size"}
_EXPORT = re.compile(r"(?i)export|return|produc|feed.?in|out\b")


class Discovery(NamedTuple):
    """A discovery message read: what to list, and the plain quantity name if it is a measurement."""

    described: Described
    measurement: str | None


def is_discovery(topic: str) -> bool:
    return topic.endswith("/config") and topic.count("/") >= 3  # noqa: PLR2004  prefix/component/id/config


def read_discovery(topic: str, document: Json) -> Discovery | None:
    """Read a discovery message (full or abbreviated keys); None where it names no state topic."""
    if not isinstance(document, dict):
        return None
    full: dict[str, Json] = {_SHORT.get(str(key), str(key)): value for key, value in document.items()}
    state_topic = text_at(full, "state_topic")
    if state_topic is None or "/sensor/" not in f"/{topic}":
        return None
    if (base := text_at(full, "~")) is not None:
        state_topic = state_topic.replace("~", base)
    path = template_path(text_at(full, "value_template") or "")
    unit = text_at(full, "unit_of_measurement") or ""
    name = " ".join(filter(None, (text_at(full, "name"), text_at(full, "object_id"), text_at(full, "unique_id"))))
    measurement = _measurement(full, unit, f"{name} {path}")
    if full.get("entity_category") == "diagnostic" and measurement != "battery_level":
        measurement = None
    quantity = measurement or _NO_QUANTITY.get(unit) or path.rsplit("/", 1)[-1].replace("_", " ").strip()
    kind: Kind | None = QUANTITIES[measurement].kind if measurement else None
    return Discovery(Described(state_topic, path, quantity, unit, kind=kind), measurement)


def _measurement(full: dict[str, Json], unit: str, words: str) -> str | None:
    device_class, state_class = text_at(full, "device_class") or "", text_at(full, "state_class") or ""
    register = state_class in {"total_increasing", "total"}
    if device_class in {"energy", ""} and register and fits(unit, "electricity_import") and unit:
        if re.search(r"(?i)today|yesterday|daily", words):
            return None
        return "electricity_export" if _EXPORT.search(words) else "electricity_import"
    if device_class in _VOLUMES and register and unit:
        return _VOLUMES[device_class] if fits(unit, _VOLUMES[device_class]) else None
    found = _GAUGES.get(device_class)
    return found if found and fits(unit, found) else None


def template_path(template: str) -> str:
    """The JSON pointer of a value template: `{{value_json['ENERGY']['Total']}}` → /ENERGY/Total."""
    _, found, rest = template.partition("value_json")
    if not found:
        return ""
    steps: list[str] = []
    end = 0
    while step := _STEP.match(rest, end):
        steps.append(next(group for group in step.groups() if group is not None))
        end = step.end()
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)
