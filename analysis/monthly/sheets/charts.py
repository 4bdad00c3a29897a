"""Native charts: columns of last year and this year, the estimated part hatched, the target as a thin line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.monthly.sheets.cell import Cell
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.styles import FONT, HUES, INK, QUIET, RULE, tint

LAST_YEAR: Final = "上年"
THIS_YEAR: Final = "本年"
FEW: Final = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """One place on the axis: last year and this year, the estimated part of each, and the target."""

    label: str
    last: float | None
    last_estimated: float
    this: float | None
    this_estimated: float
    target: float | None = None


def year_columns(page: Page, workbook: Any, resource: str, pairs: Sequence[Pair], words: tuple[str, str]) -> Any:
    """Last year beside this year at every place; `words` are title and unit of the chart."""
    hue = HUES[resource]
    kinds = (
        (f"{LAST_YEAR}·实测", {"fill": {"color": tint(hue)}}),
        (f"{LAST_YEAR}·估算", _hatched(tint(hue, 0.6))),
        (f"{THIS_YEAR}·实测", {"fill": {"color": hue}}),
        (f"{THIS_YEAR}·估算", _hatched(hue)),
    )
    targeted = any(pair.target is not None for pair in pairs)
    heading = ["", "", *(name for name, _ in kinds), "目标"]
    rows = [row for pair in pairs for row in _rows(pair)][:-1]
    first, left = page.aside(heading, rows, page.row)
    last = first + len(rows) - 1
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for offset, (_, look) in enumerate(kinds, start=2):
        if offset % 2 and not any(row[offset] for row in rows):
            continue
        chart.add_series(
            {
                "name": [page.name, first - 1, left + offset],
                "categories": [page.name, first, left, last, left + 1],
                "values": [page.name, first, left + offset, last, left + offset],
                "gap": 40 if len(pairs) > FEW else 160,
                "border": {"color": hue, "width": 0.75},
                **look,
            }
        )
    if targeted:
        line = workbook.add_chart({"type": "line"})
        line.add_series(
            {
                "name": [page.name, first - 1, left + 6],
                "categories": [page.name, first, left, last, left + 1],
                "values": [page.name, first, left + 6, last, left + 6],
                "line": {"color": INK, "width": 1.25, "dash_type": "dash"},
            }
        )
        chart.combine(line)
    return finished(chart, *words)


def clustered(
    page: Page,
    workbook: Any,
    labels: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[Cell]]],
    marks: tuple[str, Sequence[Cell]] | None = None,
) -> Any:
    """Columns side by side; each series is its name, its colour and its values, gaps where they are unknown.

    `marks` are shown as short dashes over their columns, for targets.
    """
    columns = [*(values for _, _, values in series), *([marks[1]] if marks else [])]
    shown = [[v if isinstance(v, float | int) else None for v in values] for values in columns]
    rows: list[list[Cell]] = [[label, *(values[i] for values in shown)] for i, label in enumerate(labels)]
    heading = ["", *(name for name, _, _ in series), *([marks[0]] if marks else [])]
    first, left = page.aside(heading, rows, page.row)

    def described(offset: int) -> dict[str, Any]:
        last = first + len(rows) - 1
        return {
            "name": [page.name, first - 1, left + offset],
            "categories": [page.name, first, left, last, left],
            "values": [page.name, first, left + offset, last, left + offset],
        }

    chart = workbook.add_chart({"type": "column"})
    for offset, (_, colour, _) in enumerate(series, start=1):
        look = {"fill": {"color": colour}, "border": {"none": True}, "gap": 100}
        chart.add_series({**described(offset), **look})
    if marks and any(value is not None for value in shown[-1]):
        line = workbook.add_chart({"type": "line"})
        dash = {"type": "long_dash", "size": 14, "border": {"color": INK}, "fill": {"color": INK}}
        line.add_series({**described(len(series) + 1), "line": {"none": True}, "marker": dash})
        chart.combine(line)
    return chart


def finished(chart: Any, title: str, unit: str, number: str = "#,##0.##", *, below_zero: bool = False) -> Any:
    """Title, axes and legend in the workbook's type; the axis of values begins at zero, or below it where told."""
    quiet = {"name": FONT, "size": 9, "color": QUIET}
    chart.set_title(
        {"name": title, "name_font": {"name": FONT, "size": 11, "bold": True, "color": INK}, "overlay": False}
    )
    chart.set_legend(
        {"none": True} if len(chart.series) == 1 and chart.combined is None else {"position": "bottom", "font": quiet}
    )
    chart.set_x_axis({"num_font": quiet, "line": {"color": QUIET}, "major_tick_mark": "none", "label_position": "low"})
    chart.set_y_axis(
        {
            "name": unit,
            "name_font": {**quiet, "bold": False},
            "num_font": quiet,
            "num_format": number,
            "min": None if below_zero else 0,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )
    chart.set_chartarea({"border": {"color": RULE}})
    chart.show_blanks_as("gap")
    return chart


def _hatched(colour: str) -> dict[str, Any]:
    return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}}


def _rows(pair: Pair) -> list[list[Cell]]:
    last, last_estimated = _parts(pair.last, pair.last_estimated)
    this, this_estimated = _parts(pair.this, pair.this_estimated)
    return [
        [pair.label, LAST_YEAR, last, last_estimated, None, None, pair.target],
        ["", THIS_YEAR, None, None, this, this_estimated, pair.target],
        ["", "", None, None, None, None, None],
    ]


def _parts(value: float | None, estimated: float) -> tuple[float | None, float | None]:
    if value is None:
        return None, None
    part = min(max(estimated, 0.0), value) if value > 0 else 0.0
    return value - part, part or None
