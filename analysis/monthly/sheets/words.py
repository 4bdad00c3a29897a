"""Chinese words for the codes of the report."""

from typing import Final

KINDS: Final = {"boarding": "寄宿", "day": "走读", "": "未定"}
STATUS: Final = {
    "final": "终值",
    "provisional": "暂定",
    "no_verdict": "不作结论",
    "not_comparable": "无法比较",
}
RESOURCES: Final = {
    "electricity": "电",
    "water": "水",
    "gas": "气",
    "heat": "热力",
    "heat_pump": "热泵",
    "combined_energy": "综合能耗",
    "gasoline": "汽油",
    "gasoline_litre": "汽油（按升）",
    "diesel": "柴油",
}
REGIONS: Final = {"national": "全国"}
UNITS: Final = {"m3": "m³", "kwh": "kWh"}
DAY_TYPES: Final = {
    "TERM_WD": "学期上课日",
    "TERM_WE": "学期周末（在校）",
    "HOLIDAY": "节假日（离校）",
    "VACATION": "寒暑假",
    "EVENT": "特殊日（考试、活动）",
    "": "校历未覆盖",
}
BASES: Final = {"like_for_like": "同类日比较", "statutory": "统计口径", "weather_adjusted": "气象修正"}
ROLES: Final = {"main": "总表", "sub": "分表", "check": "校核表", "excluded": "不计入", "virtual": "虚拟表"}
FINDINGS: Final = {
    "spike": "读数突跳",
    "transient_dip": "读数短时跌落",
    "reset": "表底数归零",
    "rollover": "表计翻转",
    "jump": "读数跃升",
    "implausible": "读数不合理",
    "conflict": "同一时刻读数不一",
    "reverse_small": "轻微倒走",
    "unknown_drop": "不明回落",
    "undecided": "尚待判定",
    "replacement": "换表",
    "swap_mismatch": "换表读数不符",
}
CAUSES: Final = {"page": "账页", "fact": "录入事项", "definition": "口径"}
STANDING: Final = {"confirmed": "已核实", "to_check": "待核对原文"}
WHAT: Final = {"kgce": "折标煤", "kg CO2": "CO₂"}


def unit(text: str) -> str:
    """A unit as it is printed: m3 as m³."""
    return UNITS.get(text, text).replace("m2", "m²").replace("m3", "m³")


def word(words: dict[str, str], code: str) -> str:
    """The Chinese word, or the code itself where there is none yet."""
    return words.get(code, code)


def month(text: str) -> str:
    """`2026 年 2 月` from `2026-02`; anything else as it stands."""
    year, _, number = text.partition("-")
    return f"{year} 年 {int(number)} 月" if year.isdigit() and number.isdigit() else text
