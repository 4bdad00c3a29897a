"""Totals as formulas with the values they have, and totals the report states otherwise."""

from collections.abc import Sequence
from math import isclose
from typing import Final

from analysis.monthly.sheets.cell import UNKNOWN_MARK, Cell, LeftSum, Unknown, figures
from analysis.monthly.sheets.table import Column, Total, Totals

AGREEMENT: Final = 1e-6


def sum_formula(cells: Sequence[Cell], reference: str, total: Total) -> tuple[str, float | str]:
    """A formula over a reference and the value it has for these cells."""
    counted = figures(cells)
    value = sum(counted)
    needed = sum(isinstance(cell, int | float | Unknown | LeftSum) for cell in cells)
    if total is Total.WHOLE or not counted:
        formula = f'=IF(COUNT({reference})<{max(needed, 1)},"{UNKNOWN_MARK}",SUM({reference}))'
        return formula, value if counted and len(counted) == needed else UNKNOWN_MARK
    return f"=SUM({reference})", value


def disagreements(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], totals: Totals) -> list[str]:
    """Totals that the report itself states otherwise than the rows add up; said, never smoothed over."""
    told = []
    for i, column in enumerate(columns):
        stated = totals.cells.get(column.heading)
        if column.total is Total.NONE or not isinstance(stated, float | int):
            continue
        added = sum(figures(row[i] for row in rows))
        if not isclose(stated, added, rel_tol=AGREEMENT, abs_tol=AGREEMENT):
            told.append(f"{column.heading}：表内各行相加为 {added:,.2f}，按整体计算为 {stated:,.2f}，两者口径不同。")
    return told
