"""Cells of the public-institution statistics (公共机构能源资源消费统计), monthly per campus (domain handbook §1.2)."""

from collections.abc import Iterator

from analysis.monthly.amount import Amount
from analysis.monthly.report import StatutoryCell, UnitPart

MJ_PER_KWH = 3.6

FIELDS = {
    "electricity": (("electricity_kwh", "电消费量", "kWh"), ("electricity_yuan", "电费", "元")),
    "water": (("water_m3", "水消费量", "m3"), ("water_yuan", "水费", "元")),
    "gas": (("natural_gas_m3", "天然气消费量", "m3"), ("natural_gas_yuan", "天然气费", "元")),
    "heat": (("heat_gj", "热力消费量（按热量收费）", "GJ"), ("heat_yuan", "热力费", "元")),
}


def statutory_cells(unit: UnitPart) -> Iterator[StatutoryCell]:
    """Static cells of a campus, then quantity and cost of each month and resource."""
    heads, area = unit.heads.total, unit.area_m2
    yield StatutoryCell(
        unit.id, "", "persons", "用能人数", "人", heads, unit.heads.reason.zh if unit.heads.reason else ""
    )
    yield StatutoryCell(unit.id, "", "floor_area_m2", "建筑面积", "m2", area, "" if area else "建筑面积未填")
    for part in unit.resources:
        for use, cost in [FIELDS[part.resource]] if part.resource in FIELDS else []:
            for month in part.months:
                yield StatutoryCell(unit.id, month.month, *use, _quantity(month.this, use[2]), _note(month.this))
                reason = month.this.cost_reason
                yield StatutoryCell(unit.id, month.month, *cost, month.this.cost_yuan, reason.zh if reason else "")


def _quantity(amount: Amount, unit: str) -> float | None:
    if amount.value is None:
        return None
    return amount.value * MJ_PER_KWH / 1000 if unit == "GJ" else amount.value


def _note(amount: Amount) -> str:
    if amount.value is None:
        return "没有数据"
    notes = [f"覆盖率 {amount.coverage:.1%}"] if amount.coverage < WHOLE else []
    notes += [f"估算 {amount.estimated_share:.1%}"] if amount.estimated_share else []
    return "；".join(notes)


WHOLE = 0.9995
