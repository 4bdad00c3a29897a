"""The sentence a page opens with: computed, in full, and honest when there is nothing to compare."""

from analysis.year_on_year import Comparison
from api.figures.overview import ResourceFigure
from api.pages import numbers
from api.words import Words


def sentence(figure: ResourceFigure, words: Words) -> str:
    """This month to date against the same period last year, or why that cannot be said."""
    month, use = figure.running, words.use[figure.resource]
    compared = month.comparison
    if compared.obstacle is None:
        return words.compared.format(
            use=use,
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


def direction(comparison: Comparison) -> str:
    """CSS class of a change: better, worse, or level."""
    if comparison.change is None or abs(comparison.change) < numbers.LEVEL:
        return "level"
    return "better" if comparison.change < 0 else "worse"


def arrow(comparison: Comparison) -> str:
    """The mark beside a change, so that colour is never the only sign."""
    return {"better": "▼", "worse": "▲", "level": "–"}[direction(comparison)]
