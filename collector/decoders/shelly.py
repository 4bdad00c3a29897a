"""Shelly, first generation (one topic per number) and second to fourth (JSON status of components)."""

import re
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar

from campus.config.meter import DeviceType
from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import from_unix
from collector.formats.payload import Json, inner, read_json
from collector.formats.preset import Preset, is_number, looks_json, short_text

_WATT_MINUTE_KWH = 1 / 60_000
_COMPONENT = re.compile(r"([a-z0-9_]+):([0-9]+)")
_MULTI = re.compile(r"(?i)(2pm|4pm|pro[234]|3em|proem|em50|2l|switch25|shelly2|shelly4|shellyem|uni)")
_PHASE_LETTERS = {"a": "L1", "b": "L2", "c": "L3", "n": "N"}

_GEN1_EMETER = {
    "power": ("active_power", "W"), "reactive_power": ("reactive_power", "var"), "voltage": ("voltage", "V"),
    "current": ("current", "A"), "pf": ("power_factor", ""), "total": ("electricity_import", "Wh"),
    "total_returned": ("electricity_export", "Wh"),
}  # fmt: skip
_GEN1_DEVICE = {
    "temperature": ("temperature", "device"), "ext_temperature": ("temperature", "probe"), "humidity": ("humidity", ""),
    "ext_humidity": ("humidity", "probe"), "battery": ("battery_level", ""), "flood": ("leak_state", ""),
    "voltage": ("voltage", ""), "state": ("door_state", ""),
}  # fmt: skip
_GEN2_FLAT = {
    "apower": ("active_power", "W"), "act_power": ("active_power", "W"), "aprt_power": ("apparent_power", "VA"),
    "voltage": ("voltage", "V"), "current": ("current", "A"), "pf": ("power_factor", ""), "freq": ("frequency", "Hz"),
    "total_act_energy": ("electricity_import", "Wh"), "total_act_ret_energy": ("electricity_export", "Wh"),
    "total_act_power": ("active_power", "W"), "total_aprt_power": ("apparent_power", "VA"),
    "total_act": ("electricity_import", "Wh"), "total_act_ret": ("electricity_export", "Wh"),
    "rh": ("humidity", "%"), "tC": ("temperature", "degC"),
}  # fmt: skip
_SUMMED = frozenset(("active_power", "reactive_power", "electricity_import", "electricity_export"))
_SAME_ROUND = timedelta(seconds=20)
_MOST_DEVICES = 10_000
_POWERED = frozenset(("switch", "pm1", "em", "em1", "emdata", "em1data", "cover", "light", "rgb", "rgbw", "cct"))
_OTHERS = frozenset(("temperature", "humidity", "devicepower", "flood", "voltmeter"))


