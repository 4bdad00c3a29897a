"""HomeWizard P1, kWh and water meters: the JSON of /api/v1/data (and v2), republished by bridges."""

import re
from datetime import datetime

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import from_iso
from collector.formats.payload import Json
from collector.formats.preset import JsonPreset

_ENERGY = re.compile(r"(?:total_power|energy)_(import|export)(?:_t([1-4]))?_kwh")
_GAUGES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(?:active_)?power(?:_l([123]))?_w"), "active_power", "W"),
    (re.compile(r"(?:active_)?voltage(?:_l([123]))?_v"), "voltage", "V"),
    (re.compile(r"(?:active_)?current(?:_l([123]))?_a"), "current", "A"),
    (re.compile(r"(?:active_)?reactive_power(?:_l([123]))?_var"), "reactive_power", "var"),
    (re.compile(r"(?:active_)?apparent_power(?:_l([123]))?_va"), "apparent_power", "VA"),
    (re.compile(r"(?:active_)?power_factor(?:_l([123]))?"), "power_factor", ""),
    (re.compile(r"(?:active_)?frequency_hz"), "frequency", "Hz"),
    (re.compile(r"active_liter_lpm"), "flow", "L/min"),
    (re.compile(r"total_liter_m3"), "water_volume", "m3"),
    (re.compile(r"state_of_charge_pct"), "state_of_charge", "%"),
)
_EXTERNAL = {
    "gas_meter": "gas_volume", "water_meter": "water_volume", "warm_water_meter": "hot_water_volume",
    "heat_meter": "heat_energy",
}  # fmt: skip
_MARKS = ("active_power_w", "power_w", "total_liter_m3", "active_liter_lpm", "wifi_strength", "external")


@decoder("homewizard")
class HomeWizard(JsonPreset):
    """Fields called total_power_* are energies. Where only tariffs exist, the whole is their sum.

    Gas and other meters on the P1 port have their own, older time; listed twice they are one reading.
    """

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        del message
        if not isinstance(document, dict) or not (
            any(mark in document for mark in _MARKS) or any(map(_ENERGY.fullmatch, document))
        ):
            reason = "no HomeWizard measurement"
            raise Undecodable(reason)
        gather.time = gather.moment(document.get("timestamp"), self._moment, "/timestamp")
        tariffs: dict[str, list[Json]] = {}
        for name, value in document.items():
            if found := _ENERGY.fullmatch(name):
                quantity = f"electricity_{found[1]}"
                if found[2] is None:
                    gather.add(quantity, value, "kWh")
                elif value is not None:
                    tariffs.setdefault(quantity, []).append(value)
                    gather.add(quantity, value, "kWh", f"tariff {found[2]}")
                continue
            for pattern, quantity, unit in _GAUGES:
                if found := pattern.fullmatch(name):
                    gather.add(quantity, value, unit, f"L{found[1]}" if found.re.groups and found[1] else "")
                    break
        for quantity, values in tariffs.items():
            if not gather.has(quantity):
                gather.total(quantity, values, "kWh")
        self._others(gather, document)

    def _others(self, gather: Gather, document: dict[str, Json]) -> None:
        gas_time = gather.moment(document.get("gas_timestamp"), self._moment, "/gas_timestamp")
        gather.add("gas_volume", document.get("total_gas_m3"), "m3", time=gas_time)
        seen: dict[str, int] = {}
        listed = document.get("external")
        for item in listed if isinstance(listed, list) else ():
            quantity = _EXTERNAL.get(str(item.get("type"))) if isinstance(item, dict) else None
            if quantity is None:
                continue
            seen[quantity] = seen.get(quantity, 0) + 1
            time = gather.moment(item.get("timestamp"), self._moment, "/external/timestamp")
            if quantity == "gas_volume" and gather.has(quantity) and seen[quantity] == 1:
                continue
            part = "" if seen[quantity] == 1 else str(seen[quantity])
            gather.add(quantity, item.get("value"), str(item.get("unit") or ""), part, time=time)

    def _moment(self, value: object) -> datetime:
        return from_iso(str(value).zfill(12) if isinstance(value, int) else value, self.zone)
