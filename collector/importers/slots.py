"""Columns that are times of day: one row holds a whole local day of a meter (每日96点/48点/24点)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from collector.importers.options import Stamp
from collector.importers.units import is_unit

DAY_S = 86_400
FEWEST_SLOTS = 20
INTERVAL_OF_COUNT = {
    **dict.fromkeys((23, 24, 25), 3600),
    **dict.fromkeys((46, 48, 50), 1800),
    **dict.fromkeys((92, 96, 100), 900),
    144: 600,
    288: 300,
}
"""Slots of a day, and of the days on which the clock is set → seconds of a slot."""

_CLOCK = re.compile(
    r"(?P<prefix>[^\d:]*?)[\s_\[(（]*(?P<h>\d{1,2})[:：](?P<m>\d{2})(?:[:：]00)?"
    r"(?:\s*[-~～—至到]\s*(?P<h2>\d{1,2})[:：](?P<m2>\d{2})(?:[:：]00)?)?[\])）]?\s*(?P<unit>\([^)]*\))?",
    re.ASCII,
)
_HOUR = re.compile(r"(?P<prefix>[^\d]*?)(?P<h>\d{1,2})[时点](?:(?P<m>\d{1,2})分?)?", re.ASCII)
_NUMBER = re.compile(r"(?P<prefix>.*?)[\s_\-#]*(?P<n>\d{1,3})", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class SlotBlock:
    """Columns of one quantity over the day.

    `labels_s` is the time of day each header names, in order; None where slots are only counted.
    `stamp` says whether a label is a slot's beginning or end, None where the header does not prove it.
    """

    columns: tuple[int, ...]
    labels_s: tuple[int, ...] | None
    interval_s: int
    stamp: Stamp | None
    unit: str = ""
    name: str = ""

    @property
    def counted(self) -> bool:
        """Slots follow each other in elapsed time, also across the hour that is repeated or left out."""
        return self.labels_s is None or len(set(self.labels_s)) < len(self.labels_s)


def slot_blocks(header: Sequence[str]) -> list[SlotBlock]:
    """Blocks of slot columns of a header; empty when there are none."""
    labelled: dict[tuple[str, str], list[tuple[int, int, bool]]] = {}
    counted: dict[str, list[tuple[int, int]]] = {}
    for index, cell in enumerate(header):
        text = cell.strip()
        if found := _CLOCK.fullmatch(text) or _HOUR.fullmatch(text):
            ranged = "h2" in found.groupdict() and found["h2"] is not None
            seconds = int(found["h"]) * 3600 + int(found["m"] or 0) * 60
            if seconds <= DAY_S:
                unit = (found.groupdict().get("unit") or "").strip("() ")
                labelled.setdefault((found["prefix"].strip(" _[("), unit), []).append((index, seconds, ranged))
        elif found := _NUMBER.fullmatch(text):
            counted.setdefault(found["prefix"].strip(), []).append((index, int(found["n"])))
    blocks = [
        _labelled(prefix, unit, slots) for (prefix, unit), slots in labelled.items() if len(slots) >= FEWEST_SLOTS
    ]
    blocks += [_counted(prefix, slots) for prefix, slots in counted.items() if len(slots) >= FEWEST_SLOTS]
    return sorted((block for block in blocks if block is not None), key=lambda block: block.columns)


def unlabelled_block(first: int, count: int) -> SlotBlock | None:
    """The slots of a row without header, when their number is one a day can have."""
    interval_s = INTERVAL_OF_COUNT.get(count)
    return SlotBlock(tuple(range(first, first + count)), None, interval_s, None) if interval_s else None


def _labelled(prefix: str, unit: str, slots: list[tuple[int, int, bool]]) -> SlotBlock | None:
    labels = [seconds for _, seconds, _ in slots]
    steps = Counter(later - earlier for earlier, later in pairwise(labels) if later > earlier)
    if not steps:
        return None
    interval_s = steps.most_common(1)[0][0]
    if labels[-1] == 0 and labels[0] == interval_s:
        labels[-1] = DAY_S
    stamp: Stamp | None = None
    if slots[0][2] or (labels[0] == 0 and labels[-1] == DAY_S - interval_s):
        stamp = "start"
    elif labels[0] == interval_s and labels[-1] == DAY_S:
        stamp = "end"
    return SlotBlock(
        tuple(i for i, _, _ in slots), tuple(labels), interval_s, stamp, _unit(unit) or _unit(prefix), prefix
    )


def _counted(prefix: str, slots: list[tuple[int, int]]) -> SlotBlock | None:
    numbers = [n for _, n in slots]
    interval_s = INTERVAL_OF_COUNT.get(len(slots))
    if interval_s is None or numbers[0] not in {0, 1} or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return None
    return SlotBlock(tuple(i for i, _ in slots), None, interval_s, None, _unit(prefix), prefix)


def _unit(text: str) -> str:
    """The unit a header says; the one letter of t1, h1, … counts and measures nothing."""
    return text if is_unit(text) and not (len(text) == 1 and text.isascii()) else ""
