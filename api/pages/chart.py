"""What all charts share: colours from the stylesheet, hatching for estimates, ticks for gaps."""

import html
import json
from collections.abc import Sequence
from typing import Any

from campus.quantity import Resource

Options = dict[str, Any]

HATCH: Options = {
    "symbol": "rect",
    "dashArrayX": [1, 0],
    "dashArrayY": [1.5, 3],
    "rotation": -0.7853981633974483,
}
"""Diagonal stripes; the SVG renderer draws them as a pattern."""

INK, MUTED, RULE, PAPER = "var(--ink)", "var(--muted)", "var(--rule)", "var(--paper)"
THOUSANDS = r"value => value.toLocaleString('en').replace(/,/g, '\u2009')"

TICK_SHARE = 0.02
"""Height of a tick for missing data, as share of the largest column."""


def colour(resource: Resource, *, faded: bool = False) -> str:
    """The colour of a resource; faded for last year (the same hue at 35 %)."""
    return f"var(--{css_class(resource)}{'-last' if faded else ''})"


def solid(fill: str, border: str = "transparent") -> Options:
    return {"color": fill, "borderColor": border, "borderWidth": 1}


def hatched(stripe: str) -> Options:
    """Estimated: stripes instead of a filled column, with an outline."""
    return {"color": PAPER, "borderColor": stripe, "borderWidth": 1, "decal": {**HATCH, "color": stripe}}


def column(name: str, stack: str, values: Sequence[float | None], style: Options, **more: object) -> Options:
    """One column series; None leaves a gap. Nothing moves: animation would carry no meaning."""
    return {
        "type": "bar",
        "name": name,
        "stack": stack,
        "data": list(values),
        "itemStyle": style,
        "emphasis": {"disabled": True},
        "animation": False,
        **more,
    }


def frame(categories: Sequence[str], series: Sequence[Options], tips: Sequence[str], **axis_label: object) -> Options:
    """Options of a column chart; `tips` is one HTML text per category, already escaped."""
    return {
        "animation": False,
        "textStyle": {"fontFamily": "inherit"},
        "grid": {"left": 4, "right": 4, "top": 12, "bottom": 2, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": list(categories),
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": RULE}},
            "axisLabel": {"color": MUTED, "fontSize": 12, "lineHeight": 15, **axis_label},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "splitNumber": 4,
            "axisLabel": {"color": MUTED, "fontSize": 12, ":formatter": THOUSANDS},
            "splitLine": {"lineStyle": {"color": RULE}},
        },
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "axisPointer": {"type": "shadow", "shadowStyle": {"color": "var(--hover)"}},
            "className": "tip",
            "backgroundColor": PAPER,
            "borderColor": RULE,
            "borderWidth": 1,
            "padding": [6, 10],
            "textStyle": {"color": INK, "fontSize": 13},
            "extraCssText": "box-shadow:none;border-radius:6px",
            "transitionDuration": 0,
            ":formatter": f"points => ({json.dumps(list(tips), ensure_ascii=True)})[points[0].dataIndex]",
        },
        "series": list(series),
    }


def legend(resource: Resource, entries: Sequence[tuple[str, str]]) -> str:
    """HTML of a legend: (swatch class, words) pairs; the swatches have the resource's colours."""
    items = "".join(f'<li class="{swatch}">{html.escape(words)}</li>' for swatch, words in entries)
    return f'<ul class="legend {css_class(resource)}">{items}</ul>'


def css_class(resource: Resource) -> str:
    """The class that carries a resource's colours."""
    return resource.replace("_", "-")


def tip(title: str, lines: Sequence[tuple[str, str]]) -> str:
    """HTML of one tooltip: a title and name/value lines."""
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td><td class=num>{html.escape(value)}</td></tr>" for name, value in lines
    )
    return f"<b>{html.escape(title)}</b><table>{rows}</table>"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, numeric_from: int = 1) -> str:
    """HTML of a table; columns from `numeric_from` on are figures. Everything is escaped here."""
    top = "".join(f"<th scope=col{_num(n, numeric_from)}>{html.escape(h)}</th>" for n, h in enumerate(head))
    body = "".join(
        "<tr>" + "".join(f"<td{_num(n, numeric_from)}>{html.escape(cell)}</td>" for n, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _num(column_number: int, numeric_from: int) -> str:
    return " class=num" if column_number >= numeric_from else ""
