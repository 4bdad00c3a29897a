"""Meter lists (表计清单) as tables: CSV or workbook, headers and values in English or Chinese."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campus.config.explain import validated
from campus.config.meter import Meter
from campus.config.problem import Place, Problem, suggestion
from campus.config.sheet import Row, read_sheets
from campus.config.text import Unreadable
from campus.config.words import HEADERS, PLACE_BY_WORD, RANGE, REMARKS, field_of, plain, value_of

HEADER_ROWS = 10
"""A title may stand above the header; it is looked for in so many filled rows."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One meter as listed: None where its own fields are wrong, so that references to it still resolve."""

    id: str
    parent: str
    meter: Meter | None
    places: Mapping[str, Place]
    """Field → where it stands; "" → the entry as a whole."""

    def place(self, field: str) -> Place:
        return self.places.get(field) or self.places[""]


def read_meter_list(path: Path, shown_as: str, problems: list[Problem]) -> list[Listed]:
    """Meters of a table, with every problem added to `problems` as file:row: column."""
    try:
        sheets = read_sheets(path)
    except Unreadable as error:
        problems.append(Problem(shown_as, 0, "", error.what, error.accepted))
        return []
    for rows in sheets:
        for at, row in enumerate(rows[:HEADER_ROWS]):
            if {"id", "resource"} <= {field_of(cell) for cell in row.cells}:
                return _meters(row, rows[at + 1 :], shown_as, problems)
    what = "no header row with the columns id and resource (编号, 类别) was found"
    problems.append(Problem(shown_as, 1, "", what, f"columns are {', '.join(HEADERS)}"))
    return []


def _meters(header: Row, rows: list[Row], file: str, problems: list[Problem]) -> list[Listed]:
    columns: dict[int, tuple[str, str]] = {}
    for index, cell in enumerate(header.cells):
        name, place = field_of(cell), Place(file, header.number, cell)
        if name is None:
            problems.extend(_unknown_column(cell, place))
        elif name in {taken for taken, _ in columns.values()}:
            problems.append(place.problem(f"two columns mean {name}", "keep one of them"))
        else:
            columns[index] = (name, cell)
    width = len(header.cells)
    return [_meter(columns, width, row, file, problems) for row in rows if not row.cells[0].startswith("#")]


def _unknown_column(cell: str, place: Place) -> list[Problem]:
    word = plain(cell).lower()
    if not word or word in REMARKS:
        return []
    told = suggestion(word, HEADERS, "known are")
    misspelt = told.startswith("did you mean")
    return [
        place.problem("is not a column of a meter list", told if misspelt else "it is not used", warning=not misspelt)
    ]


def _meter(columns: Mapping[int, tuple[str, str]], width: int, row: Row, file: str, problems: list[Problem]) -> Listed:
    places = {"": Place(file, row.number, "")}
    data: dict[str, object] = {}
    for index, (name, column) in columns.items():
        cell = row.cells[index] if index < len(row.cells) else ""
        places[name] = Place(file, row.number, column)
        if cell:
            _put(data, name, value_of(name, cell), places[name], problems)
    if any(row.cells[width:]):
        what = "the row has more cells than the header"
        problems.append(places[""].problem(what, "put quotes around text that contains the separator"))
    meter = validated(Meter, data, lambda loc: _located(loc, places), {}, problems)
    return Listed(str(data.get("id", "")), str(data.get("parent", "")), meter, places)


def _located(loc: tuple[str | int, ...], places: Mapping[str, Place]) -> Place:
    name = str(loc[0]) if loc else ""
    return places.get(name) or places[""]._replace(key=name)


def _put(data: dict[str, object], name: str, text: str, place: Place, problems: list[Problem]) -> None:
    if name == RANGE:
        data.setdefault("modulus", _modulus(text))
    elif name == "measures":
        data[name] = [word for word in re.split(r"[\s,;、]+", text) if word]
    elif name == "points":
        points = dict.fromkeys(re.split(r"[,;、]+\s*", text))
        pairs = [re.split(r"\s*[=:]\s*", pair, maxsplit=1) for pair in points if pair]
        if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - part and place
            problems.append(place.problem(f"{text!r} is not part=place", "write T1=ambient; T2=tank"))
            return
        data[name] = {part: PLACE_BY_WORD.get(where.lower(), where) for part, where in pairs}
    elif name in {"multiplier", "modulus", "resolution", "max_rate", "interval_s"}:
        data[name] = _amount(text)
    else:
        data[name] = text


def _amount(text: str) -> str:
    """A number as typed: 1,000.5 without its thousands commas, 100/5 as the ratio it is."""
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text):
        return text.replace(",", "")
    if ratio := re.fullmatch(r"(\d+(?:\.\d+)?)\s*[/:]\s*(\d+(?:\.\d+)?)", text):
        primary, secondary = float(ratio[1]), float(ratio[2])
        return repr(primary / secondary) if secondary else text
    return text


def _modulus(text: str) -> str:
    """Modulus of a register whose largest display is given: 99999.99 → 100000."""
    amount = _amount(text)
    whole, _, decimals = amount.partition(".")
    return str(10 ** len(whole)) if re.fullmatch("9+", whole) and re.fullmatch("9*", decimals) else amount
