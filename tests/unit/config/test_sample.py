"""The sample holds every option once, validates, and is what a new user gets."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin

import jsonschema
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from campus.config.calendar_file import CalendarFile, load_calendar
from campus.config.document import read_document
from campus.config.load import examine
from campus.config.model import Group
from campus.config.reference import reference_files, schema_text
from campus.config.sample import calendar_sample, group_sample, write_sample
from campus.errors import Refused

TODAY = date(2026, 11, 20)
ALTERNATIVES = ("readings: sqlite", "meters: meters/")
"""Active lines that stand for another form of the option below them."""


def switched_on(text: str) -> str:
    """The sample with every # removed that stands before an option, in favour of the forms written below others."""
    kept = [line for line in text.splitlines() if not line.strip().startswith(ALTERNATIVES)]
    while any(re.match(r" *#(?! \S| *$)", line) for line in kept):
        kept = [re.sub(r"^( *)#(?! \S| *$)", r"\1", line) for line in kept]
    return "\n".join(kept)


def models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in {Union, UnionType, tuple, dict}:
        return [model for part in get_args(annotation) for model in models_in(part)]
    return []


def seen(model: type[BaseModel], data: dict[str, object], into: Counter[tuple[str, str]]) -> None:
    """Count every option met in data under its model."""
    for name, value in data.items():
        into[model.__name__, name] += 1
        inner = models_in(model.model_fields[name].annotation)
        values = value if isinstance(value, list) else [value]
        if get_origin(model.model_fields[name].annotation) is dict and isinstance(value, dict):
            values = list(value.values())
        for item in values:
            if inner and isinstance(item, dict):
                seen(inner[0], item, into)


def options(model: type[BaseModel], known: set[tuple[str, str]] | None = None) -> set[tuple[str, str]]:
    """Every option of a model and the models below it, except secrets and what the program fills in."""
    known = set() if known is None else known
    for name, field in model.model_fields.items():
        if not field.exclude and (model.__name__, name) not in known | {("Meter", "campus")}:
            known.add((model.__name__, name))
            for inner in models_in(field.annotation):
                options(inner, known)
    return known


@pytest.mark.parametrize(
    ("model", "text", "repeated"),
    [(Group, group_sample(), set[str]()), (CalendarFile, calendar_sample(TODAY), {"Days"})],
    ids=["campus.yaml", "calendar"],
)
def test_every_option_once(model: type[BaseModel], text: str, repeated: set[str]) -> None:
    found: Counter[tuple[str, str]] = Counter()
    seen(model, YAML(typ="safe", pure=True).load(StringIO(switched_on(text))), found)
    assert set(found) == options(model)
    assert {option for option, count in found.items() if count > 1 and option[0] not in repeated} == set()


@pytest.mark.parametrize(
    ("model", "text"),
    [(Group, group_sample()), (CalendarFile, calendar_sample(TODAY))],
    ids=["campus.yaml", "calendar"],
)
def test_every_option_is_explained_in_the_words_of_the_model(model: type[BaseModel], text: str) -> None:
    words = " ".join(re.sub(r"^[ #]+", "", line) for line in text.splitlines())
    for found in {model, *(inner for f in model.model_fields.values() for inner in models_in(f.annotation))}:
        for field in found.model_fields.values():
            if not field.exclude:
                assert field.description
                assert field.description in words


@pytest.mark.parametrize("everything", [False, True], ids=["as written", "all switched on"])
def test_sample_is_valid(tmp_path: Path, everything: bool) -> None:
    write_sample(tmp_path, TODAY)
    path = tmp_path / "campus.yaml"
    if everything:
        for secret in ("mqtt", "influx", "ca.pem"):
            (tmp_path / "secrets").mkdir(exist_ok=True)
            (tmp_path / "secrets" / secret).write_text("s3cret\n")
            (tmp_path / "secrets" / secret).chmod(0o600)
        path.write_text(switched_on(path.read_text("utf-8")), "utf-8")
    loaded = examine(path, {"json"}, {})
    assert loaded.problems == ()
    assert loaded.group is not None
    assert len(loaded.group.meters) == (1 if everything else 3)


def test_the_two_meter_lists_say_the_same(tmp_path: Path) -> None:
    write_sample(tmp_path, TODAY)
    path = tmp_path / "campus.yaml"
    from_csv = examine(path, {"json"}, {}).group
    path.write_text(path.read_text("utf-8").replace("meters/senior.csv", "meters/senior.xlsx"), "utf-8")
    from_workbook = examine(path, {"json"}, {}).group
    assert from_csv is not None
    assert from_workbook is not None
    assert from_csv.meters == from_workbook.meters


@pytest.mark.parametrize("today", [date(2026, 8, 31), date(2026, 9, 1), date(2027, 12, 31), date(2028, 2, 29)])
def test_calendar_sample_covers_this_school_year_and_the_next(tmp_path: Path, today: date) -> None:
    path = tmp_path / "cal.yaml"
    path.write_text(calendar_sample(today), "utf-8")
    extent = load_calendar(path).extent
    assert extent is not None
    assert extent[0] <= today <= extent[1] - timedelta(days=365)
    assert (extent[1].month, extent[1].day) == (8, 31)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "meters").mkdir()
    (tmp_path / "meters" / "senior.csv").write_text("mine", "utf-8")
    with pytest.raises(Refused, match=r"already has meters/senior\.csv; nothing was written"):
        write_sample(tmp_path, TODAY)
    assert [p.name for p in tmp_path.iterdir()] == ["meters"]
    assert (tmp_path / "meters" / "senior.csv").read_text("utf-8") == "mine"


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("", "utf-8")
    with pytest.raises(Refused, match="cannot be written"):
        write_sample(tmp_path / "there", TODAY)


def test_schema_accepts_the_sample_and_refuses_a_misspelt_option(tmp_path: Path) -> None:
    path = tmp_path / "campus.yaml"
    path.write_text(group_sample(), "utf-8")
    schema = json.loads(schema_text())
    data = read_document(path, "campus.yaml").data
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert isinstance(data, dict)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "brokr": {}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "broker": {"password": "x"}}, schema)


@pytest.mark.parametrize(("name", "text"), reference_files().items(), ids=reference_files())
def test_reference_is_up_to_date(name: str, text: str) -> None:
    """Run `python -m campus.config.reference` when this fails."""
    kept = Path(__file__).resolve().parents[3] / "docs" / "reference" / name
    assert kept.read_text("utf-8") == text
