"""Prices as people write them in one cell: tiers and times of day as short text.

Tiers: `2520: 0.55; 4800: 0.60; 0.85`. Times: `peak 16-24; flat 7-16; valley 0-7`, several runs of a period with commas,
tables of some months with these in front and a bar between: `1,12: sharp 17-19; peak 16-17, 19-24; … | 2-11: …`.
Prices of times: `peak 0.93; flat 0.62; valley 0.31`. Full-width signs are taken as their plain forms.
"""

import re
import unicodedata
from collections.abc import Iterator

_NUMBER = r"\d+(?:\.\d+)?"
_TIER = re.compile(rf"(?:(?P<up_to>{_NUMBER})\s*:\s*)?(?P<yuan>{_NUMBER})")
_TABLE = re.compile(r"(?:(?P<months>\d[\d,\s-]*):)?(?P<periods>[^:]+)")
_PERIOD = re.compile(r"(?P<name>[^\d\s,;:|-]+)\s*(?P<hours>\d.*)")
_RUN = re.compile(r"(\d{1,2})(?::00)?\s*-\s*(\d{1,2})(?::00)?")
_PRICE = re.compile(rf"(?P<name>[^\d\s,;:|-]+)\s*:?\s*(?P<yuan>{_NUMBER})")

NAMES = {"尖": "sharp", "峰": "peak", "平": "flat", "谷": "valley", "深谷": "deep_valley"}
"""Periods as Chinese price lists call them."""


def tiers(text: str) -> list[dict[str, float | None]]:
    """Steps of a tiered price; raises `ValueError` naming the part that is none."""
    found: list[dict[str, float | None]] = []
    for part in _parts(text, ";"):
        match = _TIER.fullmatch(part)
        if not match:
            message = f"{part!r} is no tier, write 2520: 0.55; 4800: 0.60; 0.85"
            raise ValueError(message)
        limit = match["up_to"]
        found.append({"up_to": float(limit) if limit else None, "yuan": float(match["yuan"])})
    return found


def day_tables(text: str) -> list[dict[str, object]]:
    """Tables of periods; raises `ValueError` naming the part that is none."""
    found: list[dict[str, object]] = []
    for part in _parts(text, "|"):
        match = _TABLE.fullmatch(re.sub(r"(\d):00", r"\1", part))
        if not match:
            message = f"{part!r} is no table of periods, write 1,12: peak 16-24; flat 7-16; valley 0-7"
            raise ValueError(message)
        periods = [period for entry in _parts(match["periods"], ";") for period in _periods(entry)]
        months = {"months": list(_numbers(match["months"]))} if match["months"] else {}
        found.append({**months, "periods": periods})
    return found


def prices(text: str) -> dict[str, float]:
    """Yuan per unit of each period; raises `ValueError` naming the part that is none."""
    found: dict[str, float] = {}
    for part in _parts(re.sub(r",(?=\s*[^\d\s])", ";", _folded(text)), ";"):
        match = _PRICE.fullmatch(part)
        if not match:
            message = f"{part!r} is no price of a period, write peak 0.93; flat 0.62; valley 0.31"
            raise ValueError(message)
        name = _named(match["name"])
        if name in found:
            message = f"{match['name']} has two prices, keep one"
            raise ValueError(message)
        found[name] = float(match["yuan"])
    return found


def _periods(entry: str) -> Iterator[dict[str, object]]:
    match = _PERIOD.fullmatch(entry)
    runs = [_RUN.fullmatch(run) for run in _parts(match["hours"], ",")] if match else []
    if match is None or None in runs:
        message = f"{entry!r} is no period with its hours, write peak 16-17, 19-24 (whole hours)"
        raise ValueError(message)
    for run in runs:
        if run is not None:
            yield {"period": _named(match["name"]), "from_hour": int(run[1]), "to_hour": int(run[2])}


def _numbers(text: str) -> Iterator[int]:
    for part in _parts(text, ","):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if not ends or len(ends) > 2:  # noqa: PLR2004 - first and last month
            message = f"{part!r} is no month, write 1, 12 or 3-5"
            raise ValueError(message)
        first, last = ends[0], ends[-1]
        yield from range(first, last + 1) if first <= last else (*range(first, 13), *range(1, last + 1))


def _named(word: str) -> str:
    bare = word.removesuffix("时段").removesuffix("段") or word
    return NAMES.get(bare, bare.lower())


def _folded(text: str) -> str:
    return re.sub("[–—~至]", "-", unicodedata.normalize("NFKC", text)).replace("、", ",").replace("。", ".")


def _parts(text: str, sign: str) -> list[str]:
    return [part.strip() for part in _folded(text).split(sign) if part.strip()]
