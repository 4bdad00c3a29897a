"""The JSON that wmbusmeters (and gateways built on it) writes for each telegram.

Field names carry their unit as last word. A name is taken only if what is before the unit is known:
minima, maxima, targets, month ends and other history never become readings.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from collector.formats.gather import Gather
from collector.formats.moments import from_iso
from collector.formats.payload import Json, text_at
from collector.formats.preset import is_number
from collector.formats.units import fits

_UNITS = {
    "kwh": "kWh", "mwh": "MWh", "wh": "Wh", "gj": "GJ", "mj": "MJ", "kj": "kJ", "m3": "m3", "l": "L", "kw": "kW",
    "w": "W", "c": "degC", "f": "degF", "v": "V", "a": "A", "hz": "Hz", "h": "h", "d": "d", "m3h": "m3/h", "lh": "L/h",
    "kvarh": "kvarh", "kvar": "kvar", "var": "var", "kva": "kVA", "va": "VA", "rh": "%", "pct": "%", "bar": "bar",
    "kvah": "kVAh", "lph": "L/h",
}  # fmt: skip
_TARIFF = re.compile(r"(.*?)_tariff_?([0-9]+)")
_PHASE = re.compile(r"(.*?)_(?:at_)?(?:phase_?|l)([123])(?:_n)?")

_VOLUME = {"total", "total_volume", "volume", "total_water"}
_IMPORT = {
    "total_energy_consumption",
    "total_energy",
    "energy",
    "total_active_energy_consumption",
    "total_energy_import",
}
_EXPORT = {"total_energy_production", "total_energy_export", "total_active_energy_production"}
_POWER_IN = {"current_power_consumption", "active_consumption", "power", "active_power", "current_power"}
_POWER_OUT = {"current_power_production", "active_production"}
_MISNAMED = {"apparent_consumption": ("apparent_power", "VA"), "reactive_consumption": ("reactive_power", "var"),
             "apparent_power": ("apparent_power", "VA"), "reactive_power": ("reactive_power", "var")}  # fmt: skip
_ELECTRIC = {
    "voltage": "voltage", "current": "current", "frequency": "frequency", "power_factor": "power_factor",
    "total_reactive_energy_consumption": "reactive_energy_import",
    "total_reactive_energy_production": "reactive_energy_export",
}  # fmt: skip
_HEAT = {
    **dict.fromkeys(("total_energy_consumption", "total_energy", "total_heating", "heat_energy", "total_heat_energy",
                     "heating_energy", "total_heating_energy", "energy"), ("heat_energy", "")),
    **dict.fromkeys(("total_energy_backward", "total_cooling", "cooling_energy", "total_cooling_energy"),
                    ("cooling_energy", "")),
    **dict.fromkeys(("power", "current_power_consumption", "heat_power"), ("heat_power", "")),
    **dict.fromkeys(("total_volume", "volume", "total", "total_heating_volume"), ("heating_water_volume", "")),
    **dict.fromkeys(("t1_temperature", "flow_temperature", "supply_temperature", "forward_temperature"),
                    ("temperature", "supply")),
    **dict.fromkeys(("t2_temperature", "return_temperature"), ("temperature", "return")),
    **dict.fromkeys(("volume_flow", "flow"), ("flow", "heating circuit")),
}  # fmt: skip
_VOLUME_OF_ENERGY = {"heat_energy": "heating_water_volume"}
"""A heat meter may call the water that carried the heat by the heat's own name: total_heating_m3."""
_ANY = {
    **dict.fromkeys(("on_time", "operating_time"), ("operating_time", "")),
    **dict.fromkeys(("external_temperature", "current_temperature", "room_temperature"), ("temperature", "room")),
    **dict.fromkeys(("current_relative_humidity", "relative_humidity", "humidity"), ("humidity", "")),
    **dict.fromkeys(("battery", "battery_voltage"), ("battery_voltage", "")),
}
_QUIET = frozenset(("", "ok", "no_alarm", "no_alarms", "no_error", "no_errors", "normal", "null", "none"))
_VOLUME_OF_MEDIUM = {
    "water": "water_volume", "cold water": "water_volume", "drinking water": "water_volume",
    "warm water": "hot_water_volume", "hot water": "hot_water_volume", "gas": "gas_volume",
    "warm water (30-90°c) meter": "hot_water_volume", "cold/warm water": "water_volume",
}  # fmt: skip


def is_wmbus_telegram(document: Json) -> bool:
    """Whether a document has the shape of a telegram: a meter type, an id and a medium."""
    return isinstance(document, dict) and "id" in document and "meter" in document and (
        "media" in document or document.get("_") == "telegram"
    )  # fmt: skip


def read_wmbus_json(gather: Gather, document: dict[str, Json], zone: tzinfo) -> None:
    """Take readings, device events and the time of one telegram."""
    gather.meter = text_at(document, "id")
    medium = (text_at(document, "media") or "").casefold()
    _set_time(gather, document, zone)
    if "heat" in medium or "cool" in medium:
        _plain_fields(gather, document, _HEAT | _ANY)
    elif medium == "electricity":
        _electricity(gather, document)
        _plain_fields(gather, document, _ANY)
    else:
        _volumes(gather, document, _VOLUME_OF_MEDIUM.get(medium))
    _events(gather, document)
    if not gather.readings:
        gather.event("telegram_not_decoded", name=text_at(document, "meter") or "")


