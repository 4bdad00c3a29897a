"""The sentence a page opens with: computed, in full, and honest when there is nothing to compare."""

import html
from datetime import datetime

from analysis.year_on_year import Comparison, Obstacle
from api.figures.overview import ResourceFigure
from api.pages import numbers
from api.words import Words
from campus.config.model import Group

WHOLE = 1 - 1e-9
"""Below this the compared figures are not the month's total, and the sentence says both."""


def sentence(figure: ResourceFigure, words: Words) -> str:
    """This month to date against the same period last year, or why that cannot be said."""
    month, use = figure.running, words.use[figure.resource]
    compared = month.comparison
    if compared.obstacle is None:
        whole = compared.coverage > WHOLE
        return (words.compared if whole else words.compared_partly).format(
            use=use,
            total=numbers.amount(month.this.value, figure.unit),
            this=numbers.amount(compared.this, figure.unit),
            last=numbers.amount(compared.last, figure.unit),
            change=numbers.change(compared.change, words),
            coverage=numbers.covered(compared.coverage),
            estimated=numbers.estimated(compared.estimated_share),
        )
    reason = words.obstacle[compared.obstacle]
    if month.this.value is None:
        return words.nothing_known.format(use=use, reason=reason)
    return words.not_compared.format(
        use=use,
        this=numbers.amount(month.this.value, figure.unit),
        coverage=numbers.covered(month.this.coverage),
        estimated=numbers.estimated(month.this.estimated_share),
        reason=reason,
    )


def opening(figure: ResourceFigure, group: Group, as_of: datetime, words: Words) -> str:
    """HTML of the top of the page: the one number, the sentence, and what it rests on."""
    compared = figure.running.comparison
    number = ""
    if compared.change is not None:
        number = f'<b class="{direction(compared)}">{numbers.signed(compared.change)}</b>'
    notes = words.definition.format(until=numbers.moment(as_of.replace(minute=0)))
    if compared.left_out and compared.obstacle is not Obstacle.NO_DATA:
        names = words.list_separator.join(group.meters[m].name or m for m in compared.left_out)
        notes += " " + words.left_out.format(meters=names)
    said = numbers.unbroken(sentence(figure, words))
    return f"{number}<div><h1>{said}</h1><p>{html.escape(notes)}</p></div>"


def direction(comparison: Comparison) -> str:
    """CSS class of a change: better, worse, or level."""
    if comparison.change is None or abs(comparison.change) < numbers.LEVEL:
        return "level"
    return "better" if comparison.change < 0 else "worse"


def arrow(comparison: Comparison) -> str:
    """The mark beside a change, so that colour is never the only sign."""
    return {"better": "▼", "worse": "▲", "level": "–"}[direction(comparison)]
