"""Paths into the report: `campus/resources/electricity/months/{month}/this/value`.

A path begins with `campus` (the campus a form is about) or `report`. Each further part names a field, or, inside a
list, the entry whose id, resource, month, item, meter or field it is. `{month}` and `{campus}` stand for those of
the cell.
"""

from dataclasses import dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from analysis.monthly.amount import Amount, Heads
from analysis.monthly.report import MonthReport, UnitPart

ROOTS: Final[dict[str, type]] = {"campus": UnitPart, "report": MonthReport}
_KEYS: Final = ("id", "resource", "month", "item", "meter", "field")


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path: `absent` where a list has no such entry, else a value with what is to know about it."""

    value: float | str | None = None
    absent: bool = False
    reason: str = ""
    remark: str = ""


def fault(path: str) -> str:
    """What is wrong with a path, and what would be accepted; empty when nothing is."""
    first, *parts = path.split("/")
    if first not in ROOTS:
        return f"begins with {first!r}; write campus/… or report/…"
    here: Any = ROOTS[first]
    for part in parts:
        if get_origin(here) is tuple:
            here = _plain(get_args(here)[0])
            continue
        names = [f.name for f in fields(here)] if is_dataclass(here) else []
        if part not in names:
            return f"nothing called {part!r} here; " + (
                f"one of {', '.join(names)}" if names else "the path ends before"
            )
        here = _plain(get_type_hints(here)[part])
    if here in (float, int, str):
        return ""
    return "ends before a figure or a text"


def look_up(path: str, report: MonthReport, campus: UnitPart, month: str) -> Found:
    """The value at a faultless path."""
    first, *parts = path.replace("{month}", month).replace("{campus}", campus.id).split("/")
    here: Any = campus if first == "campus" else report
    above: Any = None
    for part in parts:
        above = here
        if isinstance(here, tuple):
            here = next((entry for entry in here if _named(entry, part)), None)
            if here is None:
                return Found(absent=True)
        elif here is None:
            return Found(absent=True)
        else:
            here = getattr(here, part)
    return Found(here, reason=_reason(above, parts[-1]), remark=_remark(above, parts[-1]))


def _plain(hint: Any) -> Any:
    if get_origin(hint) is UnionType:
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    return hint


def _named(entry: object, part: str) -> bool:
    keys = (getattr(entry, key) for key in _KEYS if hasattr(entry, key))
    return next(keys, None) == part


def _reason(above: object, leaf: str) -> str:
    if isinstance(above, Amount):
        if leaf == "cost_yuan" and above.cost_reason is not None:
            return above.cost_reason.zh
        return "没有已知读数" if above.value is None else "系数、价格、人数或面积未录入"
    if isinstance(above, Heads):
        return above.reason.zh if above.reason is not None else "用能人数未录入"
    return "未录入"


def _remark(above: object, leaf: str) -> str:
    if not isinstance(above, Amount) or above.value is None or leaf == "cost_yuan":
        return ""
    told = []
    if above.coverage < 1:
        told.append(f"覆盖率 {above.coverage:.1%}")
    if above.estimated > 0 and above.estimated_share is not None:
        told.append(f"含估算 {above.estimated_share:.1%}")
    return "，".join(told)
