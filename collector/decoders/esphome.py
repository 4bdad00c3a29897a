"""ESPHome: <prefix>/sensor/<object id>/state, one bare value per topic."""

from datetime import tzinfo

from campus.config.meter import DeviceType
from collector.decoders.protocol import Message
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.homeassistant import is_discovery, read_discovery
from collector.formats.numbers import Unreadable, read_number
from collector.formats.payload import read_json
from collector.formats.preset import Preset, looks_json, short_text
from collector.formats.wmbus_json import is_wmbus_telegram, read_wmbus_json

_MOST_LEARNED = 10_000


@decoder("esphome")
class EspHome(Preset):
    """What a sensor measures stands in its discovery message, which is remembered, or in the configuration.

    A configured path is the object id; `*_power_demand` stands for several devices, told apart by what
    the * matches. Words and "nan" are no readings. Telegrams that an ESPHome wM-Bus gateway forwards are
    read as wmbusmeters writes them.
    """

    SEVERAL_MESSAGES = True

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        super().__init__(device, zone)
        self._learned: dict[str, tuple[str, str]] = {}

    def read(self, gather: Gather, message: Message) -> None:
        topic = message.topic
        if is_discovery(topic):
            found = read_discovery(topic, read_json(message.payload))
            if found:
                gather.described.append(found.described)
                if found.measurement and len(self._learned) < _MOST_LEARNED:
                    self._learned[found.described.topic] = (found.measurement, found.described.unit)
            return
        if looks_json(message.payload):
            document = read_json(message.payload)
            if is_wmbus_telegram(document):
                read_wmbus_json(gather, document, self.zone)
            return
        levels = topic.split("/")
        if len(levels) < 3 or levels[-1] != "state" or levels[-3] not in {"sensor", "binary_sensor", "number"}:  # noqa: PLR2004  component/object id/state
            return
        self._state(gather, topic, levels[-2], short_text(message.payload))

    def _state(self, gather: Gather, topic: str, name: str, text: str) -> None:
        if self.take_configured(gather, name, text):
            return
        if topic in self._learned:
            quantity, unit = self._learned[topic]
            gather.add(quantity, text, unit, name)
            return
        try:
            if read_number(text) is not None:
                gather.unmapped.append(name)
        except Unreadable:
            return
