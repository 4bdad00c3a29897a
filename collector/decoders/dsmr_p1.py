"""DSMR / P1 and other OBIS telegrams in plain text (IEC 62056-21 mode D)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.preset import Preset

_LINE = re.compile(r"(?:([0-9]+)-([0-9]+):)?([0-9A-F]+\.[0-9]+\.[0-9]+)(?:\*[0-9]+)?((?:\([^()]*\))+)")
_BRACKET = re.compile(r"\(([^()]*)\)")
_CHECKSUM = re.compile(rb"!([0-9A-Fa-f]{4})(?=[\s\0]|$)")
_TIME = re.compile(r"([0-9]{12})([SWsw]?)")
_NO_TIME = re.compile(r"[0-9]{2}25252525[0-9]{2}[SWsw]?|0{12}[SWsw]?")
"""The M-Bus date that is not set (all bits one, as digits): the meter behind it was never read, and its 0 is none."""
_SUMMER, _WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))

_REGISTERS = {
    "1.8": ("electricity_import", "kWh"), "2.8": ("electricity_export", "kWh"),
    "3.8": ("reactive_energy_import", "kvarh"), "4.8": ("reactive_energy_export", "kvarh"),
}  # fmt: skip
_NET: tuple[tuple[str, str, str, str, str], ...] = (
    ("active_power", "1.7.0", "2.7.0", "16.7.0", ""),
    ("active_power", "21.7.0", "22.7.0", "36.7.0", "L1"),
    ("active_power", "41.7.0", "42.7.0", "56.7.0", "L2"),
    ("active_power", "61.7.0", "62.7.0", "76.7.0", "L3"),
    ("reactive_power", "3.7.0", "4.7.0", "131.7.0", ""),
    ("reactive_power", "23.7.0", "24.7.0", "151.7.0", "L1"),
    ("reactive_power", "43.7.0", "44.7.0", "171.7.0", "L2"),
    ("reactive_power", "63.7.0", "64.7.0", "191.7.0", "L3"),
)
"""Quantity, code of the imported, the exported and the signed value, part."""
_GAUGES = {
    "32.7.0": ("voltage", "V", "L1"), "52.7.0": ("voltage", "V", "L2"), "72.7.0": ("voltage", "V", "L3"),
    "31.7.0": ("current", "A", "L1"), "51.7.0": ("current", "A", "L2"), "71.7.0": ("current", "A", "L3"),
    "9.7.0": ("apparent_power", "kVA", ""), "13.7.0": ("power_factor", "", ""), "14.7.0": ("frequency", "Hz", ""),
}  # fmt: skip
_OTHERS = {
    "2": "electricity_import", "3": "gas_volume", "4": "heat_energy", "5": "cooling_energy", "6": "hot_water_volume",
    "7": "water_volume", "12": "heat_energy",
}  # fmt: skip
"""M-Bus device type → register."""
_BASE = {"electricity_import": "kWh", "heat_energy": "GJ", "cooling_energy": "GJ"}
_POLYNOMIAL = 0xA001


def crc16_arc(data: bytes) -> int:
    """CRC-16/ARC as DSMR 4 and later put behind the exclamation mark."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ _POLYNOMIAL if crc & 1 else crc >> 1
    return crc


def verify(payload: bytes) -> None:
    """Refuse a telegram that is cut off, or whose checksum is present and wrong.

    Line ends changed by a bridge are forgiven. Of a cut one, a sum of tariffs would be too small.
    """
    found = _CHECKSUM.search(payload)
    start = payload.find(b"/")
    if payload.lstrip(b"\0 \t\r\n").startswith(b"/") and b"!" not in payload:
        message = "the telegram is cut off: the line that begins with ! is missing"
        raise Undecodable(message)
    if not found or start < 0:
        return
    body = payload[start : found.start() + 1]
    with_cr = re.sub(rb"\r?\n", b"\r\n", body)
    if int(found[1], 16) not in {crc16_arc(body), crc16_arc(with_cr)}:
        message = f"checksum {found[1].decode()} does not fit the telegram ({crc16_arc(body):04X})"
        raise Undecodable(message)


