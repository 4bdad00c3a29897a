"""Turns what pydantic found into problems a person can correct: place, what is wrong, what would be accepted."""

from collections.abc import Callable, Iterator, Mapping
from types import UnionType
from typing import Annotated, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from campus.config.document import ABSENT, Loc, child
from campus.config.meter import UNKNOWN_QUANTITY
from campus.config.problem import Place, Problem, suggestion
from campus.quantity import QUANTITIES

Locate = Callable[[Loc], Place]
M = TypeVar("M", bound=BaseModel)

_TYPES = {
    "string_type": "write text",
    "path_type": "write a file name",
    "int_type": "write a whole number such as 900",
    "int_parsing": "write a whole number such as 900",
    "int_from_float": "write a whole number such as 900",
    "float_type": "write a number such as 1.5",
    "float_parsing": "write a number such as 1.5",
    "finite_number": "write a finite number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "date_type": "write a date such as 2026-09-01",
    "date_parsing": "write a date such as 2026-09-01",
    "date_from_datetime_parsing": "write a date such as 2026-09-01",
    "date_from_datetime_inexact": "write a date such as 2026-09-01",
    "model_type": "write a section, one indented key: value a line",
    "model_attributes_type": "write a section, one indented key: value a line",
    "dict_type": "write a section, one indented key: value a line",
    "tuple_type": "write a list, each item after a dash",
    "list_type": "write a list, each item after a dash",
}
_SECTION = frozenset({"model_type", "model_attributes_type", "dict_type"})
_BOUNDS = {
    "greater_than": ("too small", "more than {gt:g}"),
    "greater_than_equal": ("too small", "{ge:g} or more"),
    "less_than": ("too large", "less than {lt:g}"),
    "less_than_equal": ("too large", "{le:g} or less"),
}
_SECRET = frozenset({"password", "token"})


def validated(
    model: type[M], data: object, locate: Locate, written: Mapping[Loc, str], into: list[Problem]
) -> M | None:
    """An instance, or None with its problems added to `into`.

    `written` holds numbers and dates as they stand in the file, for fields that want text.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False)
    text = {loc: written[loc] for e in found if e["type"] == "string_type" and (loc := _real(e, data)) in written}
    if text:
        return validated(model, _with_text(data, text), locate, {}, into)
    into.extend(_told(model, data, found, locate))
    return None


def _with_text(data: object, text: Mapping[Loc, str], here: Loc = ()) -> object:
    if here in text:
        return text[here]
    if isinstance(data, dict):
        return {key: _with_text(value, text, (*here, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_text(value, text, (*here, i)) for i, value in enumerate(data)]
    return data


def _told(model: type[BaseModel], data: object, found: list[ErrorDetails], locate: Locate) -> Iterator[Problem]:
    at: dict[Loc, list[ErrorDetails]] = {}
    for error in found:
        at.setdefault(_real(error, data), []).append(error)
    for loc, errors in at.items():
        if errors[0]["type"].endswith("_type") and any(
            len(other) > len(loc) and other[: len(loc)] == loc for other in at
        ):
            continue
        what, accepted = _words(model, loc, errors[0])
        others = [_words(model, loc, error)[1] for error in errors[1:]]
        yield locate(loc).problem(what, " or ".join(dict.fromkeys([accepted, *others])))


def _real(error: ErrorDetails, data: object) -> Loc:
    """Location in the document: pydantic also names the branch of a union, which nobody wrote."""
    loc: list[str | int] = []
    for part in error["loc"]:
        inner = child(data, part)
        if inner is not ABSENT:
            data = inner
        elif not (error["type"] == "missing" and part == error["loc"][-1]):
            continue
        loc.append(part)
    return tuple(loc)


def _words(model: type[BaseModel], loc: Loc, error: ErrorDetails) -> tuple[str, str]:  # noqa: PLR0911 - a table of cases
    kind, context = error["type"], error.get("ctx", {})
    shown = "the value" if loc and loc[-1] in _SECRET else _shown(error["input"])
    if kind == "missing":
        field = _field(model, loc)
        return "is missing", (field.description or "") if field else ""
    if kind == "extra_forbidden":
        return "is not an option here", suggestion(str(loc[-1]), _keys(model, loc[:-1]), "known are")
    if kind in {"literal_error", "enum"}:
        return f"{shown} is not accepted", f"write {context['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{shown} is not an id", "use letters, digits, . _ and -, at most 64, the first a letter or digit"
    if kind == UNKNOWN_QUANTITY:
        return str(context["what"]), suggestion(str(context["word"]), QUANTITIES)
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return f"{shown} is {words}", f"write {bound.format(**context)}"
    if kind in _SECTION and isinstance(error["input"], str) and "：" in error["input"]:
        return f"{shown} has a full-width colon ：", "write a plain colon and a space after the key"
    if kind in _TYPES:
        return f"{shown} does not fit", _TYPES[kind]
    if kind == "value_error":
        what, _, accepted = str(context["error"]).partition(", ")
        return what, accepted
    return error["msg"], ""


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int | float):
        return str(value).lower()
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "…")  # noqa: PLR2004 - fits a line


def _field(model: type[BaseModel], loc: Loc) -> FieldInfo | None:
    return next((m.model_fields[str(loc[-1])] for m in models_at(model, loc[:-1]) if loc[-1] in m.model_fields), None)


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    return [name for m in models_at(model, loc) for name, field in m.model_fields.items() if not field.exclude]


def models_at(annotation: object, loc: Loc) -> Iterator[type[BaseModel]]:
    """Models that describe what stands at `loc` below an annotation."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not loc:
            yield annotation
        elif loc[0] in annotation.model_fields:
            yield from models_at(annotation.model_fields[str(loc[0])].annotation, loc[1:])
    elif origin in (Union, UnionType):
        for branch in inner:
            yield from models_at(branch, loc)
    elif origin is Annotated:
        yield from models_at(inner[0], loc)
    elif origin in (tuple, list, dict) and loc:
        yield from models_at(inner[-1] if origin is dict else inner[0], loc[1:])
