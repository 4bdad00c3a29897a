"""What the names that people give to values mean, in the languages gateways speak."""

import re
from typing import NamedTuple

from collector.units import fits


class Meaning(NamedTuple):
    """A quantity, which part of it, and the unit in which the name's number stands."""

    quantity: str
    part: str = ""
    unit: str = ""


_WORDS: dict[str, Meaning] = {
    **dict.fromkeys(
        ["temperature", "temp", "temperatur", "temperatuur", "temperatura", "tempc", "tempcsht", "tempsht", "airtemperature", "airtemp", "ambienttemperature", "roomtemperature", "temperaturec", "lufttemperatur", "温度", "室温"],
        Meaning("temperature", "room"),
    ),
    **dict.fromkeys(("tempsoil", "soiltemperature", "soiltemp", "bodentemperatur"), Meaning("temperature", "soil")),
    **dict.fromkeys(("watertemperature", "watertemp", "水温"), Meaning("temperature", "water")),
    **dict.fromkeys(
        ("tempcds18b20", "tempds18b20", "ds18b20", "externaltemperature", "exttemperature", "probetemperature", "tempc1"),
        Meaning("temperature", "probe"),
    ),
    **dict.fromkeys(
        ["humidity", "hum", "rh", "relativehumidity", "humiditysht", "humsht", "luchtvochtigheid", "luftfeuchtigkeit", "luftfeuchte", "humedad", "umidita", "humidite", "湿度"],
        Meaning("humidity"),
    ),
    **dict.fromkeys(("watersoil", "soilmoisture", "moisture", "bodenfeuchte", "soilhumidity"), Meaning("soil_moisture")),
    **dict.fromkeys(("conductsoil", "soilconductivity", "conductivity", "电导率"), Meaning("conductivity")),
    **dict.fromkeys(
        ["leak", "leakage", "waterleak", "waterleakage", "lekstatus", "lek", "leakstatus", "leakagestatus", "waterleakstatus", "waterleakagestatus", "flood", "flooding", "wasserleck", "漏水"],
        Meaning("leak_state"),
    ),
    **dict.fromkeys(["door", "doorstate", "doorstatus", "dooropenstatus", "magnetstatus", "magnet", "contact", "门"],
                    Meaning("door_state")),
    **dict.fromkeys(("gpio", "digitalinput", "din", "gpioin", "gpioinput", "digitalin"), Meaning("digital_input")),
    **dict.fromkeys(("battery", "batterylevel", "batterypercent", "batterypercentage", "batt", "batterij", "电池电量"),
                    Meaning("battery_level", unit="%")),
    **dict.fromkeys(("bat", "batv", "batteryvoltage", "batteryv", "vbat", "battvoltage", "电池电压"),
                    Meaning("battery_voltage", unit="V")),
    **dict.fromkeys(("batterymv", "batmv", "batteryvoltagemv"), Meaning("battery_voltage", unit="mV")),
    **dict.fromkeys(("pressurehpa", "barometricpressure", "airpressure"), Meaning("pressure", unit="hPa")),
    **dict.fromkeys(("pressurekpa", "pressurebar", "pressurepa"), Meaning("pressure")),
}  # fmt: skip
_SUFFIX = re.compile(
    r"^(.*?)[_ ]?(kwh|wh|mwh|m3h|lph|lpm|m3|liters?|litres?|l|kw|w|kvarh|varh|va|var|v|a|ma|hz|gj|mj)$"
)
_UNIT_OF_SUFFIX = {"m3h": "m3/h", "lph": "L/h", "lpm": "L/min", "liter": "L", "liters": "L", "litre": "L", "litres": "L",
                   "l": "L", "mwh": "MWh", "kw": "kW", "gj": "GJ", "mj": "MJ", "ma": "mA"}  # fmt: skip
