"""The guide "Adding a device" does what it says: its files are written, its commands run, their output compared."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import build
from tests.unit.house.tree import ROOT

GUIDES = ["add-a-device.md", "add-a-device.zh-CN.md"]
BLOCK = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(guide: str) -> list[tuple[str, str, str]]:
    return BLOCK.findall((ROOT / "docs" / "guide" / guide).read_text("utf-8"))


def write_files(guide: str, folder: Path) -> None:
    """Files named in the guide; device types shown later stand in the same campus.yaml."""
    shown = blocks(guide)
    later = "".join(text for _, mark, text in shown if mark == "devices")
    for _, mark, text in shown:
        if mark.startswith("file="):
            content = text.replace("campuses:\n", f"{later}campuses:\n") if "campuses:" in text else text
            (folder / mark.removeprefix("file=")).write_text(content, encoding="utf-8")


def commands(guide: str) -> list[tuple[str, str]]:
    """Command line and the output shown for it."""
    found = []
    for language, _, text in blocks(guide):
        if language == "console":
            for piece in text.split("$ ")[1:]:
                command, _, output = piece.partition("\n")
                found.append((command, output))
    return found


def run(command: str) -> str:
    before, bar, line = command.rpartition("| campus ")
    words = shlex.split(line if bar else command.removeprefix("campus "))
    given = subprocess.run(["sh", "-c", before], capture_output=True, check=True).stdout if bar else b""
    done = CliRunner().invoke(build(words[0]), words, input=given)
    return done.output + (
        f"campus: {done.exception}\n" if done.exception and not isinstance(done.exception, SystemExit) else ""
    )


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_the_guide_prints_what_is_shown(
    guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(guide, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert len(commands(guide)) >= 8
    for command, shown in commands(guide):
        assert run(command) == shown, command


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = (commands(guide) for guide in GUIDES)
    assert [command for command, _ in english] == [command for command, _ in chinese]


def test_the_installed_program_reads_the_first_message(tmp_path: Path) -> None:
    write_files(GUIDES[0], tmp_path)
    program = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from cli.main import main; main()",
    ]
    arguments = ["decode", "--topic", "acme/7788/up", "-c", "campus.yaml", "message.json"]
    done = subprocess.run([*program, *arguments], cwd=tmp_path, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == dict(commands(GUIDES[0]))["campus " + " ".join(arguments)]
