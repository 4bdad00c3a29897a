"""What the decoders of known formats share: configured fields add to, and win over, what the format says."""

from collections.abc import Iterator
from datetime import tzinfo
from fnmatch import fnmatchcase
from typing import ClassVar, TypeGuard

from campus.config.meter import DeviceType
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.formats.fields import Plan, check_options, compile_field, interval_of, refuse_unused
from collector.formats.gather import Gather
from collector.formats.payload import Json, read_json, read_text
from collector.formats.pointer import Path, follow, parse_pointer


class Preset:
    """A decoder that needs no configuration. Subclasses write `read`, and raise nothing but Undecodable."""

    OPTIONS: ClassVar[dict[str, str]] = {}
    SEVERAL_MESSAGES: ClassVar[bool] = False
    """What one message means depends on others; the newest of every topic is kept over a restart."""
    UNUSED: ClassVar[tuple[str, ...]] = ("time", "records", "device")
    """Parts of a device type that are no question for a known format."""

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        check_options(device, {**self.OPTIONS, "interval_s": "seconds of one interval, for fields of kind interval"})
        refuse_unused(device, *self.UNUSED)
        self.options = device.options
        self.zone = zone
        interval_s = interval_of(device)
        self._plans = {field.path.lstrip("/"): compile_field(field, interval_s) for field in device.fields}

    def decode(self, message: Message) -> Decoded:
        gather = Gather(message.received)
        try:
            self.read(gather, message)
        except RecursionError as error:
            reason = "nested too deeply"
            raise Undecodable(reason) from error
        gather.sum_phases()
        return gather.done()

    def read(self, gather: Gather, message: Message) -> None:
        raise NotImplementedError

    def take_configured(self, gather: Gather, key: str, value: object, part: str = "") -> bool:
        """Take a value by its name if the configuration has it; a * in a name captures the device.

        Returns whether the configuration names it, reading or not.
        """
        for name, plan in self._plans.items():
            if name == key:
                plan.take(gather, value, gather.time, gather.meter, part)
                return True
            if "*" in name and fnmatchcase(key, name):
                head, _, tail = name.partition("*")
                captured = key[len(head) : len(key) - len(tail)].strip("_-/. ")
                plan.take(gather, value, gather.time, captured or gather.meter, part)
                return True
        return False


class JsonPreset(Preset):
    """A preset whose payload is one JSON document; configured fields are JSON pointers into it."""

    def __init__(self, device: DeviceType, zone: tzinfo) -> None:
        super().__init__(device, zone)
        self._pointers: tuple[tuple[str, Path, Plan], ...] = tuple(
            (path, parse_pointer(f"/{path}"), plan) for path, plan in self._plans.items()
        )

    def read(self, gather: Gather, message: Message) -> None:
        document = read_json(message.payload)
        self.read_document(gather, document, message)
        self.take_pointers(gather, document)

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        raise NotImplementedError

    def take_pointers(self, gather: Gather, document: Json) -> None:
        """Take the configured fields; they replace what the preset read into the same channel."""
        for path, pointer, plan in self._pointers:
            value = follow(document, pointer)
            if value is None:
                continue
            gather.readings = [
                r for r in gather.readings if (r.quantity, r.part, r.meter) != (plan.quantity, plan.part, gather.meter)
            ]
            plan.take(gather, value, gather.time, gather.meter, "")
            gather.unmapped = [other for other in gather.unmapped if other.lstrip("/") != path]


def leaves(document: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every value that is no object or array, with its JSON pointer."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from leaves(value, f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from leaves(value, f"{path}/{index}")
    else:
        yield path, document


def is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def looks_json(payload: bytes) -> bool:
    return payload.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def short_text(payload: bytes, longest: int = 256) -> str:
    """The payload of a one-value topic; anything longer is none."""
    if len(payload) > longest:
        message = f"{len(payload)} bytes where one value was expected"
        raise Undecodable(message)
    return read_text(payload)
