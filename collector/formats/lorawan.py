"""LoRaWAN uplinks: what a codec made of them, or, where there is no codec, the vendor's bytes."""

import base64
import binascii
import re
import struct
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo

from collector.formats.gather import Gather
from collector.formats.moments import from_iso, guess_unix
from collector.formats.numbers import Unreadable, read_number
from collector.formats.payload import Json, text_at
from collector.formats.preset import is_number, leaves
from collector.formats.vocabulary import meaning

_OWN_TIME_WITHIN = timedelta(days=30)
_FLAGS = {
    "leakage": "leak", "leak": "leak", "burst": "burst", "backflow": "backflow", "reverseflow": "backflow",
    "lowbattery": "low_battery", "pipeempty": "pipe_empty", "emptypipe": "pipe_empty", "dry": "dry",
    "permanenterror": "device_error", "temporaryerror": "device_error", "tamper": "tamper", "freeze": "freeze",
    "lowtemperature": "freeze", "magnetictamper": "tamper",
}  # fmt: skip
_HISTORY = re.compile(r"(?i)^(delta|history|hist|log|prev|previous|last|payload|frame|timestamp|status|rssi|snr|raw)")
_UNPLUGGED_C = {0.0, 327.67, 327.68, -327.68, -0.1, 85.0, -127.0}
_METERED = frozenset(("water_volume", "gas_volume", "hot_water_volume", "heat_energy"))


def take_object(gather: Gather, document: Json, prefix: str, zone: tzinfo) -> None:
    """Readings from a codec's object: names tell quantities, units stand in the name or the text.

    A time of the meter's own is used where it is close to the network's. Boolean flags of a meter
    become events when set; the same flag of a leak sensor is its reading.
    """
    _own_time(gather, document, zone)
    flags: list[tuple[str, Json]] = []
    for path, value in leaves(document):
        name = next((step for step in reversed(path.split("/")) if step and not step.isdecimal()), "")
        if isinstance(value, bool):
            flags.append((name, value))
        elif not _HISTORY.match(name):
            _take(gather, name, value, f"{prefix}{path}")
    metered = any(reading.quantity in _METERED for reading in gather.readings)
    for name, value in flags:
        found = meaning(name)
        kind = _FLAGS.get(re.sub(r"[\W_]+", "", name.casefold()))
        if found and found.quantity.endswith(("_state", "_input")) and not metered:
            gather.add(found.quantity, value, part=found.part)
        elif value and kind:
            gather.event(kind)


def _take(gather: Gather, name: str, value: Json, path: str) -> None:
    found = meaning(name)
    if found and found.quantity.endswith(("_state", "_input")):
        gather.add(found.quantity, value, part=found.part)
        return
    try:
        number = read_number(value)
    except Unreadable:
        return
    if number is None:
        return
    found = meaning(name, number.unit)
    if found is None:
        gather.unmapped.append(path)
    elif not (found == ("temperature", "probe", found.unit) and number.value in _UNPLUGGED_C):
        unit = "mV" if found.unit == "V" and not number.unit and number.value > 100 else found.unit  # noqa: PLR2004  no sensor has a 100 V battery
        gather.add(found.quantity, value, unit, found.part)


def _own_time(gather: Gather, document: Json, zone: tzinfo) -> None:
    if not isinstance(document, dict):
        return
    given = document.get("timestamp_utc") or document.get("timestamp_unix") or document.get("timestamp")
    if given is None:
        return

    def parse(value: object) -> datetime:
        return guess_unix(value) if is_number(value) else from_iso(value, zone)

    moment = gather.moment(given, parse, "timestamp")
    if moment is not None and abs(moment - (gather.time or gather.received)) <= _OWN_TIME_WITHIN:
        gather.time = moment


def take_frame(gather: Gather, encoded: Json, hint: str, f_port: float | None) -> None:
    """Readings from the vendor's bytes (base64), where the device profile tells the vendor."""
    try:
        frame = base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else b""
    except (binascii.Error, ValueError):
        frame = b""
    if not frame:
        return
    if "24e124" in hint or "milesight" in hint:
        for quantity, value, part in milesight(frame, _contact(hint)):
            gather.add(quantity, value, part=part)
    elif ("axioma" in hint or "qalcosonic" in hint) and f_port == 100:  # noqa: PLR2004  port of the 24 h frame
        _axioma(gather, frame)
    if not gather.readings:
        gather.event("payload_not_decoded", bytes=len(frame))


def hint_of(*texts: Json) -> str:
    """Names and ids that may tell the vendor, folded into one text."""
    return " ".join(text for text in texts if isinstance(text, str)).casefold()


def _contact(hint: str) -> str:
    if "sld" in hint or "zld" in hint or "leak" in hint:
        return "leak_state"
    return "door_state" if "mcs" in hint or "door" in hint else "digital_input"


_MILESIGHT: Mapping[int, tuple[str, str, float, str]] = {
    0x67: ("temperature", "<h", 0.1, "room"),
    0x68: ("humidity", "<B", 0.5, ""),
    0x73: ("pressure", "<H", 0.01, ""),
    0x75: ("battery_level", "<B", 1.0, ""),
    0x00: ("", "<B", 1.0, ""),
}
"""Type byte → quantity, layout, factor to the base unit (Milesight IoT sensor user guides)."""


def milesight(frame: bytes, contact: str) -> Iterator[tuple[str, float, str]]:
    """Channel, type, value records of Milesight sensors; an unknown record ends the reading.

    Type 0 is a contact; `contact` is the quantity it stands for in this model.
    """
    offset = 0
    while offset + 2 < len(frame):
        known = _MILESIGHT.get(frame[offset + 1])
        if known is None:
            return
        quantity, layout, factor, part = known
        size = struct.calcsize(layout)
        if offset + 2 + size > len(frame):
            return
        (raw,) = struct.unpack_from(layout, frame, offset + 2)
        yield quantity or contact, raw * factor, part
        offset += 2 + size


_AXIOMA_HEADER = struct.Struct("<BIBI")
_AXIOMA_STEPS, _AXIOMA_BITS = 23, 14


def _axioma(gather: Gather, frame: bytes) -> None:
    """Qalcosonic W1 24 h frame: register 23 h ago in litres, then 23 hourly steps of 14 bits."""
    size = _AXIOMA_HEADER.size + (_AXIOMA_STEPS * _AXIOMA_BITS + 7) // 8
    if len(frame) < size:
        return
    _version, seconds, _status, litres = _AXIOMA_HEADER.unpack_from(frame)
    bits = int.from_bytes(frame[_AXIOMA_HEADER.size : size], "little")
    steps = sum((bits >> (_AXIOMA_BITS * step)) & ((1 << _AXIOMA_BITS) - 1) for step in range(_AXIOMA_STEPS))
    gather.time = gather.moment(seconds, guess_unix, "timestamp") or gather.time
    gather.add("water_volume", litres + steps, "L")


def device_hint(document: Json) -> str:
    """The vendor as far as a ChirpStack deviceInfo or a TTN version_ids says it."""
    info = document if isinstance(document, dict) else {}
    return hint_of(
        *(text_at(info, key) for key in ("deviceProfileName", "devEui", "deviceName", "brand_id", "model_id"))
    )
