"""SBFspot: SMA inverters over Bluetooth or Speedwire."""

import re
from datetime import datetime

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import from_iso
from collector.formats.numbers import Unreadable, read_number
from collector.formats.payload import Json, text_at
from collector.formats.preset import JsonPreset, looks_json, short_text

_VALUES = {
    "ETotal": ("electricity_production", "kWh", ""),
    "PACTot": ("pv_power", "W", ""),
    **{f"PAC{n}": ("pv_power", "W", f"L{n}") for n in (1, 2, 3)},
    **{f"UAC{n}": ("voltage", "V", f"L{n}") for n in (1, 2, 3)},
    **{f"IAC{n}": ("current", "A", f"L{n}") for n in (1, 2, 3)},
    "GridFreq": ("frequency", "Hz", ""),
    "MeteringWTot": ("active_power", "W", ""),
    "OperTm": ("operating_time", "h", ""),
    "InvTemperature": ("temperature", "degC", "device"),
    "BatChaStt": ("state_of_charge", "%", ""),
    "BatVol": ("voltage", "V", "battery"),
}
_SERIAL = re.compile(r"sbfspot_([0-9]{6,})")
_ASLEEP_ZERO = frozenset(("InvTemperature", "GridFreq", *(f"UAC{n}" for n in (1, 2, 3))))
_BATTERY = frozenset(("BatChaStt", "BatVol"))


@decoder("sma_sbfspot")
class SbfSpot(JsonPreset):
    """ETotal is the production register; EToday is a day's count and never taken.

    A sleeping inverter reports 0 for what it does not measure: those zeros are no readings. A body
    published without its braces is read as well. Times are local unless they carry an offset.
    """

    def read(self, gather: Gather, message: Message) -> None:
        payload = message.payload
        if not looks_json(payload) and payload.lstrip()[:1] == b'"':
            message = Message(message.topic, b"{" + payload + b"}", message.received)
        if looks_json(message.payload):
            super().read(gather, message)
            return
        name = message.topic.rsplit("/", 1)[-1]
        if name in _VALUES:
            self._meter(gather, message.topic, {})
            quantity, unit, part = _VALUES[name]
            gather.add(quantity, short_text(message.payload), unit, part)

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        if not isinstance(document, dict):
            reason = "an SBFspot message is a JSON object"
            raise Undecodable(reason)
        self._meter(gather, message.topic, document)
        gather.time = gather.moment(document.get("Timestamp"), self._moment, "/Timestamp")
        asleep = _zero(document.get("PACTot", 0))
        without_battery = _zero(document.get("BatVol", 0))
        for name, (quantity, unit, part) in _VALUES.items():
            value = document.get(name)
            if (asleep and name in _ASLEEP_ZERO and _zero(value)) or (without_battery and name in _BATTERY):
                continue
            gather.add(quantity, value, unit, part)
        if not gather.has("active_power"):
            taken, given = (gather.base_value("active_power", document.get(f"MeteringW{way}")) for way in ("In", "Out"))
            if taken is not None and given is not None:
                gather.add("active_power", taken - given)

    def _meter(self, gather: Gather, topic: str, document: dict[str, Json]) -> None:
        found = _SERIAL.search(topic)
        gather.meter = text_at(document, "InvSerial") or (found[1] if found else None)

    def _moment(self, value: object) -> datetime:
        return from_iso(value, self.zone)


def _zero(value: Json) -> bool:
    try:
        number = read_number(value)
    except Unreadable:
        return False
    return number is not None and number.value == 0
