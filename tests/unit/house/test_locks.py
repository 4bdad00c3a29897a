"""The lock files: everything pinned and hashed, nothing about where it comes from, and enough to run on."""

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.unit.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["install"]]
DEV = [*RUNTIME, *PROJECT["project"]["optional-dependencies"]["dev"]]
WANTED = {"requirements.lock": RUNTIME, "requirements-dev.lock": DEV}

MACHINES = [
    pytest.param(f"{python}", system, id=f"{system}-{python}")
    for python in ("3.11", "3.12", "3.13")
    for system in ("linux", "darwin", "win32")
]


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def applies(self, environment: dict[str, str]) -> bool:
        return not self.marker or Marker(self.marker).evaluate(environment)


def pins(lock: str) -> list[Pin]:
    joined = re.sub(r"\s*\\\n\s*", " ", (ROOT / lock).read_text(encoding="utf-8"))
    lines = [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = []
    for line in lines:
        wanted, *hashes = line.split(" --hash=")
        requirement = Requirement(wanted)
        (exact,) = requirement.specifier
        assert exact.operator == "==", line
        found.append(
            Pin(canonicalize_name(requirement.name), exact.version, str(requirement.marker or ""), tuple(hashes))
        )
    return found


def this_machine() -> dict[str, str]:
    return {name: str(value) for name, value in default_environment().items()}


def machine(python: str, system: str) -> dict[str, str]:
    environment = this_machine()
    environment["python_version"] = python
    environment["python_full_version"] = f"{python}.1"
    environment["sys_platform"] = system
    environment["platform_system"] = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system]
    environment["os_name"] = "nt" if system == "win32" else "posix"
    return environment


@pytest.mark.parametrize("lock", WANTED)
def test_every_requirement_is_hashed(lock: str) -> None:
    found = pins(lock)
    assert found
    for pin in found:
        assert pin.hashes, pin.name
        for value in pin.hashes:
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", value), pin.name


@pytest.mark.parametrize("lock", WANTED)
def test_the_lock_says_nothing_of_where_packages_come_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert re.findall(r"^\s*-(?!-hash=sha256:).*", text, re.MULTILINE) == []
    assert re.findall(r"\b[a-z0-9-]+\.(?:org|com|io|net|cn)\b", text) == []


@pytest.mark.parametrize("lock", WANTED)
@pytest.mark.parametrize(("python", "system"), MACHINES)
def test_the_lock_satisfies_the_project_on_every_machine(lock: str, python: str, system: str) -> None:
    environment = machine(python, system)
    chosen: dict[str, str] = {}
    for pin in pins(lock):
        if pin.applies(environment):
            assert pin.name not in chosen, f"{pin.name} is pinned twice"
            chosen[pin.name] = pin.version
    for line in WANTED[lock]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(Version(chosen[canonicalize_name(requirement.name)])), line


def test_development_adds_to_what_runs_and_changes_none_of_it() -> None:
    runtime, dev = set(pins("requirements.lock")), set(pins("requirements-dev.lock"))
    assert runtime < dev


@pytest.mark.parametrize("lock", WANTED)
def test_what_the_locked_packages_need_is_locked_too(lock: str) -> None:
    """Read from the packages installed here, so a line removed by hand is noticed."""
    environment = this_machine()
    here = {pin.name: pin for pin in pins(lock) if pin.applies(environment)}
    looked_at = 0
    for pin in here.values():
        try:
            installed = distribution(pin.name)
        except PackageNotFoundError:
            continue
        if installed.version != pin.version:
            continue
        looked_at += 1
        for line in installed.requires or ():
            needed = Requirement(line)
            if needed.marker is not None and not needed.marker.evaluate({**environment, "extra": ""}):
                continue
            found = here.get(canonicalize_name(needed.name))
            assert found is not None, f"{pin.name} needs {line}"
            assert needed.specifier.contains(Version(found.version), prereleases=True), f"{pin.name} needs {line}"
    assert looked_at > len(here) / 2
