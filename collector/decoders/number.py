"""One number per topic, by configuration alone."""

from datetime import tzinfo

from campus.config.meter import DeviceType
from campus.errors import Misconfigured
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.fields import check_options, compile_field, interval_of, refuse_unused
from collector.formats.gather import Gather
from collector.formats.numbers import Unreadable, read_number, read_state
from collector.formats.preset import short_text
from collector.topics import TopicPattern


@decoder("number")
class NumberDevice:
    """The whole payload is the value.

    A single field with an empty path says what it is. A device with one topic per value captures
    `{field}` in its topic pattern; the paths of its fields are then the words that stand there.
    """

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        del zone
        check_options(device, {"interval_s": "seconds of one interval, for fields of kind interval"})
        refuse_unused(device, "time", "records", "device")
        interval_s = interval_of(device)
        self._pattern = TopicPattern.parse(device.topic) if device.topic else None
        by_word = self._pattern is not None and "field" in self._pattern.names
        self._plans = {field.path.strip("/"): compile_field(field, interval_s) for field in device.fields}
        if not self._plans or (not by_word and set(self._plans) != {""}):
            message = (
                "decoder number needs one field with an empty path, "
                "or {field} in the topic and a field for each word that stands there"
            )
            raise Misconfigured(message)

    def decode(self, message: Message) -> Decoded:
        named = (self._pattern.match(message.topic) if self._pattern else None) or {}
        word = named.get("field", "")
        gather = Gather(message.received, named.get("device"))
        text = short_text(message.payload)
        plan = self._plans.get(word) or (None if word else self._plans.get(""))
        try:
            number = read_state(text) if plan and plan.state else read_number(text)
        except Unreadable as error:
            if plan is None:
                return gather.done()
            raise Undecodable(str(error)) from error
        if plan is None:
            if number is not None:
                gather.unmapped.append(word)
        elif number is not None:
            plan.take(gather, text, None, gather.meter, named.get("part", ""))
        return gather.done()
