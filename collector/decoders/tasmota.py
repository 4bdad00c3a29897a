"""Tasmota: tele/<device>/SENSOR, the answers of Status 10 and 8, Zigbee bridges, discovery."""

from datetime import datetime

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.homeassistant import is_discovery, read_discovery
from collector.formats.moments import from_iso
from collector.formats.payload import Json, inner, read_json
from collector.formats.preset import JsonPreset, is_number, leaves, short_text

_ENERGY = {
    "Total": ("electricity_import", "kWh"), "ImportActive": ("electricity_import", "kWh"),
    "ExportActive": ("electricity_export", "kWh"), "ImportReactive": ("reactive_energy_import", "kvarh"),
    "ExportReactive": ("reactive_energy_export", "kvarh"), "Power": ("active_power", "W"),
    "ApparentPower": ("apparent_power", "VA"), "ReactivePower": ("reactive_power", "var"),
    "Factor": ("power_factor", ""), "Voltage": ("voltage", "V"), "Current": ("current", "A"),
    "Frequency": ("frequency", "Hz"),
}  # fmt: skip
_CT = {"Energy": ("electricity_import", "kWh"), **{k: _ENERGY[k] for k in ("Power", "Voltage", "Current")}}
_ZIGBEE = {
    "BatteryPercentage": ("battery_level", "%", ""), "BatteryVoltage": ("battery_voltage", "V", ""),
    "Temperature": ("temperature", "degC", "room"), "Humidity": ("humidity", "%", ""),
    "Pressure": ("pressure", "hPa", ""), "ActivePower": ("active_power", "W", ""), "RMSVoltage": ("voltage", "V", ""),
    "RMSCurrent": ("current", "A", ""), "Contact": ("door_state", "", ""), "Water": ("leak_state", "", ""),
}  # fmt: skip
_NO_SENSORS = frozenset(("Time", "TempUnit", "PressureUnit", "SpeedUnit", "ENERGY", "ANALOG", "ZbReceived", "Epoch"))
_SILENT = frozenset(("STATE", "INFO1", "INFO2", "INFO3", "UPTIME", "MARGINS", "HASS_STATE", "LOGGING", "STATUS"))
_ENVELOPES = ("StatusSNS", "StatusSTS")


@decoder("tasmota")
class Tasmota(JsonPreset):
    """Times are the device's local ones, without zone. Lists are one value per channel.

    Today and Yesterday are counts of a day and never taken. Names made up in a device's own script
    (SML, counters) need configured fields; pointers may start inside or outside StatusSNS.
    """

    def read(self, gather: Gather, message: Message) -> None:
        topic = message.topic
        word = topic.rsplit("/", 1)[-1]
        if word == "LWT":
            if short_text(message.payload).casefold() == "offline":
                gather.event("device_offline")
            return
        if word in _SILENT or word.startswith("POWER"):
            return
        document = read_json(message.payload)
        if not isinstance(document, dict):
            reason = "a Tasmota message is a JSON object"
            raise Undecodable(reason)
        if is_discovery(topic):
            found = read_discovery(topic, document)
            if found:
                gather.described.append(found.described)
        elif word == "RESULT":
            _result(gather, document)
        else:
            self.read_document(gather, document, message)
            self._configured(gather, document)

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        del message
        body = inner(document, "StatusSNS") or document
        gather.time = gather.moment(body.get("Time"), self._moment, "/Time")
        energy = inner(body, "ENERGY")
        for name, value in energy.items():
            if name in _ENERGY and not (name == "ImportActive" and "Total" in energy):
                _channels(gather, *_ENERGY[name], value)
        analog = inner(body, "ANALOG")
        temperature_unit = str(body.get("TempUnit") or "C")
        gather.add("temperature", _single(analog.get("Temperature")), temperature_unit, "device")
        for name, value in analog.items():
            if name.startswith("CTEnergy") and isinstance(value, dict):
                part = name.removeprefix("CTEnergy")
                for key, (quantity, unit) in _CT.items():
                    gather.add(quantity, value.get(key), unit, part and f"channel {part}", volatile=key == "Energy")
        self._sensors(gather, body, temperature_unit)
        self._zigbee(gather, inner(body, "ZbReceived"), temperature_unit)

    @staticmethod
    def _sensors(gather: Gather, body: dict[str, Json], temperature_unit: str) -> None:
        sensors = {k: v for k, v in body.items() if k not in _NO_SENSORS and isinstance(v, dict)}
        rooms = [
            k for k, v in sensors.items() if is_number(v.get("Temperature")) and not k.startswith(("DS18", "ESP32"))
        ]
        for name, values in sensors.items():
            part = "device" if name.startswith("ESP32") else "room" if rooms == [name] else name
            gather.add("temperature", _single(values.get("Temperature")), temperature_unit, part)
            gather.add("humidity", _single(values.get("Humidity")), "%", "" if len(rooms) < 2 else name)  # noqa: PLR2004  one sensor needs no name
            gather.add("pressure", _single(values.get("Pressure")), str(body.get("PressureUnit") or "hPa"))
            for path, value in leaves(values, f"/{name}"):
                if is_number(value) and path.rsplit("/", 1)[-1] not in {
                    "Temperature",
                    "Humidity",
                    "Pressure",
                    "DewPoint",
                }:
                    gather.unmapped.append(path)

    @staticmethod
    def _zigbee(gather: Gather, received: dict[str, Json], temperature_unit: str) -> None:
        for key, values in received.items():
            if not isinstance(values, dict):
                continue
            address = values.get("Device")
            meter = address if isinstance(address, str) and address else key
            for name, value in values.items():
                if name in _ZIGBEE and not isinstance(value, (dict, list)):
                    quantity, unit, part = _ZIGBEE[name]
                    unit = temperature_unit if quantity == "temperature" else unit
                    gather.add(quantity, value, unit, part, meter=meter)

    def _configured(self, gather: Gather, document: dict[str, Json]) -> None:
        body = next((document[key] for key in _ENVELOPES if isinstance(document.get(key), dict)), document)
        self.take_pointers(gather, {**body, "StatusSNS": body, **({} if body is document else document)})
        taken = {f"/{path.removeprefix('StatusSNS/')}" for path, _, _ in self._pointers}
        gather.unmapped = [path for path in gather.unmapped if path not in taken]

    def _moment(self, value: object) -> datetime:
        return from_iso(value, self.zone)


def _single(value: Json) -> Json:
    return None if isinstance(value, (dict, list)) else value


def _channels(gather: Gather, quantity: str, unit: str, value: Json) -> None:
    if isinstance(value, list):
        for number, one in enumerate(value, 1):
            gather.add(quantity, _single(one), unit, f"channel {number}")
        if quantity in {"active_power", "apparent_power", "reactive_power"} and value:
            gather.total(quantity, [_single(one) for one in value], unit)
    elif not isinstance(value, dict):
        gather.add(quantity, value, unit)


def _result(gather: Gather, document: dict[str, Json]) -> None:
    """The answer to a command: a register that was set is news, not a reading."""
    answer = document.get("EnergyTotal", document.get("EnergyReset"))
    if answer is None:
        return
    total = inner(answer).get("Total") if isinstance(answer, dict) else None
    values = total if isinstance(total, list) else [total]
    for value in values:
        number = gather.base_value("electricity_import", _single(value), "kWh")
        if number is not None:
            gather.event("register_reset", total_kwh=number)