@decoder("shelly")
class Shelly(Preset):
    """Energies are Wh except `relay/<n>/energy`, which is watt-minutes and restarts at each boot.

    A status says only what changed: what is missing is not zero. Second-generation three-phase meters
    name their phases; first-generation ones are recognised by their id (…em3…), others count channels.
    """

    OPTIONS: ClassVar[dict[str, str]] = {"phases": "true: emeter 0, 1, 2 are L1, L2, L3 (default: by the device id)"}

    SEVERAL_MESSAGES = True

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        super().__init__(device, zone)
        self._phases: dict[tuple[str, str], dict[str, tuple[float, datetime]]] = {}

    def read(self, gather: Gather, message: Message) -> None:
        levels = message.topic.split("/")
        if levels[0] == "shellies" and len(levels) > 2:  # noqa: PLR2004  shellies/id/…
            self._first_generation(gather, levels[1], levels[2:], message.payload)
            return
        if levels[-1] == "online":
            if short_text(message.payload) == "false":
                gather.event("device_offline")
            return
        if not looks_json(message.payload):
            return
        document = read_json(message.payload)
        if not isinstance(document, dict):
            reason = "a status of a Shelly is a JSON object"
            raise Undecodable(reason)
        parameters = inner(document, "params") or inner(document, "result")
        device = f"{document.get('src', '')} {message.topic}"
        if parameters:
            gather.time = gather.moment(parameters.get("ts"), from_unix, "/params/ts")
            self._components(gather, parameters, device)
        elif found := _COMPONENT.fullmatch(levels[-1]):
            _component(gather, found[1], found[2], document, device)
        else:
            self._components(gather, document, device)

    @staticmethod
    def _components(gather: Gather, parameters: dict[str, Json], device: str) -> None:
        several = (
            f"{device} 2pm" if sum(key.startswith(("switch:", "em1:", "pm1:")) for key in parameters) > 1 else device
        )
        for key, value in parameters.items():
            found = _COMPONENT.fullmatch(key)
            if found and isinstance(value, dict):
                _component(gather, found[1], found[2], value, several)

    def _first_generation(self, gather: Gather, device: str, path: list[str], payload: bytes) -> None:
        if path == ["online"]:
            if short_text(payload) == "false":
                gather.event("device_offline")
            return
        if len(path) == 3 and path[0] in {"relay", "emeter", "roller", "light", "white", "color", "meter"}:  # noqa: PLR2004  component/number/value
            self._first_component(gather, device, path, payload)
        elif path[0] == "sensor" and len(path) == 2:  # noqa: PLR2004  sensor/value
            if path[1] in _GEN1_DEVICE:
                quantity, part = _GEN1_DEVICE[path[1]]
                room = "room" if path[1] == "temperature" else part
                gather.add(quantity, short_text(payload), part=room)
        elif path[0] in _GEN1_DEVICE and path[0] not in {"flood", "state"}:
            quantity, part = _GEN1_DEVICE[path[0]]
            if not looks_json(payload):
                gather.add(quantity, short_text(payload), part=" ".join([part, *path[1:]]).strip())
        elif path[0] == "input" and len(path) == 2 and len(payload) == 1:  # noqa: PLR2004  input/number
            gather.add("digital_input", short_text(payload), part=f"channel {path[1]}" if path[1] != "0" else "")

    def _first_component(self, gather: Gather, device: str, path: list[str], payload: bytes) -> None:
        component, number, value = path
        if component == "emeter":
            if value in _GEN1_EMETER:
                quantity, unit = _GEN1_EMETER[value]
                gather.add(quantity, short_text(payload), unit, self._emeter_part(device, number))
                self._whole(gather, device)
            return
        part = "" if number == "0" and not _MULTI.search(device) else f"channel {number}"
        if value == "power":
            gather.add("active_power", short_text(payload), "W", part)
        elif value == "energy":
            gather.add("electricity_import", short_text(payload), "", part, scale=_WATT_MINUTE_KWH, volatile=True)

    def _whole(self, gather: Gather, device: str) -> None:
        """Add the sum of three phases when the last of them arrives with the others still fresh."""
        for reading in list(gather.readings):
            if reading.quantity not in _SUMMED or reading.part not in {"L1", "L2", "L3"}:
                continue
            if len(self._phases) >= _MOST_DEVICES:
                self._phases.clear()
            phases = self._phases.setdefault((device, reading.quantity), {})
            phases[reading.part] = reading.value, gather.received
            times = [time for _, time in phases.values()]
            if reading.part == "L3" and len(phases) == 3 and max(times) - min(times) <= _SAME_ROUND:  # noqa: PLR2004  three phases
                gather.add(reading.quantity, sum(value for value, _ in phases.values()))

    def _emeter_part(self, device: str, number: str) -> str:
        three = bool(self.options.get("phases", "em3" in device.casefold() or "3em" in device.casefold()))
        return f"L{int(number) + 1}" if three and number in {"0", "1", "2"} else f"channel {number}"


def _component(gather: Gather, kind: str, number: str, status: dict[str, Json], device: str) -> None:
    if kind not in _POWERED and kind not in _OTHERS:
        return
    part = f"channel {number}" if number != "0" or (kind not in {"em", "emdata"} and _MULTI.search(device)) else ""
    if kind in _OTHERS:
        _sensor(gather, kind, number, status)
        return
    for name, value in status.items():
        if name in _GEN2_FLAT:
            quantity, unit = _GEN2_FLAT[name]
            gather.add(quantity, value, unit, part)
        elif name[:2] in {"a_", "b_", "c_", "n_"} and name[2:] in _GEN2_FLAT:
            quantity, unit = _GEN2_FLAT[name[2:]]
            gather.add(quantity, value, unit, _PHASE_LETTERS[name[0]])
    gather.add("electricity_import", inner(status, "aenergy").get("total"), "Wh", part)
    gather.add("electricity_export", inner(status, "ret_aenergy").get("total"), "Wh", part)
    gather.add("temperature", inner(status, "temperature").get("tC"), "degC", "device")
    errors = status.get("errors")
    for error in errors if isinstance(errors, list) else ():
        gather.event("device_error", status=str(error)[:64])


def _sensor(gather: Gather, kind: str, number: str, status: dict[str, Json]) -> None:
    place = "" if number == "0" else f" {number}"
    if kind == "temperature":
        gather.add("temperature", status.get("tC"), "degC", f"room{place}")
    elif kind == "humidity":
        gather.add("humidity", status.get("rh"), "%", place.strip())
    elif kind == "flood":
        gather.add("leak_state", status.get("alarm"), part=place.strip())
    elif kind == "voltmeter":
        gather.add("voltage", status.get("voltage"), "V", place.strip())
    else:
        battery = inner(status, "battery")
        gather.add("battery_level", battery.get("percent") if is_number(battery.get("percent")) else None, "%")
        gather.add("battery_voltage", battery.get("V"), "V")
