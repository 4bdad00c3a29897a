"""Chinese point names (点名) of gateways and energy platforms; the unit stands elsewhere in the message."""

import re

_PHASE = {"A": "L1", "B": "L2", "C": "L3"}
_OF_PHASE = re.compile(r"([ABC])相(?:相)?(电流|电压|有功功率|无功功率|视在功率|功率因数)(?:有效值|值)?")
_GAUGE = {
    "电流": "current", "电压": "voltage", "有功功率": "active_power", "无功功率": "reactive_power",
    "视在功率": "apparent_power", "功率因数": "power_factor",
}  # fmt: skip
_ENERGY = r"电(?:能|度|量)(?:示值|读数)?"
_WHOLE = r"(?:三相)?(?:总|合相|当前)?"
_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (quantity, re.compile(pattern))
    for quantity, pattern in (
        ("active_power", rf"{_WHOLE}有功(?:总)?功率|总功率|功率"),
        ("reactive_power", rf"{_WHOLE}无功(?:总)?功率"),
        ("apparent_power", rf"{_WHOLE}视在(?:总)?功率"),
        ("power_factor", rf"{_WHOLE}功率因数"),
        ("frequency", r"(?:电网)?频率"),
        ("electricity_export", rf"(?:当前)?(?:反向|上网)(?:总)?有功(?:总)?{_ENERGY}|反向有功总"),
        ("electricity_import", rf"(?:当前)?(?:正向|组合)?(?:总)?有功(?:总)?{_ENERGY}|总{_ENERGY}"),
        ("electricity_import", r"正向有功总|组合有功总|电表读数"),
        ("reactive_energy_export", rf"(?:当前)?反向(?:总)?无功(?:总)?{_ENERGY}"),
        ("reactive_energy_import", rf"(?:当前)?(?:正向)?(?:总)?无功(?:总)?{_ENERGY}"),
        ("gas_volume", r"(?:燃气|天然气|气表)(?:累[计积])?(?:流量|用量|读数|总量)"),
        ("gas_volume", r"累[计积](?:燃气|用气)量?|工况总量|标况总量"),
        ("hot_water_volume", r"热水(?:累[计积])?(?:流量|水量|用量|读数)|累[计积]热水量"),
        ("water_volume", r"(?:冷水|自来水|水表)?(?:正向)?累[计积](?:流量|水量|用水量)|水表读数|总用水量"),
        ("heat_energy", r"累[计积]热量"),
        ("cooling_energy", r"累[计积]冷量"),
        ("flow", r"瞬时流量"),
        ("pressure", r"压力|水压|管网压力"),
        ("tank_level", r"液位|水位"),
    )
)


def chinese_point(name: str) -> tuple[str, str] | None:
    """Quantity and part of a point name; None where it is not one of the usual."""
    text = name.strip()
    if found := _OF_PHASE.fullmatch(text):
        return _GAUGE[found[2]], _PHASE[found[1]]
    return next(((quantity, "") for quantity, pattern in _NAMES if pattern.fullmatch(text)), None)
