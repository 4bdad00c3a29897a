"""Numbers as people write them: decimal point or comma, grouped thousands; never a guess between 1.234 and 1234."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from campus.errors import Refused

Decimal = Literal["", ".", ","]

BLANK = frozenset(
    {"", "-", "--", "—", "——", "/", "nan", "null", "none", "n/a", "na", "#n/a", "nil", "无", "缺失", "空", "\\n"}
)
"""What stands in a cell that has no value."""

_GROUP = r"[ '’\u00a0\u202f]"
_POINT = re.compile(
    rf"[+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:{_GROUP}\d{{3}})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?", re.ASCII
)
_COMMA = re.compile(
    rf"[+-]?(?:\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:{_GROUP}\d{{3}})+|\d+)?(?:,\d*)?(?:[eE][+-]?\d+)?", re.ASCII
)
_UNSAFE = re.compile(r"[^0-9.eE+\- \r\n]")


def decimal_of(texts: Iterable[str], given: Decimal = "") -> Decimal:
    """The decimal sign some cells prove; "" when none of them proves one."""
    if given:
        return given
    proofs: dict[Decimal, str] = {}
    for text in texts:
        cell = text.strip()
        if "," not in cell and "." not in cell:
            continue
        if _POINT.fullmatch(cell) and not _COMMA.fullmatch(cell):
            proofs.setdefault(".", cell)
        elif _COMMA.fullmatch(cell) and not _POINT.fullmatch(cell):
            proofs.setdefault(",", cell)
    if len(proofs) > 1:
        message = f"{proofs['.']} and {proofs[',']} cannot both be numbers of one file; say which with --decimal . or ,"
        raise Refused(message)
    return next(iter(proofs), "")


def parse_numbers(texts: Sequence[str], decimal: Decimal) -> tuple[NDArray[np.float64], list[tuple[int, str]]]:
    """Values (NaN where a cell is blank or refused) and the refused cells with their reason."""
    if decimal == "," and not any("." in text for text in texts):
        texts, decimal = [text.replace(",", ".") for text in texts], "."
    if decimal != ",":
        try:
            values = np.array([float(text) if text else math.nan for text in texts], np.float64)
        except ValueError:
            pass
        else:
            # float() also takes 1_000, infinity and digits of other scripts.
            if not np.isinf(values).any() and not _UNSAFE.search("".join(texts)):
                return values, []
    values, refused = np.full(len(texts), math.nan), []
    for i, text in enumerate(texts):
        cell = text.strip()
        if cell.lower() in BLANK:
            continue
        number = _number(cell, decimal)
        if isinstance(number, str):
            refused.append((i, number))
        else:
            values[i] = number
    return values, refused


def is_number(text: str) -> bool:
    """Whether a cell is a number under some decimal sign."""
    cell = text.strip()
    return bool(re.search(r"\d", cell)) and bool(_POINT.fullmatch(cell) or _COMMA.fullmatch(cell))


def _number(cell: str, decimal: Decimal) -> float | str:
    """The number, or why there is none."""
    point, comma = _POINT.fullmatch(cell), _COMMA.fullmatch(cell)
    if not re.search(r"[0-9]", cell) or not (point or comma):
        return f"{cell!r} is no number"
    if decimal == "," and comma:
        bare = re.sub(rf"{_GROUP}|\.", "", cell).replace(",", ".")
    elif point and (decimal == "." or not (decimal or ("," in cell and comma))):
        bare = re.sub(rf"{_GROUP}|,", "", cell)
    elif decimal:
        return f"{cell} is no number with the decimal sign {decimal}"
    elif not point:
        return f"{cell} has a decimal comma where the file's first rows prove none: pass --decimal ,"
    else:
        return f"{cell} is not certain: pass --decimal . (it is {cell.replace(',', '')}) or --decimal ,"
    value = float(bare)
    return value if math.isfinite(value) else f"{cell} is not finite"