_NOW = r"(?:total|current|cumulative|acc|accumulated|meter|abs|absolute|overall|lifetime|sum)?"
_NAMED_WITH_UNIT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (quantity, re.compile(pattern))
    for quantity, pattern in (
        ("hot_water_volume", rf"{_NOW}(?:hot|warm)water(?:volume|consumption|total)?"),
        ("gas_volume", rf"{_NOW}gas(?:volume|consumption|total|meter|reading)?"),
        ("heating_water_volume", rf"{_NOW}heating(?:water)?volume"),
        ("water_backflow_volume", r"(?:total)?(?:backflow|reverse|backward)(?:flow)?(?:volume)?"),
        ("water_volume", rf"{_NOW}(?:water|volume|watervolume|waterconsumption|waterusage|reading|forwardvolume|total)"),
        ("heat_energy", rf"{_NOW}(?:heat|thermal|heating)(?:energy)?"),
        ("cooling_energy", rf"{_NOW}(?:cooling)(?:energy)?"),
        ("electricity_export", rf"{_NOW}(?:active)?(?:energy)?(?:export|exported|returned|out|reverse)(?:active)?(?:energy)?"),
        ("electricity_import", rf"{_NOW}(?:active)?(?:import|imported|consumed|forward|in)?(?:active)?energy(?:import|imported|total|consumption|in)?"),
        ("reactive_energy_import", rf"{_NOW}(?:reactive)energy(?:import)?"),
        ("active_power", rf"{_NOW}(?:active|instantaneous)?power(?:active|total)?"),
        ("flow", r"(?:water|current|instant|instantaneous)?flow(?:rate)?"),
        ("voltage", r"(?:mains|line)?voltage"),
        ("current", r"(?:load|line)?current"),
        ("frequency", r"frequency"),
    )
)  # fmt: skip
_PHASE = {"A": "L1", "B": "L2", "C": "L3"}
_CHINESE_PHASE = re.compile(r"([ABC])相(?:相)?(电流|电压|有功功率|无功功率|视在功率|功率因数)(?:有效值|值)?")
_CHINESE_GAUGE = {
    "电流": "current", "电压": "voltage", "有功功率": "active_power", "无功功率": "reactive_power",
    "视在功率": "apparent_power", "功率因数": "power_factor",
}  # fmt: skip
_CHINESE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (quantity, re.compile(pattern))
    for quantity, pattern in (
        ("active_power", r"(?:三相)?(?:总|合相|当前)?有功(?:总)?功率|总功率|功率"),
        ("reactive_power", r"(?:三相)?(?:总|合相)?无功(?:总)?功率"),
        ("apparent_power", r"(?:三相)?(?:总|合相)?视在(?:总)?功率"),
        ("power_factor", r"(?:三相)?(?:总|合相)?功率因数"),
        ("frequency", r"(?:电网)?频率"),
        ("electricity_export", r"(?:当前)?(?:反向|上网)(?:总)?有功(?:总)?电(?:能|度|量)(?:示值|读数)?|反向有功总"),
        ("electricity_import", r"(?:当前)?(?:正向|组合)?(?:总)?有功(?:总)?电(?:能|度|量)(?:示值|读数)?|正向有功总|组合有功总|电表读数|总电(?:能|度|量)"),
        ("reactive_energy_export", r"(?:当前)?反向(?:总)?无功(?:总)?电(?:能|度|量)"),
        ("reactive_energy_import", r"(?:当前)?(?:正向)?(?:总)?无功(?:总)?电(?:能|度|量)"),
        ("gas_volume", r"(?:燃气|天然气|气表)(?:累[计积])?(?:流量|用量|读数|总量)|累[计积](?:燃气|用气)量?|工况总量|标况总量"),
        ("hot_water_volume", r"热水(?:累[计积])?(?:流量|水量|用量|读数)|累[计积]热水量"),
        ("water_volume", r"(?:冷水|自来水|水表)?(?:正向)?累[计积](?:流量|水量|用水量)|水表读数|总用水量"),
        ("heat_energy", r"累[计积]热量"),
        ("cooling_energy", r"累[计积]冷量"),
        ("flow", r"瞬时流量"),
        ("pressure", r"压力|水压|管网压力"),
        ("tank_level", r"液位|水位"),
    )
)  # fmt: skip


def meaning(name: str, unit: str = "") -> Meaning | None:
    """What a value of this name is; None where the name (or its unit) does not say it for certain.

    `unit` is the one written behind the number, which must fit and then counts more than the name.
    """
    squashed = re.sub(r"[\W_]+", "", name.casefold())
    found = _WORDS.get(squashed) or chinese(name) or _by_unit(name)
    if found is None:
        return None
    if found.quantity == "battery_level" and unit and fits(unit, "battery_voltage") and not fits(unit, "battery_level"):
        return Meaning("battery_voltage", unit=unit)
    if unit and not fits(unit, found.quantity):
        return None
    return found._replace(unit=unit or found.unit)


def chinese(name: str) -> Meaning | None:
    """What a Chinese point name (点名) means; the unit stands elsewhere."""
    if found := _CHINESE_PHASE.fullmatch(name.strip()):
        return Meaning(_CHINESE_GAUGE[found[2]], _PHASE[found[1]])
    for quantity, pattern in _CHINESE:
        if pattern.fullmatch(name.strip()):
            return Meaning(quantity)
    return None


def _by_unit(name: str) -> Meaning | None:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold()
    found = _SUFFIX.match(spaced)
    if not found:
        return None
    stem, unit = re.sub(r"[\W_]+", "", found[1]), _UNIT_OF_SUFFIX.get(found[2], found[2])
    for quantity, pattern in _NAMED_WITH_UNIT:
        if pattern.fullmatch(stem) and fits(unit, quantity):
            return Meaning(quantity, unit=unit)
    return None
