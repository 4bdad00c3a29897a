"""This year beside last year by month: columns side by side, estimates hatched, gaps ticked."""

from analysis.year_on_year import Total
from api.figures.overview import MonthPair, ResourceFigure
from api.pages import numbers
from api.pages.chart import MUTED, TICK_SHARE, Options, colour, column, frame, hatched, legend, solid, table, tip
from api.words import Words
from campus.register.hours import Status

DECEMBER = 12
WHOLE = 0.98
"""Below this coverage a column carries the tick that says some of the month is missing."""


def options(figure: ResourceFigure, words: Words, as_of_day: int) -> Options:
    """ECharts options; last year left, this year right."""
    months = figure.months
    full, faded = colour(figure.resource), colour(figure.resource, faded=True)
    tick = TICK_SHARE * max((t.value or 0 for m in months for t in (m.this, m.last)), default=0) or 1
    before, now = [m.last for m in months], [m.this for m in months]
    missing = words.status[Status.MISSING]
    gap = {"barGap": "8%", "barCategoryGap": "28%"}
    series = [
        column(words.last_year, "last", _measured(before), solid(faded, full), **gap),
        column(words.last_year, "last", _estimated(before), hatched(faded)),
        column(missing, "last", _ticks(before, tick), solid(MUTED)),
        column(words.this_year, "this", _measured(now), solid(full)),
        column(words.this_year, "this", _estimated(now), hatched(full)),
        column(missing, "this", _ticks(now, tick), solid(MUTED)),
    ]
    labels = [_label(m, words, as_of_day, first=not n) for n, m in enumerate(months)]
    return frame(
        labels, series, [_tip(m, figure.unit, words) for m in months], interval=0, fontSize=11, hideOverlap=False
    )


def legend_of(figure: ResourceFigure, words: Words) -> str:
    """HTML of the legend."""
    return legend(
        figure.resource,
        [
            ("last", words.last_year),
            ("this", words.this_year),
            ("estimated", words.status[Status.ESTIMATED]),
            ("gap", words.status[Status.MISSING]),
        ],
    )


def as_table(figure: ResourceFigure, words: Words) -> str:
    """The same figures as a table."""
    unit = f" ({numbers.unit_of(figure.unit)})"
    head = (
        words.month,
        words.this_year + unit,
        words.last_year + unit,
        words.against_last_year.format(change="").strip(),
        words.coverage,
        words.estimated_share,
    )
    rows = [
        (
            str(m.month) + (words.running if m.running else ""),
            numbers.figure(m.this.value),
            numbers.figure(m.last.value),
            numbers.change(m.comparison.change, words),
            numbers.covered(m.this.coverage),
            numbers.estimated(m.this.estimated_share),
        )
        for m in reversed(figure.months)
    ]
    return table(head, rows)


def _measured(totals: list[Total]) -> list[float | None]:
    return [None if t.value is None else round(t.value - t.estimated, 3) for t in totals]


def _estimated(totals: list[Total]) -> list[float | None]:
    return [round(t.estimated, 3) if t.value is not None and t.estimated > 0 else None for t in totals]


def _ticks(totals: list[Total], height: float) -> list[float | None]:
    return [height if t.coverage < WHOLE else None for t in totals]


def _label(pair: MonthPair, words: Words, day: int, *, first: bool) -> str:
    name = words.month_names[pair.month.number - 1]
    if pair.running:
        return f"{name}\n{words.until_day.format(day=day)}"
    # December beside January would print two years into each other.
    return f"{name}\n{pair.month.year}" if pair.month.number == 1 or (first and pair.month.number < DECEMBER) else name


def _tip(pair: MonthPair, unit: str, words: Words) -> str:
    lines = [
        (words.this_year, numbers.amount(pair.this.value, unit)),
        (words.last_year, numbers.amount(pair.last.value, unit)),
    ]
    if pair.comparison.change is not None:
        lines.append((words.against_last_year.format(change="").strip(), numbers.change(pair.comparison.change, words)))
    for name, total in ((words.this_year, pair.this), (words.last_year, pair.last)):
        if total.coverage < 1:
            lines.append((f"{name} · {words.coverage}", numbers.covered(total.coverage)))
        if total.estimated > 0:
            lines.append((f"{name} · {words.estimated_share}", numbers.estimated(total.estimated_share)))
    return tip(str(pair.month) + (words.running if pair.running else ""), lines)
