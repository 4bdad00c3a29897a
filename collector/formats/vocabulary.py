"""What the names that people give to values mean, in the languages gateways speak."""

import re
from typing import NamedTuple

from collector.formats.chinese_points import chinese_point
from collector.formats.units import fits


class Meaning(NamedTuple):
    """A quantity, which part of it, and the unit in which the name's number stands."""

    quantity: str
    part: str = ""
    unit: str = ""


def _words(meaning: Meaning, text: str) -> dict[str, Meaning]:
    return dict.fromkeys(text.split(), meaning)


_WORDS: dict[str, Meaning] = {
    **_words(
        Meaning("temperature", "room"),
        """temperature temp temperatur temperatuur temperatura tempc tempcsht tempsht airtemperature airtemp
        ambienttemperature roomtemperature temperaturec lufttemperatur 温度 室温""",
    ),
    **_words(Meaning("temperature", "soil"), "tempsoil soiltemperature soiltemp bodentemperatur"),
    **_words(Meaning("temperature", "water"), "watertemperature watertemp 水温"),
    **_words(
        Meaning("temperature", "probe"),
        "tempcds18b20 tempds18b20 ds18b20 externaltemperature exttemperature probetemperature tempc1",
    ),
    **_words(
        Meaning("humidity"),
        """humidity hum rh relativehumidity humiditysht humsht luchtvochtigheid luftfeuchtigkeit luftfeuchte
        humedad umidita humidite 湿度""",
    ),
    **_words(Meaning("soil_moisture"), "watersoil soilmoisture moisture bodenfeuchte soilhumidity"),
    **_words(Meaning("conductivity"), "conductsoil soilconductivity conductivity 电导率"),
    **_words(
        Meaning("leak_state"),
        """leak leakage waterleak waterleakage lekstatus lek leakstatus leakagestatus waterleakstatus
        waterleakagestatus flood flooding wasserleck 漏水""",
    ),
    **_words(Meaning("door_state"), "door doorstate doorstatus dooropenstatus magnetstatus magnet contact 门"),
    **_words(Meaning("digital_input"), "gpio digitalinput din gpioin gpioinput digitalin"),
    **_words(
        Meaning("battery_level", unit="%"),
        "battery batterylevel batterypercent batterypercentage batt batterij 电池电量",
    ),
    **_words(
        Meaning("battery_voltage", unit="V"),
        "bat batv batteryvoltage batteryv vbat battvoltage 电池电压",
    ),
    **_words(Meaning("battery_voltage", unit="mV"), "batterymv batmv batteryvoltagemv"),
    **_words(Meaning("pressure", unit="hPa"), "pressurehpa barometricpressure airpressure"),
}
_SUFFIX = re.compile(
    r"(.*?)[_ -](kwh|wh|mwh|m3h|lph|lpm|m3|liters?|litres?|l|kw|w|kvarh|varh|va|var|v|a|ma|hz|gj|mj|kpa|bar|pa)"
)
_UNIT_OF_SUFFIX = {
    "m3h": "m3/h", "lph": "L/h", "lpm": "L/min", "liter": "L", "liters": "L", "litre": "L", "litres": "L", "l": "L",
    "mwh": "MWh", "kw": "kW", "gj": "GJ", "mj": "MJ", "ma": "mA", "pa": "Pa", "kpa": "kPa", "hz": "Hz",
}  # fmt: skip
_TOTAL = r"(?:total|current|cumulative|acc|accumulated|meter|abs|absolute|overall|lifetime|sum)?"
_NAMED_WITH_UNIT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (quantity, re.compile(pattern))
    for quantity, pattern in (
        ("hot_water_volume", rf"{_TOTAL}(?:hot|warm)water(?:volume|consumption|total)?"),
        ("gas_volume", rf"{_TOTAL}gas(?:volume|consumption|total|meter|reading)?"),
        ("heating_water_volume", rf"{_TOTAL}heating(?:water)?volume"),
        ("water_backflow_volume", r"(?:total)?(?:backflow|reverse|backward)(?:flow)?(?:volume)?"),
        ("water_volume", rf"{_TOTAL}(?:water|volume|watervolume|waterconsumption|waterusage|reading|forwardvolume)"),
        ("water_volume", r"total"),
        ("heat_energy", rf"{_TOTAL}(?:heat|thermal|heating)(?:energy)?"),
        ("cooling_energy", rf"{_TOTAL}(?:cooling)(?:energy)?"),
        (
            "electricity_export",
            rf"{_TOTAL}(?:active)?(?:energy)?(?:export|exported|returned|reverse)(?:active)?(?:energy)?",
        ),
        ("electricity_import", rf"{_TOTAL}(?:active)?(?:import|imported|consumed|forward)?(?:active)?energy"),
        ("electricity_import", rf"{_TOTAL}(?:active)?energy(?:import|imported|total|consumption|consumed|forward)"),
        ("reactive_energy_import", rf"{_TOTAL}(?:reactive)energy(?:import)?"),
        ("active_power", rf"{_TOTAL}(?:active|instantaneous)?power(?:active|total)?"),
        ("flow", r"(?:water|current|instant|instantaneous)?flow(?:rate)?"),
        ("voltage", r"(?:mains|line)?voltage"),
        ("current", r"(?:load|line)?current"),
        ("frequency", r"frequency"),
        ("pressure", r"(?:water)?pressure"),
    )
)


def meaning(name: str, unit: str = "") -> Meaning | None:
    """What a value of this name is; None where the name (or its unit) does not say it for certain.

    `unit` is the one written behind the number, which must fit and then counts more than the name.
    """
    found = _WORDS.get(re.sub(r"[\W_]+", "", name.casefold())) or _by_unit(name)
    if found is None and (chinese := chinese_point(name)):
        found = Meaning(*chinese)
    if found is None and unit:
        found = _with_unit(name.casefold(), unit)
    if found is None:
        return None
    if found.quantity == "battery_level" and unit and not fits(unit, "battery_level") and fits(unit, "battery_voltage"):
        return Meaning("battery_voltage", unit=unit)
    if unit and not fits(unit, found.quantity):
        return None
    return found._replace(unit=unit or found.unit)


def _by_unit(name: str) -> Meaning | None:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold()
    found = _SUFFIX.fullmatch(spaced)
    if not found:
        return None
    return _with_unit(found[1], _UNIT_OF_SUFFIX.get(found[2], found[2]))


def _with_unit(name: str, unit: str) -> Meaning | None:
    """What a folded name means beside a unit, wherever the unit was written."""
    stem = re.sub(r"[\W_]+", "", name)
    for quantity, pattern in _NAMED_WITH_UNIT:
        if pattern.fullmatch(stem) and fits(unit, quantity):
            return Meaning(quantity, unit=unit)
    return None
