"""From the name a file gives a meter to the meter of the list."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from campus.config.meter import Meter
from campus.errors import Refused


class MeterNames:
    """Looks meters up by id, then by the device's own id, then by name; ambiguous names are no match."""

    def __init__(self, meters: Mapping[str, Meter], mapped: Mapping[str, str], prefix: str = "") -> None:
        unknown = sorted(set(mapped.values()) - set(meters))
        if unknown:
            message = f"--meters names meters that are not in the list: {', '.join(unknown)}"
            raise Refused(message)
        self._meters, self._prefix = meters, prefix
        self._aliases = _unique((m.name, m) for m in meters.values()) | _unique((m.device, m) for m in meters.values())
        self._mapped = {name: meters[meter] for name, meter in mapped.items()}

    def find(self, name: str) -> Meter | None:
        name = name.strip()
        if name in self._mapped:
            return self._mapped[name]
        full = self._prefix + name
        return self._meters.get(full) or self._aliases.get(full)

    def listed(self, meter: str) -> Meter | None:
        """A meter by its id in the list, whatever the file calls it."""
        return self._meters.get(meter)

    def most_in(self, meter: str, interval_s: int) -> float:
        """The largest use of an interval that the books will believe of a meter (domain handbook, section 5)."""
        return self._meters[meter].most_in_interval(interval_s)

    def knows(self, name: str) -> bool:
        return bool(name) and self.find(name) is not None

    def why_unknown(self, name: str) -> str:
        """The reason a row is refused with."""
        if not name.strip():
            return "the meter is missing"
        full = self._prefix + name.strip()
        reason = f"unknown meter {full}"
        if "e+" in name.lower() and name.strip()[0].isdigit():
            return f"{reason}: a spreadsheet has shortened the number and lost its last digits"
        near = get_close_matches(full, self._meters, 1, 0.85)
        return f"{reason}; did you mean {near[0]}?" if near else reason


def _unique(pairs: Iterable[tuple[str, Meter]]) -> dict[str, Meter]:
    found: dict[str, Meter] = {}
    twice: set[str] = set()
    for name, meter in pairs:
        if name in found:
            twice.add(name)
        if name:
            found[name] = meter
    return {name: meter for name, meter in found.items() if name not in twice}
