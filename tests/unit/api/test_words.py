"""Every word stands in both languages, and no page holds one of its own."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

import pytest

from api.words import LANGUAGES, Words, preferred

PAGES = Path(__file__).parents[3] / "api" / "pages"
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def texts(words: Words) -> Iterator[tuple[str, str]]:
    """Every text of a language with the path to it."""
    for field in fields(words):
        value = getattr(words, field.name)
        if isinstance(value, Mapping):
            yield from ((f"{field.name}.{key}", text) for key, text in value.items())
        elif isinstance(value, tuple):
            yield from ((f"{field.name}.{n}", text) for n, text in enumerate(value))
        else:
            yield field.name, value


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_key_exists_in_both_languages_with_the_same_names_to_fill_in() -> None:
    zh, en = dict(texts(LANGUAGES["zh"])), dict(texts(LANGUAGES["en"]))
    assert set(zh) == set(en)
    assert len(zh) > 100
    assert {k: names_in(t) for k, t in zh.items()} == {k: names_in(t) for k, t in en.items()}
    assert [k for k, t in [*zh.items(), *en.items()] if not t.strip()] == []


def test_every_state_resource_and_obstacle_has_a_word() -> None:
    for words in LANGUAGES.values():
        for field in fields(words):
            value = getattr(words, field.name)
            if isinstance(value, Mapping) and field.name not in {"kind", "quantity"}:
                kind = type(next(iter(value)))
                assert issubclass(kind, StrEnum)
                assert list(value) == list(kind), field.name
        assert len(words.month_names) == 12


def test_english_words_are_english_and_chinese_words_chinese() -> None:
    english = [k for k, t in texts(LANGUAGES["en"]) if CJK.search(t) and k not in {"switch", "switch_hint"}]
    assert english == []
    chinese = [k for k, t in texts(LANGUAGES["zh"]) if re.search(r"[A-Za-z]{3,}", re.sub(r"\{\w+\}", "", t))]
    assert set(chinese) == {"switch_hint", "no_meters"}  # no_meters names campus.yaml


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """String constants of a module that are not docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.body[n].value)  # type: ignore[attr-defined] # checked on the line below
        for node in ast.walk(tree)
        for n in range(len(getattr(node, "body", []) if isinstance(getattr(node, "body", None), list) else []))
        if isinstance(node.body[n], ast.Expr)  # type: ignore[attr-defined] # ditto
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.py")), ids=lambda p: p.stem)
def test_no_page_holds_a_text_of_its_own(path: Path) -> None:
    """Markup, class names and code stay; words between tags, and Chinese anywhere, do not."""
    found = list(literals(path))
    assert [(line, text) for line, text in found if CJK.search(text)] == []
    between_tags = re.compile(r">[^<>{}]*[A-Za-z]{2,}[^<>{}]*</(?!style|script)")
    assert [(line, text) for line, text in found if between_tags.search(text)] == []
    hints = re.compile(r'(?:title|aria-label|placeholder|alt)="[^"{]+"')
    assert [(line, text) for line, text in found if hints.search(text)] == []


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.5, zh-TW;q=0.9", "zh"),
        ("de-DE,de;q=0.9", "en"),
        ("de, zh;q=0.2", "zh"),
        ("en;q=0, zh;q=0.1", "zh"),
        ("*", "zh"),
        ("en;q=nonsense, zh;q=0.1", "zh"),
        (";;;,,,", "zh"),
    ],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert preferred(header) == language


def test_every_word_is_used_on_a_page() -> None:
    source = "\n".join(path.read_text("utf-8") for path in PAGES.glob("*.py"))
    unused = [f.name for f in fields(Words) if not re.search(rf'\.{f.name}\b|"{f.name}"', source)]
    assert unused == []
