"""What must hold for every file of the project, whoever wrote it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.unit.house.tree import ROOT, files, texts

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

REGISTRIES = tuple(
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("maven", "org"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("tuna", "tsinghua", "edu", "cn"),
        ("mirrors", "aliyun", "com"),
    )
)

MACHINE_PATH = re.compile(r"(?<![\w/.:%\-])(?:/(?:home|Users)/[a-z]\w*/|/(?:root|work)/|[A-Z]:\\Users\\)")

SECRET = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "cloud access key": re.compile(r"\b(?:AKIA|LTAI)[0-9A-Za-z]{16,}\b"),
    "code host token": re.compile(r"\bgh[pousr]_[0-9A-Za-z]{30,}|\bglpat-[0-9A-Za-z_-]{20,}"),
    "signed web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "webhook key": re.compile(r"[?&](?:key|access_token)=[0-9a-f][0-9a-f-]{31,}"),
    "phone push key": re.compile(r"\bSCT\d{4,}T\w{10,}"),
    "password in a URL": re.compile(
        r"\b[a-z][a-z0-9+]*://[\w.-]+:(?!\*|<|\{|\$|password@|secret@)[^\s:/@'\"{}<]{8,}@"
        r"(?!127\.|localhost\b|\[::1\]|[\w.-]*example\b)"
    ),
}

LARGEST_BYTES = 1_000_000

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def markdown() -> Iterator[tuple[Path, str]]:
    """Pages people read; samples under tests are not ours to mend."""
    for file, text in texts():
        if file.suffix == ".md" and file.parts[0] != "tests":
            yield file, text


def headings(text: str) -> list[int]:
    return [len(match[1]) for match in re.finditer(r"^(#{1,6}) ", FENCE.sub("", text), re.MULTILINE)]


def test_no_file_names_a_package_registry() -> None:
    found = [f"{file}: {host}" for file, text in texts() for host in REGISTRIES if host in text.lower()]
    assert found == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    found = [f"{file}: {match[0]}" for file, text in texts() for match in MACHINE_PATH.finditer(text)]
    assert found == []


@pytest.mark.parametrize("kind", SECRET)
def test_no_file_holds_a_secret(kind: str) -> None:
    found = [f"{file}: {kind}" for file, text in texts() if SECRET[kind].search(text)]
    assert found == []


def test_no_file_is_large() -> None:
    found = [f"{file}: {size}" for file in files() if (size := (ROOT / file).stat().st_size) > LARGEST_BYTES]
    assert found == []


def test_every_guide_page_stands_in_both_languages() -> None:
    pages = {file for file, _ in markdown() if file.parts[:2] == ("docs", "guide") or file.stem.startswith("README")}
    pages = {file for file in pages if file.parts[:2] == ("docs", "guide") or file.parent == Path()}
    chinese = {file for file in pages if file.name.endswith(".zh-CN.md")}
    english = pages - chinese
    assert Path("README.md") in english
    assert {file.with_name(file.name.removesuffix(".md") + ".zh-CN.md") for file in english} == chinese


def test_both_languages_have_the_same_sections() -> None:
    by_file = dict(markdown())
    pairs = [(file, file.with_name(file.name.replace(".zh-CN.md", ".md"))) for file in by_file if ".zh-CN" in file.name]
    assert pairs
    assert [str(c) for c, e in pairs if headings(by_file[c]) != headings(by_file.get(e, ""))] == []


def test_the_index_of_the_guide_names_every_page() -> None:
    for index, ending in (("docs/guide/README.md", ".md"), ("docs/guide/README.zh-CN.md", ".zh-CN.md")):
        listed = set(LINK.findall((ROOT / index).read_text(encoding="utf-8")))
        chinese = ending == ".zh-CN.md"
        pages = {file.name for file, _ in markdown() if file.parent == Path("docs/guide")}
        pages = {name for name in pages if name.endswith(".zh-CN.md") == chinese and not name.startswith("README")}
        assert pages
        assert pages <= listed


def test_the_safety_statements_stand_where_people_start() -> None:
    told = {
        ".md": (
            "This is not a safety system",
            "certified gas detectors",
            "hints, not hygiene control",
            "scald protection",
        ),
        ".zh-CN.md": (
            "本系统不是燃气安全系统，不能替代合格的可燃气体报警器和切断装置",
            "水温告警仅供参考，不能替代热水系统的消毒、检测和防烫伤措施",
        ),
    }
    for page in ("README", "docs/guide/go-live", "docs/guide/docker"):
        for ending, words in told.items():
            text = (ROOT / f"{page}{ending}").read_text(encoding="utf-8")
            assert [word for word in words if word not in text] == []


def test_every_local_link_leads_somewhere() -> None:
    broken = []
    for file, text in markdown():
        for target in LINK.findall(FENCE.sub("", text)):
            if re.match(r"[a-z][a-z0-9+.-]*:|#", target, re.IGNORECASE):
                continue
            path = (ROOT / file.parent / unquote(target.partition("#")[0])).resolve()
            if not path.exists() or not path.is_relative_to(ROOT):
                broken.append(f"{file}: {target}")
    assert broken == []


def test_the_root_packages_are_the_ones_the_project_names() -> None:
    on_disk = sorted({file.parts[0] for file in files() if file.name == "__init__.py" and len(file.parts) == 2})
    on_disk = [name for name in on_disk if name != "tests"]
    tools = PYPROJECT["tool"]
    installed = tools["setuptools"]["packages"]["find"]["include"]
    assert sorted(name.removesuffix("*") for name in installed) == on_disk
    assert sorted(tools["importlinter"]["root_packages"]) == on_disk
    assert sorted(set(tools["mypy"]["packages"]) - {"tests"}) == on_disk


def test_the_only_command_is_campus() -> None:
    assert PYPROJECT["project"]["scripts"] == {"campus": "cli.main:main"}
