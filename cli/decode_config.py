"""The decoders and meters that a configuration has for a topic."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from campus.config.load import load_group
from campus.errors import Refused
from campus.reading import Reading
from collector.decoders.protocol import Decoder, Message
from collector.decoders.registry import build_decoder
from collector.sorting.routing import Router
from collector.topics import TopicPattern


class ConfiguredReaders:
    """Decoders of the meters that match a topic; else of device types that no meter uses yet."""

    def __init__(self, config: Path) -> None:
        self._group = load_group(config)
        self._router = Router(self._group)
        self._built: dict[str, Decoder] = {}

    def of(self, message: Message) -> Sequence[Decoder]:
        """A topic that nothing in the configuration has is refused with the known patterns."""
        routes = self._router.routes(message.topic)
        return [route.reader.decoder for route in routes] or self._of_devices(message.topic)

    def _of_devices(self, topic: str) -> Sequence[Decoder]:
        devices = self._group.devices
        matching = [
            name
            for name, device in devices.items()
            if device.topic and TopicPattern.parse(device.topic).match(topic) is not None
        ]
        if not matching:
            patterns = {meter.topic for meter in self._group.meters.values()} | {d.topic for d in devices.values()}
            known = ", ".join(sorted(filter(None, patterns))) or "none"
            message = f"{topic}: no meter or device type has this topic; known: {known}"
            raise Refused(message)
        for name in matching:
            if name not in self._built:
                self._built[name] = build_decoder(devices[name], ZoneInfo(self._group.timezone))
        return [self._built[name] for name in matching]

    def stored_as(self, topic: str, reading: Reading) -> list[str]:
        """Meters and channels that take a reading; empty when nobody does."""
        return [f"{t.meter} {t.channel}" for route in self._router.routes(topic) for t in route.targets(reading)]