def _set_time(gather: Gather, document: dict[str, Json], zone: tzinfo) -> None:
    given = text_at(document, "timestamp")
    if given is not None and given.startswith("19"):
        gather.event("clock_not_set", value=given)
    else:
        gather.time = gather.moment(given, lambda value: from_iso(value, UTC), "/timestamp")
    own = gather.moment(text_at(document, "total_datetime"), lambda value: from_iso(value, zone), "/total_datetime")
    age = document.get("actuality_duration_s")
    if own is not None:
        gather.time = own
    elif is_number(age) and 0 < age < 31 * 86_400:
        gather.time = _earlier(gather.time or gather.received, float(age))


def _earlier(moment: datetime, seconds: float) -> datetime:
    return moment - timedelta(seconds=seconds)


def _split(name: str) -> tuple[str, str]:
    stem, _, last = name.rpartition("_")
    return (stem, _UNITS[last]) if stem and last in _UNITS else (name, "")


def _plain_fields(gather: Gather, document: dict[str, Json], known: dict[str, tuple[str, str]]) -> None:
    for name, value in document.items():
        stem, unit = _split(name)
        if stem in known and (unit or name in known):
            quantity, part = known[stem]
            if unit and not fits(unit, quantity):
                quantity, part = _VOLUME_OF_ENERGY.get(quantity, ""), ""
            if not quantity or (unit and not fits(unit, quantity)):
                continue
            gather.add(quantity, value, unit, part)


def _volumes(gather: Gather, document: dict[str, Json], quantity: str | None) -> None:
    known = dict(_ANY)
    known |= {"flow": ("flow", ""), "volume_flow": ("flow", ""), "voltage": ("battery_voltage", "")}
    known |= dict.fromkeys(("flow_temperature", "water_temperature", "temperature"), ("temperature", "water"))
    if quantity:
        known |= dict.fromkeys(_VOLUME, (quantity, ""))
    if quantity in {"water_volume", "hot_water_volume"}:
        known |= dict.fromkeys(("backflow", "total_backward", "total_backflow"), ("water_backflow_volume", ""))
    _plain_fields(gather, document, known)


def _electricity(gather: Gather, document: dict[str, Json]) -> None:
    tariffs: dict[str, list[Json]] = {}
    powers: dict[str, float] = {}
    for name, value in document.items():
        stem, unit = _split(name)
        if not unit and stem not in _ELECTRIC:
            continue
        if (found := _TARIFF.fullmatch(stem)) and (quantity := _register(found[1])):
            if gather.add(quantity, value, unit, f"tariff {found[2]}"):
                tariffs.setdefault(quantity, []).append(value)
            continue
        part = ""
        if found := _PHASE.fullmatch(stem):
            stem, part = found[1], f"L{found[2]}"
        _electric_value(gather, powers, stem, value, unit, part)
    for part, power in powers.items():
        gather.add("active_power", power, part=part)
    for quantity, values in tariffs.items():
        if not gather.has(quantity):
            gather.total(quantity, values, "kWh")


def _electric_value(gather: Gather, powers: dict[str, float], stem: str, value: Json, unit: str, part: str) -> None:
    if quantity := _register(stem):
        gather.add(quantity, value, unit, part)
    elif stem in _POWER_IN or stem in _POWER_OUT:
        number = gather.base_value("active_power", value, unit)
        if number is not None:
            powers[part] = powers.get(part, 0.0) + (number if stem in _POWER_IN else -number)
    elif stem in _MISNAMED:
        quantity, base = _MISNAMED[stem]
        gather.add(quantity, value, base, part, scale=1000.0 if unit.startswith("k") else 1.0)
    elif stem in _ELECTRIC:
        gather.add(_ELECTRIC[stem], value, unit, part)


def _register(stem: str) -> str | None:
    if stem in _IMPORT:
        return "electricity_import"
    return "electricity_export" if stem in _EXPORT else None


def _events(gather: Gather, document: dict[str, Json]) -> None:
    said: set[str] = set()
    for key in ("current_alarms", "current_status", "status", "error_flags"):
        for word in re.split(r"[,\s|]+", text_at(document, key) or ""):
            if word.casefold() in _QUIET or word in said:
                continue
            said.add(word)
            kind = word.casefold() if word.replace("_", "").isalpha() else "device_status"
            since = text_at(document, f"time_{word.casefold()}")
            gather.event(kind, **({"status": word} | ({"time": since} if since else {})))
    for word in re.split(r"[,\s|]+", text_at(document, "previous_alarms") or ""):
        if word.casefold() not in _QUIET:
            gather.event("past_alarm", alarm=word)
    if leak_date := text_at(document, "leak_date"):
        gather.event("past_alarm", alarm="leak", date=leak_date)
