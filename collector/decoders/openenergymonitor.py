"""OpenEnergyMonitor: emon/<node>/<key> with a bare number, or emon/<node> with a JSON object."""

import re

from collector.decoders.protocol import Message
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import guess_unix
from collector.formats.numbers import Unreadable, read_number
from collector.formats.payload import Json, read_object
from collector.formats.preset import Preset, looks_json, short_text

_KEYS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(?i)(?:power|p|ct)[0-9]+(?:pluspower[0-9]+)?|power"), "active_power", "W"),
    (re.compile(r"(?i)(?:e|wh|energy)[0-9]+"), "electricity_import", "Wh"),
    (re.compile(r"(?i)vrms[0-9]*|v[0-9]+|voltage"), "voltage", "V"),
    (re.compile(r"(?i)t[0-9]+|temperature[0-9]*|temp[0-9]*"), "temperature", "degC"),
    (re.compile(r"(?i)humidity|rh"), "humidity", "%"),
)
_NO_PROBE_C = 300


@decoder("openenergymonitor")
class OpenEnergyMonitor(Preset):
    """By convention power1 is W, E1 Wh, vrms V and T1 degC; the key is the part, the node the device.

    Pulse counts are registers of pulses: they need a configured field (path = key) with its scale.
    """

    def read(self, gather: Gather, message: Message) -> None:
        levels = message.topic.strip("/").split("/")
        if looks_json(message.payload):
            gather.meter = levels[-1] or None
            document = read_object(message.payload)
            gather.time = gather.moment(document.get("time"), guess_unix)
            for key, value in document.items():
                if key != "time" and not isinstance(value, (dict, list, bool)):
                    self._key(gather, key, value)
            return
        gather.meter = levels[-2] if len(levels) > 1 else None
        self._key(gather, levels[-1], short_text(message.payload))

    def _key(self, gather: Gather, key: str, value: Json) -> None:
        if self.take_configured(gather, key, value, key):
            return
        try:
            number = read_number(value)
        except Unreadable:
            return
        if number is None:
            return
        for pattern, quantity, unit in _KEYS:
            if pattern.fullmatch(key):
                if quantity != "temperature" or number.value < _NO_PROBE_C:
                    gather.add(quantity, value, unit, key)
                return
        gather.unmapped.append(key)
