"""vzlogger: vzlogger/data/<channel>/<raw|agg>, the OBIS code of a channel on its sibling topic …/id."""

import re
from datetime import tzinfo

from campus.config.meter import DeviceType
from collector.decoders.protocol import Message
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import guess_unix
from collector.formats.payload import Json, read_json
from collector.formats.preset import Preset, is_number, looks_json, short_text

_OBIS = re.compile(r"(?:[0-9]+-[0-9]+:)?([0-9]+\.[0-9]+\.[0-9]+)(?:[*][0-9]+)?")
_GAUGES = {
    "1.7.0": ("active_power", "W"), "16.7.0": ("active_power", "W"), "36.7.0": ("active_power", "W"),
    "56.7.0": ("active_power", "W"), "76.7.0": ("active_power", "W"), "14.7.0": ("frequency", "Hz"),
    "31.7.0": ("current", "A"), "51.7.0": ("current", "A"), "71.7.0": ("current", "A"),
    "32.7.0": ("voltage", "V"), "52.7.0": ("voltage", "V"), "72.7.0": ("voltage", "V"),
}  # fmt: skip
_MOST_CHANNELS = 10_000


@decoder("vzlogger")
class VzLogger(Preset):
    """The channel is the part. What it measures is configured (path = channel) or learned from its `id` topic.

    Registers need configuration: whether 1.8.0 comes in Wh or kWh depends on the meter's protocol.
    """

    SEVERAL_MESSAGES = True

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        super().__init__(device, zone)
        self._codes: dict[str, str] = {}

    def read(self, gather: Gather, message: Message) -> None:
        base, _, word = message.topic.rpartition("/")
        channel = base.rsplit("/", 1)[-1]
        if word == "id":
            found = _OBIS.fullmatch(short_text(message.payload).strip('"'))
            if found and len(self._codes) < _MOST_CHANNELS:
                self._codes[base] = found[1]
        elif word in {"raw", "agg"} and message.payload.strip():
            value: Json
            if looks_json(message.payload):
                document = read_json(message.payload)
                given = document if isinstance(document, dict) else {}
                value = given.get("value")
                gather.time = gather.moment(given.get("timestamp"), guess_unix, "/timestamp")
            else:
                value = short_text(message.payload)
            self._take(gather, base, channel, value)

    def _take(self, gather: Gather, base: str, channel: str, value: Json) -> None:
        if self.take_configured(gather, channel, value, channel):
            return
        known = _GAUGES.get(self._codes.get(base, ""))
        if known:
            gather.add(known[0], value, known[1], channel)
        elif is_number(value) or isinstance(value, str):
            gather.unmapped.append(channel)
