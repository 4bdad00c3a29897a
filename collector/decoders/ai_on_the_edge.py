"""AI-on-the-edge: a camera reads a mechanical meter and publishes what it made of it."""

from datetime import datetime, tzinfo
from typing import ClassVar

from campus.config.meter import DeviceType
from collector.decoders.protocol import Message
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import from_iso
from collector.formats.numbers import Unreadable, read_number
from collector.formats.payload import read_object
from collector.formats.preset import Preset, looks_json, short_text

_GOOD = "no error"
_MOST_HELD = 1000


@decoder("ai_on_the_edge")
class AiOnTheEdge(Preset):
    """`<base>/<number>/value` counts only together with its sibling `…/error` saying "no error".

    The value comes first, so it is held until its error topic follows. Firmware that also publishes
    `…/json` says both in one message. Without configuration the number is a water register in m3.
    """

    OPTIONS: ClassVar[dict[str, str]] = {
        "quantity": "what the meter counts (default water_volume)",
        "unit": "unit of the number (default: the base unit of the quantity)",
    }

    SEVERAL_MESSAGES = True

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        super().__init__(device, zone)
        self._quantity = str(self.options.get("quantity", "water_volume"))
        self._unit = str(self.options.get("unit", ""))
        self._held: dict[str, str] = {}

    def read(self, gather: Gather, message: Message) -> None:
        base, _, word = message.topic.rpartition("/")
        if word == "json" or looks_json(message.payload):
            self._read_json(gather, message.payload)
        elif word == "value":
            if len(self._held) >= _MOST_HELD:
                self._held.pop(next(iter(self._held)))
            self._held[base] = short_text(message.payload)
        elif word == "error":
            error = short_text(message.payload)
            value = self._held.pop(base, None)
            if error.strip().casefold() != _GOOD:
                gather.event("reading_error", reason=error)
            elif value is not None:
                self._take(gather, value)

    def _read_json(self, gather: Gather, payload: bytes) -> None:
        document = read_object(payload)
        if "value" not in document:
            return
        error = str(document.get("error", _GOOD))
        if error.strip().casefold() != _GOOD:
            gather.event("reading_error", reason=error)
            return
        gather.time = gather.moment(document.get("timestamp"), self._moment, "/timestamp")
        self._take(gather, document["value"])

    def _moment(self, value: object) -> datetime:
        return from_iso(value, self.zone)

    def _take(self, gather: Gather, value: object) -> None:
        if self.take_configured(gather, "main/value", value) or self.take_configured(gather, "value", value):
            return
        try:
            number = read_number(value)
        except Unreadable as error:
            gather.event("reading_error", reason=str(error))
            return
        if number is not None:
            gather.add(self._quantity, value, self._unit)
