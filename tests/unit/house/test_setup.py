"""The scripts behind make, on machines made of stand-ins: other Pythons, no apt, sudo with and without a password."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.house.tree import ROOT

TOOLS = ("sh", "dirname", "ls", "cat", "grep", "sed")


class Machine:
    """A folder that is the whole PATH: a few basic tools, and whatever a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found
            (folder / tool).symlink_to(found)

    def has(self, name: str, script: str) -> None:
        file = self.folder / name
        file.write_text(f"#!{self.folder}/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def runs(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / "sh"), str(ROOT / "setup" / script), *arguments],
            env={"PATH": str(self.folder), "LOG": str(self.log)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture(name="machine")
def _machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


PYTHON = 'case "$*" in *venv*--clear*) echo "$0 $*" >>"$LOG" ;; *--version*) echo Python ;; esac; exit 0'
OLD_PYTHON = 'case "$*" in *version_info*) exit 1 ;; esac; exit 0'
SHIM = "echo 'not installed' >&2; exit 127"
WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1 ;; *%d.%d*) echo 3.11 ;; esac; exit 0'


def made_with(machine: Machine) -> str:
    return Path(machine.log.read_text(encoding="utf-8").split()[0]).name


def test_the_newest_python_makes_the_environment(machine: Machine) -> None:
    for name in ("python3.11", "python3.12", "python3"):
        machine.has(name, PYTHON)
    assert machine.runs("environment.sh", "env").returncode == 0
    assert made_with(machine) == "python3.12"


def test_a_python_that_is_only_announced_is_passed_over(machine: Machine) -> None:
    machine.has("python3.13", SHIM)
    machine.has("python3.11", PYTHON)
    assert machine.runs("environment.sh", "env").returncode == 0
    assert made_with(machine) == "python3.11"


def test_a_python_that_can_make_environments_is_preferred_to_a_newer_one_that_cannot(machine: Machine) -> None:
    machine.has("python3.12", WITHOUT_VENV)
    machine.has("python3.11", PYTHON)
    assert machine.runs("environment.sh", "env").returncode == 0
    assert made_with(machine) == "python3.11"


def test_an_old_python_is_told_apart_with_what_to_do(machine: Machine) -> None:
    machine.has("python3", OLD_PYTHON)
    done = machine.runs("environment.sh", "env")
    assert done.returncode == 2
    assert "No Python 3.11 or newer found" in done.stderr
    assert "make PYTHON=" in done.stderr


def test_a_missing_venv_module_is_named_by_its_package(machine: Machine) -> None:
    machine.has("python3.11", WITHOUT_VENV)
    done = machine.runs("environment.sh", "env")
    assert done.returncode == 2
    assert "python3.11-venv" in done.stdout
    assert "sudo apt-get install python3.11-venv" in done.stderr


def test_without_apt_what_is_missing_is_named_with_its_purpose(machine: Machine) -> None:
    done = machine.runs("servers.sh")
    assert done.returncode == 1
    assert "left out" in done.stdout
    assert "chromium: the browser the pages are tested in" in done.stdout
    assert "package manager" in done.stdout


def test_with_apt_but_without_the_right_to_use_it_the_command_is_told(machine: Machine) -> None:
    machine.has("apt-get", 'echo "apt-get $*" >>"$LOG"')
    machine.has("id", "echo 1000")
    machine.has("sudo", "echo 'a password is required' >&2; exit 1")
    done = machine.runs("servers.sh")
    assert done.returncode == 1
    assert "sudo apt-get install" in done.stdout
    assert not machine.log.exists()


def test_apt_is_asked_no_question_and_leaves_no_trace_of_holding_services(machine: Machine) -> None:
    machine.has("apt-get", "exit 0")
    machine.has("apt-cache", "echo '  Candidate: 2.0.11'")
    machine.has("id", "echo 1000")
    machine.has("sudo", 'echo "$*" >>"$LOG"; cat >/dev/null')
    assert machine.runs("apt.sh", "install", "mosquitto", "influxdb").returncode == 0
    asked = machine.log.read_text(encoding="utf-8").splitlines()
    (installed,) = [line for line in asked if "apt-get" in line]
    assert "DEBIAN_FRONTEND=noninteractive" in installed
    assert " -y install" in installed
    assert installed.endswith("mosquitto influxdb")
    held = [line for line in asked if line.startswith("-n tee")]
    released = [line for line in asked if line.startswith("-n rm")]
    assert [line.split()[-1] for line in held] == [line.split()[-1] for line in released]


def test_a_failed_installation_gives_the_services_back_too(machine: Machine) -> None:
    machine.has("apt-get", "exit 0")
    machine.has("apt-cache", "echo '  Candidate: 2.0.11'")
    machine.has("id", "echo 1000")
    machine.has("sudo", 'echo "$*" >>"$LOG"; cat >/dev/null; case "$*" in *install*) exit 100 ;; esac')
    assert machine.runs("apt.sh", "install", "mosquitto").returncode == 100
    asked = machine.log.read_text(encoding="utf-8").splitlines()
    assert len([line for line in asked if line.startswith("-n tee")]) == len(
        [line for line in asked if line.startswith("-n rm")]
    )


def test_an_unknown_action_is_refused(machine: Machine) -> None:
    done = machine.runs("apt.sh", "purge")
    assert done.returncode == 2
    assert "known: can, offers, refresh, install" in done.stderr
