"""EMS-ESP: heat pumps and boilers of Bosch, Buderus, Junkers and others."""

from typing import NamedTuple

from collector.decoders.protocol import Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.payload import Json
from collector.formats.preset import JsonPreset, is_number, leaves, looks_json, short_text


class _Value(NamedTuple):
    quantity: str
    unit: str = ""
    part: str = ""


_VALUES: dict[str, _Value] = {
    "nrgconstotal": _Value("electricity_import", "kWh"),
    "nrgconscomptotal": _Value("electricity_import", "kWh", "compressor"),
    "auxelecheatnrgconstotal": _Value("electricity_import", "kWh", "auxiliary heater"),
    "nrgtotal": _Value("heat_energy", "kWh"),
    "nrgheat": _Value("heat_energy", "kWh", "heating"),
    "nrgcool": _Value("cooling_energy", "kWh"),
    "hppower": _Value("compressor_power", "kW"),
    "outdoortemp": _Value("temperature", "degC", "outdoor"),
    "curflowtemp": _Value("temperature", "degC", "supply"),
    "rettemp": _Value("temperature", "degC", "return"),
    "switchtemp": _Value("temperature", "degC", "low-loss header"),
    "wwcurtemp": _Value("temperature", "degC", "tank"),
    "dhw/curtemp": _Value("temperature", "degC", "tank"),
    "dhw/nrg": _Value("heat_energy", "kWh", "hot water"),
    "nrgww": _Value("heat_energy", "kWh", "hot water"),
    "hptc0": _Value("temperature", "degC", "condenser return"),
    "hptc1": _Value("temperature", "degC", "condenser supply"),
    "syspress": _Value("pressure", "bar"),
    "burnstarts": _Value("starts"),
    "hpstarts": _Value("starts"),
    "totcompstarts": _Value("starts"),
    "uptimecompheating": _Value("operating_time", "min", "heating"),
    "uptimecontrol": _Value("operating_time", "min"),
    "meterheat": _Value("electricity_import", "kWh", "heating"),
    "metercool": _Value("electricity_import", "kWh", "cooling"),
    "metertotal": _Value("electricity_import", "kWh"),
    "meterww": _Value("electricity_import", "kWh", "hot water"),
}
_ABSENT = {-3276.8, -32768, 32767, 3276.7, 0x8000, 65535}
"""What the bus says for a sensor that is not fitted."""


@decoder("ems_esp")
class EmsEsp(JsonPreset):
    """`boiler_data` and its nested or single-value forms.

    Part registers (compressor, auxiliary heater) are shares of the whole, never added to it.
    """

    def read(self, gather: Gather, message: Message) -> None:
        if looks_json(message.payload):
            super().read(gather, message)
        else:
            name = message.topic.rsplit("/", 1)[-1].casefold()
            if name in _VALUES:
                _take(gather, name, short_text(message.payload))

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        if not isinstance(document, dict):
            reason = "EMS-ESP data is a JSON object"
            raise Undecodable(reason)
        hot_water = message.topic.rsplit("/", 1)[-1].endswith(("_dhw", "_ww"))
        for path, value in leaves(document):
            name = path.strip("/").casefold()
            word = name.rsplit("/", 1)[-1]
            key = f"dhw/{word}" if hot_water or name.startswith(("dhw/", "ww/")) else word
            if key in _VALUES:
                _take(gather, key, value)
            elif is_number(value):
                gather.unmapped.append(path)


def _take(gather: Gather, key: str, value: Json) -> None:
    if is_number(value) and value in _ABSENT:
        return
    found = _VALUES[key]
    gather.add(found.quantity, value, found.unit, found.part)
