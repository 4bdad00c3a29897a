"""Every style of the workbook by name: fonts, colours and number formats stand here and nowhere else."""

from typing import Any, Final

FONT: Final = "Microsoft YaHei"

INK: Final = "#22272B"
QUIET: Final = "#5F6B76"
RULE: Final = "#C9CFD4"
HEAD: Final = "#ECEFF1"
SUM: Final = "#F5F6F7"

HUES: Final = {
    "electricity": "#C77700",
    "water": "#1F6FB2",
    "gas": "#7A5AA6",
    "heat": "#B5443C",
    "heat_pump": "#B5443C",
    "combined_energy": "#3F5B6B",
}
BETTER: Final = "#2E7D4F"
BETWEEN: Final = "#8A6D00"
WORSE: Final = "#B3261E"

WHOLE: Final = "[>=1000]#,##0;[>=100]#,##0;#,##0.0"
RATIO: Final = "[>=1000]#,##0;[>=100]#,##0.0;#,##0.00"
CHANGE: Final = '"▲ 上升 "0.0%;"▼ 下降 "0.0%;"– 持平 "0.0%'
REDUCTION: Final = '"▼ 下降 "0.0%;"▲ 上升 "0.0%;"– 持平 "0.0%'

_BASE: Final[dict[str, Any]] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
_BOXED: Final[dict[str, Any]] = {"border": 1, "border_color": RULE}
_FIGURE: Final[dict[str, Any]] = {**_BOXED, "align": "right"}
_COLUMNS: Final[dict[str, dict[str, Any]]] = {
    "text": {**_BOXED, "text_wrap": True, "quote_prefix": True, "align": "left", "indent": 1},
    "centre": {**_BOXED, "text_wrap": True, "align": "center", "quote_prefix": True},
    "whole": {**_FIGURE, "num_format": WHOLE},
    "count": {**_FIGURE, "num_format": "#,##0"},
    "ratio": {**_FIGURE, "num_format": RATIO},
    "factor": {**_FIGURE, "num_format": "0.0000"},
    "money": {**_FIGURE, "num_format": "#,##0.00"},
    "percent": {**_FIGURE, "num_format": "0.0%"},
    "missing": {**_FIGURE, "num_format": '"差 "0.0" 个百分点";;"已达到"'},
    "points": {**_FIGURE, "num_format": '+0.0" 个百分点";-0.0" 个百分点";0.0" 个百分点"'},
    "margin": {**_FIGURE, "num_format": '"±"0.0%'},
    "change": {**_FIGURE, "num_format": CHANGE},
    "reduction": {**_FIGURE, "num_format": REDUCTION},
    "date": {**_BOXED, "align": "center", "num_format": "yyyy-mm-dd"},
}
"""Styles of table columns; each also comes as `… sum` for the totals row and `… better`, `… between`, `… worse`."""

_PLAIN: Final[dict[str, dict[str, Any]]] = {
    "title": {"font_size": 16, "bold": True},
    "under title": {"font_color": QUIET},
    "revised": {"font_color": WORSE, "bold": True},
    "headline": {"font_size": 12, "bold": True, "text_wrap": True},
    "sentence": {"text_wrap": True},
    "section": {"font_size": 12, "bold": True, "bottom": 1, "bottom_color": RULE},
    "note": {"font_size": 9, "font_color": QUIET, "text_wrap": True, "valign": "top"},
    "aside": {"font_size": 9, "font_color": QUIET},
    "aside figure": {"font_size": 9, "font_color": QUIET, "num_format": "#,##0.00"},
    "head": {**_BOXED, "bold": True, "text_wrap": True, "align": "center", "bg_color": HEAD},
    "band": {**_BOXED, "bold": True, "bg_color": SUM, "align": "left", "indent": 1},
    "signature": {"bottom": 1, "bottom_color": QUIET},
}
_VARIANTS: Final[dict[str, dict[str, Any]]] = {
    "sum": {"bold": True, "bg_color": SUM, "top": 1, "top_color": QUIET},
    "better": {"font_color": BETTER},
    "between": {"font_color": BETWEEN},
    "worse": {"font_color": WORSE},
    "unknown": {"align": "right", "indent": 0, "font_color": QUIET},
    "own": {"bold": True, "bg_color": SUM},
    "unknown sum": {"align": "right", "indent": 0, "font_color": QUIET, "bold": True, "bg_color": SUM},
}


class Styles:
    """Formats of one workbook, made when first asked for."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """A plain style (`title`), a column style (`whole`), or a column style with its variant (`whole sum`)."""
        if name not in self._made:
            self._made[name] = self._workbook.add_format({**_BASE, **properties(name)})
        return self._made[name]


def properties(name: str) -> dict[str, Any]:
    """What makes a style; `KeyError` for a name that does not exist."""
    if name in _PLAIN:
        return _PLAIN[name]
    column, _, variant = name.partition(" ")
    return {**_COLUMNS[column], **(_VARIANTS[variant] if variant else {})}


def tint(colour: str, share: float = 0.35) -> str:
    """A colour at a share of its strength on white: the same hue, last year."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)
