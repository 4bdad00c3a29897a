"""The files of the project as git knows them: committed or about to be."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root; skips the test where there is no git clone."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone, so what belongs to the project cannot be told from what was built in it")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    return tuple(sorted(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()))


@cache
def texts() -> tuple[tuple[Path, str], ...]:
    """Every file that is UTF-8 text, with its text."""
    found = []
    for file in files():
        try:
            found.append((file, (ROOT / file).read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return tuple(found)
