"""A commented YAML file made from a model: every option once, with its consequence, active or switched off.

A comment is `# ` and words; an option switched off is `#` and the option, to be had by removing the `#`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from textwrap import wrap
from typing import NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from campus.config.explain import models_at

WIDTH = 110


class Off(NamedTuple):
    """An example that stands in the file switched off."""

    value: object


class Or(NamedTuple):
    """An active value, and another form of the same option switched off below it."""

    value: object
    words: str
    other: object


def commented(model: type[BaseModel], values: Mapping[str, object], head: Sequence[str] = ()) -> str:
    """YAML text of a model's options in order; `values` holds the examples, nested as the file is."""
    lines = [f"# {line}".rstrip() for line in head]
    lines += _Writer().section(model, values, "", apart=True)
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Writer:
    """Remembers which models it has described, so that each option is explained once."""

    def __init__(self) -> None:
        self._described: set[type[BaseModel]] = set()

    def section(
        self, model: type[BaseModel], values: Mapping[str, object], pad: str, *, apart: bool = False
    ) -> Iterator[str]:
        if unknown := values.keys() - model.model_fields.keys():
            message = f"{model.__name__} has no {', '.join(sorted(unknown))}"
            raise ValueError(message)
        new = model not in self._described
        self._described.add(model)
        for name, field in model.model_fields.items():
            if name not in shown_fields(model) or not (new or name in values):
                continue
            if apart:
                yield ""
            if new:
                yield from _words(field.description or "", pad)
            yield from self._option(model, name, values.get(name, Off(_default(field))), pad)

    def _option(self, model: type[BaseModel], name: str, value: object, pad: str) -> Iterator[str]:
        if isinstance(value, Or):
            yield from self._option(model, name, value.value, pad)
            yield from _words(value.words, pad)
            yield from self._option(model, name, Off(value.other), pad)
        elif isinstance(value, Off):
            yield from (f"{pad}#{line}" for line in self._option(model, name, value.value, ""))
        elif isinstance(value, Mapping) and value:
            yield f"{pad}{name}:"
            yield from self._mapping(model, name, value, pad + "  ")
        elif _has_sections(value):
            yield f"{pad}{name}:"
            yield from self._list(next(models_at(model, (name, 0))), value, pad + "  ")
        else:
            yield f"{pad}{name}: {inline(value)}"

    def _mapping(self, model: type[BaseModel], name: str, value: Mapping[str, object], pad: str) -> Iterator[str]:
        if (inner := next(models_at(model, (name,)), None)) is not None:
            yield from self.section(inner, value, pad)
            return
        inner = next(models_at(model, (name, "any")), None)
        for key, entry in value.items():
            if inner is not None and isinstance(entry, Mapping):
                yield f"{pad}{inline(key)}:"
                yield from self.section(inner, entry, pad + "  ")
            else:
                yield f"{pad}{inline(key)}: {inline(entry)}"

    def _list(self, inner: type[BaseModel], items: object, pad: str) -> Iterator[str]:
        for item in items if isinstance(items, Sequence) else ():
            if len(item) == len(inner.model_fields) and all(isinstance(v, str | date) for v in item.values()):
                if inner not in self._described:
                    self._described.add(inner)
                    for name, field in inner.model_fields.items():
                        yield from _words(f"{name}: {field.description}", pad)
                yield f"{pad}- {inline(item)}"
                continue
            lines = list(self.section(inner, item, pad + "  "))
            first = next(i for i, line in enumerate(lines) if not line.lstrip().startswith("#"))
            yield from lines[:first]
            yield f"{pad}- {lines[first].lstrip()}"
            yield from lines[first + 1 :]


def shown_fields(model: type[BaseModel]) -> list[str]:
    """Options people may write: not the secrets set by the environment, nor what the program fills in."""
    filled_in = {name for name, field in model.model_fields.items() if field.json_schema_extra == {"filled_in": True}}
    return [name for name, field in model.model_fields.items() if not field.exclude and name not in filled_in]


def inline(value: object) -> str:
    """A value on one line as YAML."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{inline(k)}: {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(v) for v in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value.value) if isinstance(value, Enum) else str(value)
    needs_quotes = not isinstance(value, int | date) and (not text or text[0] in "#*&!|>%@`{}[]'\"" or ": " in text)
    return f'"{text}"' if needs_quotes or any(c in text for c in "{},") else text


def _has_sections(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)


def _words(text: str, pad: str) -> Iterator[str]:
    yield from (f"{pad}# {line}" for line in wrap(text, WIDTH - len(pad)))


def _default(field: FieldInfo) -> object:
    value = field.get_default(call_default_factory=True)
    return value.model_dump() if isinstance(value, BaseModel) else value
