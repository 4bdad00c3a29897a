"""The guide "Entering facts" does what it says: its files are written, its commands run, their output compared."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import build
from tests.unit.house.tree import ROOT

BLOCK = re.compile(r"^```(\S+)(?: file=(\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def run(line: str) -> str:
    words = shlex.split(line.removeprefix("campus "))
    return CliRunner().invoke(build(words[0]), words).output


@pytest.mark.parametrize("guide", ["enter-facts.md", "enter-facts.zh-CN.md"])
def test_every_command_of_the_guide_prints_what_is_shown(
    guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = BLOCK.findall((ROOT / "docs" / "guide" / guide).read_text("utf-8"))
    for _, name, text in blocks:
        if name:
            (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    asked = 0
    for language, _, text in blocks:
        for piece in text.split("$ ")[1:] if language == "console" else []:
            line, _, shown = piece.partition("\n")
            told = run(line)
            # What the worker logs carries the time.
            if not line.startswith("campus work"):
                assert told == shown, line
            asked += 1
    assert asked == 12