@decoder("dsmr_p1")
class Telegram(Preset):
    """Registers, powers and the M-Bus meters behind the P1 port; a wrong checksum refuses the telegram.

    The unit stands in each line. Where a total is missing it is the sum of its tariffs. Powers are
    import minus export. Meters on the M-Bus keep their own, older time.
    """

    def read(self, gather: Gather, message: Message) -> None:
        verify(message.payload)
        text = message.payload.split(b"!", 1)[0].decode("latin-1")
        lines: dict[str, list[str]] = {}
        devices: dict[str, dict[str, list[str]]] = {}
        previous: list[str] = []
        for raw in text.splitlines():
            line = raw.strip()
            if found := _LINE.fullmatch(line):
                previous = _BRACKET.findall(found[4])
                if found[1] == "0" and found[2] not in {None, "0"}:
                    devices.setdefault(found[2], {})[found[3]] = previous
                else:
                    lines.setdefault(found[3], previous)
            elif line.startswith("(") and previous:
                previous.extend(_BRACKET.findall(line))
        if not lines and not devices:
            reason = "no OBIS line, such as 1-0:1.8.0(000123.456*kWh)"
            raise Undecodable(reason)
        gather.time = self._time(gather, lines.get("1.0.0", [""])[0])
        self._electricity(gather, lines)
        for number, values in devices.items():
            self._device(gather, number, values)
        for code, brackets in lines.items():
            self.take_configured(gather, code, brackets[-1].replace("*", " "))

    def _electricity(self, gather: Gather, lines: Mapping[str, list[str]]) -> None:
        for code, (quantity, unit) in _REGISTERS.items():
            tariffs = {
                tariff: value for tariff in range(1, 10) if (value := _value(lines, f"{code}.{tariff}")) is not None
            }
            for tariff, value in tariffs.items():
                gather.add(quantity, value, unit, f"tariff {tariff}")
            total = _value(lines, f"{code}.0")
            if total is not None:
                gather.add(quantity, total, unit)
            elif tariffs:
                gather.total(quantity, list(tariffs.values()), unit)
        for quantity, plus, minus, net, part in _NET:
            unit = "kW" if quantity == "active_power" else "kvar"
            taken, given, signed = (
                None if text is None else gather.base_value(quantity, text, unit)
                for text in (_value(lines, plus), _value(lines, minus), _value(lines, net))
            )
            if taken is not None or given is not None:
                gather.add(quantity, (taken or 0.0) - (given or 0.0), part=part)
            elif signed is not None:
                gather.add(quantity, signed, part=part)
        for code, (quantity, unit, part) in _GAUGES.items():
            gather.add(quantity, _value(lines, code), unit, part)

    def _device(self, gather: Gather, number: str, values: Mapping[str, list[str]]) -> None:
        code = (values.get("24.1.0") or [""])[0].lstrip("0")
        kind = _OTHERS.get(code) if code else "gas_volume"
        found = next((values[code] for code in ("24.2.1", "24.2.3", "24.3.0", "24.2.0") if code in values), None)
        if kind is None or found is None or not found[-1]:
            return
        unit = next((text for text in found[1:-1] if text in {"m3", "GJ", "MJ", "kWh", "Wh"}), _BASE.get(kind, "m3"))
        if len(found) > 1 and _NO_TIME.fullmatch(found[0].strip()):
            gather.event("no_reading", device=f"M-Bus {number}", time=found[0])
            return
        time = self._time(gather, found[0]) if len(found) > 1 else None
        gather.add(kind, found[-1].replace("*", " "), unit, time=time, meter=f"M-Bus {number}")

    def _time(self, gather: Gather, text: str) -> datetime | None:
        found = _TIME.fullmatch(text.strip())
        if not found:
            return None
        letter = found[2].upper()
        zone = {"S": _SUMMER, "W": _WINTER}.get(letter, self.zone)

        def parse(digits: str) -> datetime:
            moment = datetime.strptime(digits, "%y%m%d%H%M%S").replace(tzinfo=zone)
            return moment.astimezone(UTC) if letter else moment

        return gather.moment(found[1], parse, "telegram time")


def _value(lines: Mapping[str, list[str]], code: str) -> str | None:
    brackets = lines.get(code)
    return brackets[-1].replace("*", " ") if brackets and brackets[-1] else None
