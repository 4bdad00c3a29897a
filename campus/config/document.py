"""A YAML file with the line of every key and value, every duplicate key and readable syntax errors."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from campus.config.problem import Place, Problem
from campus.config.syntax import syntax_problem
from campus.config.text import Unreadable, read_text

Loc = tuple[str | int, ...]
"""Way from the root of a document to a value: keys and list positions."""

ABSENT: Final = object()

MAX_VALUES = 1_000_000
"""Aliases of aliases could otherwise unfold without end."""


@dataclass
class Document:
    """Plain data of one file. Keys without a value are left out: they mean the default."""

    file: str
    data: object = None
    lines: dict[Loc, int] = field(default_factory=dict)
    written: dict[Loc, str] = field(default_factory=dict)
    """Numbers, dates and truth values as they stand in the file, where text is wanted after all (id: 007)."""
    problems: list[Problem] = field(default_factory=list)

    def line(self, loc: Loc) -> int:
        """Line of a value, or of the nearest thing around it."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def at(self, loc: Loc) -> object:
        """The value at a location, or None."""
        value = self.data
        for part in loc:
            value = child(value, part)
        return None if value is ABSENT else value

    def place(self, loc: Loc) -> Place:
        return Place(self.file, self.line(loc), spelt(loc))


def child(value: object, part: str | int) -> object:
    """What stands under a key or at a list position, or `ABSENT`."""
    if isinstance(value, dict):
        return value.get(part, ABSENT)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return ABSENT


def spelt(loc: Loc) -> str:
    """`campuses[0].buildings[1].id`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".")


def read_document(path: Path, shown_as: str) -> Document:
    """Read a YAML file; whatever is wrong with its syntax stands in `problems`."""
    document = Document(shown_as)
    try:
        text = read_text(path)
    except Unreadable as error:
        document.problems.append(Problem(shown_as, 0, "", error.what, error.accepted))
        return document
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        document.problems.append(syntax_problem(shown_as, text, error))
        return document
    except (YAMLError, ValueError, RecursionError) as error:
        document.problems.append(Problem(shown_as, 1, "", f"not YAML: {error}", "write key: value lines"))
        return document
    if root is not None:
        document.data = _Reader(document).value(root, (), ())
    if document.data is None and not document.problems:
        document.problems.append(Problem(shown_as, 1, "", "the file is empty", "`campus init DIR` writes a sample"))
    return document


class _Reader:
    """Turns nodes into plain data and notes where everything stands."""

    def __init__(self, document: Document) -> None:
        self._to = document
        self._values = 0

    def value(self, node: Node, loc: Loc, around: tuple[Node, ...]) -> object:
        self._values += 1
        self._to.lines.setdefault(loc, node.start_mark.line + 1)
        if node in around or self._values > MAX_VALUES:
            self._problem(node, loc, "an alias contains itself or unfolds too far", "write the value out")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, loc, (*around, node))
        if isinstance(node, SequenceNode):
            return [self.value(child, (*loc, i), (*around, node)) for i, child in enumerate(node.value)]
        return self._scalar(node, loc)

    def _mapping(self, node: MappingNode, loc: Loc, around: tuple[Node, ...]) -> dict[str, object]:
        found: dict[str, object] = {}
        merged: list[Node] = []
        for key, child in node.value:
            if not isinstance(key, ScalarNode):
                self._problem(key, loc, "a list or section cannot be a key", "write a plain word before the colon")
                continue
            if key.tag == "tag:yaml.org,2002:merge":
                merged.extend(child.value if isinstance(child, SequenceNode) else [child])
                continue
            name, here = str(key.value), (*loc, str(key.value))
            if name in found:
                before = self._to.lines[here]
                self._problem(key, here, f"stands twice, first in line {before}", "keep one of them")
                continue
            self._to.lines.setdefault(here, key.start_mark.line + 1)
            found[name] = self.value(child, here, around)
        for other in merged:
            for name, value in self._merged(other, loc, around).items():
                found.setdefault(name, value)
        return {name: value for name, value in found.items() if value is not None}

    def _merged(self, node: Node, loc: Loc, around: tuple[Node, ...]) -> dict[str, object]:
        value = self.value(node, loc, around)
        if isinstance(value, dict):
            return value
        self._problem(node, loc, "<< wants a section", "name the anchor of a section, as in <<: *common")
        return {}

    def _scalar(self, node: Node, loc: Loc) -> object:
        text, kind = str(node.value), str(node.tag).rpartition(":")[2]
        if kind not in {"null", "bool", "int", "float"}:
            return text
        if kind == "null":
            return None
        self._to.written[loc] = text
        if kind == "bool":
            return text.lower() == "true"
        return _number(text)

    def _problem(self, node: Node, loc: Loc, what: str, accepted: str) -> None:
        self._to.problems.append(Problem(self._to.file, node.start_mark.line + 1, spelt(loc), what, accepted))


def _number(text: str) -> int | float | str:
    plain = text.replace("_", "").lower()
    try:
        return int(plain, 0) if plain.lstrip("+-").startswith(("0x", "0o")) else int(plain)
    except ValueError:
        pass
    try:
        return float(plain.replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text
