"""The place of a figure in the report, in Chinese words."""

from collections.abc import Callable
from typing import Final

from analysis.monthly.sheets.words import RESOURCES, month

_WORDS: Final = {
    "whole": "全集团",
    "this": "本期",
    "last": "上年",
    "value": "用量",
    "estimated": "估算部分",
    "estimated_share": "估算占比",
    "coverage": "覆盖率",
    "valid_days": "有效日",
    "days": "天数",
    "cost_yuan": "费用",
    "cost_last_yuan": "上年费用",
    "kgce": "折标煤",
    "kg_co2": "CO₂",
    "per_head": "人均",
    "per_m2": "单位面积",
    "heads": "用能人数",
    "heads_last": "上年用能人数",
    "total": "合计",
    "boarders": "住校生",
    "day_students": "走读生",
    "staff": "教职工",
    "l1": "统计口径",
    "l2": "同类日比较",
    "l3": "气象修正",
    "reduction": "降幅",
    "margin": "误差",
    "met": "是否达标",
    "status": "状态",
    "change": "增减",
    "probability": "达标概率",
    "targets": "目标",
    "heat_pumps": "热泵",
    "statutory": "公共机构统计",
}
_SHARES: Final = frozenset(
    {
        "coverage",
        "estimated_share",
        "reduction",
        "margin",
        "change",
        "probability",
        "median",
        "low",
        "high",
        "rest_share",
    }
)
_SILENT: Final = frozenset({"campuses", "resources", "lines", "months"})


def told_path(path: str, campus_name: Callable[[str], str]) -> str:
    """`高中部·电·本期·用量` from `campuses/senior/electricity/this/value`; unknown parts stay as they are."""
    parts = [part for part in path.split("/") if part]
    told = []
    for before, part in zip(["", *parts], parts, strict=False):
        if part in _SILENT:
            continue
        if before == "campuses":
            told.append(campus_name(part))
        elif before == "months":
            told.append(month(part))
        else:
            told.append(RESOURCES.get(part) or _WORDS.get(part, part))
    return "·".join(told) or path


def is_share(path: str) -> bool:
    """Whether the figure is a share or a reduction, shown in percent."""
    return path.rpartition("/")[2] in _SHARES
