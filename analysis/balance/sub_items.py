"""The split of electricity into sub-items (分项), each kWh counted once however deep the meters are nested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campus.config.meter import Meter
from campus.sub_item import SubItem, sub_item


@dataclass(frozen=True, slots=True)
class Split:
    """Use by sub-item; UNASSIGNED holds what no coded meter measured. Together they are the mains' less the excluded.

    `unknown` are meters without a figure: their use stays with the meter above. `negative` are meters whose
    children measured more than themselves, with the excess; it is taken off their own item. `unplaced` are
    sub-meters without a parent: what they measure may be in a main already, so it is not counted.
    """

    use: Mapping[SubItem, float]
    unknown: tuple[str, ...]
    negative: Mapping[str, float]
    unplaced: tuple[str, ...]

    def share(self, item: SubItem) -> float | None:
        whole = sum(self.use.values())
        return self.use.get(item, 0.0) / whole if whole else None


def split(meters: Sequence[Meter], use: Mapping[str, float | None]) -> Split:
    """Split the use of a campus's electricity meters (mains and their subs; check and excluded ones take no part).

    A meter's own use is its figure less those of the meters directly below; it belongs to the meter's item, or to
    that of the nearest coded meter above. Excluded meters are taken off the meter above them.
    """
    tree = [m for m in meters if m.role != "check"]
    by_id = {m.id: m for m in tree}
    unknown = tuple(m.id for m in tree if use.get(m.id) is None)
    unplaced = tuple(m.id for m in tree if m.role == "sub" and m.parent not in by_id)
    amounts = dict.fromkeys(SubItem, 0.0)
    negative: dict[str, float] = {}
    for meter in tree:
        figure = use.get(meter.id)
        if figure is None or meter.role == "excluded" or meter.id in unplaced:
            continue
        below = sum(
            use[m.id] or 0.0 for m in tree if use.get(m.id) is not None and _known_above(m, by_id, use) == meter.id
        )
        own = figure - below
        if own < 0:
            negative[meter.id] = -own
        amounts[_item(meter, by_id)] += own
    return Split({item: amount for item, amount in amounts.items() if amount}, unknown, negative, unplaced)


def _known_above(meter: Meter, by_id: Mapping[str, Meter], use: Mapping[str, float | None]) -> str | None:
    """The nearest meter above that has a figure."""
    above = by_id.get(meter.parent)
    while above is not None and use.get(above.id) is None:
        above = by_id.get(above.parent)
    return above.id if above else None


def _item(meter: Meter, by_id: Mapping[str, Meter]) -> SubItem:
    at: Meter | None = meter
    while at is not None:
        if (item := sub_item(at)) is not None:
            return item
        at = by_id.get(at.parent)
    return SubItem.UNASSIGNED
