"""YAML syntax errors in words that help: the line to look at, what stands there, what to write."""

import re
from collections.abc import Iterator

from ruamel.yaml.error import MarkedYAMLError

from campus.config.problem import Problem

ABOVE = 3
"""Lines with content above the one the parser stopped at, among which a full-width colon is looked for."""


def syntax_problem(file: str, text: str, error: MarkedYAMLError) -> Problem:
    """The problem of a file the parser gave up on; it sees only the first."""
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines() or [""]
    stopped = min(mark.line if mark else 0, len(lines) - 1)
    line, what, accepted = next(_guesses(lines, stopped, error))
    return Problem(file, line + 1, "", what, accepted)


def _guesses(lines: list[str], stopped: int, error: MarkedYAMLError) -> Iterator[tuple[int, str, str]]:
    line, said = lines[stopped], str(error.problem or error.context or "cannot be read")
    if re.match(r"[ ]*\t", line):
        yield stopped, "a tab indents this line", "indent with spaces"
    content = [n for n in range(stopped, -1, -1) if lines[n].strip() and not lines[n].lstrip().startswith("#")]
    for near in content[:ABOVE]:
        if re.match(r"[\s-]*[^\s:\"']+：", lines[near]):
            yield near, "a full-width colon ： stands after the key", "write a plain colon and a space"
    if error.context_mark and "flow" in str(error.context):
        what = "a bracket or brace opened here is not closed rightly"
        yield error.context_mark.line, what, "close it; put quotes around # and other special characters inside"
    if error.context_mark and "quoted scalar" in str(error.context):
        yield error.context_mark.line, "a quote opened here is not closed", "write the same quote at the end"
    if re.search(r"[:\[,-]\s*[@`%&*!|>]", line) and "start any token" in said:
        what = f"not YAML: {said}"
        yield stopped, what, "put quotes around a value that begins with a special character"
    if "expected <block end>" in said or "mapping values are not allowed" in said:
        accepted = "indent it like its neighbours; a colon and a space inside text want quotes"
        yield stopped, "this line does not fit the indentation above", accepted
    yield stopped, f"not YAML: {said}", "check indentation, colons and quotes here and in the line above"
